"""Which questions the documents could be asked to start with: a bounded number, from all parts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.sentences import find_sentences
from corpus.types import Document
from qa.starters.rules import questions
from qa.starters.subject import Subjects

MOST_DOCUMENTS = 60
MOST_CHARACTERS = 300_000  # of all documents together
_PARTS = 6

_SHORTEST, _LONGEST = 25, 350
_MARKUP = re.compile(r"[*_`|<>\[\]{}#\\~^=@]|https?:|www\.")
_REFERENCES = re.compile(r"(?:\[[^\[\]]{1,12}\])+\Z")
_WHOLE = re.compile(r"(?P<clause>(?=[^\W_a-z]|[\"“]).+)\.[\"”]?")
_LINK = re.compile(
    r"(?:However|Moreover|Furthermore|Today|Currently|Additionally|In addition|Conversely|Thus"
    r"|Eventually|Finally|Nevertheless|Similarly|Traditionally|Historically), "
)
_JOINTS = re.compile(r"[,;] and |; ")
_COMMAS = re.compile(r"[,;] (?:and )?")
_CONDITION = re.compile(r"(?:If|When|While|Although|Though|Unless|Because|Since|As|Once|Whether)\b")
_VERB = re.compile(r"\b(?:is|are|was|were|has|have|had)\b")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question with the sentence ``[start, end)`` it was made from.

    ``part`` numbers the stretch of the documents it comes from.
    """

    question: str
    document: str
    start: int
    end: int
    part: tuple[str, int]

    @property
    def opening(self) -> str:
        """The words it asks with: "How many", or "Who"."""
        first, second = self.question.split()[:2]
        return f"{first} {second}" if first == "How" else first


def candidates(documents: Sequence[Document]) -> list[Candidate]:
    """Candidates in the order of the documents, at most one for a sentence's each question.

    Of many documents some are read, evenly spread, and of long ones the beginning.
    """
    step = max(1, -(-len(documents) // MOST_DOCUMENTS))
    chosen = documents[::step]
    most = MOST_CHARACTERS // max(1, len(chosen))
    found: dict[str, Candidate] = {}
    for document in chosen:
        for candidate in _of(document, most):
            found.setdefault(candidate.question.lower(), candidate)
    return list(found.values())


def _of(document: Document, most: int) -> Iterator[Candidate]:
    subjects = Subjects(document)
    if not subjects.english:
        return
    text = document.text[:most]
    for start, end in find_sentences(text):
        for clause, opens in _clauses(text[start:end]):
            for question in questions(clause, subjects, opens=opens):
                part = (document.id, start * _PARTS // max(1, len(text)))
                yield Candidate(question, document.id, start, end, part)


def _clauses(sentence: str) -> Iterator[tuple[str, bool]]:
    """The clauses of a well-formed sentence, without the full stop, and whether each began it.

    A sentence is cut at commas only where every piece has a verb of its own; else the cut might go
    through a list.
    """
    if not _SHORTEST <= len(sentence) <= _LONGEST:
        return
    line = _REFERENCES.sub("", " ".join(sentence.split()))
    whole = _WHOLE.fullmatch(line)
    if not whole or _MARKUP.search(line) or _CONDITION.match(line):
        return
    line = whole["clause"]
    bare = _LINK.sub("", line)
    yield bare, bare == line
    for joint in (_JOINTS, _COMMAS):
        pieces = joint.split(line)
        if len(pieces) > 1 and all(map(_VERB.search, pieces)):
            yield from ((piece, number == 0) for number, piece in enumerate(pieces))
