"""The documents as pages of their own, with the cited characters highlighted.

The chat page fetches them and shows their ``article`` beside the conversation; opened directly
they work without scripts. Nothing is reformatted: the text of ``div.q-text`` is the document's
canonical text, so offsets can be checked on the screen.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote as url_quote

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from corpus.types import Document
from index.manifest import DocumentEntry
from index.types import VectorIndex
from web.links import MOST_SPANS, quote_hash

CHANGED = "The document's text has changed since this link was made."
_HASH = re.compile(r"[0-9a-f]{16}")
_NUMBER = re.compile(r"[0-9]{1,12}")
_SPAN = re.compile(r"([0-9]{1,12})-([0-9]{1,12})")


@dataclass(frozen=True, slots=True)
class Cited:
    """What a link cites: the characters ``[start, end)``, and the spans marked inside them.

    ``quote`` is the hash of the words that the link was made for, if it carries one.
    """

    start: int
    end: int
    spans: tuple[tuple[int, int], ...] = ()
    quote: str | None = None

    def holds(self, text: str) -> bool:
        """Whether the document still has the words that the link was made for."""
        return self.quote is None or quote_hash(text[self.start : self.end]) == self.quote


def source_router(index: VectorIndex) -> APIRouter:
    """The routes ``GET /source`` and ``GET /source/{document}?start=&end=&quote=&spans=``."""
    router = APIRouter()

    @router.get("/source")
    def documents() -> Response:
        return HTMLResponse(documents_page(index.manifest.content.documents))

    @router.get("/source/{document:path}")
    def source(
        document: str,
        start: Annotated[str | None, Query()] = None,
        end: Annotated[str | None, Query()] = None,
        quote: Annotated[str | None, Query()] = None,
        spans: Annotated[str | None, Query()] = None,
    ) -> Response:
        try:
            found = index.document(document)
        except KeyError:
            return PlainTextResponse("This document is not in the index.", 404)
        if start is None and end is None:
            return HTMLResponse(source_page(found, None))
        try:
            cited = _cited(start, end, quote, spans)
            if quote is None and cited.end > len(found.text):
                raise ValueError(_OFFSETS)
        except ValueError as error:
            length = len(found.text)
            return PlainTextResponse(str(error).format(length=length), 422)
        return HTMLResponse(source_page(found, cited))

    return router


def source_page(document: Document, cited: Cited | None) -> str:
    """The document as HTML, with the cited characters in ``<mark id="hit">``.

    Where they are no longer the words that the link was made for, nothing is marked, and a
    sentence says so.
    """
    title, name = _escape(document.title), _escape(document.id)
    # Links are relative, so that the page also works below a path of a reverse proxy.
    root = "../" * (document.id.count("/") + 1)
    where, text = f"{len(document.text):,} characters", _escape(document.text)
    more = ""
    if cited is not None and not cited.holds(document.text):
        more = f'<p class="q-changed">{_escape(CHANGED)}</p>'
    elif cited is not None:
        where = f"characters {cited.start}\u2013{cited.end} of {len(document.text)}"
        text = _highlighted(document.text, cited)
        link = f"{root}source/{url_quote(document.id)}?{_query(cited, document.text)}#hit"
        where += f' · <a class="q-own" href="{_escape(link)}" target="_blank">open on its own</a>'
    return _page(
        document.title,
        root,
        f'<article class="q-source" aria-label="{title}"><header><h2>{title}</h2>'
        f'<p class="q-note">{name} · {where}</p>{more}</header>'
        f'<div class="q-text">{text}</div></article>',
    )


def documents_page(documents: Sequence[DocumentEntry]) -> str:
    """All documents as a list of links."""
    items = "".join(
        f'<li><a href="source/{_escape(url_quote(entry.id))}" title="{_escape(entry.id)}">'
        f"{_escape(entry.title)}</a></li>"
        for entry in documents
    )
    return _page("Documents", "", f'<h1>Documents</h1><ul class="q-documents">{items}</ul>')


def _page(title: str, root: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_escape(title)} · Quoth</title>"
        f'<link rel="stylesheet" href="{root}static/style.css"></head>'
        f'<body class="q-page"><main>{body}</main></body></html>'
    )


def _highlighted(text: str, cited: Cited) -> str:
    parts, done = [], cited.start
    for start, end in cited.spans:
        parts.append(_escape(text[done:start]))
        parts.append(f"<strong>{_escape(text[start:end])}</strong>")
        done = end
    quote = "".join(parts) + _escape(text[done : cited.end])
    before, after = _escape(text[: cited.start]), _escape(text[cited.end :])
    return f'{before}<mark id="hit" tabindex="-1">{quote}</mark>{after}'


def _query(cited: Cited, text: str) -> str:
    words = quote_hash(text[cited.start : cited.end])
    query = f"start={cited.start}&end={cited.end}&quote={words}"
    spans = ",".join(f"{start}-{end}" for start, end in cited.spans)
    return f"{query}&spans={spans}" if spans else query


_OFFSETS = (
    "start and end must be whole numbers, 0 <= start < end <= {length} "
    "(the length of the document in characters)."
)
_QUOTE = "quote must be 16 hexadecimal digits, as in the links that Quoth makes."
_SPANS = (
    f"spans must be up to {MOST_SPANS} ranges such as 16-18,20-22, in order and between start "
    "and end."
)


def _cited(start: str | None, end: str | None, quote: str | None, spans: str | None) -> Cited:
    """The parameters of a link; a ``ValueError`` says what is wrong with them."""
    if not (_NUMBER.fullmatch(start or "") and _NUMBER.fullmatch(end or "")):
        raise ValueError(_OFFSETS)
    first, last = int(start or 0), int(end or 0)
    if first >= last:
        raise ValueError(_OFFSETS)
    if quote is not None and not _HASH.fullmatch(quote):
        raise ValueError(_QUOTE)
    return Cited(first, last, _spans(spans, first, last) if spans else (), quote)


def _spans(spans: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Ranges inside ``[start, end)``, in order, none of which overlap."""
    found = []
    done = start
    for part in spans.split(",", MOST_SPANS):
        match = _SPAN.fullmatch(part)
        if not match or not done <= int(match[1]) < int(match[2]) <= end:
            raise ValueError(_SPANS)
        found.append((int(match[1]), int(match[2])))
        done = found[-1][1]
    if len(found) > MOST_SPANS:
        raise ValueError(_SPANS)
    return tuple(found)


def _escape(text: str) -> str:
    # A browser turns a bare carriage return into a line feed while it reads HTML.
    return html.escape(text).replace("\r", "&#13;")
