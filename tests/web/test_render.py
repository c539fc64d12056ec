"""Answers as HTML: worked examples, and nothing that a document or a person wrote comes alive."""

import hashlib
import html
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.manifest import DocumentEntry
from qa.types import Answer, Citation, CitedSpan
from web.links import answer_name, permalink
from web.render import band, escape, render_answer, render_notice, render_welcome

HOSTILE = (
    "<img src=x onerror=alert(1)> ![i](http://evil.test/x.png) [a](javascript:alert(1)) **b** "
    "`c` # d\n\n> e $$f$$ www.evil.test me@evil.test &lt; \"'<script>alert(2)</script>"
)


def citation(number: int = 1, **changes: object) -> Citation:
    values: dict[str, object] = {
        "number": number,
        "document": "a.txt",
        "title": "A title",
        "start": 10,
        "end": 22,
        "quote": "It is 25 now",
    }
    return Citation.model_validate(values | changes)


def answer(**changes: object) -> Answer:
    values: dict[str, object] = {
        "id": None,
        "question": "How many?",
        "history": (),
        "searched": "How many?",
        "answered": True,
        "confidence": 0.95,
        "short_answer": None,
        "text": "It is 25 now [1]",
        "citations": (citation(),),
        "nearest": (),
        "index": "f" * 16,
        "elapsed_ms": 1.0,
    }
    return Answer.model_validate(values | changes)


class _Reader(HTMLParser):
    """Collects the tags, links and visible text of a piece of HTML."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text += data


WORDS = hashlib.sha256(b"It is 25 now").hexdigest()[:16]


def test_an_answer_in_full() -> None:
    one = answer(
        short_answer="25",
        citations=(citation(spans=(CitedSpan(start=16, end=18, text="25"),)),),
    )
    shown, name, link = render_answer(one), answer_name(one), escape(permalink(one))
    assert shown == (
        f'<div class="q-answer" id="q-answer-{name}" data-answer="{name}">'
        '<p class="q-short">25</p>'
        '<blockquote class="q-quote"><p>It is <strong>25</strong> now</p>'
        '<a class="q-cite" href="&#35;src&#47;a&#46;txt&#47;10&#47;22&#63;quote&#61;'
        f'{WORDS}&#38;spans&#61;16&#45;18" '
        'title="Source 1: A title, characters 10 to 22">'
        '<span class="q-number">[1]</span> <span class="q-where">A title · 10\u201322</span></a>'
        "</blockquote>"
        '<p class="q-note">Quoth is very sure that this answers the question.</p>'
        '<div class="q-actions"><button type="button" class="q-copy">Copy</button>'
        f'<a class="q-link" href="{link}">Copy link</a></div></div>'
    )


def test_quotes_keep_their_numbers_and_links() -> None:
    second = citation(2, document="b/c d.txt", start=0, end=12)
    read = _Reader(render_answer(answer(citations=(citation(), second))))
    assert read.links[:2] == [
        f"#src/a.txt/10/22?quote={WORDS}",
        f"#src/b/c%20d.txt/0/12?quote={WORDS}",
    ]
    assert re.findall(r"\[(\d)]", read.text) == ["1", "2"]


def test_a_refusal_says_so_before_the_nearest_passages() -> None:
    read = _Reader(
        render_answer(
            answer(answered=False, confidence=0.05, citations=(), nearest=(citation(),), text="")
        )
    )
    assert read.text == (
        "The documents do not answer this.Quoth is very sure that they do not say."
        "Closest passages (not an answer)It is 25 now[1] A title · 10\u201322CopyCopy link"
    )


def test_a_refusal_without_nearest_passages() -> None:
    read = _Reader(render_answer(answer(answered=False, confidence=0.4, citations=(), text="")))
    assert read.text == "The documents do not answer this.Quoth is not sure of that.CopyCopy link"


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (1, "very sure"),
        (0.9, "very sure"),
        (0.89, "fairly sure"),
        (0.7, "fairly sure"),
        (0.69, "not sure"),
        (0, "not sure"),
    ],
)
def test_bands(probability: float, words: str) -> None:
    assert band(probability) == words


def test_no_raw_number_is_shown_as_confidence() -> None:
    assert "0.8421" not in render_answer(answer(confidence=0.8421))


@pytest.mark.parametrize(
    ("question", "searched", "shown"),
    [
        ("How many?", "How many?", False),
        ("How  many?", "How many?", False),
        ("And roads?", "How many ports? And roads?", True),
    ],
)
def test_what_was_searched_is_shown_where_it_differs(
    question: str, searched: str, shown: bool
) -> None:
    read = _Reader(render_answer(answer(question=question, searched=searched)))
    assert (f"searched: {searched}" in read.text) is shown
    assert ("Search the exact words instead" in read.text) is shown


def test_the_exact_words_are_those_of_the_question() -> None:
    shown = render_answer(answer(question='And "x" > y?', searched="What is x? And y?"))
    [value] = re.findall(r'<button type="button" class="q-exact" value="([^"]*)">', shown)
    assert html.unescape(value) == 'And "x" > y?'


def test_spans_that_overlap_or_lie_outside_leave_the_quote_whole() -> None:
    spans = tuple(
        CitedSpan(start=start, end=end, text="-")
        for start, end in [(16, 18), (17, 20), (0, 12), (20, 99), (18, 18)]
    )
    read = _Reader(render_answer(answer(citations=(citation(spans=spans),))))
    assert "It is 25 now" in read.text
    assert read.tags.count("strong") == 1


def test_hostile_text_stays_text_everywhere() -> None:
    bad = citation(document=f"{HOSTILE}.txt", title=HOSTILE, quote=HOSTILE)
    for shown in (
        render_answer(answer(citations=(bad,), short_answer=HOSTILE, searched=HOSTILE)),
        render_answer(answer(answered=False, citations=(), nearest=(bad,))),
        render_notice(HOSTILE),
        render_welcome([DocumentEntry(id=HOSTILE, title=HOSTILE, sha256="", characters=1)]),
    ):
        read = _Reader(shown)
        assert HOSTILE in read.text
        assert not {"img", "script"} & set(read.tags)
        assert all(link.startswith("#") for link in read.links)
        assert "\n" not in shown  # one HTML block, in which no Markdown is read
        assert "evil.test" not in shown  # not even as something to link by itself


@given(st.text())
def test_escaping_can_be_undone_and_leaves_no_sign(text: str) -> None:
    escaped = escape(text)
    assert re.fullmatch(r"[^!-/:-@\[-`{-~\t\n\r]*", re.sub(r"&#\d+;", "", escaped))
    assert html.unescape(escaped) == text


def test_the_welcome_lists_documents() -> None:
    entries = [
        DocumentEntry(id=f"{n}.txt", title=f"Title {n}", sha256="", characters=1) for n in range(15)
    ]
    one, many = _Reader(render_welcome(entries[:1])), _Reader(render_welcome(entries))
    assert "It knows this document:Title 0" in one.text
    assert one.links == ["#doc/0.txt"]
    assert "It knows these 15 documents:" in many.text
    assert "Title 11and 3 more" in many.text
    assert len(many.links) == 12
