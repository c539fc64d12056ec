"""The verbatim check: every quote is compared with the document before anyone sees it."""

from collections.abc import Iterable, Mapping

from corpus.types import Document
from qa.types import Citation


def faults(citations: Iterable[Citation], documents: Mapping[str, Document]) -> list[str]:
    """What is not verbatim in the citations, one line each; empty when all is.

    Characters are compared exactly: nothing is normalised, and a span must lie inside its quote.
    """
    found = []
    for citation in citations:
        place = f"[{citation.number}] {citation.document} {citation.start}-{citation.end}"
        document = documents.get(citation.document)
        if reason := mismatch(document, citation.start, citation.end, citation.quote):
            found.append(f"{place}: {reason}")
        if document is None:
            continue
        for span in citation.spans:
            inside = citation.start <= span.start and span.end <= citation.end
            if not inside or not _is_slice(document.text, span.start, span.end, span.text):
                found.append(f"{place}: the span {span.start}-{span.end} is not the quote's text")
    return found


def mismatch(document: Document | None, start: int, end: int, quote: str) -> str | None:
    """Why ``document.text[start:end]`` is not ``quote``, or None where it is."""
    if document is None:
        return "there is no such document"
    if not _is_slice(document.text, start, end, quote):
        return "the quote is not the document's text"
    return None


def _is_slice(text: str, start: int, end: int, expected: str) -> bool:
    return 0 <= start < end <= len(text) and text[start:end] == expected
