"""Exact match and F1 against the official definitions, reimplemented from the papers."""

import re
import string
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.metrics.short_answer import score_short_answer


def tokens(text: str) -> list[str]:
    """Official normalisation: lower case, no punctuation, no articles, split at blanks."""
    text = "".join(letter for letter in text.lower() if letter not in set(string.punctuation))
    return re.sub(r"\b(a|an|the)\b", " ", text).split()


def official(prediction: str, references: list[str]) -> tuple[float, float]:
    """SQuAD 2.0's maximum over references, with its treatment of no answer."""
    kept = [reference for reference in references if tokens(reference)] or [""]
    predicted = tokens(prediction)
    exact = max(float(tokens(reference) == predicted) for reference in kept)
    return exact, max(token_f1(predicted, tokens(reference)) for reference in kept)


def token_f1(predicted: list[str], reference: list[str]) -> float:
    if not predicted or not reference:
        return float(predicted == reference)
    common = sum((Counter(predicted) & Counter(reference)).values())
    return 2 * common / (len(predicted) + len(reference))


@pytest.mark.parametrize(
    ("prediction", "references", "exact", "f1"),
    [
        ("The Eiffel Tower!", ["eiffel tower"], 1.0, 1.0),
        ("in the Eiffel Tower", ["Eiffel Tower"], 0.0, 4 / 5),
        ("Paris", ["London", "Paris, France"], 0.0, 2 / 3),
        ("red red blue", ["red blue blue"], 0.0, 2 / 3),
        ("London", ["Paris"], 0.0, 0.0),
        ("", [], 1.0, 1.0),  # refused, and nothing was to be found
        ("Paris", [], 0.0, 0.0),  # answered what the documents do not say
        ("", ["Paris"], 0.0, 0.0),  # refused what they say
        ("the", [], 1.0, 1.0),  # nothing is left of it
        ("Paris", ["a", "Paris"], 1.0, 1.0),  # an empty reference is no reference
    ],
)
def test_worked_examples(prediction: str, references: list[str], exact: float, f1: float) -> None:
    scores = score_short_answer(prediction, references)
    assert scores.exact == exact
    assert scores.f1 == pytest.approx(f1)
    assert official(prediction, references) == pytest.approx((exact, f1))


WORDS = st.lists(
    st.sampled_from(["the", "a", "Sea", "sea.", "1,000", "U.S.", "…", "é", "of", "an-other", "'"]),
    max_size=6,
).map(" ".join)


@settings(max_examples=150)
@given(WORDS, st.lists(WORDS, max_size=3))
def test_agrees_with_the_official_definitions(prediction: str, references: list[str]) -> None:
    scores = score_short_answer(prediction, references)
    assert (scores.exact, scores.f1) == pytest.approx(official(prediction, references), abs=1e-6)
