import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.reader.detokenise import detokenise


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        ("It opened on May 4 , 1998 .", "It opened on May 4, 1998."),
        ("He said `` no '' ( twice ) .", 'He said "no" (twice).'),
        ("the firm 's staff ca n't come", "the firm's staff can't come"),
        ("a month - long series of 1990 -- 95", "a month-long series of 1990\N{EN DASH}95"),
        ("what did he do ?", "what did he do?"),
        ("plain text stays.", "plain text stays."),
    ],
)
def test_what_a_person_would_have_typed(tokens: str, text: str) -> None:
    assert detokenise(tokens).text == text


def test_a_range_is_carried_along() -> None:
    tokens = "Born ( May 4 , 1998 ) in `` New York '' , he 's tall ."
    for part, restored in [
        ("May 4 , 1998", "May 4, 1998"),
        ("New York", "New York"),
        ("`` New York ''", '"New York"'),
        ("he 's tall", "he's tall"),
        (tokens, 'Born (May 4, 1998) in "New York", he\'s tall.'),
    ]:
        start = tokens.index(part)
        found = detokenise(tokens)
        first, last = found.map(start, start + len(part))
        assert found.text[first:last] == restored


@given(st.lists(st.sampled_from(["word", "4", ",", ".", "(", ")", "``", "''", "--", "'s", "n't"])))
def test_words_survive_wherever_they_stand(tokens: list[str]) -> None:
    text = " ".join(tokens)
    found = detokenise(text)
    place = 0
    for token in tokens:
        if token in ("word", "4"):
            first, last = found.map(place, place + len(token))
            assert found.text[first:last] == token
        place += len(token) + 1


def test_places_keep_their_order() -> None:
    text = "a , b -- c ( d ) `` e '' f - g"
    found = detokenise(text)
    rng = random.Random(1)
    for _ in range(100):
        start, end = sorted(rng.sample(range(len(text)), 2))
        first, last = found.map(start, end)
        assert 0 <= first <= last <= len(found.text)
