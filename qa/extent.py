"""How much of the text a quote takes in.

A sentence is quoted whole. What only announces goes with what it announces: a lead-in ("You need:")
with its list, and a heading not at all, but the text below it.
"""

import re

from corpus.layout import is_heading, list_end, paragraph_end
from corpus.sentences import find_sentences

_READ_ON = 5  # sentences of an overview after the first
_LONGEST = 1500  # characters that a quote may read on

_LEAD_IN = re.compile(r":[*_]*\Z")


def extent(text: str, start: int, end: int) -> tuple[int, int]:
    """Begin and end of the quote that the sentence at ``[start, end)`` stands for."""
    first, last = start, end
    while is_heading(text, first, last):
        below = _sentences(text, last)
        if not below:
            return start, end
        if stop := list_end(text, last):
            return below[0][0], _last(below, stop)
        first, last = below[0]
    if leads_in(text, first, last):
        below = _sentences(text, last)
        return first, _last(below, list_end(text, last) or below[0][1])
    return first, last


def read_on(text: str, end: int) -> int:
    """Where a quote ends that goes on from ``end`` to the end of the paragraph, up to a limit."""
    return max(end, _last(_sentences(text, end)[:_READ_ON], paragraph_end(text, end)))


def leads_in(text: str, start: int, end: int) -> bool:
    """Whether the sentence at ``[start, end)`` announces what comes after it."""
    return bool(_LEAD_IN.search(text, start, end)) and bool(_sentences(text, end))


def _sentences(text: str, at: int) -> list[tuple[int, int]]:
    """The whole sentences after ``at``, as far as a quote may read on."""
    found = find_sentences(text[at : at + _LONGEST])
    if at + _LONGEST < len(text):
        found = found[:-1]
    return [(at + start, at + end) for start, end in found]


def _last(sentences: list[tuple[int, int]], stop: int) -> int:
    """Where the last of the sentences ends that end by ``stop``; 0 if none does."""
    return max((end for _, end in sentences if end <= stop), default=0)
