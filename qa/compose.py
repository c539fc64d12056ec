"""Choose the sentences to quote, and number them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from corpus.tables import header_of, table_at
from corpus.types import Document
from qa.enumeration import enumerated
from qa.extent import announces, extent, read_on
from qa.types import Citation, CitedSpan, Reading, Span

_CLEARLY = 1.5  # times as likely; from 1 to 2 the quotes of the tuning data are the same


def choose_quotes(
    reading: Reading,
    documents: Mapping[str, Document],
    *,
    margin: float,
    limit: int,
    overview: bool = False,
) -> list[Span]:
    """Up to ``limit`` quotes scored within ``margin`` of the best one, best first.

    A quote is a sentence, or what :func:`~qa.extent.extent` makes of one that only announces; for
    an ``overview`` the best reads on. A row of a table has the names of its columns as the next
    quote. No two quotes overlap or have the same text.
    """
    quotes = sorted(_quotes(reading, documents), key=lambda quote: -quote.score)
    quotes = quotes or list(reading.sentences)
    if overview and quotes:
        best = quotes[0]
        quotes[0] = replace(best, end=read_on(documents[best.document].text, best.end))
    chosen: list[Span] = []
    texts = set()
    for quote in quotes:
        if len(chosen) == limit or quote.score < quotes[0].score - margin:
            break
        for one in (quote, *_header(quote, documents))[: limit - len(chosen)]:
            text = documents[one.document].text[one.start : one.end]
            if text not in texts and not any(_overlap(one, other) for other in chosen):
                chosen.append(one)
                texts.add(text)
    return chosen


def every_point(
    quotes: Sequence[Span], documents: Mapping[str, Document], count: int
) -> list[Span]:
    """The ``count`` points that the text counts out, where the best quote is of them; else none."""
    if not quotes:
        return []
    best, text = quotes[0], documents[quotes[0].document].text
    places = [extent(text, *place) for place in enumerated(text, best.start, best.end, count)]
    return [replace(best, start=place[0], end=place[1]) for place in places if place]


def markable(reading: Reading, documents: Mapping[str, Document], *, whole: bool) -> list[Span]:
    """The short answers of a reading that are ones, best first.

    Where the ``whole`` answers, an overview or all of some points, there are none. What only leads
    in to an answer, or asks for it, does not hold it. Of a table only the row that is the best
    evidence holds any.
    """
    if whole:
        return []
    return [
        answer
        for answer in reading.answers
        if _in_best_row(answer, reading, documents)
        and not any(
            _inside(answer, sentence)
            and announces(documents[sentence.document].text, sentence.start, sentence.end)
            for sentence in reading.sentences
        )
    ]


def cite(
    quotes: Sequence[Span], answers: Sequence[Span], documents: Mapping[str, Document]
) -> tuple[Citation, ...]:
    """Citations of ``quotes``, numbered from 1, each with the answers inside it, each place once.

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
                CitedSpan(start=start, end=end, text=documents[quote.document].text[start:end])
                for start, end in dict.fromkeys(
                    (answer.start, answer.end) for answer in answers if _inside(answer, quote)
                )
            ),
        )
        for number, quote in enumerate(ordered, 1)
    )


def short_answer(
    quotes: Sequence[Span], answers: Sequence[Span], documents: Mapping[str, Document]
) -> str | None:
    """The best answer inside the best quote that has any."""
    for quote in quotes:
        for answer in answers:
            if _inside(answer, quote):
                return documents[answer.document].text[answer.start : answer.end]
    return None


def answer_text(citations: Sequence[Citation]) -> str:
    """The quotes, each followed by its number in brackets."""
    return " ".join(f"{citation.quote} [{citation.number}]" for citation in citations)


def _quotes(reading: Reading, documents: Mapping[str, Document]) -> Iterator[Span]:
    """The quote that each sentence stands for, if any.

    One that takes in more, none of which is clearly better evidence than the sentence itself, is
    scored as the chance that either the sentence or the best of the rest is evidence, were they
    independent.
    """
    for sentence in reading.sentences:
        found = extent(documents[sentence.document].text, sentence.start, sentence.end)
        if found is None:
            continue
        quote = replace(sentence, start=found[0], end=found[1])
        inside = [
            other.score
            for other in (reading.sentences if quote != sentence else ())
            if other != sentence and _inside(other, quote)
        ]
        if inside and max(inside) <= _CLEARLY * sentence.score:
            quote = replace(quote, score=1 - (1 - sentence.score) * (1 - max(inside)))
        yield quote


def _header(quote: Span, documents: Mapping[str, Document]) -> list[Span]:
    """The row that names the columns of a row quoted without it; none of any other quote."""
    found = header_of(documents[quote.document].text, quote.start)
    return [replace(quote, start=found[0], end=found[1])] if found else []


def _in_best_row(answer: Span, reading: Reading, documents: Mapping[str, Document]) -> bool:
    """Whether an answer stands outside of tables, or in the row scored best of its table."""
    table = table_at(documents[answer.document].text, answer.start)
    if table is None:
        return True
    rows = (
        sentence
        for sentence in reading.sentences
        if sentence.document == answer.document and table[1] <= sentence.start < table[2]
    )
    best = next(rows, None)
    return best is not None and _inside(answer, best)


def _overlap(one: Span, other: Span) -> bool:
    return one.document == other.document and one.start < other.end and other.start < one.end


def _inside(inner: Span, outer: Span) -> bool:
    return (
        inner.document == outer.document and outer.start <= inner.start and inner.end <= outer.end
    )
