"""``GET /api/documents``, ``/api/documents/{id}`` and ``/api/verify``: the texts behind answers."""

import html
from typing import Annotated

from fastapi import APIRouter, Query

from corpus.types import Document
from index.types import VectorIndex
from qa.verify import mismatch
from web.api.models import (
    EVERYWHERE,
    DocumentList,
    DocumentSummary,
    DocumentText,
    Verification,
    errors,
)
from web.errors import ApiError

Offset = Annotated[int | None, Query(ge=0)]


def documents_router(index: VectorIndex) -> APIRouter:
    """The routes."""
    router = APIRouter(tags=["documents"])
    entries = {entry.id: entry for entry in index.manifest.content.documents}

    @router.get("/api/documents", responses=errors(*EVERYWHERE))
    def documents() -> DocumentList:
        """List the documents of the index."""
        return DocumentList(
            index=index.manifest.content.fingerprint,
            documents=[DocumentSummary(**entry.model_dump()) for entry in entries.values()],
        )

    @router.get(
        "/api/documents/{document:path}",
        responses=errors(*EVERYWHERE, 404, 422),
        response_model_exclude_none=True,
    )
    def document(
        document: str,
        start: Offset = None,
        end: Offset = None,
        html: Annotated[bool, Query(description="Add `html`, for display.")] = False,
    ) -> DocumentText:
        """Read a document, or the characters `[start, end)` of it.

        Offsets count characters (Unicode code points) of the file's text, as in citations.
        """
        found = _find(index, document)
        first, last = 0 if start is None else start, len(found.text) if end is None else end
        if not first <= last <= len(found.text):
            raise ApiError(
                422,
                "invalid_range",
                f"start and end must be 0 <= start <= end <= {len(found.text)}, the length of the "
                "document in characters.",
            )
        return DocumentText(
            **entries[found.id].model_dump(),
            start=first,
            end=last,
            text=found.text[first:last],
            html=_marked(found.text, first, last) if html else None,
        )

    @router.get("/api/verify", responses=errors(*EVERYWHERE, 422))
    def verify(
        document: Annotated[str, Query(description="The document's id.")],
        start: Annotated[int, Query(ge=0)],
        end: Annotated[int, Query(ge=0)],
        quote: Annotated[str, Query(description="What the characters should be.")],
    ) -> Verification:
        """Check that a quote is the document's text at these offsets, character by character.

        Nothing is normalised. A document that is no longer in the index does not verify.
        """
        try:
            found = index.document(document)
        except KeyError:
            found = None
        reason = mismatch(found, start, end, quote)
        return Verification(verified=reason is None, reason=reason)

    return router


def _find(index: VectorIndex, document: str) -> Document:
    try:
        return index.document(document)
    except KeyError as error:
        raise ApiError(404, "not_found", "This document is not in the index.") from error


def _marked(text: str, start: int, end: int) -> str:
    """The text as inert HTML with ``[start, end)`` in ``<mark>``."""
    before, marked, after = map(_escape, (text[:start], text[start:end], text[end:]))
    return f"{before}<mark>{marked}</mark>{after}"


def _escape(text: str) -> str:
    # A browser turns a bare carriage return into a line feed while it reads HTML.
    return html.escape(text).replace("\r", "&#13;")
