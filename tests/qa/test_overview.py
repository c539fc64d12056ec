"""Which questions ask for an account."""

import pytest

from qa.overview import asks_overview


@pytest.mark.parametrize(
    "question",
    [
        "What progress has the bridge made?",
        "In what ways did trade become easier?",
        "What has been achieved at the port?",
        "What is happening in the park?",
        "What's going on with the office?",
        "what are the next steps for the harbour",
        "How much progress was made?",
        "How has the harbour developed?",
        "Tell me about the move.",
        "Please describe the plan",
        "And what  steps were taken?",
        "Can you summarise the report?",
        "Give me an overview of the rules",
        "What does the document say about pensions?",
        "What is known about the founder?",
    ],
)
def test_an_account(question: str) -> None:
    assert asks_overview(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who leads the project?",
        "How many steps are there?",
        "What is the name of the new office?",
        "What path changes the direction?",
        "What was used to build it?",
        "How is the fee paid?",
        "How has the bridge been financed?",
        "What is to be improved?",
        "Which plan was approved?",
        "When did the happening begin?",
        "the next steps",
        "",
    ],
)
def test_one_thing(question: str) -> None:
    assert not asks_overview(question)
