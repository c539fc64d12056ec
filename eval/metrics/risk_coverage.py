"""Risk and coverage: how wrong are the answers that Quoth is surest of?

After Geifman and El-Yaniv (2017). All questions are sorted by confidence, surest first. At coverage
c the first share c of them would be answered, and the risk is the share of wrong ones among those.
Answering an unanswerable question is always wrong, so the curve shows what another threshold would
buy.
"""

from collections.abc import Sequence
from itertools import groupby


def risk_coverage(confidences: Sequence[float], right: Sequence[bool]) -> list[tuple[float, float]]:
    """Pairs of coverage and risk, both in (0, 1], one for each question.

    Questions of equal confidence cannot be told apart: their errors are spread evenly over them.
    """
    ranked = sorted(zip(confidences, right, strict=True), key=lambda pair: -pair[0])
    curve: list[tuple[float, float]] = []
    wrong = 0.0
    for _, group in groupby(ranked, key=lambda pair: pair[0]):
        outcomes = [is_right for _, is_right in group]
        share = outcomes.count(False) / len(outcomes)
        for _ in outcomes:
            wrong += share
            position = len(curve) + 1
            curve.append((position / len(ranked), wrong / position))
    return curve


def area(curve: Sequence[tuple[float, float]]) -> float | None:
    """AURC, the mean risk over all coverages, 0 (best) to 1; ``None`` for no questions."""
    return sum(risk for _, risk in curve) / len(curve) if curve else None
