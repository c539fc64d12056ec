"""Keep the questions that Quoth itself answers, surely and from the sentence they come from."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Protocol

from corpus.types import Document
from qa.starters.candidates import Candidate, candidates
from qa.types import Answer

MOST = 6
# Asking takes the time of an answer each: enough to choose from, and soon over.
MOST_ASKED = 36
LEAST_SURE = 0.7  # a probability; the page calls what is below it "not sure"
_REPEATED = 4  # most questions that ask with the same word
_ALIKE = 0.5  # share of the words of two questions that both have

Progress = Callable[[int, int], None]


class Asks(Protocol):
    """Answers a question; ``qa.pipeline.Pipeline`` does."""

    def ask(self, question: object) -> Answer:
        """Answer one question."""


def starters(
    documents: Sequence[Document],
    pipeline: Asks,
    progress: Progress = lambda done, total: None,
) -> tuple[str, ...]:
    """Up to :data:`MOST` questions about the documents; fewer, or none, where few are good.

    Every one is answered with a confidence of at least :data:`LEAST_SURE`, and its first citation
    is the sentence it was made from. The same documents and pipeline give the same questions.
    """
    asked = _spread(candidates(documents), MOST_ASKED)
    sure: list[tuple[Candidate, float]] = []
    for number, candidate in enumerate(asked):
        progress(number, len(asked))
        answer = pipeline.ask(candidate.question)
        if _answers(answer, candidate):
            sure.append((candidate, answer.confidence))
    sure.sort(key=lambda pair: -pair[1])
    return tuple(one.question for one in _varied([candidate for candidate, _ in sure], MOST))


def _answers(answer: Answer, candidate: Candidate) -> bool:
    """Whether the answer is surely the candidate's sentence, and not the question's own words."""
    if not answer.answered or answer.confidence < LEAST_SURE:
        return False
    first = answer.citations[0]
    place = (first.document, first.start, first.end)
    short = (answer.short_answer or "").lower().strip(" .")
    return place == (candidate.document, candidate.start, candidate.end) and not (
        short and short in candidate.question.lower()
    )


def _spread(found: Sequence[Candidate], most: int) -> list[Candidate]:
    """Up to ``most`` candidates from all parts of the documents and of all openings."""
    openings: Counter[str] = Counter()
    parts: Counter[tuple[str, int]] = Counter()
    ranked = []
    for number, candidate in enumerate(found):
        ranked.append((openings[candidate.opening], parts[candidate.part], number))
        openings[candidate.opening] += 1
        parts[candidate.part] += 1
    return [found[number] for *_, number in sorted(ranked)[:most]]


def _varied(found: Sequence[Candidate], most: int) -> list[Candidate]:
    """Up to ``most`` of the candidates, best first; of each choice the least alike to the others.

    No two are alike, and few ask with the same word.
    """
    chosen: list[Candidate] = []
    openings: Counter[str] = Counter()
    parts: Counter[tuple[str, int]] = Counter()
    rest = list(found)
    while rest and len(chosen) < most:
        # Of equals the surest, which comes first.
        best = min(rest, key=lambda one: (_closed(one), openings[one.opening], parts[one.part]))
        chosen.append(best)
        openings[best.opening] += 1
        parts[best.part] += 1
        rest = [
            one
            for one in rest
            if not _alike(one, best) and openings[one.opening] < (1 if _closed(one) else _REPEATED)
        ]
    return chosen


def _closed(candidate: Candidate) -> bool:
    """Whether it asks for yes or no: one such question is enough, and only for want of others."""
    return candidate.opening in ("Has", "Have")


def _alike(one: Candidate, other: Candidate) -> bool:
    """Whether two questions come from one sentence, or speak of the same."""
    if (one.document, one.start) == (other.document, other.start):
        return True
    names, others = _names(one.question), _names(other.question)
    if names and names == others:
        return True
    words, its = _content(one.question), _content(other.question)
    return len(words & its) >= _ALIKE * len(words | its)


def _names(question: str) -> set[str]:
    return {word for word in re.findall(r"\w+", question)[1:] if word[0].isupper()}


def _content(question: str) -> set[str]:
    words = re.findall(r"\w{4,}", question.lower())
    return {word.removesuffix("s") for word in words} - {"what", "when", "where", "many", "have"}
