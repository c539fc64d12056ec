"""Is a confidence of 80 % right four times in five?

The outcome that a confidence predicts is that the documents answer the question.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

BINS = 10


class Bin(NamedTuple):
    """Questions of similar confidence: their mean confidence and the share that is answerable."""

    confidence: float
    share: float
    size: int


def brier(confidences: Sequence[float], outcomes: Sequence[bool]) -> float | None:
    """The mean squared difference of confidence and outcome (Brier, 1950), 0 (best) to 1."""
    if not confidences:
        return None
    pairs = zip(confidences, outcomes, strict=True)
    return sum((confidence - outcome) ** 2 for confidence, outcome in pairs) / len(confidences)


def reliability(confidences: Sequence[float], outcomes: Sequence[bool]) -> list[Bin]:
    """Up to ten bins of equal mass, from the least to the most confident questions.

    Bins of equal width would leave most of them nearly empty: confidences crowd near 0 and 1.
    """
    ranked = sorted(zip(confidences, outcomes, strict=True))
    edges = [len(ranked) * number // BINS for number in range(BINS + 1)]
    bins = [ranked[low:high] for low, high in pairwise(edges) if high > low]
    return [
        Bin(
            confidence=sum(confidence for confidence, _ in pairs) / len(pairs),
            share=sum(outcome for _, outcome in pairs) / len(pairs),
            size=len(pairs),
        )
        for pairs in bins
    ]


def expected_calibration_error(bins: Sequence[Bin]) -> float | None:
    """The mean gap of confidence and share over the bins, weighted by size (Guo et al., 2017)."""
    total = sum(one.size for one in bins)
    if not total:
        return None
    return sum(one.size * abs(one.confidence - one.share) for one in bins) / total
