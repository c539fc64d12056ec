"""Make a reading of what the network says of each sentence."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.types import Sentence
from qa.reader.likeness import Likeness
from qa.reader.weights import Weights
from qa.types import Reading, Span

_ANSWERS = 5
_ANSWER_MARGIN = 0.2
_NOTHING = 20.0  # the logit of "no answer" where there is nothing to read


@dataclass(frozen=True, slots=True)
class Read:
    """What the network says of one sentence of one passage, in its raw parts.

    ``start`` and ``end`` are the best span in the document, and alike where it makes no short
    answer; ``margin`` is that span's. ``rank`` is the place of the passage among the hits, from 1.
    """

    sentence: Sentence
    rank: int
    evidence: float
    answer: float
    start: int
    end: int
    margin: float
    likeness: Likeness


def combine(reads: Sequence[Read], weights: Weights) -> Reading:
    """A reading from the raw parts; of a sentence in several passages the best score counts.

    A short answer is as good as its sentence: of the sentences that have one the best comes first.
    """
    sentences: dict[Sentence, Span] = {}
    answers: dict[Sentence, Span] = {}
    for total, read in sorted(((logit(read, weights), read) for read in reads), key=_best_first):
        where, score = read.sentence, _logistic(total)
        sentences.setdefault(where, Span(where.document, where.start, where.end, score))
        if read.start < read.end:
            answers.setdefault(where, Span(where.document, read.start, read.end, score))
    return Reading(
        sentences=tuple(sentences.values()),
        answers=tuple(answers.values())[:_ANSWERS],
        no_answer=no_answer(reads),
    )


def no_answer(reads: Sequence[Read]) -> float:
    """The logit of what was read not saying it."""
    best = max((read.answer + _ANSWER_MARGIN * read.margin for read in reads), default=-_NOTHING)
    return -best


def features(read: Read) -> dict[str, float]:
    """What adds up to the score of a sentence, by the name of its weight."""
    return {
        "evidence": read.evidence,
        "margin": read.margin,
        "answer": read.answer,
        "meaning": read.likeness.meaning,
        "words": read.likeness.words,
        "rank": 1 / read.rank,
    }


def logit(read: Read, weights: Weights) -> float:
    """The logit of a sentence's score."""
    parts = features(read).items()
    return weights.bias + sum(float(getattr(weights, name)) * part for name, part in parts)


def _logistic(value: float) -> float:
    return 0.5 * (1 + math.tanh(value / 2))  # without overflow


def _best_first(scored: tuple[float, Read]) -> tuple[float, str, int, int]:
    score, read = scored
    return -score, read.sentence.document, read.sentence.start, read.sentence.end
