"""Which cell of a table answers: where the question names a column, the cell under that name.

The reader knows best which row is meant; it was trained on prose and knows little of columns.
"""

from collections.abc import Set
from dataclasses import replace

from corpus.tables import cells, table_at
from qa.phrases import keys
from qa.reader.whole import whole_span
from qa.types import Span


def in_named_column(question: str, text: str, answer: Span) -> Span:
    """The answer, moved in its row to the column that the question names.

    It stays where it is outside of a table, where the question names no column or several, and
    where that cell is empty or holds the answer. A cell that the question names tells the row: its
    column is not asked for ("What does the Pro plan cost?" below "Plan").
    """
    table = table_at(text, answer.start)
    if table is None:
        return answer
    asked = keys(question)
    names, row = cells(text, table[0]), cells(text, answer.start)
    if len(names) != len(row):
        return answer
    named = [
        cell
        for name, cell in zip(names, row, strict=True)
        if asked & keys(text[slice(*name)]) and not _is_said(text[slice(*cell)], asked)
    ]
    if len(named) != 1:
        return answer
    [(start, end)] = named
    whole = whole_span(text[start:end], 0, end - start)
    inside = start <= answer.start and answer.end <= end
    if inside or whole is None:
        return answer
    return replace(answer, start=start + whole[0], end=start + whole[1])


def _is_said(cell: str, asked: Set[str]) -> bool:
    """Whether the question has all words of a cell that is not empty."""
    said = keys(cell)
    return bool(said) and said <= asked
