"""Rows and cells of tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.tables import cells, header_of, table_at


@pytest.mark.parametrize(
    "table", ["| a | b |\n|--|:-:|\n| c | d |\n| e | f |", "a | b\n--- | ---\nc | d\ne | f"]
)
def test_tables(table: str) -> None:
    text = f"It is.\n{table}\nIt was.\n"
    whole = (
        text.index(table),
        text.index("c | d") - 2 * table.startswith("|"),
        text.index("\nIt was"),
    )
    for row in ("a | b", "c | d", "e | f"):
        assert table_at(text, text.index(row)) == whole
    header = header_of(text, text.index("e | f"))
    assert header
    assert text[slice(*header)] == table.splitlines()[0]
    assert header_of(text, text.index("a | b")) is None
    assert table_at(text, 0) is None
    assert header_of(text, 0) is None
    assert table_at(text, text.index("It was")) is None
    assert table_at("a | b\nc | d\n", 0) is None


@pytest.mark.timeout(20)
def test_a_large_table_is_not_walked_through_for_each_row() -> None:
    text = "a | b\n--- | ---\n" + "c | d\n" * 50_000
    starts = range(16, len(text), 6)
    assert [table_at(text, start) is None for start in starts[:3]] == [False] * 3
    assert all(table_at(text, start) is None for start in starts[2_000::50])


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("| a | b c ||  |", ["a", "b c", "", ""]),
        ("a | b", ["a", "b"]),
        ("  |a|b  ", ["a", "b"]),
        ("a | b |", ["a", "b"]),
        (r"| a \| b | c |", [r"a \| b", "c"]),
        ("no row", ["no row"]),
        ("|", [""]),
    ],
)
def test_cells(row: str, expected: list[str]) -> None:
    text = f"Before.\n{row}\nAfter | it."
    assert [text[a:b] for a, b in cells(text, text.index(row))] == expected


@given(st.text(alphabet="a| -\\\n", min_size=1), st.data())
def test_cells_lie_in_their_line_in_order(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text) - 1))
    edge = text.rfind("\n", 0, at) + 1
    for start, end in cells(text, at):
        assert edge <= start <= end <= len(text)
        assert "\n" not in text[start:end]
        edge = end
