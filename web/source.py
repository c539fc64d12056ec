"""The cited document as a page of its own, with the cited characters highlighted.

The chat page fetches it and shows its ``article`` beside the conversation; opened directly it
works without scripts. Nothing is reformatted: the text of ``div.q-text`` is the document's
canonical text, so offsets can be checked on the screen.
"""

import html
from typing import Annotated
from urllib.parse import quote as url_quote

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from corpus.types import Document
from index.types import VectorIndex


def source_router(index: VectorIndex) -> APIRouter:
    """The route ``GET /source/{document}?start=&end=``."""
    router = APIRouter()

    @router.get("/source/{document:path}")
    def source(
        document: str,
        start: Annotated[str | None, Query()] = None,
        end: Annotated[str | None, Query()] = None,
    ) -> Response:
        try:
            found = index.document(document)
        except KeyError:
            return PlainTextResponse("This document is not in the index.", 404)
        if start is None and end is None:
            return HTMLResponse(source_page(found, None))
        cited = _range(start, end, len(found.text))
        if cited is None:
            return PlainTextResponse(
                "start and end must be whole numbers, 0 <= start < end <= "
                f"{len(found.text)} (the length of the document in characters).",
                422,
            )
        return HTMLResponse(source_page(found, cited))

    return router


def source_page(document: Document, cited: tuple[int, int] | None) -> str:
    """The document as HTML, with the characters ``[start, end)`` in ``<mark id="hit">``."""
    title, name = _escape(document.title), _escape(document.id)
    # Links are relative, so that the page also works below a path of a reverse proxy.
    root = "../" * (document.id.count("/") + 1)
    if cited is None:
        where, text = f"{len(document.text):,} characters", _escape(document.text)
        own_page = ""
    else:
        start, end = cited
        where = f"characters {start}\u2013{end} of {len(document.text)}"
        text = (
            f'{_escape(document.text[:start])}<mark id="hit" tabindex="-1">'
            f"{_escape(document.text[start:end])}</mark>{_escape(document.text[end:])}"
        )
        link = f"source/{url_quote(document.id)}?start={start}&end={end}#hit"
        own_page = (
            f' · <a class="q-own" href="{_escape(root + link)}" target="_blank">open on its own</a>'
        )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{title} · Quoth</title><link rel="stylesheet" href="{root}static/style.css">'
        '</head><body class="q-page"><main>'
        f'<article class="q-source" aria-label="{title}"><header><h2>{title}</h2>'
        f'<p class="q-note">{name} · {where}{own_page}</p></header>'
        f'<div class="q-text">{text}</div></article></main></body></html>'
    )


def _range(start: str | None, end: str | None, length: int) -> tuple[int, int] | None:
    """Both offsets as numbers, or None where they are not a stretch of the document."""
    values = [
        int(text) if text and text.isascii() and text.isdigit() and len(text) <= 12 else -1
        for text in (start, end)
    ]
    return (values[0], values[1]) if 0 <= values[0] < values[1] <= length else None


def _escape(text: str) -> str:
    # A browser turns a bare carriage return into a line feed while it reads HTML.
    return html.escape(text).replace("\r", "&#13;")
