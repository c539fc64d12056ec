"""What running text counts out: "First, ...", "Second, ...", "The third is ...", "Finally, ...".

The points may lie paragraphs apart. A question that asks for so many ("What are the three aims?")
is answered by the sentences that open them. Lists with marks of their own are :mod:`qa.extent`'s.
"""

import re

from corpus.layout import line_start
from corpus.sentences import find_sentences

_REACH = 20_000  # characters before and after a sentence where its neighbours are looked for
_NUMBERS = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_ORDINALS = [
    *("first", "second", "third", "fourth", "fifth"),
    *("sixth", "seventh", "eighth", "ninth", "tenth"),
]
_NTH = "|".join(_ORDINALS)
_WHOSE = r"(?:(?:the|its|their|his|her|our|your) )?"
_VERB = r"(?:name|list|give|state|describe|explain|outline|tell)(?: (?:me|us))?(?: about)?"
_PLURAL = (
    r"(?!(?:is|was|has|does|this|its|us|as)\b)(?:\w*[^\Ws]s|people|men|women|children|criteria)"
)
# "Which of the three aims ...?" asks for one, and "how many" for a number.
_ASKED = re.compile(
    rf"(?:\A|[\s,])(?:(?:what|which) (?:are|were) {_WHOSE}|(?:what|which) |{_VERB} {_WHOSE})"
    rf"(?P<number>{'|'.join(_NUMBERS)}|[2-9]|10) (?:(?!of\b)[\w-]+ ){{0,3}}?{_PLURAL}\b",
    re.IGNORECASE,
)
_POINT = re.compile(
    rf"[*_\"'“‘(]*(?:(?:(?P<nth>{_NTH})(?:ly)?|finally|last(?:ly)?)(?: of all)?[,:]"  # noqa: RUF001
    rf"|the (?P<the>{_NTH}) is\b)",
    re.IGNORECASE,
)

Place = tuple[int, int]


def number_asked_for(question: str) -> int | None:
    """How many things a question asks for, where it says so: 4 for "Which four fields ...?"."""
    found = _ASKED.search(" ".join(question.split()))
    if not found:
        return None
    number = found["number"].lower()
    return _NUMBERS.index(number) + 2 if number in _NUMBERS else int(number)


def enumerated(text: str, start: int, end: int, count: int) -> list[Place]:
    """The sentences that open the ``count`` points to which the quote ``[start, end)`` belongs.

    It holds the opening of one of them, or is the sentence before the first. None where the text
    counts out another number, or not clearly.
    """
    first = line_start(text, max(0, start - _REACH))
    sentences = [(first + a, first + b) for a, b in find_sentences(text[first : end + _REACH])]
    for run in _runs(text, sentences):
        before = sentences[run[0] - 1][1] if run[0] else None
        opened = any(start <= sentences[point][0] < end for point in run)
        if len(run) == count and (opened or end == before):
            return [sentences[point] for point in run]
    return []


def _runs(text: str, sentences: list[Place]) -> list[list[int]]:
    """The numbers of the sentences that open points, by enumeration.

    A first point begins one. A "Finally" ends it and may be none of its points, so it is there
    without and with that. One that counts twice is left out: whether the second belongs to it,
    nobody can tell.
    """
    runs: list[list[int]] = []
    closed = True
    for number, (start, end) in enumerate(sentences):
        found = _POINT.match(text, start, end)
        if not found:
            continue
        nth = found["nth"] or found["the"]
        place = _ORDINALS.index(nth.lower()) if nth else None
        if place == 0:
            runs.append([number])
            closed = False
        elif closed:
            continue
        elif place is None:
            runs.append([*runs[-1], number])
            closed = True
        elif place == len(runs[-1]):
            runs[-1].append(number)
        elif place < len(runs[-1]):
            runs.pop()
            closed = True
    return [run for run in runs if len(run) > 1]
