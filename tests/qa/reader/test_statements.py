"""Questions made of statements: each can be checked by eye."""

import random

from qa.reader.examples import Article, Paragraph
from qa.reader.statements import statements, untold, whether

BRIDGE = Paragraph(
    "The old bridge was closed to heavy traffic in 1994 for good. It is narrow. "
    "But nobody was asked. Anna Lund, its builder, left."
)


def test_a_statement_names_what_it_is_about() -> None:
    [statement] = statements(BRIDGE)
    assert (statement.subject, statement.verb) == ("The old bridge", "was")
    assert BRIDGE.text[slice(*statement.rest)] == "closed to heavy traffic in 1994 for good."


def test_it_is_asked_whether_a_statement_is_so_and_answered_in_its_words() -> None:
    article = Article("", (BRIDGE,), ())
    asked = {
        (question.text, *question.answer_texts)
        for seed in range(20)
        for question in whether(article, random.Random(seed))
    }
    assert asked == {
        (
            "Was the old bridge closed to heavy traffic?",
            "was closed to heavy traffic",
        ),
        (
            "Was the old bridge closed to heavy traffic in 1994 for good?",
            "was closed to heavy traffic in 1994 for good",
        ),
    }


def test_what_is_untold_is_about_the_window_and_its_words_do_not_tell_it() -> None:
    asked = {untold(BRIDGE.text, random.Random(seed)) for seed in range(300)}
    assert "How much did the old bridge cost?" in asked
    assert "Why was the old bridge sold?" in asked
    assert "Why was the old bridge closed?" not in asked  # the window speaks of closing
    assert all(question and "the old bridge" in question for question in asked)


def test_nothing_is_untold_of_a_window_that_names_nothing() -> None:
    assert untold("Rain, mostly. It is narrow.", random.Random(0)) is None
