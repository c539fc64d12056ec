"""Exact match and F1 of short answers (Rajpurkar et al., 2016, 2018).

The only file that imports torchmetrics. Its normalisation is the official script's: lower case, no
punctuation, no English articles, single spaces. As in the official 2.0 script, references that are
empty once normalised are left out, no reference means the reference ``""``, and ``""`` is the
prediction of a refusal: it matches only where nothing is to be found.
"""

from collections.abc import Sequence
from typing import NamedTuple

from torchmetrics.functional.text import squad

NO_ANSWER = ""


class ShortAnswerScores(NamedTuple):
    """Exact match and token F1, each 0 to 1."""

    exact: float
    f1: float


def score_short_answer(prediction: str, references: Sequence[str]) -> ShortAnswerScores:
    """The best scores over all references."""
    kept = [reference for reference in references if not _is_empty(reference)]
    scores = squad(
        [{"id": "", "prediction_text": prediction}],
        [{"id": "", "answers": {"text": kept or [NO_ANSWER], "answer_start": [0]}}],
    )
    return ShortAnswerScores(float(scores["exact_match"]) / 100, float(scores["f1"]) / 100)


def _is_empty(reference: str) -> bool:
    """Whether nothing of it is left once normalised, that is, it equals the empty answer."""
    return bool(
        squad(
            [{"id": "", "prediction_text": reference}],
            [{"id": "", "answers": {"text": [NO_ANSWER], "answer_start": [0]}}],
        )["exact_match"]
    )
