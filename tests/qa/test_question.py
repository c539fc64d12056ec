import pytest

from qa.question import QuestionError, check_history, check_question


def test_surrounding_blanks_go() -> None:
    assert check_question("  Who?\n", 10) == "Who?"


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("", "The question is empty"),
        (" \n\t", "The question is empty"),
        ("?!… —", "no letters or digits"),
        ("x" * 10_000, "has 10,000 characters; at most 1,000 are allowed"),
        (None, "The question is missing"),
        (7, "The question is of type int"),
        (["Who?"], "The question is of type list"),
        ("half \ud83d", "half of a surrogate pair"),
    ],
)
def test_what_cannot_be_asked(question: object, message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        check_question(question, 1000)


@pytest.mark.parametrize("question", ["5?", "港珠澳?", "é"])
def test_short_questions_can_be_asked(question: str) -> None:
    assert check_question(question, 1000) == question


def test_history_keeps_the_last_turns() -> None:
    turns = [f"q{n}" for n in range(15)]
    assert check_history(turns, 20, 10) == tuple(turns)
    assert check_history(turns, 2, 10) == ("q13", "q14")
    assert check_history(turns, 0, 10) == ()


@pytest.mark.parametrize("history", ["Who?", None, 3, {"q": 1}])
def test_history_is_a_list(history: object) -> None:
    with pytest.raises(QuestionError, match="expected a list of earlier questions"):
        check_history(history, 5, 10)


def test_a_turn_is_checked_like_a_question() -> None:
    with pytest.raises(QuestionError, match=r"An earlier question cannot be used\. .* of type int"):
        check_history(["Who?", 3], 5, 10)
