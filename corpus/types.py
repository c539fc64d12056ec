"""Document, sentence and passage: what everything else points into.

Offsets count characters (Python ``str`` indices) of the document's canonical text, half-open
``[start, end)``. These types hold data; loading and splitting live beside them.
"""

import hashlib
from dataclasses import dataclass


class CorpusError(Exception):
    """A document or folder that cannot be used; the message says what to do about it."""


@dataclass(frozen=True, slots=True)
class Document:
    """One source text. ``text`` is canonical: it never changes after loading."""

    id: str
    title: str
    text: str

    @property
    def sha256(self) -> str:
        """Hex SHA-256 of the canonical text in UTF-8, which is that of the file."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a document, without surrounding blanks."""

    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A slice of a document that is embedded and retrieved, made of whole sentences."""

    document: str
    start: int
    end: int
    text: str
    sentences: tuple[Sentence, ...]
