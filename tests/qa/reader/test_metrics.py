import pytest

from qa.reader.examples import Paragraph, Question
from qa.reader.measure import Row, best_threshold, figures
from qa.reader.metrics import auroc, exact, normalise, overlap
from qa.types import Reading, Span


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


def test_the_threshold_is_where_withholding_pays_best() -> None:
    paragraph = Paragraph("Oslo is north. Rome is south.")
    there = Question("a", "Where?", paragraph, ((0, 4),))
    vain = Question("b", "Where?", paragraph, ())
    oslo = Span("paragraph", 0, 4, 1.0)
    sentence = Span("paragraph", 0, 14, 1.0)

    def row(question: Question, no_answer: float) -> Row:
        return Row(question, Reading((sentence,), (oslo,), no_answer))

    found = [row(there, -2), row(there, -1), row(vain, 0), row(vain, 1)]
    assert best_threshold(found) == -1
    assert best_threshold([row(vain, 3), row(there, 4)]) < 3
    got = figures(found, -1)
    assert (got["f1"], got["span_f1"], got["auroc"], got["evidence"]) == (1, 1, 1, 1)
    assert figures(found, 9)["f1"] == 0.5
