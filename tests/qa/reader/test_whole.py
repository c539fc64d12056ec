"""Short answers are made of whole words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.reader.whole import whole_span


@pytest.mark.parametrize(
    ("sentence", "told", "whole"),
    [
        ("Write to dpo@norvell.example, please.", "norvell", "dpo@norvell.example"),
        ("See https://harbour-leisure.example/a.", "harbour", "https://harbour-leisure.example/a"),
        ("Write to <hello@harbour.example>.", "<hello", "hello@harbour.example"),
        ("The TX-40 came.", "40", "TX-40"),
        ("Open at 09:15 daily.", "09", "09:15"),
        ("It costs 3,200.50 EUR.", "200", "3,200.50"),
        ("It was built from 2018-2020.", "2018", "2018"),
        ("Tesla's plan", "Tesla", "Tesla"),
        ("Ask Tom O'Reilly.", "Reilly", "O'Reilly"),
        (">> 400 pounds", "> 400 pounds", "400 pounds"),
        ("**May 5**", "May 5**", "May 5"),
        ('Click "Forgot password" there.', 'Click "Forgot password', 'Click "Forgot password"'),
        ("Hong Kong", "Kong", "Kong"),
        ("| Swim | 6.50 | one |", "50", "6.50"),
        ("| Swim | 6.50 | one |", "50 | one", None),
        ("* * *", "*", None),
        ("It must not fall below -18 °C.", "18 °C", "-18 °C"),
        ("−5 to 40 °C", "5 to 40", "−5 to 40"),  # noqa: RUF001
        ("Pages 10-18", "18", "18"),
        ("- 18 loaves", "18", "18"),
        ("the method `__enter__` opens it", "enter", "__enter__"),
        ("the method `__enter__` opens it", "`__enter__`", "__enter__"),
        ("run `make --dry-run` first", "dry-run", "--dry-run"),
        ("`-v` and _much_ more", "_much_", "much"),
        ("well--known", "known", "known"),
    ],
)
def test_whole_span(sentence: str, told: str, whole: str | None) -> None:
    start = sentence.index(told)
    found = whole_span(sentence, start, start + len(told))
    assert (sentence[found[0] : found[1]] if found else None) == whole


@given(st.text(alphabet="aB1 .,:/-@'\"|*<>_\n", min_size=1, max_size=60), st.data())
def test_a_span_lies_in_its_sentence_and_holds_the_words_told(
    sentence: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(sentence) - 1))
    end = data.draw(st.integers(start + 1, len(sentence)))
    if found := whole_span(sentence, start, end):
        assert 0 <= found[0] < found[1] <= len(sentence)
        assert "|" not in sentence[slice(*found)]
        told = [at for at in range(start, end) if sentence[at].isalnum()]
        assert all(found[0] <= at < found[1] for at in told)


@pytest.mark.parametrize("unit", ["a", "a-", "1.,", "https://.", "a@a.", "'"])
@pytest.mark.timeout(20)
def test_a_long_sentence_is_not_slow(unit: str) -> None:
    sentence = "a " + unit * (200_000 // len(unit))
    whole_span(sentence, 0, 1)
