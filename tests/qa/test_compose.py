from dataclasses import replace

import pytest

from corpus.types import Document
from qa.compose import answer_text, choose_quotes, cite, every_point, markable, short_answer
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


LIST = "# Fees\n\nFees are low. You pay:\n\n- 3 in May\n- 4 in June\n"
MORE = {"c.md": Document("c.md", "C", LIST)}


def _in_list(text: str, score: float) -> Span:
    start = LIST.index(text)
    return Span("c.md", start, start + len(text), score)


def test_what_announces_is_scored_with_what_it_announces() -> None:
    sentences = (_in_list("Fees are low.", 0.5), _in_list("You pay:", 0.4))
    item = _in_list("- 3 in May", 0.3)
    chosen = choose_quotes(Reading((*sentences, item), (), 0), MORE, margin=0.1, limit=2)
    assert [LIST[quote.start : quote.end] for quote in chosen] == [
        "You pay:\n\n- 3 in May\n- 4 in June",
        "Fees are low.",
    ]
    assert chosen[0].score == pytest.approx(1 - 0.6 * 0.7)


def test_clearly_better_evidence_is_quoted_without_what_announces_it() -> None:
    lead = _in_list("You pay:", 0.4)
    for score, quoted in ((0.65, "- 4 in June"), (0.55, "You pay:\n\n- 3 in May\n- 4 in June")):
        item = _in_list("- 4 in June", score)
        [quote] = choose_quotes(Reading((item, lead), (), 0), MORE, margin=0.5, limit=2)
        assert LIST[quote.start : quote.end] == quoted


def test_what_stands_for_nothing_is_quoted_only_where_nothing_else_is() -> None:
    document = Document("d.md", "D", "Yes.\n\n# Fees\n\n# Rules\n")
    yes, fees = Span("d.md", 0, 4, 0.2), Span("d.md", 6, 12, 0.9)
    more = {"d.md": document}
    assert choose_quotes(Reading((fees, yes), (), 0), more, margin=0.1, limit=2) == [yes]
    assert choose_quotes(Reading((fees,), (), 0), more, margin=0.1, limit=2) == [fees]


def test_the_best_quote_of_an_overview_reads_on() -> None:
    beta, alpha = _span("Beta has 25 ports.", 0.9), _span("Alpha opened.", 0.85)
    chosen = choose_quotes(
        Reading((beta, alpha), (), 0), DOCUMENTS, margin=0.1, limit=2, overview=True
    )
    assert [TEXT[quote.start : quote.end] for quote in chosen] == [
        "Beta has 25 ports. Alpha opened. Gamma closed.",
        "Alpha opened.",
    ]
    assert choose_quotes(Reading((), (), 0), DOCUMENTS, margin=0.1, limit=2, overview=True) == []


def test_which_short_answers_can_be_marked() -> None:
    lead, item = _in_list("You pay:", 0.6), _in_list("- 3 in May", 0.5)
    answers = (_in_list("You pay", 0.9), _in_list("3", 0.8))
    reading = Reading((lead, item), answers, 0)
    assert markable(reading, MORE, whole=False) == [answers[1]]
    assert markable(reading, MORE, whole=True) == []


def test_a_table_has_one_short_answer_that_of_its_best_row() -> None:
    text = "| Day | Open |\n|---|---|\n| Sunday | 9 to 12 |\n| Monday | 8 to 17 |\n"
    documents = {"a.txt": Document("a.txt", "A", text)}

    def part(found: str, score: float) -> Span:
        return Span("a.txt", text.index(found), text.index(found) + len(found), score)

    monday, sunday = part("| Monday | 8 to 17 |", 0.6), part("| Sunday | 9 to 12 |", 0.5)
    header = part("| Day | Open |", 0.7)
    answers = (part("Day", 0.9), part("9 to 12", 0.8), part("8 to 17", 0.7))
    reading = Reading((header, monday, sunday), answers, 0)
    assert markable(reading, documents, whole=False) == [answers[2]]
    assert markable(Reading((header,), answers, 0), documents, whole=False) == []


def test_a_row_of_a_large_table_is_quoted_with_the_names_of_its_columns() -> None:
    rows = "".join(f"| Pump {number} | {number} bar |\n" for number in range(60))
    text = f"Old ones leak.\n\n|  Model | Pressure |\n|---|---|\n{rows}"
    documents = {"a.txt": Document("a.txt", "A", text)}

    def part(found: str, score: float) -> Span:
        return Span("a.txt", text.index(found), text.index(found) + len(found), score)

    sentences = (
        part("| Pump 41 | 41 bar |", 0.60),
        part("| Pump 42 | 42 bar |", 0.55),
        part("Old ones leak.", 0.50),
        part("|  Model | Pressure |", 0.30),  # stands for rows, those above among them
    )

    def chosen(limit: int) -> list[str]:
        reading = Reading(sentences, (), 0)
        quotes = choose_quotes(reading, documents, margin=0.4, limit=limit)
        return [text[quote.start : quote.end] for quote in quotes]

    assert chosen(9) == [
        "| Pump 41 | 41 bar |",
        "|  Model | Pressure |",
        "| Pump 42 | 42 bar |",
        "Old ones leak.",
    ]
    assert chosen(3) == chosen(9)[:3]
    assert chosen(1) == chosen(9)[:1]


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
    twice = cite(quotes, [number, replace(number, score=0.1)], DOCUMENTS)
    assert [len(citation.spans) for citation in twice] == [len(alpha.spans), len(beta.spans)]
    assert short_answer(quotes, [outside, number], DOCUMENTS) == "25"
    assert short_answer(quotes, [outside], DOCUMENTS) is None
    assert short_answer(quotes, [number, _span("opened", 0.1)], DOCUMENTS) == "opened"


def test_every_point_of_an_enumeration_is_quoted_with_its_list() -> None:
    text = "First, tea.\n\nIt is hot.\n\nSecond:\n\n- milk\n- cream\n"
    documents = {"d": Document("d", "D", text)}
    hot = Span("d", 13, 23, 0.9)
    tea = Span("d", 0, 11, 0.9)
    found = every_point([tea, hot], documents, 2)
    assert [text[one.start : one.end] for one in found] == ["First, tea.", text[25:].rstrip()]
    assert {one.score for one in found} == {0.9}
    assert every_point([hot, tea], documents, 2) == []
    assert every_point([], documents, 2) == []
