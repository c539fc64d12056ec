"""Find the sentences of a text, as character offsets.

Layout is judged here, line by line: a blank line, list item, heading or table row ends a sentence
whatever its punctuation, and a hard-wrapped line does not. Inside a block of running text sentencex
says where sentences begin; its answer is only a list of places to cut, so no character can be lost.

It does not clean text, limit a sentence's length or open quotations: one of several sentences stays
whole.
"""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

import sentencex

from corpus.layout import BYTE_ORDER_MARK, ENTRY, ITEM
from corpus.tables import TABLE_RULE

RULES = 3
"""Counts the changes of what is told as a sentence; an index of earlier rules is built anew."""

_WINDOW = 10_000  # characters per call: sentencex is quadratic in the unclosed quotes of one call
_SHORT = 0.75  # a line this much shorter than its paragraph was ended on purpose, not wrapped

_WHOLE = re.compile(
    r"\s*(?:#{1,6}\s|\||`{3}|~{3}|>\s*\Z)"
)  # heading, table row, code fence, bare >
_RULE = re.compile(r"\s*([-=*_])\1{2,}\s*\Z")  # a divider, or the underline of a heading
_GOES_ON = (",", ";", "-", "–", "—", "&", "/", "(")  # noqa: RUF001
# What follows a full stop unspaced and belongs to its sentence: `.[1]` `.”` `.**` `.²`
_TAIL = re.compile(r"(?:\[[^\[\]]{1,40}\]|[\"'”’»)\]}*_~`†‡¹²³⁰⁴-⁹])+(?=\s|\Z)")  # noqa: RUF001
# Abbreviations that sentencex does not know: before anything, a figure, or what begins small.
_TITLED = re.compile(r"\b(?:Ms|Mx|Messrs)\.\s+\Z")
_SHORTENED = re.compile(r"\b(?:approx|est|excl|ext|incl|max|min|resp|tel)\.\s+\Z", re.IGNORECASE)
_COUNTED = re.compile(r"\b(?:chap|chs?|eqs?|figs|paras?|rm|sect|vols?)\.\s+\Z", re.IGNORECASE)
_SECTION = re.compile(
    r"\s*(?:annex|appendix|article|chapter|clause|part|rule|schedule|section) (?:\d+|[IVX]+)\.\s+",
    re.IGNORECASE,
)
_ASKED = re.compile(r"\s*([QA])\.\s+(?=\S)")  # "Q. Who pays?" and "A. You do."
_WORD = re.compile(r"[^\W_]")
_BLANK = re.compile(r"[\s\ud800-\udfff]")  # lone surrogates too: sentencex cannot encode them


def find_sentences(text: str) -> list[tuple[int, int]]:
    r"""Return the half-open `(start, end)` of every sentence, in order and without overlap.

    Every character that is not blank is in exactly one sentence, and a sentence begins and ends
    with one. Any string is accepted; a blank one has no sentences. A byte-order mark is blank.

    >>> find_sentences("Dr. Li came.\n\n1. It rained.")
    [(0, 12), (14, 27)]
    """
    found = _find(text.removeprefix(BYTE_ORDER_MARK), _sentencex_starts)
    marks = len(BYTE_ORDER_MARK) if text.startswith(BYTE_ORDER_MARK) else 0
    return [(start + marks, end + marks) for start, end in found]


def _find(text: str, starts: Callable[[str], list[int]]) -> list[tuple[int, int]]:
    """Find sentences with `starts`, which gives the offsets at which sentences of a line begin."""
    found: list[tuple[int, int]] = []
    for first, body, end in _blocks(text):
        count = len(found)
        worded = False  # bare punctuation is no sentence: it joins the one before it in its block
        for cut in [*_cuts(text[body:end], starts), end - body]:
            cut += body
            if cut < end and _goes_on(text, first, cut):
                continue
            if cut < end and not text[cut - 1].isspace() and (tail := _TAIL.match(text, cut, end)):
                cut = tail.end()
            piece = text[first:cut]
            if not piece.strip():
                continue
            start, stop = cut - len(piece.lstrip()), first + len(piece.rstrip())
            words = _WORD.search(piece) is not None
            if len(found) > count and not (words and worded):
                start, _ = found.pop()
            found.append((start, stop))
            worded, first = worded or words, cut
    return found


def _goes_on(text: str, first: int, cut: int) -> bool:
    """Whether what ends at ``cut`` is an abbreviation or a section's number, and no sentence."""
    following = text[cut]
    if following.isupper() and _SECTION.fullmatch(text, first, cut):
        return True
    first = max(first, cut - 10)
    return (
        _TITLED.search(text, first, cut) is not None
        or (following.isdigit() and _COUNTED.search(text, first, cut) is not None)
        or (not following.isupper() and _SHORTENED.search(text, first, cut) is not None)
    )


def _blocks(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield `(start, body, end)`: a block no sentence crosses, and where a list marker ends."""
    start = body = offset = number = 0
    closed = asked = table = False
    lines: list[str] = []
    for line, below in pairwise([*text.splitlines(keepends=True), "", ""]):
        blank = not line.strip()
        table = "|" in line and (table or TABLE_RULE.match(below) is not None)
        whole, item = table or _WHOLE.match(line), ITEM.match(line)
        if item and item[1] and lines and int(item[1]) not in (1, number + 1):
            item = None  # a wrapped line that happens to begin with `25. `
        label = _ASKED.match(line)
        if label and not asked and label[1] == "A":
            label = None  # an initial
        asked = label[1] == "Q" if label else asked
        marker = label or item
        if lines and (blank or whole or marker or closed):
            yield from _unwrapped(start, body, lines)
            lines = []
        if not (blank or lines):
            start, body = offset, offset + (len(line) if whole else marker.end() if marker else 0)
            goes_on = line[:1].isspace()  # with the item above
            number = int(item[1] or number) if item else number if goes_on else 0
        lines += [] if blank else [line]
        closed = bool(whole or _RULE.match(line))
        offset += len(line)


def _unwrapped(start: int, body: int, lines: list[str]) -> Iterator[tuple[int, int, int]]:
    """Yield the blocks of a paragraph: cut after a short line, unless the next plainly goes on.

    It is also cut between two lines that each begin with a label. One in lower case with a dash may
    be running text, if the line above is full.
    """
    width = max((len(line.rstrip()) for line in lines if len(line.split(None, 1)) > 1), default=0)
    end = start
    for line, following in pairwise([*lines, ""]):
        end += len(line)
        this, word = line.rstrip(), "".join(following.split(None, 1)[:1])
        small = word[:1].islower()
        short = len(this) + 1 + len(word) <= width * _SHORT
        entry = ENTRY.match(following) if ENTRY.match(line) else None
        entries = entry and (entry[2] or short or not small)
        if not word or ((entries or (short and not small)) and not this.endswith(_GOES_ON)):
            yield start, body, end
            start = body = end


def _cuts(block: str, starts: Callable[[str], list[int]]) -> Iterator[int]:
    """Yield the offsets inside `block`, increasing, at which a new sentence begins."""
    line = _BLANK.sub(" ", block)  # the same length, so offsets still hold
    base = 0
    while base < len(line):
        window = line[base : base + _WINDOW]
        cuts = sorted({cut for cut in starts(window) if 0 < cut < len(window)})
        yield from (base + cut for cut in cuts)
        if base + len(window) == len(line):
            return
        # The last sentence may go on past the window: begin the next one with it.
        base += cuts[-1] if cuts else window.rfind(" ") + 1 or len(window)


def _sentencex_starts(line: str) -> list[int]:
    """Ask sentencex, dropping any boundary whose own text is not the slice it names."""
    found = sentencex.get_sentence_boundaries("en", line)
    return [b["start_index"] for b in found if line[b["start_index"] : b["end_index"]] == b["text"]]
