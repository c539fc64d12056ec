"""Choose the sentences to quote, and number them."""

from collections.abc import Mapping, Sequence

from corpus.types import Document
from qa.types import Citation, CitedSpan, Reading, Span


def choose_quotes(
    reading: Reading, documents: Mapping[str, Document], *, margin: float, limit: int
) -> list[Span]:
    """Up to ``limit`` sentences scored within ``margin`` of the best one, best first.

    No two of them overlap or have the same text.
    """
    chosen: list[Span] = []
    texts = set()
    for sentence in reading.sentences:
        if len(chosen) == limit or sentence.score < reading.sentences[0].score - margin:
            break
        text = documents[sentence.document].text[sentence.start : sentence.end]
        if text not in texts and not any(_overlap(sentence, other) for other in chosen):
            chosen.append(sentence)
            texts.add(text)
    return chosen


def cite(
    quotes: Sequence[Span], answers: Sequence[Span], documents: Mapping[str, Document]
) -> tuple[Citation, ...]:
    """Citations of ``quotes``, numbered from 1, each with the answers inside it.

    The first quote, which is the best, stays first, for it is read first; the others follow in the
    order of the documents, as they are easiest to read.
    """
    rest = sorted(quotes[1:], key=lambda quote: (quote.document, quote.start))
    ordered = [*quotes[:1], *rest]
    return tuple(
        Citation(
            number=number,
            document=quote.document,
            title=documents[quote.document].title,
            start=quote.start,
            end=quote.end,
            quote=documents[quote.document].text[quote.start : quote.end],
            spans=tuple(
                CitedSpan(
                    start=answer.start,
                    end=answer.end,
                    text=documents[answer.document].text[answer.start : answer.end],
                )
                for answer in answers
                if _inside(answer, quote)
            ),
        )
        for number, quote in enumerate(ordered, 1)
    )


def short_answer(
    quotes: Sequence[Span], answers: Sequence[Span], documents: Mapping[str, Document]
) -> str | None:
    """The best answer that stands inside a quote."""
    for answer in answers:
        if any(_inside(answer, quote) for quote in quotes):
            return documents[answer.document].text[answer.start : answer.end]
    return None


def answer_text(citations: Sequence[Citation]) -> str:
    """The quotes, each followed by its number in brackets."""
    return " ".join(f"{citation.quote} [{citation.number}]" for citation in citations)


def _overlap(one: Span, other: Span) -> bool:
    return one.document == other.document and one.start < other.end and other.start < one.end


def _inside(inner: Span, outer: Span) -> bool:
    return (
        inner.document == outer.document and outer.start <= inner.start and inner.end <= outer.end
    )
