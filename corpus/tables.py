"""Tables as Markdown draws them: rows of cells with ``|`` between, under a row of column names.

Offsets count characters of the text, as everywhere.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from corpus.layout import line_end, line_start

_CELL = r"[^\S\n]*:?-+:?[^\S\n]*"
TABLE_RULE = re.compile(
    rf"(?=[^\n]*\|)[^\S\n]*(?:\|{_CELL}|:?-+:?[^\S\n]*)(?:\|{_CELL})*(?:\|[^\S\n]*)?(?=\n|\Z)"
)
"""The line below the header row of a table."""

_FAR = 10_000  # characters that are looked at before and after
_BETWEEN = re.compile(r"(?<!\\)\|")


def table_at(text: str, at: int) -> tuple[int, int, int] | None:
    """Begin of the table that ``at`` is in, of its first row below the header, and its end.

    ``None`` outside of tables, and further in than 10,000 characters. It is one where a line
    divides header and rows.
    """
    begin = line_start(text, at)
    if "|" not in text[begin : line_end(text, at)]:
        return None
    while begin > max(0, at - _FAR) and "|" in text[(above := line_start(text, begin - 1)) : begin]:
        begin = above
    rule = line_end(text, begin) + 1
    if not TABLE_RULE.match(text, rule):
        return None
    body = end = line_end(text, rule)
    while end < at + _FAR and "|" in text[end + 1 : (below := line_end(text, end + 1))]:
        end = below
    return begin, min(body + 1, len(text)), end


def header_of(text: str, at: int) -> tuple[int, int] | None:
    """Begin and end of the header row of the table that ``at`` is in, if it is in a row below."""
    table = table_at(text, at)
    return _bare(text, table[0], line_end(text, table[0])) if table and at >= table[1] else None


def rows(text: str, table: tuple[int, int, int]) -> Iterator[tuple[int, int]]:
    """Begin and end of the rows of a table of :func:`table_at`, below the header."""
    _, start, last = table
    while start < last:
        end = line_end(text, start)
        yield start, end
        start = end + 1


def cells(text: str, at: int) -> list[tuple[int, int]]:
    """The cells of the row on the line of ``at``, empty ones too, without the blanks around."""
    start, end = line_start(text, at), line_end(text, at)
    marks = [mark.start() for mark in _BETWEEN.finditer(text, start, end)]
    edges = [start - 1, *marks, end]
    found = [_bare(text, left + 1, right) for left, right in pairwise(edges)]
    # The marks at the ends of a line have nothing on their other side.
    first = 1 if marks and found[0][0] == found[0][1] else 0
    last = len(found) - 1 if len(marks) > 1 and found[-1][0] == found[-1][1] else len(found)
    return found[first:last]


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    inner = text[start:end]
    start += len(inner) - len(inner.lstrip())
    return start, max(start, end - len(inner) + len(inner.rstrip()))
