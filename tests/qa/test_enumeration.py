"""What a text counts out is found together, wherever it lies."""

import pytest

from qa.enumeration import enumerated, number_asked_for

REPORT = (
    "The work goes on. There are three aims.\n\n"
    "  First, the bridge is to be mended. It was built in 1894. The first plan failed.\n\n"
    '**The second is** to clean the harbour.[1] "It stinks." Third, the road should be paved\n'
    "first, for once. It is long.\n\n"
    "First, money is wanted. Secondly, people are.\n\n"
    "Finally, we thank everybody.\n"
)
AIMS = [
    "First, the bridge is to be mended.",
    "**The second is** to clean the harbour.[1]",
    "Third, the road should be paved\nfirst, for once.",
]
WANTED = ["First, money is wanted.", "Secondly, people are."]
THANKS = "Finally, we thank everybody."


def found(text: str, sentence: str, count: int) -> list[str]:
    start = text.index(sentence)
    return [text[a:b] for a, b in enumerated(text, start, start + len(sentence), count)]


@pytest.mark.parametrize("sentence", [*AIMS, "There are three aims."])
def test_from_any_point_or_the_sentence_before_them(sentence: str) -> None:
    assert found(REPORT, sentence, 3) == AIMS


@pytest.mark.parametrize(
    ("sentence", "count"),
    [("It was built in 1894.", 3), ("The work goes on.", 3), (AIMS[0], 2), (AIMS[0], 4)],
)
def test_nothing_else(sentence: str, count: int) -> None:
    assert found(REPORT, sentence, count) == []


def test_a_last_point_may_be_one_or_not() -> None:
    assert found(REPORT, WANTED[0], 2) == WANTED
    assert found(REPORT, WANTED[0], 3) == [*WANTED, THANKS]


def test_nothing_is_a_point_after_the_last() -> None:
    text = "First, tea. Second, milk. Finally, cups. Finally, we thank the guests."
    assert found(text, "First, tea.", 3) == ["First, tea.", "Second, milk.", "Finally, cups."]
    assert found(text, "First, tea.", 4) == []


@pytest.mark.parametrize(
    "text",
    [
        "First, tea. Second, coffee. Second, milk. Third, cups.",
        "First, tea has two parts. First, x is. Second, y is. Second, milk. Third, cups.",
        "Second, tea. First, coffee. Third, milk.",
        "First: tea.",
        "There are: first, tea; second, coffee; third, milk.",
    ],
)
@pytest.mark.parametrize("count", [2, 3, 4])
def test_what_is_not_clear_is_left_alone(text: str, count: int) -> None:
    assert enumerated(text, 0, 10, count) == []


@pytest.mark.timeout(20)
@pytest.mark.parametrize("gap", [" ", "\n"])
def test_a_long_text_takes_bounded_time(gap: str) -> None:
    text = f"First, a stone.{gap}Second, a tree.{gap}" * 100_000
    assert enumerated(text, 0, 15, 2) == [(0, 15), (16, 31)]


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("In which four main fields was there progress?", 4),
        ("And what are the three aims of the work?", 3),
        ("Name 2 reasons for the delay", 2),
        ("Tell me about the ten wide-open doors", 10),
        ("Which two people led it?", 2),
        ("Describe its three main criteria.", 3),
    ],
)
def test_so_many_are_asked_for(question: str, count: int) -> None:
    assert number_asked_for(question) == count


@pytest.mark.parametrize(
    "question",
    [
        "How many of the three aims were met?",
        "Which of the three aims costs most?",
        "What are three of the six aims?",
        "What are the aims?",
        "What is written on page two?",
        "What happened on 2 May this year?",
        "What does section 3 say about fees?",
        "What caused the 3.5 per cent loss?",
        "What is the price for 2 adults?",
        "What is the two-hour limit for visitors?",
        "three blind mice",
    ],
)
def test_no_number_is_asked_for(question: str) -> None:
    assert number_asked_for(question) is None
