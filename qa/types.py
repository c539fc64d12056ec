"""The answer and its parts: one schema for Python, the command line and files."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from index.types import Hit


class _Schema(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CitedSpan(_Schema):
    """A short answer inside a citation; ``document.text[start:end] == text``."""

    start: int
    end: int
    text: str


class Citation(_Schema):
    """A quote shown to a person; ``document.text[start:end] == quote``."""

    number: int
    document: str
    title: str
    start: int
    end: int
    quote: str
    spans: tuple[CitedSpan, ...] = ()


class Answer(_Schema):
    """What ``ask`` returns.

    ``confidence`` is the estimated probability that the documents answer the question, on refusals
    too. A refusal has no citations; ``nearest`` then holds the closest quotes, which are not an
    answer. ``index`` is the fingerprint of the index that was asked.
    """

    id: str | None
    question: str
    history: tuple[str, ...]
    searched: str
    answered: bool
    confidence: float
    short_answer: str | None
    text: str
    citations: tuple[Citation, ...]
    nearest: tuple[Citation, ...]
    index: str
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a document's text with a score (higher is better)."""

    document: str
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of a question and its hits.

    ``sentences`` are the distinct sentences that were read, of all or of the best hits, with
    evidence scores, best first. ``answers`` are short answers inside them, best first; a reader
    that finds none leaves it empty. ``no_answer`` scores the hypothesis that the hits do not answer
    the question.
    """

    sentences: tuple[Span, ...]
    answers: tuple[Span, ...]
    no_answer: float


class Reader(Protocol):
    """Reads hits for a question."""

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """Score the hits' sentences and find short answers in them."""
