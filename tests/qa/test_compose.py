from corpus.types import Document
from qa.compose import answer_text, choose_quotes, cite, short_answer
from qa.types import CitedSpan, Reading, Span

TEXT = "Alpha opened. Beta has 25 ports. Alpha opened. Gamma closed."
DOCUMENTS = {
    "a.txt": Document("a.txt", "A", TEXT),
    "b.txt": Document("b.txt", "B", "Delta. " + TEXT),
}


def _span(text: str, score: float, document: str = "a.txt", after: int = 0) -> Span:
    start = DOCUMENTS[document].text.index(text, after)
    return Span(document, start, start + len(text), score)


def _choose(*sentences: Span, margin: float = 0.1, limit: int = 9) -> list[Span]:
    return choose_quotes(Reading(sentences, (), 0), DOCUMENTS, margin=margin, limit=limit)


def test_sentences_within_the_margin_up_to_the_limit() -> None:
    beta, gamma, delta = (
        _span("Beta has 25 ports.", 0.8),
        _span("Gamma closed.", 0.75),
        _span("Delta.", 0.6, "b.txt"),
    )
    assert _choose(beta, gamma, delta) == [beta, gamma]
    assert _choose(beta, gamma, delta, limit=1) == [beta]
    assert _choose(beta, gamma, delta, margin=0.25) == [beta, gamma, delta]
    assert _choose() == []


def test_no_overlapping_and_no_equal_quotes() -> None:
    whole = _span("Beta has 25 ports. Alpha opened.", 0.9)
    inside = _span("Beta has 25 ports.", 0.9)
    first = _span("Alpha opened.", 0.9)
    again = _span("Alpha opened.", 0.9, after=20)
    assert _choose(whole, inside) == [whole]
    assert _choose(first, again) == [first]


def test_the_best_quote_comes_first_and_the_others_in_source_order() -> None:
    quotes = [
        _span("Delta.", 0.9, "b.txt"),
        _span("Gamma closed.", 0.8),
        _span("Alpha opened.", 0.7),
    ]
    citations = cite(quotes, (), DOCUMENTS)
    assert [(c.number, c.document, c.title, c.quote) for c in citations] == [
        (1, "b.txt", "B", "Delta."),
        (2, "a.txt", "A", "Alpha opened."),
        (3, "a.txt", "A", "Gamma closed."),
    ]
    assert answer_text(citations) == "Delta. [1] Alpha opened. [2] Gamma closed. [3]"
    assert cite([], (), DOCUMENTS) == ()


def test_answers_are_marked_in_the_quote_that_holds_them() -> None:
    quotes = [_span("Alpha opened.", 0.9), _span("Beta has 25 ports.", 0.8)]
    outside, number = _span("Gamma", 0.9), _span("25", 0.8)
    alpha, beta = cite(quotes, [outside, number], DOCUMENTS)
    assert alpha.spans == ()
    assert beta.spans == (CitedSpan(start=23, end=25, text="25"),)
    assert short_answer(quotes, [outside, number], DOCUMENTS) == "25"
    assert short_answer(quotes, [outside], DOCUMENTS) is None
