"""What is a heading, and where lists and paragraphs end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.layout import (
    fence_end,
    in_comment,
    in_list,
    is_heading,
    is_title,
    list_end,
    marker_end,
    next_text,
    paragraph_end,
    paragraph_start,
    term_start,
)

PARAGRAPH = "\n\nThe office moved to the harbour in May, and everybody followed by June.\n"


def _heading(line: str, before: str = "It ended.\n\n", after: str = PARAGRAPH) -> bool:
    return is_heading(before + line + after, len(before), len(before) + len(line))


@pytest.mark.parametrize(
    "line",
    [
        "# Our new office",
        "## 2.1 Opening hours: 8:30 to 17:00",
        "= Harbour =",
        "Our new office\n--------------",
        "Our new office",
        "What we did (and did not)",
        "OPENING HOURS 2026",
    ],
)
def test_headings(line: str) -> None:
    assert _heading(line)
    assert _heading(line, before="")
    assert _heading(line, before="\ufeff")


@pytest.mark.parametrize("title", ["A History of Bread", "# Venue"])
def test_a_line_below_a_title_may_be_what_it_announces(title: str) -> None:
    assert not _heading("By John Miller", before=f"{title}\n\n")
    assert not _heading("By John Miller", before=f"It ended.\n\n{title}\n\n")
    assert _heading("By John Miller", before=f"It ended.\n{title}\n\n")  # a paragraph's last line
    assert _heading("OPENING HOURS", before=f"{title}\n\n")
    assert _heading("## By John Miller", before=f"{title}\n\n")


def test_a_marked_heading_needs_no_blank_line() -> None:
    assert _heading("## Office", before="It ended.\n", after="\nIt moved.\n")
    assert not _heading("Office", before="It ended.\n")
    assert not _heading("Office", after="\nThe office moved to the harbour.\n")


@pytest.mark.parametrize(
    "line",
    [
        "The office moved.",
        "Reception: Ada Byron",
        "Reception 5551234",
        "You need:",
        "- bread",
        "A line longer than any title would be, " * 3 + "and without an end",
    ],
)
def test_no_headings(line: str) -> None:
    assert not _heading(line, after=PARAGRAPH + "It is the third move of the office. " * 5)


def test_windows_line_ends_change_nothing() -> None:
    text = "It ended.\n\nPruning\n\nTrees are pruned in February.\n".replace("\n", "\r\n")
    start = text.index("Pruning")
    assert is_heading(text, start, start + len("Pruning"))


def _title(line: str, before: str = "It ended.\n\n", after: str = PARAGRAPH) -> bool:
    return is_title(before + line + after, len(before), len(before) + len(line))


@pytest.mark.parametrize(
    "line", ["3. Parking", "**Parking**", "Parking since 2023", "2.1 Parking", "Step 2: Parking"]
)
def test_what_may_be_a_title(line: str) -> None:
    assert _title(line)
    assert _title(line, after=PARAGRAPH[1:])
    assert _title(line, before="1. It ended\nin May.\n\n")
    assert not _title(line, before="1. It ended.\n")
    assert not _title(line, before="It ended: ")
    assert not _title(line, after="\n\n4. Canteen, which opens in the morning.\n")
    assert not _title(line, after="\n\n| Canteen, which opens | in the morning. |\n")
    assert not _title(line, after="\n\nBy the harbour office of the town\n")
    assert not _title(line, after="")


@pytest.mark.parametrize(
    "line",
    [
        "- Parking",
        "(b) Parking",
        "Parking.",
        "Parking:",
        "| a | b |",
        "Price: 9 EUR",
        "**SLA** – a",  # noqa: RUF001
    ],
)
def test_what_is_no_title(line: str) -> None:
    assert not _title(line)


def test_a_title_stands_above_a_longer_paragraph() -> None:
    assert not _heading("Ada Byron", after="\n\nDirector of the harbour office\n")
    assert not _heading("The director of the office", after="\n\nAda Byron.\n")
    assert _heading("The director of the office", after="\n\n- Ada Byron\n")
    assert not _heading("Ada Byron", after="\n")
    assert not _heading("Ada Byron", after="")
    assert _heading("IN THE BOX", after="\n\nA pen\n")
    assert not _heading("IN THE BOX", after="\n")


def test_only_a_whole_line_is_a_heading() -> None:
    text = "## Office and harbour" + PARAGRAPH
    assert not is_heading(text, 0, len("## Office"))
    assert not is_heading(text, 3, len("## Office and harbour"))


LIST = """You need:

- a badge,
  with a photograph

- a pen
1. or chalk
and more of it

Nothing else.
"""


def test_a_list_ends_with_its_last_item() -> None:
    end = list_end(LIST, LIST.index("\n"))
    assert LIST[:end].endswith("- a pen\n1. or chalk\nand more of it")
    assert list_end("You need:\n- a pen\n# Then", 9) == len("You need:\n- a pen")
    assert list_end("You need:\n- a pen\n2.4 Then", 9) == len("You need:\n- a pen")
    assert list_end("You need:\n- a pen of\n2.4 cm", 9) == len("You need:\n- a pen of\n2.4 cm")
    assert list_end("You need:\n- a pen", 3) == len("You need:\n- a pen")


def test_a_long_list_ends_with_the_last_whole_item() -> None:
    text = "You need:\n- a pen\n  or chalk\n\n- a badge\n- a map"
    assert list_end(text, 9, 35) == len("You need:\n- a pen\n  or chalk\n\n- a badge")
    assert list_end(text, 9, 25) == len("You need:\n- a pen\n  or chalk")
    assert list_end(text, 9, 10) is None


def test_another_kind_of_item_after_a_blank_line_ends_a_list() -> None:
    text = "It bars:\n(a) cars;\n(b) planes.\n\n3. Allowance\n\nIt is 45."
    assert text[: list_end(text, 8)] == "It bars:\n(a) cars;\n(b) planes."
    nested = "You need:\n1. a pen\n\n   - or chalk\n\n2. a map"
    assert list_end(nested, 9) == len(nested)


def test_fenced_code() -> None:
    text = "Run:\n  ~~~sh\nmake\n\n  ~~~\nGo."
    assert text[: fence_end(text, text.index("~"))] == "Run:\n  ~~~sh\nmake\n\n  ~~~"
    assert fence_end(text, 0) is None
    assert fence_end("```\nmake", 0) is None


def test_what_stands_in_code_is_no_heading() -> None:
    code = "```sh\n# Connect\n```\n\n# Then\n"
    assert not is_heading(code, 6, 15)
    assert is_heading(code, 21, 27)


@pytest.mark.parametrize(
    ("before", "inside"),
    [
        ("\ufeff```\n", True),
        ("~~~\n", True),
        ("1. Install:\n\n   ```sh\n", True),
        ("~~~\nmake\n~~~\n", False),
        ("~~~\n```\n", True),  # another fence is code
        ("````\n```\n", True),  # and so is a shorter one
        ("```\n````\n", False),
        ("```make```\n", False),  # opens and closes on one line
        ("```\r\nmake\r\n```\r\n", False),
    ],
)
def test_code_lasts_until_a_fence_like_the_one_that_opened_it(before: str, inside: bool) -> None:
    text = before + "# Debian 12\n"
    assert is_heading(text, len(before), len(text) - 1) == (not inside)


def test_comments() -> None:
    text = "It is.\n<!-- Ask Jens.\nOr not. --> It was.\n"
    found = {word: in_comment(text, text.index(word)) for word in ("It is", "<!--", "Or", "It was")}
    assert found == {"It is": False, "<!--": True, "Or": True, "It was": False}
    assert not in_comment("<!-- It was.", 5)


def test_a_definition_begins_at_its_term() -> None:
    text = "Squad\n:   A team.\n\n: Alone.\nIt: that.\n"
    assert term_start(text, text.index("A team")) == 0
    assert term_start(text, text.index("Alone")) == text.index("Alone")
    assert term_start(text, text.index("that")) == text.index("that")


def test_where_the_text_of_an_item_begins() -> None:
    assert marker_end("One.\n  (b) keys", 12) == 11
    assert marker_end("3.1 Meals", 5) == 4
    assert marker_end("A. You do.", 0) == 3
    assert marker_end("One.\nTwo.", 7) == 5


def test_a_divider_is_no_item() -> None:
    assert list_end("Chapter One\n\n* * *\n\nIt began.", 11) is None
    assert list_end("You need:\n- a pen\n- - -\nIt began.", 9) == len("You need:\n- a pen")


def test_what_stands_in_a_list() -> None:
    assert in_list(LIST, LIST.index("badge"))
    assert in_list(LIST, LIST.index("photograph"))
    assert in_list(LIST, LIST.index("and more"))
    assert not in_list(LIST, 0)
    assert not in_list(LIST, LIST.index("Nothing"))


def test_no_list() -> None:
    assert list_end(LIST, LIST.index("Nothing") - 2) is None
    assert list_end("You need:\nA pen.\n- and chalk", 9) is None
    assert list_end("You need:", 9) is None


def test_a_paragraph_ends_before_a_blank_line() -> None:
    text = "One.\nTwo.\r\n \t\nThree."
    assert text[: paragraph_end(text, 0)] == "One.\nTwo.\r"
    assert paragraph_end(text, text.index("Three")) == len(text)
    assert paragraph_end("", 0) == 0
    assert paragraph_end("One.\n## Two\nThree.", 2) == 4


def test_a_paragraph_begins_after_a_blank_line() -> None:
    text = "One.\n \t\nTwo.\r\nThree."
    assert paragraph_start(text, len(text)) == text.index("Two")
    assert paragraph_start(text, 2) == 0
    assert paragraph_start("\ufeffOne.", 3) == 1


@given(st.text(alphabet="ab:. #-=1\n\r\t", max_size=60), st.data())
def test_ends_lie_in_the_text_after_where_it_was_asked(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    assert at <= paragraph_end(text, at) <= len(text)
    assert 0 <= paragraph_start(text, at) <= at
    assert at <= next_text(text, at) <= len(text)
    assert text[at : next_text(text, at)].strip() == ""
    end = list_end(text, at)
    assert end is None or (at < end <= len(text) and not text[end - 1].isspace())
