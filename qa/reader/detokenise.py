"""Undo the tokenisation of a public text, and carry offsets along.

It restores what a person would have typed as far as rules can; it does not restore case.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

_RULES = [
    (r"-LRB- ?", "("),
    (r" ?-RRB-", ")"),
    (r"-LSB- ?", "["),
    (r" ?-RSB-", "]"),
    (r"`` ?", '"'),
    (r" ?''", '"'),
    (r" -- ", "\u2013"),
    (r"(?<=\w) - (?=\w)", "-"),
    (r" (?=[,.;:?!%\])}](?:\s|$|[,.;:?!)\]]))", ""),
    (r" (?='(?:s|re|ve|ll|d|m|t)?(?:\s|$))", ""),
    (r" (?=n't\b)", ""),
    (r"(?<=[(\[{$£€#]) ", ""),
    (r"(?<=\d) (?=,\d{3}\b)", ""),
]
_ARTEFACT = re.compile("|".join(f"({pattern})" for pattern, _ in _RULES), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Detokenised:
    """A restored text; :meth:`map` gives the place of a range of the tokenised one."""

    text: str
    _starts: tuple[int, ...]
    _edits: tuple[tuple[int, int, int, int], ...]

    def map(self, start: int, end: int) -> tuple[int, int]:
        """The range in the restored text, without blanks at either side."""
        first, last = self._place(start), self._place(end)
        piece = self.text[first:last]
        first += len(piece) - len(piece.lstrip())
        return first, max(first, last - (len(piece) - len(piece.rstrip())))

    def _place(self, offset: int) -> int:
        number = bisect_right(self._starts, offset) - 1
        if number < 0:
            return offset
        start, end, new_start, new_end = self._edits[number]
        if offset >= end:
            return new_end + offset - end
        return new_start if offset == start else new_end


def detokenise(text: str) -> Detokenised:
    """The text as a person would have typed it.

    >>> detokenise("It opened on May 4 , 1998 .").text
    'It opened on May 4, 1998.'
    """
    pieces: list[str] = []
    edits: list[tuple[int, int, int, int]] = []
    done = length = 0
    for match in _ARTEFACT.finditer(text):
        kept = text[done : match.start()]
        new = _RULES[(match.lastindex or 1) - 1][1]
        pieces += [kept, new]
        length += len(kept)
        edits.append((match.start(), match.end(), length, length + len(new)))
        length += len(new)
        done = match.end()
    pieces.append(text[done:])
    return Detokenised("".join(pieces), tuple(edit[0] for edit in edits), tuple(edits))
