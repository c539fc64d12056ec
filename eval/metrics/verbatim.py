"""Is every quote in the exact words of its document?

Deliberately shares no code with the product's own check: it only slices the documents' texts.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from qa.types import Citation


class Verbatim(NamedTuple):
    """How many quotes and spans were checked, and how many of them were verbatim."""

    right: int
    checked: int


def count_verbatim(citations: Iterable[Citation], texts: Mapping[str, str]) -> Verbatim:
    """Check quotes and the spans inside them against the documents' texts, given by id."""
    checks = [
        (start, end, words, citation)
        for citation in citations
        for start, end, words in [
            (citation.start, citation.end, citation.quote),
            *((span.start, span.end, span.text) for span in citation.spans),
        ]
    ]
    right = sum(
        0 <= citation.start <= start < end <= citation.end
        and end - start == len(words)
        and texts.get(citation.document, "")[start:end] == words
        for start, end, words, citation in checks
    )
    return Verbatim(right, len(checks))
