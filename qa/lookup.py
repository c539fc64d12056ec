"""Questions that look up a cell of a table: they name its row and its column, and nothing else.

"What is the weight of the PX-37?" names the row that has the cell "PX-37" and the column "Weight
(kg)". Then that cell is the answer, however unsure the reader is: it was trained on prose.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from corpus.layout import is_heading, line_above
from corpus.tables import cells, rows, table_at
from corpus.types import Document
from qa.named import CONFIDENCE
from qa.phrases import keys, word_set, words
from qa.reader.whole import whole_span
from qa.types import Reading, Span

_WHETHER = word_set("is are was were do does did can could has have had will would should may must")
_OTHERWISE = word_set(
    """who whom whose who's when where why how whether no not never none without except other
    another before after more most less least than between or"""
)
_LETTER = re.compile(r"[^\W\d_]")
_UNIT = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class _Found:
    row: tuple[int, int]
    cell: tuple[int, int]
    named: int  # words of the question that name the row


def look_up(question: str, reading: Reading, documents: Mapping[str, Document]) -> Reading | None:
    """The reading with the cells that are looked up and their rows first; ``None`` if none are.

    They are scored :data:`~qa.named.CONFIDENCE` or as the best sentence, whichever is more. Only
    rows that were read count.
    """
    asked = keys(question)
    said = [word.low for word in words(question)]
    if not asked or said[0] in _WHETHER or _OTHERWISE.intersection(said):
        return None
    score = max([CONFIDENCE, *(sentence.score for sentence in reading.sentences)])
    found: dict[tuple[str, int], _Found | None] = {}
    looked_up, answers = [], []
    for sentence in reading.sentences:
        document = documents[sentence.document]
        table = table_at(document.text, sentence.start)
        if table is None:
            continue
        place = (sentence.document, table[0])
        if place not in found:
            found[place] = _find(asked, document, table)
        one = found[place]
        if one and one.row[0] <= sentence.start < one.row[1]:
            looked_up.append(replace(sentence, score=score))
            answers.append(Span(sentence.document, *one.cell, score))
    if not looked_up:
        return None
    places = {(row.document, row.start) for row in looked_up}
    others = [one for one in reading.sentences if (one.document, one.start) not in places]
    return replace(reading, sentences=(*looked_up, *others), answers=(*answers, *reading.answers))


def _find(asked: set[str], document: Document, table: tuple[int, int, int]) -> _Found | None:
    """The row that the most words name, if only one has so many, with its cell."""
    text = document.text
    header = [text[start:end] for start, end in cells(text, table[0])]
    columns = [keys(_UNIT.sub(" ", name)) for name in header]
    if not any(column and column <= asked for column in columns):
        return None
    about = keys(document.title).union(*map(keys, header))
    above = line_above(text, table[0])
    if is_heading(text, *above):
        about |= keys(text[slice(*above)])
    best = sorted(_named(asked, about, columns, text, table), key=lambda found: -found.named)
    if not best or (len(best) > 1 and best[1].named == best[0].named):
        return None
    return best[0]


def _named(
    asked: set[str],
    about: set[str],
    columns: list[set[str]],
    text: str,
    table: tuple[int, int, int],
) -> Iterator[_Found]:
    """The rows that a question names together with one column, in words of the table alone.

    A figure names a row only in the first column: "a flow of 344" is not the row with 344 bar.
    """
    for row in rows(text, table):
        places = cells(text, row[0])
        if len(places) != len(columns):
            continue
        inside = [keys(text[start:end]) for start, end in places]
        naming = [number for number, cell in enumerate(inside) if cell and cell <= asked]
        if not any(number == 0 or _LETTER.search("".join(inside[number])) for number in naming):
            continue
        named = set().union(*(inside[number] for number in naming))
        meant = sorted(
            (
                (len(column), number)
                for number, column in enumerate(columns)
                if number not in naming and column and column <= asked
            ),
            reverse=True,
        )
        sure = len({size for size, _ in meant[:2]}) == len(meant[:2])
        if not meant or not sure or not asked <= named | about:
            continue
        start, end = places[meant[0][1]]
        if whole := whole_span(text[start:end], 0, end - start):
            yield _Found(row, (start + whole[0], start + whole[1]), len(named))
