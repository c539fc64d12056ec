"""Stretches of documents and how far they cover each other, in characters."""

from collections.abc import Iterable
from typing import NamedTuple


class Stretch(NamedTuple):
    """The characters ``[start, end)`` of a document."""

    document: str
    start: int
    end: int


def overlaps(one: Stretch, other: Stretch) -> bool:
    """Whether two stretches share a character."""
    return one.document == other.document and one.start < other.end and other.start < one.end


def union(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same characters as disjoint stretches, in the order of document and offset."""
    merged: list[Stretch] = []
    for stretch in sorted(stretches):
        last = merged[-1] if merged else None
        if last and last.document == stretch.document and stretch.start <= last.end:
            merged[-1] = last._replace(end=max(last.end, stretch.end))
        elif stretch.end > stretch.start:
            merged.append(stretch)
    return merged


def length(stretches: Iterable[Stretch]) -> int:
    """Number of distinct characters in the stretches."""
    return sum(stretch.end - stretch.start for stretch in union(stretches))


def shared(one: Iterable[Stretch], other: Iterable[Stretch]) -> int:
    """Number of distinct characters that lie in both."""
    other = union(other)
    return sum(
        max(0, min(a.end, b.end) - max(a.start, b.start))
        for a in union(one)
        for b in other
        if a.document == b.document
    )
