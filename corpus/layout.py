"""Layout: the headings, lists and paragraphs of a text, told line by line.

Offsets count characters of the text, as everywhere.
"""

import math
import re

BYTE_ORDER_MARK = "\ufeff"
"""What some editors put in front of a text; it belongs to no line of it."""

ITEM = re.compile(
    r"\s*(?:[-*+•●○◦▪■‣–]|(\d{1,3})[.)]|\(\d{1,3}\)|\(?(?:[A-Za-z]|[ivx]{1,5})\))\s+(?=\S)"  # noqa: RUF001
)
"""What a list item begins with; the group is its number."""

_MARKER = re.compile(rf"(?:{ITEM.pattern}|[^\S\n]*(?:\d+(?:\.\d+)+\.?|[QA][.:])\s+(?=\S))")

_LONGEST_TITLE = 100  # characters

_DIVIDER = re.compile(r"\s*([-*_])(?:\s*\1){2,}\s*\Z")
_MARKED = re.compile(r"(?:#{1,6}|={1,6})\s")
_UNDERLINED = re.compile(r"[^\n]+\n[^\S\n]*([-=])\1{2,}")
_TITLE = re.compile(r"[^\W\d][^\d:\n]*\w\)?")  # no figures, no colon and no full stop
_PERHAPS_TITLE = re.compile(r"(?:\*\*|__)?[^\W_][^|\n]*[\w)](?:\*\*|__)?")
_FENCE = re.compile(r"[^\S\n]*(`{3,}|~{3,})")
_STOPPED = re.compile(r"[.!?:][\"'”’)\]]*\Z")  # noqa: RUF001


def is_heading(text: str, start: int, end: int) -> bool:
    """Whether the sentence at ``[start, end)`` is a heading.

    It is where it is marked or underlined as in Markdown, or stands as a title does: on a line of
    its own between blank ones, short, without figures or a full stop, and above a paragraph or a
    list.
    """
    if not fills_lines(text, start, end):
        return False
    sentence = text[start:end]
    first, last = _line_start(text, start), _line_end(text, end)
    if _MARKED.match(sentence) or _UNDERLINED.fullmatch(sentence):
        return True
    if len(sentence) > _LONGEST_TITLE or not _TITLE.fullmatch(sentence):
        return False
    below = next_text(text, last)
    paragraph = text[below : paragraph_end(text, below)].rstrip()
    prose = len(paragraph) > len(sentence) and _STOPPED.search(paragraph)
    return (
        not text[_line_start(text, first - 1) : first].strip()
        and text.count("\n", last, below) > 1
        and bool(prose or list_end(text, last))
    )


def is_title(text: str, start: int, end: int) -> bool:
    """Whether the sentence at ``[start, end)`` may be a title, but may be an item or a remark too.

    It is short, on a line of its own without a stop, above prose: "3. Parking", "**Parking**".
    """
    if end - start > _LONGEST_TITLE or not _PERHAPS_TITLE.fullmatch(text, start, end):
        return False
    first, last = _line_start(text, start), _line_end(text, end)
    below = next_text(text, last)
    line = text[below : _line_end(text, below)]
    above = text[:first].rstrip()
    listed = ITEM.match(line) or ITEM.match(text[_line_start(text, len(above)) : first])
    item = ITEM.match(text, first)
    marked = _MARKED.match(line) or _FENCE.match(line) or line.startswith("|")
    paragraph = text[below : paragraph_end(text, below)].rstrip()
    return (
        fills_lines(text, start, end)
        and not listed
        and not marked
        and (item is None or item[1] is not None)
        and len(paragraph) > end - start
        and _STOPPED.search(paragraph) is not None
    )


def fills_lines(text: str, start: int, end: int) -> bool:
    """Whether nothing but blanks stands beside ``[start, end)`` on its lines."""
    before, after = text[_line_start(text, start) : start], text[end : _line_end(text, end)]
    return not before.strip() and not after.strip()


def next_text(text: str, at: int) -> int:
    """Where the first character from ``at`` on stands that is not blank, or the end."""
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def paragraph_end(text: str, at: int) -> int:
    """Where the last line ends that stands in one paragraph with ``at``."""
    end = _line_end(text, at)
    while text[end + 1 : (following := _line_end(text, end + 1))].strip():
        if _MARKED.match(text, end + 1):
            break
        end = following
    return end


def paragraph_start(text: str, at: int) -> int:
    """Where the first line begins that stands in one paragraph with ``at``."""
    start = _line_start(text, at)
    while text[(above := _line_start(text, start - 1)) : start].strip():
        start = above
    return start


def in_list(text: str, at: int) -> bool:
    """Whether a list item begins on the line of ``at``, or above it in its paragraph."""
    start, end = paragraph_start(text, at), _line_end(text, at)
    return any(ITEM.match(line) for line in text[start:end].split("\n"))


def marker_end(text: str, at: int) -> int:
    """Where the text begins of the item, section or answer on the line of ``at``."""
    start = _line_start(text, at)
    marker = _MARKER.match(text, start)
    return marker.end() if marker else start


def fence_end(text: str, at: int) -> int | None:
    """Where the code ends whose opening fence is on the line of ``at``; ``None`` without one."""
    if not (fence := _FENCE.match(text, _line_start(text, at))):
        return None
    closing = re.compile(rf"\n[^\S\n]*{fence[1]}").search(text, at)
    return closing.end() if closing else None


def list_end(text: str, at: int, longest: float = math.inf) -> int | None:
    """Where a list ends that begins on the line after ``at``; ``None`` if none does.

    Blank lines may stand between its items, and an item may go on over several lines. After one,
    an item that is marked in another way begins something else. A list of more than ``longest``
    characters ends with the last item before.
    """
    origin, end, whole, blank, kind = at, None, None, False, ""
    while (begin := _line_end(text, at) + 1) < len(text):
        at = _line_end(text, begin)
        line = text[begin:at].rstrip()
        item = ITEM.match(line)
        goes_on = end is not None and (line[:1].isspace() or not blank)
        mark = _kind(item[0]) if item and not line[:1].isspace() else ""
        kind = kind or mark
        other = _MARKED.match(line) or _DIVIDER.match(line) or (blank and mark and mark != kind)
        if line and (other or not (item or goes_on)):
            break
        whole = end if item else whole
        blank = not line
        end = end if blank else begin + len(line)
        if not blank and begin + len(line) - origin > longest:
            return whole
    return end


def _kind(marker: str) -> str:
    """How an item is marked: "(1)" for each of "(2)" and "(10)"."""
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "1", marker.strip()))


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, max(0, at)) + 1 or int(text.startswith(BYTE_ORDER_MARK))


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found
