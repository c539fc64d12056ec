"""Compare two runs of the same questions, pair by pair, with significance tests.

Measures that are right or wrong for each question use McNemar's exact test (1947), the others a
paired permutation test that flips the signs of whole clusters. The p-values are not corrected for
the number of measures: look at the measure that was in question before the run.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from eval.errors import EvaluationError
from eval.resampling import mcnemar, mean_interval, sign_flip
from eval.results import QuestionResult, Results, SetEntry
from eval.summary import MEASURES, Mean

# A quote is checked by itself, not as a question's share; and each must be right in both runs.
_NOT_COMPARED = {"verbatim"}


@dataclass(frozen=True, slots=True)
class PairedDifference:
    """How a measure differs between two runs: ``now - other``, with its 95 % interval."""

    measure: str
    other: float
    now: float
    low: float | None
    high: float | None
    p: float
    test: str
    better: int
    worse: int

    @property
    def difference(self) -> float:
        """This run less the other."""
        return self.now - self.other


def compare(
    now: tuple[Results, Sequence[QuestionResult]], other: tuple[Results, Sequence[QuestionResult]]
) -> list[PairedDifference]:
    """The paired differences of every measure that is a mean over questions.

    Raises:
        EvaluationError: the runs are not of the same questions.
    """
    check_same_questions(now[0].set, other[0].set)
    before = {result.id: result for result in other[1]}
    pairs = [(result, before[result.id]) for result in now[1]]
    return [
        difference
        for measure in MEASURES
        if isinstance(measure, Mean) and measure.name not in _NOT_COMPARED
        if (difference := _paired(measure, pairs))
    ]


def check_same_questions(now: SetEntry, other: SetEntry) -> None:
    """Make sure that two runs can be paired.

    Raises:
        EvaluationError: they are not of the same questions.
    """
    if now.sha256 != other.sha256:
        raise EvaluationError(
            f"The other results are of other questions: found {other.name} ({other.questions} "
            f"questions, SHA-256 {other.sha256[:12]}), expected {now.name} ({now.questions}, "
            f"{now.sha256[:12]}). Run both evaluations with the same --questions and --split."
        )


def _paired(
    measure: Mean, pairs: Sequence[tuple[QuestionResult, QuestionResult]]
) -> PairedDifference | None:
    now = measure.shares([result for result, _ in pairs])
    other = measure.shares([result for _, result in pairs])
    applies = now[:, 1] > 0
    if not applies.any():
        return None
    differences = now[:, 0] - other[:, 0]
    gains = differences if measure.better == "higher" else -differences
    better, worse = int((gains[applies] > 0).sum()), int((gains[applies] < 0).sum())
    clusters: dict[str, list[int]] = {}
    for row in np.flatnonzero(applies).tolist():
        clusters.setdefault(pairs[row][0].cluster, []).append(row)
    sums = np.array([differences[rows].sum() for rows in clusters.values()])
    counts = np.array([float(len(rows)) for rows in clusters.values()])
    bounds = mean_interval(sums, counts)
    binary = bool(np.isin(np.concatenate([now[applies, 0], other[applies, 0]]), (0, 1)).all())
    low, high = bounds or (None, None)
    return PairedDifference(
        measure=measure.name,
        other=float(other[applies, 0].mean()),
        now=float(now[applies, 0].mean()),
        low=low,
        high=high,
        p=mcnemar(better, worse) if binary else sign_flip(sums),
        test="McNemar, exact" if binary else "paired permutation",
        better=better,
        worse=worse,
    )
