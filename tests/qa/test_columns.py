"""Which cell of a table answers."""

import pytest

from qa.columns import in_named_column
from qa.types import Span

TEXT = """Prices, in euros, for children too.

| Ticket | Adults | Child (under 14) | Valid for |
|:-------|-------:|-----------------:|:----------|
| Single swim | 6.50 | **3.20** | one visit |
| Gym day | 11.00 | | one day |
| Broken | 1 |
"""


@pytest.mark.parametrize(
    ("question", "told", "marked"),
    [
        ("What does a single swim cost for a child?", "6.50", "3.20"),
        ("How much does an adult pay for a swim?", "3.20", "6.50"),
        ("What does a single swim cost?", "6.50", "6.50"),
        ("How long is a single swim valid?", "visit", "visit"),
        ("How long is a single swim valid?", "6.50", "one visit"),
        ("Which ticket is valid for one day?", "Gym day", "Gym day"),
        ("What does the gym cost for a child?", "11.00", "11.00"),
        ("What does it cost for a child?", "1 |", "1 |"),
        ("What is it for a child?", "euros", "euros"),
    ],
)
def test_in_named_column(question: str, told: str, marked: str) -> None:
    start = TEXT.index(told)
    answer = Span("a.md", start, start + len(told), 0.5)
    found = in_named_column(question, TEXT, answer)
    assert (TEXT[found.start : found.end], found.score) == (marked, 0.5)


@pytest.mark.parametrize(
    ("question", "told", "marked"),
    [
        ("What does the Pro plan cost?", "EUR 30", "EUR 30"),
        ("How many people can use the Enterprise plan?", "unlimited", "unlimited"),
        ("Which plan has 20 users?", "20", "Pro"),
        ("What is the price of the Pro plan?", "20", "EUR 30"),
    ],
)
def test_a_cell_that_the_question_names_is_not_asked_for(
    question: str, told: str, marked: str
) -> None:
    text = "| Plan | Price | Users |\n|---|---|---|\n| Pro | EUR 30 | 20 |\n"
    text += "| Enterprise | EUR 99 | unlimited |\n"
    start = text.index(told)
    found = in_named_column(question, text, Span("a.md", start, start + len(told), 0.5))
    assert text[found.start : found.end] == marked
