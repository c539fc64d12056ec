"""Does Quoth refuse when, and only when, the documents do not say?"""

from collections.abc import Sequence

from eval.scikit import area_under_roc


def auroc(confidences: Sequence[float], answerable: Sequence[bool]) -> float | None:
    """The chance that an answerable question has more confidence than an unanswerable one.

    The area under the ROC curve (Fawcett, 2006), ties counted half; ``None`` where one of the two
    sorts of question is missing.
    """
    if all(answerable) or not any(answerable):
        return None
    return area_under_roc(answerable, confidences)


def false_answer(*, answerable: bool, answered: bool, failed: bool) -> float | None:
    """1 for an unanswerable question that was not refused, errors included; ``None`` for others."""
    return None if answerable else float(answered or failed)


def false_refusal(*, answerable: bool, answered: bool) -> float | None:
    """1 for an answerable question that got no answer, an error included; ``None`` for others."""
    return float(not answered) if answerable else None
