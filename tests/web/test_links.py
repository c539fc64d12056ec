"""Links into documents and permalinks: worked examples, and what they survive."""

import hashlib
from urllib.parse import parse_qs

from hypothesis import given
from hypothesis import strategies as st

from qa.types import CitedSpan
from tests.web.test_render import answer, citation
from web.links import MOST_SPANS, answer_name, permalink, quote_hash, shown_spans, source_link

WORDS = hashlib.sha256(b"It is 25 now").hexdigest()[:16]


def spans(*ranges: tuple[int, int]) -> tuple[CitedSpan, ...]:
    return tuple(CitedSpan(start=start, end=end, text="-") for start, end in ranges)


def test_a_link_names_document_offsets_words_and_short_answers() -> None:
    assert source_link(citation()) == f"#src/a.txt/10/22?quote={WORDS}"
    marked = citation(spans=spans((19, 22), (16, 18)))
    assert source_link(marked) == f"#src/a.txt/10/22?quote={WORDS}&spans=16-18,19-22"


def test_links_keep_a_document_id_in_one_piece() -> None:
    link = source_link(citation(document="ü/a?b#c%.txt"))
    assert link == f"#src/%C3%BC/a%3Fb%23c%25.txt/10/22?quote={WORDS}"


def test_spans_that_overlap_or_lie_outside_are_passed_over() -> None:
    one = citation(spans=spans((16, 18), (17, 20), (0, 12), (20, 99), (18, 18)))
    assert [(span.start, span.end) for span in shown_spans(one)] == [(16, 18)]
    many = citation(end=100, spans=spans(*((n, n + 1) for n in range(10, 90, 2))))
    assert len(shown_spans(many)) == MOST_SPANS


def test_a_permalink_asks_what_was_searched_and_shows_the_first_citation() -> None:
    link = permalink(answer(question="And 2?", searched="How many & what? And 2?"))
    assert link.startswith("#ask=How%20many%20%26%20what%3F%20And%202%3F&cite=")
    assert parse_qs(link[1:]) == {
        "ask": ["How many & what? And 2?"],
        "cite": [f"a.txt/10/22?quote={WORDS}"],
    }


def test_a_refusal_has_a_permalink_without_a_citation() -> None:
    refusal = answer(answered=False, citations=(), nearest=(citation(),))
    assert permalink(refusal) == "#ask=How%20many%3F"


def test_an_answer_is_named_by_what_was_searched_and_where() -> None:
    names = {
        answer_name(answer()),
        answer_name(answer(searched="How few?")),
        answer_name(answer(index="e" * 16)),
    }
    assert len(names) == 3
    assert answer_name(answer()) == answer_name(answer(elapsed_ms=2.0))


@given(st.text(min_size=1), st.text(min_size=1, alphabet=st.characters(exclude_categories=["Cs"])))
def test_permalinks_bring_any_question_and_document_through(question: str, document: str) -> None:
    question = question.encode("utf-8", "replace").decode()
    link = permalink(answer(searched=question, citations=(citation(document=document),)))
    parts = parse_qs(link[1:], keep_blank_values=True)
    assert parts["ask"] == [question]
    assert "#src/" + parts["cite"][0] == source_link(citation(document=document))


def test_the_hash_of_a_quote_is_that_of_its_utf8() -> None:
    assert quote_hash("ü") == hashlib.sha256(b"\xc3\xbc").hexdigest()[:16]
