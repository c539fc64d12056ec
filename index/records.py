"""Documents, passages and sentences of a generation, in one SQLite file.

Passages and sentences are numbered from 0 in the order of building, which is the order of the
vectors; the numbers stay inside :mod:`index.local`.
"""

import sqlite3
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from corpus.types import Document, Passage, Sentence

_SCHEMA = """
CREATE TABLE document (id TEXT PRIMARY KEY, title TEXT NOT NULL, text TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sentence (
    number INTEGER PRIMARY KEY, document TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL
);
CREATE TABLE passage (
    number INTEGER PRIMARY KEY, document TEXT NOT NULL, start INTEGER NOT NULL,
    end INTEGER NOT NULL, first_sentence INTEGER NOT NULL, last_sentence INTEGER NOT NULL
);
CREATE UNIQUE INDEX passage_place ON passage (document, start, end);
"""


def distinct_sentences(passages: Sequence[Passage]) -> list[Sentence]:
    """The sentences of all passages, each once (overlapping passages share some), in order."""
    return list(dict.fromkeys(chain.from_iterable(passage.sentences for passage in passages)))


def sentence_texts(documents: Sequence[Document], sentences: Sequence[Sentence]) -> list[str]:
    """The text of each sentence."""
    texts = {document.id: document.text for document in documents}
    return [texts[sentence.document][sentence.start : sentence.end] for sentence in sentences]


def write_records(path: Path, documents: Sequence[Document], passages: Sequence[Passage]) -> None:
    """Write a new file at ``path``."""
    numbers = {sentence: number for number, sentence in enumerate(distinct_sentences(passages))}
    connection = sqlite3.connect(path)
    try:
        connection.executescript(_SCHEMA)
        connection.executemany(
            "INSERT INTO document VALUES (?, ?, ?)",
            ((document.id, document.title, document.text) for document in documents),
        )
        connection.executemany(
            "INSERT INTO sentence VALUES (?, ?, ?, ?)",
            ((number, s.document, s.start, s.end) for s, number in numbers.items()),
        )
        connection.executemany(
            "INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?)",
            (
                (
                    number,
                    p.document,
                    p.start,
                    p.end,
                    numbers[p.sentences[0]],
                    numbers[p.sentences[-1]],
                )
                for number, p in enumerate(passages)
            ),
        )
        connection.commit()
    finally:
        connection.close()


class Records:
    """Reads a file that :func:`write_records` wrote. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Open the file read-only.

        Raises:
            sqlite3.Error: the file is missing, not such a file, or damaged.
        """
        # Immutable: no locks or journal, so that a read-only folder will do. SQLite serialises
        # calls on one connection, which makes sharing it between threads sound.
        uri = f"{path.resolve().as_uri()}?immutable=1"
        self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self._documents = {
            row[0]: Document(*row)
            for row in self._connection.execute("SELECT id, title, text FROM document ORDER BY id")
        }

    @property
    def documents(self) -> dict[str, Document]:
        """Every document by its id, in the order of ids."""
        return self._documents

    def passage(self, number: int) -> Passage:
        """The passage of that number."""
        document, start, end, first, last = self._connection.execute(
            "SELECT document, start, end, first_sentence, last_sentence FROM passage"
            " WHERE number = ?",
            (number,),
        ).fetchone()
        sentences = self._connection.execute(
            "SELECT document, start, end FROM sentence"
            " WHERE number BETWEEN ? AND ? ORDER BY number",
            (first, last),
        )
        text = self._documents[document].text[start:end]
        return Passage(document, start, end, text, tuple(Sentence(*row) for row in sentences))

    def sentence_numbers(self, passage: Passage) -> range:
        """The numbers of a passage's sentences."""
        first, last = self._connection.execute(
            "SELECT first_sentence, last_sentence FROM passage"
            " WHERE document = ? AND start = ? AND end = ?",
            (passage.document, passage.start, passage.end),
        ).fetchone()
        return range(first, last + 1)

    def passages(self) -> list[Passage]:
        """Every passage, in the order of numbers."""
        count = self._connection.execute("SELECT count(*) FROM passage").fetchone()[0]
        return [self.passage(number) for number in range(count)]
