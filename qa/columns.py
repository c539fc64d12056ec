"""Which cell of a table answers: where the question names a column, the cell under that name.

The reader knows best which row is meant; it was trained on prose and knows little of columns.
"""

from dataclasses import replace

from corpus.tables import cells, table_at
from qa.phrases import keys
from qa.reader.whole import whole_span
from qa.types import Span


def in_named_column(question: str, text: str, answer: Span) -> Span:
    """The answer, moved in its row to the column that the question names.

    It stays where it is outside of a table, where the question names no column or several, and
    where that cell is empty or holds the answer.
    """
    table = table_at(text, answer.start)
    if table is None:
        return answer
    asked = keys(question)
    names, row = cells(text, table[0]), cells(text, answer.start)
    named = [n for n, (start, end) in enumerate(names) if asked & keys(text[start:end])]
    if len(named) != 1 or len(names) != len(row):
        return answer
    start, end = row[named[0]]
    whole = whole_span(text[start:end], 0, end - start)
    inside = start <= answer.start and answer.end <= end
    if inside or whole is None:
        return answer
    return replace(answer, start=start + whole[0], end=start + whole[1])
