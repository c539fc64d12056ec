"""The HTTP API, in process: the same answers as everywhere, and one shape for errors."""

import asyncio
import html
import json
import re
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from corpus.load import load_documents
from qa.batch import answer_file
from qa.pipeline import Pipeline
from qa.types import Answer
from tests.web.fakes import Scripted, client_of
from web.ask_queue import BUSY, AskQueue, Busy
from web.security import MAX_BODY

QUESTION = "How many research instruments were opened to Hong Kong and Macao?"
FOLLOW_UP = "And how many key projects?"
UNANSWERED = "zebra xylophone?"
ARTICLE = "greater_bay_area.txt"
QUESTIONS: list[dict[str, Any]] = [
    {"question": QUESTION},
    {"question": FOLLOW_UP, "history": [QUESTION]},
    {"question": UNANSWERED},
    {"question": "How many reserch instrumnts?"},
    {"question": "And reserch projcts?", "history": [QUESTION], "exact": True},
    {"question": "<script>alert(1)</script> What about Macao? ünï ☂\u202e"},
]


def timeless(answer: dict[str, Any]) -> dict[str, Any]:
    assert answer["elapsed_ms"] >= 0
    return {**answer, "elapsed_ms": 0}


def code(response: Any) -> tuple[int, str]:
    """Status and error code; the body must have the one shape."""
    body = response.json()
    assert body.keys() == {"error"}
    assert {"code", "message"} <= body["error"].keys() <= {"code", "message", "detail"}
    assert body["error"]["message"].endswith(".")
    return response.status_code, body["error"]["code"]


@pytest.mark.parametrize("request_", QUESTIONS)
def test_answers_are_those_of_the_pipeline(
    client: TestClient, fake_pipeline: Pipeline, request_: dict[str, Any]
) -> None:
    response = client.post("/api/ask", json=request_)
    assert response.status_code == 200
    expected = fake_pipeline.ask(**request_)
    assert timeless(response.json()) == timeless(expected.model_dump(mode="json"))
    assert timeless(Answer.model_validate_json(response.text).model_dump()) == timeless(
        expected.model_dump()
    )


def test_answers_are_those_of_a_batch_file(
    client: TestClient, fake_pipeline: Pipeline, tmp_path: Path
) -> None:
    rows = [{"id": f"q{number}", **row} for number, row in enumerate(QUESTIONS)]
    rows.insert(1, {"id": "empty", "question": "?"})
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert answer_file(fake_pipeline, source, target) == 1
    response = client.post("/api/batch", json={"rows": rows})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/x-ndjson"
    lines = [json.loads(line) for line in response.text.splitlines()]
    written = [json.loads(line) for line in target.read_text().splitlines()]
    assert [line["id"] for line in lines] == [row["id"] for row in rows]
    for line, row in zip(lines, written, strict=True):
        if line["id"] == "empty":
            assert line == {
                "id": "empty",
                "error": {"code": "invalid_question", "message": row["error"]},
            }
        else:
            assert timeless(line) == timeless(row)


def test_a_row_that_fails_does_not_end_the_batch(
    client: TestClient, scripted: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    scripted.fault = RuntimeError("the secret path")
    response = client.post("/api/batch", json={"rows": [{"id": "a", "question": "Who?"}] * 2})
    assert response.text.count("Something went wrong on the server.") == 2
    assert "secret" not in response.text
    assert "the secret path" in caplog.text


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, (422, "invalid_request")),
        ([], (422, "invalid_request")),
        (None, (422, "invalid_request")),
        ({"question": None}, (422, "invalid_request")),
        ({"question": 5}, (422, "invalid_request")),
        ({"question": QUESTION, "history": "x"}, (422, "invalid_request")),
        ({"question": QUESTION, "history": [None]}, (422, "invalid_request")),
        ({"question": QUESTION, "exact": "maybe"}, (422, "invalid_request")),
        ({"question": QUESTION, "histroy": []}, (422, "invalid_request")),
        ({"question": QUESTION, "\ud800": []}, (422, "invalid_request")),
        ({"question": "\ud800 who?"}, (422, "invalid_question")),
        ({"question": ""}, (422, "invalid_question")),
        ({"question": "?!"}, (422, "invalid_question")),
        ({"question": "x" * 1001}, (422, "invalid_question")),
        ({"question": QUESTION, "history": [" "]}, (422, "invalid_question")),
    ],
)
def test_questions_that_cannot_be_asked(
    client: TestClient, body: object, expected: tuple[int, str]
) -> None:
    response = client.post(
        "/api/ask", content=json.dumps(body), headers={"Content-Type": "application/json"}
    )
    assert code(response) == expected
    assert "xxxx" not in response.text


@pytest.mark.parametrize(
    ("content", "content_type", "expected"),
    [
        (b"", "application/json", (422, "invalid_request")),
        (b"{", "application/json", (400, "malformed_request")),
        (b'{"question": "\xff"}', "application/json", (400, "malformed_request")),
        (b"[" * 100_000, "application/json", (400, "malformed_request")),
        (b'{"question": NaN}', "application/json", (422, "invalid_request")),
        (b'{"question": "Who?"}', "text/plain", (415, "unsupported_media_type")),
        (b"question=Who", "application/x-www-form-urlencoded", (415, "unsupported_media_type")),
        (b"", "", (415, "unsupported_media_type")),
        (b"x" * (MAX_BODY + 1), "application/json", (413, "too_large")),
    ],
)
def test_bodies_that_are_no_request(
    client: TestClient, content: bytes, content_type: str, expected: tuple[int, str]
) -> None:
    for route in ("/api/ask", "/api/batch"):
        response = client.post(route, content=content, headers={"Content-Type": content_type})
        assert code(response) == expected


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [{"id": "a", "question": "Who?"}] * 1001,
        [{"id": "a"}],
        [{"question": "Who?"}],
        [{"id": "\ud800", "question": "Who?"}],
        [{"id": "a" * 201, "question": "Who?"}],
        "x",
    ],
)
def test_batches_are_bounded(client: TestClient, scripted: Scripted, rows: object) -> None:
    response = client.post(
        "/api/batch",
        content=json.dumps({"rows": rows}),
        headers={"Content-Type": "application/json"},
    )
    assert code(response) == (422, "invalid_request")
    assert not scripted.asked


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/api", (404, "not_found")),
        ("GET", "/api/nothing", (404, "not_found")),
        ("POST", "/health/nothing", (404, "not_found")),
        ("GET", "/api/ask", (405, "method_not_allowed")),
        ("DELETE", "/api/documents", (405, "method_not_allowed")),
        ("TRACE", "/api/batch", (405, "method_not_allowed")),
        ("POST", "/metrics", (405, "method_not_allowed")),
    ],
)
def test_what_is_no_route(
    client: TestClient, method: str, path: str, expected: tuple[int, str]
) -> None:
    response = client.request(method, path)
    assert code(response) == expected
    if expected[0] == 405:
        assert response.headers["allow"] in ("POST", "GET")


def test_a_fault_shows_no_traceback(
    client: TestClient, scripted: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    scripted.fault = RuntimeError("the secret path")
    response = client.post("/api/ask", json={"question": QUESTION})
    assert code(response) == (500, "internal")
    assert "secret" not in response.text
    assert "the secret path" in caplog.text


def test_documents(client: TestClient, documents_folder: Path) -> None:
    [document] = load_documents(documents_folder)
    listed = client.get("/api/documents").json()
    entry = {
        "id": document.id,
        "title": document.title,
        "sha256": document.sha256,
        "characters": len(document.text),
    }
    assert listed["documents"] == [entry]
    assert listed["index"] == client.post("/api/ask", json={"question": "Who?"}).json()["index"]
    whole = client.get(f"/api/documents/{ARTICLE}").json()
    text = document.text
    assert whole == {**entry, "start": 0, "end": len(text), "text": text}
    part = client.get(f"/api/documents/{ARTICLE}", params={"start": 1776, "end": 1950}).json()
    assert part == {**entry, "start": 1776, "end": 1950, "text": text[1776:1950]}


def test_a_document_as_html_is_inert(client: TestClient, scripted: Scripted) -> None:
    response = client.get(
        f"/api/documents/{ARTICLE}", params={"start": 1776, "end": 1950, "html": "true"}
    )
    found = re.fullmatch(r"([^<]*)<mark>([^<]*)</mark>([^<]*)", response.json()["html"], re.DOTALL)
    assert found
    text = scripted.index.document(ARTICLE).text
    assert [html.unescape(part) for part in found.groups()] == [
        text[:1776],
        text[1776:1950],
        text[1950:],
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("start=5&end=4", "invalid_range"),
        ("end=14428", "invalid_range"),
        ("start=14428", "invalid_range"),
        ("start=-1", "invalid_request"),
        ("start=a", "invalid_request"),
        (f"end={'9' * 5000}", "invalid_request"),
        ("html=maybe", "invalid_request"),
    ],
)
def test_ranges_must_lie_in_the_document(client: TestClient, query: str, expected: str) -> None:
    assert code(client.get(f"/api/documents/{ARTICLE}?{query}")) == (422, expected)


@pytest.mark.parametrize("document", ["", "none.txt", "..%2fsettings.py", "%00", "/etc/passwd"])
def test_only_documents_of_the_index(client: TestClient, document: str) -> None:
    assert code(client.get(f"/api/documents/{document}")) == (404, "not_found")


def test_every_citation_verifies(client: TestClient) -> None:
    answer = client.post("/api/ask", json={"question": QUESTION}).json()
    assert len(answer["citations"]) >= 2
    for citation in answer["citations"]:
        where = {name: citation[name] for name in ("document", "start", "end", "quote")}
        assert client.get("/api/verify", params=where).json() == {"verified": True, "reason": None}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"quote": "130,000"}, "the quote is not the document's text"),
        ({"start": 0}, "the quote is not the document's text"),
        ({"end": 99_999}, "the quote is not the document's text"),
        ({"document": "gone.txt"}, "there is no such document"),
    ],
)
def test_what_does_not_verify(
    client: TestClient, scripted: Scripted, change: dict[str, Any], reason: str
) -> None:
    quote = scripted.index.document(ARTICLE).text[10:20]
    where: dict[str, Any] = {"document": ARTICLE, "start": 10, "end": 20, "quote": quote}
    assert client.get("/api/verify", params=where).json()["verified"] is True
    response = client.get("/api/verify", params={**where, **change})
    assert response.json() == {"verified": False, "reason": reason}


def test_health(client: TestClient) -> None:
    assert client.get("/health/live").json() == {"status": "live"}
    assert client.get("/health/ready").json() == {"status": "ready"}


def figures(client: TestClient) -> dict[str, float]:
    lines = client.get("/metrics").text.splitlines()
    return {
        name: float(value)
        for name, value in (line.rsplit(" ", 1) for line in lines if line[0] != "#")
    }


def test_metrics(client: TestClient, scripted: Scripted) -> None:
    before = figures(client)
    client.post("/api/ask", json={"question": QUESTION})
    client.post("/api/ask", json={"question": UNANSWERED})
    client.post("/api/ask", json={"question": ""})
    client.get("/api/documents/" + "x" * 50)
    client.get("/nothing/such")
    scripted.fault = RuntimeError("broken")
    client.post("/api/ask", json={"question": QUESTION})
    after = figures(client)

    def more(name: str) -> float:
        return after[name] - before.get(name, 0)

    assert more('quoth_questions_total{outcome="answered"}') == 1
    assert more('quoth_questions_total{outcome="refused"}') == 1
    assert more('quoth_questions_total{outcome="not_askable"}') == 1
    assert more('quoth_questions_total{outcome="failed"}') == 1
    route = 'quoth_requests_total{method="%s",route="%s",status="%d"}'
    assert more(route % ("POST", "/api/ask", 200)) == 2
    assert more(route % ("POST", "/api/ask", 422)) == 1
    assert more(route % ("POST", "/api/ask", 500)) == 1
    assert more(route % ("GET", "/api/documents/{document}", 404)) == 1
    assert more(route % ("GET", "page", 404)) == 1
    assert more('quoth_request_seconds_count{route="/api/ask"}') == 4
    assert more("quoth_ask_seconds_count") == 4
    assert after["quoth_asks_running"] == after["quoth_asks_waiting"] == 0
    assert after["quoth_verbatim_failures_total"] == 0
    content = scripted.index.manifest.content
    info = f'embedder="{content.embedder.name}",fingerprint="{content.fingerprint}"'
    assert after[f"quoth_index_info{{{info}}}"] == 1


def test_openapi_describes_every_route(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    assert {(method, path) for path, item in document["paths"].items() for method in item} == {
        ("post", "/api/ask"),
        ("post", "/api/batch"),
        ("get", "/api/documents"),
        ("get", "/api/documents/{document}"),
        ("get", "/api/verify"),
        ("get", "/health/live"),
        ("get", "/health/ready"),
        ("get", "/metrics"),
    }
    answer = document["components"]["schemas"]["Answer"]["properties"]
    assert list(answer) == list(Answer.model_fields)
    page = client.get("/docs")
    for path in document["paths"]:
        assert f"{path}</code></h2>" in page.text
    assert "<script" not in page.text
    assert not re.search(r"""(src|href)=["'](https?:)?//""", page.text)


class Held(Scripted):
    """Answers only when ``go`` is set."""

    def __init__(self, inner: Pipeline, **changed: object) -> None:
        super().__init__(inner, **changed)
        self.go = threading.Event()

    def ask(
        self,
        question: object,
        history: Sequence[str] = (),
        id: str | None = None,
        *,
        exact: bool = False,
    ) -> Answer:
        assert self.go.wait(60)
        return super().ask(question, history, id, exact=exact)


def test_a_full_queue_turns_away_at_once(fake_pipeline: Pipeline) -> None:
    held = Held(fake_pipeline, max_concurrency=1, max_waiting=1)
    with client_of(held) as client, ThreadPoolExecutor(8) as threads:
        asks = [
            threads.submit(client.post, "/api/ask", json={"question": f"What is number {n}?"})
            for n in range(6)
        ]
        while sum(ask.done() for ask in asks) < 4:
            threading.Event().wait(0.01)
        turned_away = [ask.result() for ask in asks if ask.done()]
        assert {code(response) for response in turned_away} == {(503, "busy")}
        assert {response.headers["retry-after"] for response in turned_away} == {"1"}
        during = figures(client)
        assert (during["quoth_asks_running"], during["quoth_asks_waiting"]) == (1, 1)
        [ask] = client.get("/config").json()["dependencies"]
        event = {"data": [QUESTION, []], "fn_index": ask["id"]}
        chat = client.post("/gradio_api/run/predict", json=event)
        assert (chat.status_code, chat.headers["retry-after"]) == (503, "1")
        assert chat.json() == {"error": BUSY}
        held.go.set()
        assert sorted(ask.result().status_code for ask in asks) == [200, 200, 503, 503, 503, 503]
        answered = {question for question, _ in held.asked}
        for ask in asks:
            if ask.result().status_code == 200:
                assert ask.result().json()["question"] in answered


def test_no_more_wait_than_may_when_all_come_at_once() -> None:
    async def crowd() -> list[object]:
        queue = AskQueue(1, 2)
        asks = [queue.run(partial(str, number)) for number in range(6)]
        outcomes: list[object] = list(await asyncio.gather(*asks, return_exceptions=True))
        assert not queue.full
        return outcomes

    first, *turned_away = asyncio.run(crowd())[2:]
    assert first == "2"
    assert [type(outcome) for outcome in turned_away] == [Busy] * 3


def test_batches_leave_room_for_others(fake_pipeline: Pipeline) -> None:
    queue = AskQueue(2, 0)
    queue.start_batch()
    queue.start_batch()
    with pytest.raises(Busy):
        queue.start_batch()
    queue.end_batch()
    queue.start_batch()
    assert asyncio.run(queue.run(lambda: 5)) == 5
