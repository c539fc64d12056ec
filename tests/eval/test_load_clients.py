"""What a client of a load run makes of a response."""

import asyncio
import html
from typing import Any

import httpx
import pytest

from eval.bench_load import is_sound
from eval.load import load_questions
from eval.load_clients import PAGE, Ask, Outcome, ask_api, ask_page
from eval.load_page import Shown, expected_on_page, read_page
from eval.load_phase import Phase
from qa.pipeline import Pipeline
from qa.types import Answer
from settings import ROOT
from web.paths import ASK
from web.render import escape, render_answer, render_notice

QUESTION = "How many research instruments were opened to Hong Kong and Macao?"
OTHER = "How many airports are there?"
UNANSWERED = "zebra xylophone?"


def outcome(ask: Ask, expected: Answer, response: httpx.Response | Exception) -> tuple[str, int]:
    """Kind and status of what ``ask`` makes of this response."""

    def answer(request: httpx.Request) -> httpx.Response:
        if isinstance(response, Exception):
            raise response
        return response

    async def asked() -> Outcome:
        transport = httpx.MockTransport(answer)
        async with httpx.AsyncClient(base_url="http://quoth.test", transport=transport) as client:
            return await ask(client, expected)

    found = asyncio.run(asked())
    assert found.seconds >= 0
    return found.kind, found.status


def api(answer: Answer, **changed: object) -> httpx.Response:
    return httpx.Response(200, json=answer.model_dump(mode="json") | changed)


def page(question: str, message: str) -> httpx.Response:
    messages = [{"content": [{"type": "text", "text": text}]} for text in (question, message)]
    return httpx.Response(200, json={"data": [messages, ""]})


def test_the_page_is_asked_where_it_asks() -> None:
    assert PAGE == ASK


@pytest.mark.parametrize("question", [QUESTION, UNANSWERED])
def test_right_and_wrong_answers_of_the_api(fake_pipeline: Pipeline, question: str) -> None:
    expected = fake_pipeline.ask(question)
    assert outcome(ask_api, expected, api(expected, elapsed_ms=9.9)) == ("right", 200)
    for wrong in (
        api(fake_pipeline.ask(OTHER)),
        api(expected, answered=not expected.answered),
        api(expected, short_answer="7"),
        api(expected, history=[OTHER]),
        httpx.Response(200, json=[]),
        httpx.Response(200, text="<html>"),
    ):
        assert outcome(ask_api, expected, wrong) == ("wrong", 200)


@pytest.mark.parametrize("question", [QUESTION, UNANSWERED])
def test_right_and_wrong_answers_of_the_page(fake_pipeline: Pipeline, question: str) -> None:
    expected, other = fake_pipeline.ask(question), fake_pipeline.ask(OTHER)
    right = page(escape(question), render_answer(expected))
    assert outcome(ask_page, expected, right) == ("right", 200)
    for wrong in (
        page(escape(question), render_answer(other)),
        page(escape(OTHER), render_answer(expected)),
        page(escape(question), render_notice("Something went wrong.")),
        page(escape(question), html.escape(expected.text)),
        httpx.Response(200, json={"data": []}),
    ):
        assert outcome(ask_page, expected, wrong) == ("wrong", 200)


def test_the_page_is_read_as_it_was_rendered(fake_pipeline: Pipeline) -> None:
    fixed_set = ROOT / "eval" / "questions" / "greater_bay_area.jsonl"
    for question in load_questions(fixed_set).questions:
        answer = fake_pipeline.ask(question.question, question.history)
        assert read_page(render_answer(answer)) == expected_on_page(answer)
    quote = fake_pipeline.ask(QUESTION).citations[0]
    assert (quote.document, quote.start, quote.end, quote.quote) in expected_on_page(
        fake_pipeline.ask(QUESTION)
    ).quotes
    refused = read_page(render_answer(fake_pipeline.ask(UNANSWERED)))
    assert isinstance(refused, Shown)
    assert (refused.answered, refused.short_answer, len(refused.quotes)) == (False, None, 3)


def error(status: int, code: str, **headers: str) -> httpx.Response:
    body: dict[str, Any] = {"error": {"code": code, "message": "No."}}
    return httpx.Response(status, json=body, headers=headers)


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (error(503, "busy", **{"Retry-After": "1"}), ("refused", 503)),
        (error(429, "rate_limited", **{"Retry-After": "7"}), ("refused", 429)),
        (error(503, "busy"), ("failed", 503)),
        (error(503, "starting", **{"Retry-After": "2"}), ("failed", 503)),
        (error(429, "busy", **{"Retry-After": "soon"}), ("failed", 429)),
        (error(500, "internal"), ("failed", 500)),
        (httpx.ReadError("gone"), ("failed", 0)),
    ],
)
def test_refusals_and_failures(
    fake_pipeline: Pipeline, response: httpx.Response | Exception, expected: tuple[str, int]
) -> None:
    assert outcome(ask_api, fake_pipeline.ask(QUESTION), response) == expected


def test_figures() -> None:
    outcomes = [Outcome("right", 200, seconds / 1000) for seconds in range(1, 102)]
    outcomes += [Outcome("refused", 503, 0.002), Outcome("failed", 0, 60), Outcome("wrong", 200, 1)]
    phase = Phase("queue full", 8, 10.0, tuple(outcomes), (100.4, 120.0))
    assert phase.figures() == {
        "phase": "queue full",
        "clients": 8,
        "seconds": 10.0,
        "answered": 101,
        "answers_per_second": 10.1,
        "answered_p50_ms": 51.0,
        "answered_p95_ms": 96.0,
        "answered_p99_ms": 100.0,
        "refused": {"503": 1},
        "refused_p50_ms": 2.0,
        "refused_p95_ms": 2.0,
        "wrong": 1,
        "failed": {"0": 1},
        "memory_mib": [100, 120],
    }


@pytest.mark.parametrize(
    ("name", "kind", "sound"),
    [
        ("API", "right", True),
        ("API", "refused", False),
        ("after queue full", "refused", False),
        ("queue full", "refused", True),
        ("queue full", "wrong", False),
        ("rate limit 5/s", "failed", False),
    ],
)
def test_what_is_sound(name: str, kind: Any, sound: bool) -> None:
    assert is_sound([Phase(name, 1, 1.0, (Outcome(kind, 200, 1.0),), ())]) is sound
