"""How much of the text a quote takes in.

A sentence is quoted whole. What only announces goes with what it announces: a lead-in ("You need:")
with its list, while a question in the text stands for its answer, and a heading for the list below
it, or for nothing: what it says of a paragraph, the sentences there say themselves.
"""

import re

from corpus.layout import (
    fence_end,
    fills_lines,
    in_comment,
    in_list,
    is_heading,
    is_title,
    list_end,
    next_text,
    paragraph_end,
    paragraph_start,
    term_start,
)
from corpus.sentences import find_sentences
from corpus.tables import table_at

_READ_ON = 5  # sentences after the first
_LONGEST = 1500  # characters that a quote may read on
_SMALL_TABLE = 600  # characters
_FAR = 10_000  # characters; a paragraph of more is looked at from the middle

_LEAD_IN = re.compile(r":[*_]*\Z")
_STOPPED = re.compile(r"[.!?…|][\"'”’)\]*_]*\Z")  # noqa: RUF001
_WORD = re.compile(r"[^\W_]")
_QUESTION = re.compile(r"\?[*_]*\Z")  # before a closing quotation mark it is somebody's


def extent(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Begin and end of the quote that the sentence at ``[start, end)`` stands for.

    ``None`` if it stands for nothing, as a heading or a question with no answer below, a divider or
    a comment. A row of a small table stands for the table, as its columns are named there, and a
    definition goes with its term.
    """
    if not _WORD.search(text, start, end) or in_comment(text, start) or fence_end(text, start):
        return None
    if table := table_at(text, start):
        return _rows(text, start, end, table)
    if _QUESTION.search(text, start, end):
        return _reply(text, start, end)
    if is_heading(text, start, end):
        below, stop = _sentences(text, end), list_end(text, end, _LONGEST)
        return (below[0][0], _last(below, stop)) if below and stop else None
    if below := _led_in(text, start, end):
        return start, _last(below, _announced_end(text, end, below[0]))
    return term_start(text, start), end


def announces(text: str, start: int, end: int) -> bool:
    """Whether the sentence at ``[start, end)`` leads in what comes after it, or asks for it.

    The row of a table that names its columns does.
    """
    if table := table_at(text, start):
        return start < table[1]
    return bool(_QUESTION.search(text, start, end) or _led_in(text, start, end))


def read_on(text: str, end: int) -> int:
    """Where a quote ends that goes on from ``end`` in its paragraph, up to a limit or a question.

    The question is one on a line of its own, which asks for something else. It does not end with
    what announces more.
    """
    stop = paragraph_end(text, end)
    below = [one for one in _sentences(text, end)[:_READ_ON] if one[1] <= stop]
    below = _asked_before(text, below)
    while below and announces(text, *below[-1]):
        below.pop()
    return below[-1][1] if below else end


def _rows(text: str, start: int, end: int, table: tuple[int, int, int]) -> tuple[int, int] | None:
    """A small table, or of a large one the row; for its header as many rows as a quote may hold."""
    first, body, last = table
    if last - first <= _SMALL_TABLE:
        return (next_text(text, first), last) if body < last else None
    if start >= body:
        return start, end
    whole = text.rfind("\n", body, min(last, first + _LONGEST) + 1)
    return (next_text(text, first), whole) if whole > body else None


def _reply(text: str, start: int, end: int) -> tuple[int, int] | None:
    """What follows a question: below a line of its own the paragraph or list, else a sentence."""
    below = _sentences(text, end)
    if not below or _QUESTION.search(text, *below[0]) or is_heading(text, *below[0]):
        return None
    first, last = below[0]
    if not fills_lines(text, start, end):
        return start, last
    if led_in := _led_in(text, first, last):
        return first, _last(led_in, _announced_end(text, last, led_in[0]))
    below = _asked_before(text, below)
    return first, _last(below, list_end(text, end, _LONGEST) or read_on(text, last))


def _led_in(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences after a lead-in; none after any other sentence.

    A lead-in ends in a colon, or without a stop directly above a list, or is a title.
    """
    if not (
        _LEAD_IN.search(text, start, end)
        or _above_list(text, start, end)
        or is_title(text, start, end)
    ):
        return []
    below = _sentences(text, end)
    return below if below and not is_heading(text, *below[0]) else []


def _above_list(text: str, start: int, end: int) -> bool:
    stopped = _STOPPED.search(text, start, end) or in_list(text, start)
    beside = text.count("\n", end, next_text(text, end)) == 1
    return beside and not stopped and list_end(text, end) is not None


def _announced_end(text: str, end: int, first: tuple[int, int]) -> int:
    """Where that ends which is announced by what ends at ``end``; ``first`` is its sentence."""
    code = fence_end(text, first[0])
    return code or list_end(text, end, _LONGEST) or first[1]


def _sentences(text: str, at: int) -> list[tuple[int, int]]:
    """The whole sentences after ``at``, as far as a quote may read on."""
    first = max(paragraph_start(text, at), at - _FAR)
    stop = at + _LONGEST
    found = find_sentences(text[first : min(paragraph_end(text, stop), stop + _FAR)])
    moved = [(first + start, first + end) for start, end in found]
    return [(start, end) for start, end in moved if start >= at and end <= stop]


def _asked_before(text: str, sentences: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The sentences before the next question that stands on a line of its own."""
    asks = (_QUESTION.search(text, *one) and fills_lines(text, *one) for one in sentences)
    return sentences[: next((number for number, ask in enumerate(asks) if ask), None)]


def _last(sentences: list[tuple[int, int]], stop: int) -> int:
    """Where the last of the sentences ends that end by ``stop``, or the first if none does."""
    return max([sentences[0][1], *(end for _, end in sentences if end <= stop)])
