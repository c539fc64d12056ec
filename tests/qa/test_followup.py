import pytest

from qa.followup import searched_question

FIRST = "How many research instruments were opened to Hong Kong?"


@pytest.mark.parametrize(
    "question",
    [
        "And how many key projects of the plan?",
        "What about the key projects of the plan?",
        "Since when?",
        "Who launched that project in the bay area?",
        "When was it opened to the public?",
        "Why?",
    ],
)
def test_a_follow_up_is_searched_with_the_question_before(question: str) -> None:
    assert searched_question(question, [FIRST]) == f"{FIRST} {question}"


@pytest.mark.parametrize(
    "question",
    [
        "How many routes did the combined port open?",
        "How many students are there in the schools of Guangdong?",
        "Which plan was the plan that the council reviewed?",
    ],
)
def test_a_standalone_question_is_left_alone(question: str) -> None:
    assert searched_question(question, [FIRST]) == question


def test_without_history_nothing_changes() -> None:
    assert searched_question("Since when?", []) == "Since when?"


def test_a_chain_of_follow_ups_reaches_back_to_its_subject() -> None:
    assert searched_question("And why?", ["Who is Ada Lovelace to us?", FIRST, "Since when?"]) == (
        f"{FIRST} And why?"
    )
    assert searched_question("Why?", ["Since when?", "And where?"]) == "Since when? Why?"
