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

ENTRY = re.compile(
    r"\s*(?:[-*_]{2})?([^\W_](?:[^\n:|.?!]{0,38}[\w)])?)(?:[*_]*(:)[*_]*\s|[*_]*\s[-–—]\s)\s*\S"  # noqa: RUF001
)
"""What a line of a list of terms or values begins with, "Price: 12 EUR" or "CAB - the board"; the
first group is its label, the second its colon."""

_SECTION = re.compile(r"\d+(?:\.\d+)+\.?\s+[A-Z]")
_LONGEST_TITLE = 100  # characters
_FAR = 10_000  # characters that are looked back

_DIVIDER = re.compile(r"\s*([-*_])(?:\s*\1){2,}\s*\Z")
_MARKED = re.compile(r"(?:#{1,6}|={1,6})\s")
_UNDERLINED = re.compile(r"[^\n]+\n[^\S\n]*([-=])\1{2,}")
_TITLE = re.compile(r"[^\W\d][^\d:\n]*\w\)?")  # no figures, no colon and no full stop
_CAPITALS = re.compile(r"(?=[^\n]*[^\W\d_]{2})[^\W_][^:|\n]*[\w)]")
_PERHAPS_TITLE = re.compile(r"(?:\*\*|__)?[^\W_][^|\n]*[\w)](?:\*\*|__)?")
_NUMBERED = re.compile(r"(?:\w+ )?\d+(?:\.\d+)*")
_DEFINITION = re.compile(r"[^\S\n]{0,3}:[^\S\n]+\S")
_FENCE = re.compile(r"[^\S\n]*(`{3,}|~{3,})")
_FENCES = re.compile(rf"^{BYTE_ORDER_MARK}?{_FENCE.pattern}([^`\n]*)$", re.MULTILINE)
_STOPPED = re.compile(r"[.!?:][\"'”’)\]]*\Z")  # noqa: RUF001


def is_heading(text: str, start: int, end: int) -> bool:
    """Whether the sentence at ``[start, end)`` is a heading.

    It is where it is marked or underlined as in Markdown, or stands as a title does: on a line of
    its own between blank ones, short, and in capitals, or without figures or a full stop above a
    paragraph or a list. Below a title such a line may be what the title announces: an author, a
    place.
    """
    if not fills_lines(text, start, end):
        return False
    sentence = text[start:end]
    first, last = line_start(text, start), line_end(text, end)
    if _MARKED.match(sentence) or _UNDERLINED.fullmatch(sentence):
        return not in_code(text, start)
    capitals = sentence.isupper() and _CAPITALS.fullmatch(sentence)
    if len(sentence) > _LONGEST_TITLE or not (capitals or _TITLE.fullmatch(sentence)):
        return False
    below = next_text(text, last)
    paragraph = text[below : paragraph_end(text, below)].rstrip()
    prose = len(paragraph) > len(sentence) and _STOPPED.search(paragraph)
    return (
        not text[line_start(text, first - 1) : first].strip()
        and text.count("\n", last, below) > 1
        and bool(capitals or not _below_title(text, first))
        and bool((capitals and paragraph) or prose or list_end(text, last))
    )


def is_title(text: str, start: int, end: int) -> bool:
    """Whether the sentence at ``[start, end)`` may be a title, but may be an item or a remark too.

    It is short, on a line of its own without a stop, above prose: "3. Parking", "**Parking**". What
    follows a label is no title ("Price: 12 EUR"), unless the label counts ("Step 2: Parking").
    """
    if end - start > _LONGEST_TITLE or not _PERHAPS_TITLE.fullmatch(text, start, end):
        return False
    if (entry := ENTRY.match(text, start, end)) and not _NUMBERED.fullmatch(entry[1]):
        return False
    first, last = line_start(text, start), line_end(text, end)
    below = next_text(text, last)
    line = text[below : line_end(text, below)]
    above = text[:first].rstrip()
    listed = ITEM.match(line) or ITEM.match(text[line_start(text, len(above)) : first])
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


def _below_title(text: str, at: int) -> bool:
    """Whether the text above ``at`` is a line between blank ones that looks like a title."""
    start, end = line_above(text, at)
    above = line_start(text, start)
    return (
        0 < end - start <= _LONGEST_TITLE
        and not text[line_start(text, above - 1) : above].strip()
        and bool(_MARKED.match(text, start) or _TITLE.fullmatch(text, start, end))
    )


def fills_lines(text: str, start: int, end: int) -> bool:
    """Whether nothing but blanks stands beside ``[start, end)`` on its lines."""
    before, after = text[line_start(text, start) : start], text[end : line_end(text, end)]
    return not before.strip() and not after.strip()


def next_text(text: str, at: int) -> int:
    """Where the first character from ``at`` on stands that is not blank, or the end."""
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def line_above(text: str, at: int) -> tuple[int, int]:
    """The text of the last line before ``at`` that is not blank; empty where there is none."""
    end = len(text[:at].rstrip())
    return min(end, next_text(text, line_start(text, end))), end


def paragraph_end(text: str, at: int) -> int:
    """Where the last line ends that stands in one paragraph with ``at``."""
    end = line_end(text, at)
    while text[end + 1 : (following := line_end(text, end + 1))].strip():
        if _MARKED.match(text, end + 1):
            break
        end = following
    return end


def paragraph_start(text: str, at: int) -> int:
    """Where the first line begins that stands in one paragraph with ``at``."""
    start = line_start(text, at)
    while text[(above := line_start(text, start - 1)) : start].strip():
        start = above
    return start


def in_list(text: str, at: int) -> bool:
    """Whether a list item begins on the line of ``at``, or above it in its paragraph."""
    start, end = paragraph_start(text, at), line_end(text, at)
    return any(ITEM.match(line) for line in text[start:end].split("\n"))


def marker_end(text: str, at: int) -> int:
    """Where the text begins of the item, section or answer on the line of ``at``."""
    start = line_start(text, at)
    marker = _MARKER.match(text, start)
    return marker.end() if marker else start


def in_code(text: str, at: int) -> bool:
    """Whether ``at`` stands in fenced code, as Markdown marks it with backquotes or tildes."""
    opened = ""
    for fence in _FENCES.finditer(text, 0, at):
        if not opened:
            opened = fence[1]
        elif fence[1].startswith(opened) and not fence[2].strip():
            opened = ""
    return bool(opened)


def in_comment(text: str, at: int) -> bool:
    """Whether an HTML comment of at most 10,000 characters is open at ``at``, or begins there."""
    opened = text.rfind("<!--", max(0, at - _FAR), at + len("<!--"))
    return opened >= 0 and text.find("-->", opened, at + _FAR) >= at


def term_start(text: str, at: int) -> int:
    """Where the term begins that the line of ``at`` defines (": a team of five"), else ``at``.

    The term fills the line above, below a blank one, and has no stop.
    """
    line = line_start(text, at)
    above = line_start(text, line - 1)
    term = text[above:line]
    told = term.strip() and not _STOPPED.search(term.rstrip())
    blank = not text[line_start(text, above - 1) : above].strip()
    return next_text(text, above) if told and blank and _DEFINITION.match(text, line) else at


def fence_end(text: str, at: int) -> int | None:
    """Where the code ends whose opening fence is on the line of ``at``; ``None`` without one."""
    if not (fence := _FENCE.match(text, line_start(text, at))):
        return None
    closing = re.compile(rf"\n[^\S\n]*{fence[1]}").search(text, at)
    return closing.end() if closing else None


def list_end(text: str, at: int, longest: float = math.inf) -> int | None:
    """Where a list ends that begins on the line after ``at``; ``None`` if none does.

    Blank lines may stand between its items, and an item may go on over several lines. After one,
    an item that is marked in another way begins something else, and so does a section ("2.4 Fees").
    A list of more than ``longest`` characters ends with the last item before.
    """
    origin, end, whole, blank, kind = at, None, None, False, ""
    while (begin := line_end(text, at) + 1) < len(text):
        at = line_end(text, begin)
        line = text[begin:at].rstrip()
        item = ITEM.match(line)
        goes_on = end is not None and (line[:1].isspace() or not blank)
        mark = _kind(item[0]) if item and not line[:1].isspace() else ""
        kind = kind or mark
        other = (
            _MARKED.match(line)
            or _DIVIDER.match(line)
            or _SECTION.match(line)
            or (blank and mark and mark != kind)
        )
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


def line_start(text: str, at: int) -> int:
    """Where the line of ``at`` begins; a byte-order mark belongs to none."""
    return text.rfind("\n", 0, max(0, at)) + 1 or int(text.startswith(BYTE_ORDER_MARK))


def line_end(text: str, at: int) -> int:
    """Where the line of ``at`` ends, before its line feed."""
    found = text.find("\n", at)
    return len(text) if found < 0 else found
