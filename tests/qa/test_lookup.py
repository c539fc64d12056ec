"""Which questions look up a cell of a table, and which do not."""

import pytest

from corpus.tables import table_at
from corpus.types import Document
from qa.lookup import look_up
from qa.types import Reading, Span

TEXT = """# Pumps

Made in Vastervik.

## Industrial range

| Model | Max. pressure (bar) | Flow | Weight (kg) | Weight (kg), packed |
|:------|--------------------:|-----:|------------:|--------------------:|
| PX-20 | 29 | 307 | 58 | 60 |
| PX-37 | 24 | 207 | `78` | 81 |
| PX-37 Plus | 307 | 210 | 80 | |
| 40 | 12 | 41 | 9 | 10 |
| Twin | 3 | 5 | 1 | 2 |
| Twin | 4 | 6 | 2 | 3 |
| Broken | 1 |

The weight of the PX-20 is certified.
"""
DOCUMENTS = {"a.md": Document("a.md", "Catalogue of pumps", TEXT)}


def _reading(*lines: str) -> Reading:
    spans = [Span("a.md", TEXT.index(line), TEXT.index(line) + len(line), 0.3) for line in lines]
    return Reading(tuple(spans), (Span("a.md", 0, 7, 0.2),), 0.0)


ROWS = [line for line in TEXT.splitlines() if line.startswith("| ")]


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("What is the weight of the PX-37?", "78"),
        ("Which flow does the px-20 have?", "307"),
        ("PX-20 flow", "307"),
        ("What is the max. pressure of the PX-37 Plus?", "307"),
        ("What is the packed weight of the PX-20?", "60"),
        ("What weight has the model PX-20 of the industrial pumps?", "58"),
        ("What is the flow of the 40?", "41"),
        ("What is the packed weight of the PX-37 Plus?", None),  # an empty cell
        ("What is the weight of the PX-38?", None),  # no such row
        ("What is the price of the PX-37?", None),  # no such column
        ("What is the average weight of the PX-37?", None),  # more than the table tells
        ("What is the weight and flow of the PX-37?", None),  # two columns
        ("What is the weight of the twin?", None),  # two rows
        ("Which model has a flow of 307?", None),  # asks for a row
        ("Which weight belongs to the flow 24?", None),
        ("Does the PX-37 have a weight?", None),
        ("How is the weight of the PX-37?", None),
        ("What has less weight than the PX-37?", None),
        ("What is it?", None),
        ("???", None),
    ],
)
def test_look_up(question: str, cell: str | None) -> None:
    found = look_up(question, _reading("Made in Vastervik.", *ROWS), DOCUMENTS)
    if cell is None:
        assert found is None
    else:
        assert found
        best, answer = found.sentences[0], found.answers[0]
        assert TEXT[answer.start : answer.end] == cell
        assert best.start <= answer.start < answer.end <= best.end
        assert (best.score, answer.score, found.no_answer) == (0.8, 0.8, 0.0)
        assert len(found.sentences) == len(ROWS) + 1  # each once
        assert TEXT[found.answers[1].start : found.answers[1].end] == "# Pumps"


def test_only_a_row_that_was_read_counts() -> None:
    assert (
        look_up("What is the weight of the PX-37?", _reading(ROWS[0], ROWS[1]), DOCUMENTS) is None
    )
    assert look_up("What is the weight of the PX-37?", _reading(), DOCUMENTS) is None


def test_each_table_with_the_row_answers() -> None:
    other = "| Model | Weight |\n|--|--|\n| PX-37 | 79 |\n"
    documents = DOCUMENTS | {"b.md": Document("b.md", "B", other)}
    reading = _reading(*ROWS)
    row = Span("b.md", 27, 27 + len("| PX-37 | 79 |"), 0.9)
    assert table_at(other, row.start)
    found = look_up(
        "What is the weight of the PX-37?",
        Reading((row, *reading.sentences), (), 0.0),
        documents,
    )
    assert found
    assert [(one.document, one.score) for one in found.sentences[:2]] == [
        ("b.md", 0.9),
        ("a.md", 0.9),
    ]
    assert [documents[one.document].text[one.start : one.end] for one in found.answers] == [
        "79",
        "78",
    ]
