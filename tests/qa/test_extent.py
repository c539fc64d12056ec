"""How much of the text a quote takes in."""

from hypothesis import given
from hypothesis import strategies as st

from corpus.sentences import find_sentences
from qa.extent import extent, leads_in, read_on

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
    start = HANDBOOK.index(sentence)
    first, last = extent(HANDBOOK, start, start + len(sentence))
    return HANDBOOK[first:last]


def test_a_sentence_is_quoted_as_it_is() -> None:
    assert _quote("Meals are paid.") == "Meals are paid."
    assert _quote("- a passport") == "- a passport"


def test_a_lead_in_goes_with_its_list() -> None:
    whole = "To claim expenses:\n\n1. Fill in form E-12.\n2. Attach every receipt."
    assert _quote("To claim expenses:") == whole
    assert _quote("# Expenses") == whole
    assert _quote("## Claims") == whole
    assert _quote("Papers") == "- a passport\n- a photograph"


def test_a_lead_in_without_a_list_goes_with_the_next_sentence() -> None:
    assert _quote("He wrote the following:") == 'He wrote the following: "Nobody pays."'


def test_a_heading_stands_for_the_text_below() -> None:
    text = "## Claims\n- by post\n- by hand\n\nThe office pays. It is slow.\n"
    assert extent(text, 0, 9) == (text.index("- by post"), text.index("hand") + 4)
    text = "Our new claims office\n\nThe office pays what you claim. It is slow.\n"
    assert extent(text, 0, 21) == (23, text.index(" It is"))
    assert _quote("## Nothing below") == "## Nothing below"


def test_a_long_list_ends_with_an_item() -> None:
    item = "- a photograph that shows the front of the passport\n"
    text = "You need:\n" + 100 * item
    start, end = extent(text, 0, 9)
    assert start == 0
    assert 1000 < end < 1600
    assert text[:end].endswith("front of the passport")


def test_an_overview_reads_on_in_its_paragraph() -> None:
    text = "One is here. Two is here. Three is here.\n\nFour is here.\n"
    end = len("One is here.")
    assert text[: read_on(text, end)] == "One is here. Two is here. Three is here."
    assert read_on(text, text.index("\n")) == text.index("\n")
    many = "It is here. " * 20
    assert read_on(many, 11) == len("It is here. " * 6) - 1
    assert read_on("It is here." + "x" * 3000, 11) == 11


def test_what_leads_in() -> None:
    assert leads_in("You need: a pen.", 0, 9)
    assert leads_in("**You need:** a pen.", 0, 13)
    assert not leads_in("You need a pen.", 0, 15)
    assert not leads_in("You need:\n", 0, 9)


@given(st.text(alphabet="ab:.!# -=1\n", max_size=80))
def test_a_quote_is_made_of_whole_sentences(text: str) -> None:
    sentences = find_sentences(text)
    for start, end in sentences:
        first, last = extent(text, start, end)
        assert start <= first < last <= len(text)
        assert last >= end
        assert text[first:last] == text[first:last].strip()
        assert end <= read_on(text, end) <= len(text)
