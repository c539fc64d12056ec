"""How much of the text a quote takes in."""

import pytest
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

He wrote the following:

"Nobody pays." It was wrong.

Prices are shown below:

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
    assert _quote("He wrote the following:") == 'He wrote the following:\n\n"Nobody pays."'
    assert _quote("Prices are shown below:") == "Prices are shown below:"
    wrapped = "Many came to see it. Who pays? The\nharbour pays for all that was built there.\n"
    assert _in(wrapped, "Who pays?") == wrapped[wrapped.index("Who") : -1]


def test_a_lead_in_without_a_colon_stands_directly_above_its_list() -> None:
    assert _in("You need\n- a pen\n- chalk\n", "You need") == "You need\n- a pen\n- chalk"
    minutes = "Minutes\nPresent: Ann Lee\n\n1. Canteen\nPrices rise.\n\n2. Parking\nIt is full.\n"
    assert _in(minutes, "Present: Ann Lee") == "Present: Ann Lee"


def test_a_lead_in_goes_with_its_code() -> None:
    text = "Run:\n\n```bash\nmake all\n\nmake run\n```\n\nThen go.\n"
    assert _in(text, "Run:") == text[: text.index("\n\nThen")]
    assert _in("Run:\n\n```\nmake", "Run:") == "Run:\n\n```"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("3. Parking", "2. Canteen\nIt is shut.\n\n3. Parking\nThe racks are all full. So.\n"),
        ("1. Purpose", "1. Purpose\n\n1.1 This policy sets out rules. So.\n"),
        ("**Known problems**", "**Known problems**\n\nSearch is slow today. So.\n"),
        ("Progress since 2023", "It was.\n\nProgress since 2023\n\nThe share has risen. So.\n"),
    ],
)
def test_what_may_be_a_title_goes_with_the_next_sentence(title: str, text: str) -> None:
    assert _in(text, title) == text[text.index(title) : text.index(" So.")]
    start = text.index(title)
    assert announces(text, start, start + len(title))


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
Q: Where do I sign?
A: Here.
Below.

Is it dear? It is not. We think so.

### Who knows?

### Who cares?
"""


TABLE = "| Ticket | Price |\n|--------|------:|\n| Swim | 6.50 |\n| Gym | 11.00 |"


def test_a_row_stands_for_its_small_table() -> None:
    text = f"Prices.\n\n{TABLE}\n\nCash only.\n"
    assert _in(text, "| Ticket | Price |") == _in(text, "| Gym | 11.00 |") == TABLE
    assert _in(text, "|--------|------:|") is None
    assert _in("| Ticket | Price |\n|--|--|\n", "| Ticket | Price |") is None


def test_of_a_large_table_a_row_stands_alone_and_its_header_for_what_fits() -> None:
    rows = [f"| Number {number:03} | {number} |" for number in range(100)]
    text = "\n".join(["| Name | Size |", "|---|---|", *rows, "", "So it is."])
    assert _in(text, rows[70]) == rows[70]
    header = _in(text, "| Name | Size |") or ""
    assert header.startswith(f"| Name | Size |\n|---|---|\n{rows[0]}\n")
    assert 1400 < len(header) <= 1500
    assert header.endswith(" |")


@pytest.mark.parametrize("line", ["---", "- \n-", "<!-- Ask Jens about it. -->", "```sh", "* * *"])
def test_what_says_nothing_stands_for_nothing(line: str) -> None:
    assert _in(f"It is.\n\n{line}\n\nIt was.\n```\n", line) is None


def test_a_definition_goes_with_its_term() -> None:
    text = "Squad\n: A team of five.\n"
    assert _in(text, ": A team of five.") == _in(text, "Squad") == text.strip()


def test_a_question_stands_for_what_answers_it() -> None:
    assert _in(FAQ, "### How do I pay?") == "By card. Never in cash. Ask us."
    assert _in(FAQ, "**Who pays?**") == "You do."
    assert _in(FAQ, "Q: What is free?") == "A: The tea."
    assert _in(FAQ, "## What do I need?") == "- a card\n- a pen"
    assert _in(FAQ, "Q: Where do I sign?") == "A: Here.\nBelow."
    assert _in(FAQ, "Is it dear?") == "Is it dear? It is not."
    asked = 'The guard asked: "Who pays?"'
    assert _in(asked + " Nobody did.", asked) == asked


def test_an_answer_ends_where_the_next_question_or_heading_begins() -> None:
    close = "### Who pays?\nYou do.\n### Who cares?\nNobody. Why? Because.\n"
    assert _in(close, "### Who pays?") == "You do."
    assert _in("## How?\n\nDo this:\n\n1. Click.\n2. Wait.\n\nSo.\n", "## How?") == (
        "Do this:\n\n1. Click.\n2. Wait."
    )
    assert _in(close, "### Who cares?") == "Nobody. Why? Because."
    lines = "Q: Who pays?\nA: You do.\nQ: Who cares?\nA: Nobody does.\n"
    assert _in(lines, "Q: Who pays?") == "A: You do."
    assert read_on(close, close.index("\n###")) == close.index("\n###")
    assert read_on(lines, lines.index("\nQ")) == lines.index("\nQ")


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
    pairs = "You need:\n" + 60 * "- One thing is here for you to see. And a second is there.\n"
    assert str(_in(pairs, "You need:")).endswith("And a second is there.")
    endless = "You need\n- " + "paper " * 400
    assert _in(endless, "You need") == "You need"


def test_an_overview_reads_on_in_its_paragraph() -> None:
    text = "One is here. Two is here. Three is here.\n\nFour is here.\n"
    end = len("One is here.")
    assert text[: read_on(text, end)] == "One is here. Two is here. Three is here."
    assert read_on(text, text.index("\n")) == text.index("\n")
    assert read_on("One is here. Why? It is.\n", 12) == len("One is here. Why? It is.")
    assert read_on("One is here. Two is. Why?\n\nIt is.\n", 12) == len("One is here. Two is.")
    many = "It is here. " * 20
    assert read_on(many, 11) == len("It is here. " * 6) - 1
    assert read_on("It is here." + "x" * 3000, 11) == 11


def test_what_announces() -> None:
    assert announces("You need:\n\nA pen.", 0, 9)
    assert announces("**You need:**\n\nA pen.", 0, 13)
    assert announces("- You need:\n  - a pen\n", 0, 11)
    assert announces("You need the following\n- a pen\n", 0, 22)
    assert announces("What do you need? A pen.", 0, 17)
    assert announces(TABLE, 0, TABLE.index("\n"))
    assert not announces(TABLE, TABLE.index("| Gym"), len(TABLE))
    assert not announces("You need a pen.", 0, 15)
    assert not announces("You need:\n", 0, 9)
    assert not announces("You need a pen.\n- and chalk\n", 0, 15)
    assert not announces("- a pen\n- and chalk\n", 0, 7)
    assert not announces("- Fill it in. Ask Ann\n- Wait\n", 14, 21)
    assert not announces("- Fill it in.\n  Ask Ann\n- Wait\n", 16, 23)
    assert not announces("| a | b |\n\n- pen\n- chalk\n", 0, 9)
    assert not announces("Prices are shown below:\n\n## Opening hours\n\nWe open at nine.\n", 0, 23)


LINES = st.lists(
    st.sampled_from(
        [
            *["The harbour company pays for the whole of the building. Who pays", "for it? The"],
            *["You need:", "You need", "- a pen", "- a pen. Ask", "1. chalk", "Q: Who?", "A: You."],
            *["```", "make", "3. Title", "**Title**", "(b) that", "--|--", "Size: 4", ": that"],
            *["", "", "# Title", "Title", "| a | b |", "* * *", "---", "wrapped here. And", "So."],
        ]
    ),
    max_size=12,
).map("\n".join)


@given(LINES | st.text(alphabet="ab:.!?# -=1\n", max_size=80))
def test_a_quote_is_made_of_whole_sentences(text: str) -> None:
    sentences = find_sentences(text)
    begins, ends = {start for start, _ in sentences}, {end for _, end in sentences}
    for start, end in sentences:
        assert end <= read_on(text, end)
        assert read_on(text, end) in ends
        if found := extent(text, start, end):
            assert end <= found[1]
            assert found[0] in begins
            assert found[1] in ends
