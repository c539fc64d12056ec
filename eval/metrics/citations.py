"""Do the quotes show the evidence? Compared in characters, so that the splitter does not matter.

Only answerable questions count; a refusal or an error quotes nothing and scores 0. Where the
evidence has alternatives, the best one counts.
"""

from collections.abc import Sequence

from eval.metrics.stretches import Stretch, length, overlaps, shared


def first_hit(alternatives: Sequence[Sequence[Stretch]], quotes: Sequence[Stretch]) -> float:
    """1 if the first quote overlaps evidence, else 0."""
    if not quotes:
        return 0.0
    return float(any(overlaps(quotes[0], piece) for pieces in alternatives for piece in pieces))


def recall(evidence: Sequence[Stretch], quotes: Sequence[Stretch]) -> float:
    """The share of the evidence's characters that are quoted."""
    return shared(evidence, quotes) / length(evidence)


def precision(evidence: Sequence[Stretch], quotes: Sequence[Stretch]) -> float:
    """The share of the quoted characters that are evidence; 0 where nothing is quoted."""
    return shared(evidence, quotes) / length(quotes) if quotes else 0.0


def f1(evidence: Sequence[Stretch], quotes: Sequence[Stretch]) -> float:
    """The harmonic mean of recall and precision, equal to Dice's coefficient of the characters."""
    return 2 * shared(evidence, quotes) / (length(evidence) + length(quotes))
