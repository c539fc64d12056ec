"""How much of the text a quote takes in."""

from hypothesis import given
from hypothesis import strategies as st

from corpus.sentences import find_sentences
from qa.extent import announces, extent, read_on

HANDBOOK = """# Expenses

## Claims

To claim expenses:

1. Fill in form E-12.
2. Attach every receipt.

Meals are paid. Hotels are booked.

Papers

- a passport
- a photograph

He wrote the following: "Nobody pays." It was wrong.

## Nothing below
"""


def _quote(sentence: str) -> str:
    return _in(HANDBOOK, sentence) or ""


def _in(text: str, sentence: str) -> str | None:
    start = text.index(sentence)
    found = extent(text, start, start + len(sentence))
    return text[found[0] : found[1]] if found else None


def test_a_sentence_is_quoted_as_it_is() -> None:
    assert _quote("Meals are paid.") == "Meals are paid."
    assert _quote("- a passport") == "- a passport"


def test_a_lead_in_goes_with_its_list() -> None:
    whole = "To claim expenses:\n\n1. Fill in form E-12.\n2. Attach every receipt."
    assert _quote("To claim expenses:") == whole


def test_a_lead_in_without_a_list_goes_with_the_next_sentence() -> None:
    assert _quote("He wrote the following:") == 'He wrote the following: "Nobody pays."'


def test_a_heading_stands_for_the_list_below_or_for_nothing() -> None:
    assert _quote("Papers") == "- a passport\n- a photograph"
    assert _in("## Claims\n- by post\n- by hand\n\nThe end.\n", "## Claims") == (
        "- by post\n- by hand"
    )
    assert _in(HANDBOOK, "# Expenses") is None
    assert _in(HANDBOOK, "## Claims") is None
    assert _in(HANDBOOK, "## Nothing below") is None
    assert _in("Our new claims office\n\nThe office pays what you claim.\n", "Our new") == "Our new"
    title = "Our new claims office"
    assert _in(title + "\n\nThe office pays what you claim.\n", title) is None


FAQ = """# Questions

- How do I pay?

### How do I pay?

By card. Never in cash. Ask us.

**Who pays?**
You do.

Q: What is free?
A: The tea.

## What do I need?

- a card
- a pen

Is it dear? It is not. We think so.

### Who knows?

### Who cares?
"""


def test_a_question_stands_for_what_answers_it() -> None:
    assert _in(FAQ, "### How do I pay?") == "By card. Never in cash. Ask us."
    assert _in(FAQ, "**Who pays?**") == "You do."
    assert _in(FAQ, "Q: What is free?") == "A: The tea."
    assert _in(FAQ, "## What do I need?") == "- a card\n- a pen"
    assert _in(FAQ, "Is it dear?") == "Is it dear? It is not."
    asked = 'The guard asked: "Who pays?"'
    assert _in(asked + " Nobody did.", asked) == asked


def test_what_stands_above_a_question_stands_for_nothing() -> None:
    assert _in(FAQ, "- How do I pay?") is None
    assert _in(FAQ, "### Who knows?") is None
    assert _in(FAQ, "### Who cares?") is None
    assert _in("# Questions\n\nWho pays?\n\nYou.\n", "# Questions") is None


def test_a_long_list_ends_with_an_item() -> None:
    item = "- a photograph that shows the front of the passport\n"
    text = "You need:\n" + 100 * item
    quote = str(_in(text, "You need:"))
    assert 1000 < len(quote) < 1600
    assert text.startswith(quote)
    assert quote.endswith("front of the passport")
    endless = "You need\n- " + "paper " * 400
    assert _in(endless, "You need") == "You need"


def test_an_overview_reads_on_in_its_paragraph() -> None:
    text = "One is here. Two is here. Three is here.\n\nFour is here.\n"
    end = len("One is here.")
    assert text[: read_on(text, end)] == "One is here. Two is here. Three is here."
    assert read_on(text, text.index("\n")) == text.index("\n")
    many = "It is here. " * 20
    assert read_on(many, 11) == len("It is here. " * 6) - 1
    assert read_on("It is here." + "x" * 3000, 11) == 11


def test_what_announces() -> None:
    assert announces("You need: a pen.", 0, 9)
    assert announces("**You need:** a pen.", 0, 13)
    assert announces("- You need:\n  - a pen\n", 0, 11)
    assert announces("You need the following\n- a pen\n", 0, 22)
    assert announces("What do you need? A pen.", 0, 17)
    assert not announces("You need a pen.", 0, 15)
    assert not announces("You need:\n", 0, 9)
    assert not announces("You need a pen.\n- and chalk\n", 0, 15)
    assert not announces("- a pen\n- and chalk\n", 0, 7)


@given(st.text(alphabet="ab:.!?# -=1\n", max_size=80))
def test_a_quote_is_made_of_whole_sentences(text: str) -> None:
    for start, end in find_sentences(text):
        assert end <= read_on(text, end) <= len(text)
        if found := extent(text, start, end):
            first, last = found
            assert start <= first < last <= len(text)
            assert last >= end
            assert text[first:last] == text[first:last].strip()
