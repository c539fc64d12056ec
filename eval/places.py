"""Evidence, hits and quotes as stretches of documents, which is all that the measures look at."""

from collections.abc import Sequence

from eval.metrics.stretches import Stretch
from eval.question_set import Question
from index.types import Hit
from qa.types import Citation, Span


def evidence_of(question: Question) -> list[Stretch]:
    """All pieces of a question's evidence."""
    return [Stretch(piece.document, piece.start, piece.end) for piece in question.evidence]


def alternatives_of(question: Question) -> list[list[Stretch]]:
    """The sets of evidence of which each is enough; none for an unanswerable question."""
    pieces = evidence_of(question)
    if question.any_of:
        return [[piece] for piece in pieces]
    return [pieces] if pieces else []


def places_of_hits(hits: Sequence[Hit]) -> list[Stretch]:
    """Where the passages stand, in their order."""
    return [Stretch(hit.passage.document, hit.passage.start, hit.passage.end) for hit in hits]


def places_of_quotes(quotes: Sequence[Citation] | Sequence[Span]) -> list[Stretch]:
    """Where quotes stand, in their order."""
    return [Stretch(quote.document, quote.start, quote.end) for quote in quotes]
