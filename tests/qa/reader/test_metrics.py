import pytest

from qa.reader.metrics import auroc, exact, normalise, overlap


def test_answers_are_compared_by_their_words() -> None:
    assert normalise("The  U.S. army!") == "us army"
    assert exact("the Normans", ["Normans"]) == 1
    assert overlap("25 key projects", ["25", "25 projects"]) == pytest.approx(0.8)


def test_no_answer_is_right_where_there_is_none_and_only_there() -> None:
    assert exact("", []) == overlap("", []) == 1
    assert exact("Paris", []) == overlap("Paris", []) == 0
    assert overlap("", ["Paris"]) == 0


def test_order_counts_ties_half() -> None:
    assert auroc([3, 2], [1, 0]) == 1
    assert auroc([1], [1]) == 0.5
    assert auroc([2, 0], [1]) == 0.5
