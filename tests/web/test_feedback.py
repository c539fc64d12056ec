"""Feedback: what is kept, what happens when it cannot be, and what becomes of it."""

import json
import re
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from starlette.testclient import TestClient
from typer.testing import CliRunner

import cli
from eval.errors import EvaluationError
from eval.load import load_questions
from eval.question_set import check_evidence
from index.manifest import Content
from qa.pipeline import Pipeline
from tests.conftest import FAKE_ENVIRONMENT
from tests.web.fakes import Scripted, client_of
from tests.web.page import QUESTION, UNANSWERED, OpenPage, ask
from tests.web.process import Served, served
from web import feedback
from web.chat import KEPT
from web.feedback import FeedbackError, FeedbackStore, Kept, UnknownAnswerError, read_feedback
from web.feedback_export import export, form_beside
from web.paths import ASK

# Browsers start slowly on a busy machine.
expect.set_options(timeout=30_000)

ARTICLE = "greater_bay_area.txt"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[FeedbackStore]:
    store = FeedbackStore(tmp_path / "new" / "feedback.sqlite")
    yield store
    store.close()


@pytest.fixture
def content(fake_pipeline: Pipeline) -> Content:
    return fake_pipeline.index.manifest.content


def test_an_answer_and_its_rating_are_kept(
    store: FeedbackStore, fake_pipeline: Pipeline, content: Content
) -> None:
    answer = fake_pipeline.ask("And key projects?", [QUESTION])
    id = store.keep(answer, content)
    store.rate(id, "up", "Good, thanks “all”")
    [kept] = read_feedback(store.path)
    assert (kept.id, kept.question, kept.searched) == (id, "And key projects?", answer.searched)
    assert (kept.answered, kept.index) == (True, content.fingerprint)
    assert (kept.rating, kept.note) == ("up", "Good, thanks “all”")
    first = answer.citations[0]
    assert kept.citations[0] == {
        "document": ARTICLE,
        "sha256": content.documents[0].sha256,
        "start": first.start,
        "end": first.end,
        "quote": first.quote,
    }
    assert kept.time.endswith("+00:00")


def test_nothing_is_kept_about_who_asked(
    store: FeedbackStore, fake_pipeline: Pipeline, content: Content
) -> None:
    store.rate(store.keep(fake_pipeline.ask(QUESTION), content), None, None)
    with closing(sqlite3.connect(store.path)) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(answers)")]
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    assert columns == [
        "id",
        "time",
        "question",
        "searched",
        "answered",
        "citations",
        "index_fingerprint",
        "rating",
        "note",
    ]


def test_a_later_rating_replaces_and_takes_back(
    store: FeedbackStore, fake_pipeline: Pipeline, content: Content
) -> None:
    id = store.keep(fake_pipeline.ask(UNANSWERED), content)
    store.rate(id, "up", "one")
    store.rate(id, "down", "two")
    [kept] = read_feedback(store.path)
    assert (kept.answered, kept.rating, kept.note) == (False, "down", "two")
    assert len(kept.citations) == 3
    store.rate(id, None, None)
    [kept] = read_feedback(store.path)
    assert (kept.rating, kept.note) == (None, None)


def test_stopping_does_not_wait_for_ever_for_a_locked_file(
    fake_pipeline: Pipeline,
    content: Content,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(feedback, "_SECONDS_TO_CLOSE", 0.5)
    store = FeedbackStore(tmp_path / "feedback.sqlite")
    answer = fake_pipeline.ask(QUESTION)
    store.rate(store.keep(answer, content), "up", None)
    with closing(sqlite3.connect(store.path)) as other:
        other.execute("BEGIN IMMEDIATE")
        store.keep(answer, content)
        store.close()
        assert "no time is left" in caplog.text
        other.rollback()
    store._thread.join(30)
    assert len(list(read_feedback(store.path))) == 2


def test_an_unknown_answer_cannot_be_rated(store: FeedbackStore) -> None:
    with pytest.raises(UnknownAnswerError, match="not known"):
        store.rate("0" * 24, "up", None)


def test_many_at_once_and_two_stores_on_one_file(
    store: FeedbackStore, fake_pipeline: Pipeline, content: Content
) -> None:
    other = FeedbackStore(store.path)
    answer = fake_pipeline.ask(QUESTION)

    def one(number: int) -> str:
        mine = (store, other)[number % 2]
        id = mine.keep(answer, content)
        mine.rate(id, "up" if number % 3 else "down", str(number))
        return id

    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(one, range(60)))
    other.close()
    kept = {row.id: row for row in read_feedback(store.path)}
    assert set(kept) == set(ids)
    assert [kept[id].note for id in ids] == [str(number) for number in range(60)]
    assert sum(row.rating == "down" for row in kept.values()) == 20


def _folder(path: Path) -> None:
    path.mkdir(parents=True)


def _garbage(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"not a database, " * 100)


def _newer(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 2")


def _no_folder(path: Path) -> None:
    path.parent.write_text("a file where the folder should be")


@pytest.mark.parametrize("damage", [_folder, _garbage, _newer, _no_folder])
def test_a_file_that_cannot_be_used_costs_only_the_feedback(
    damage: Any,
    tmp_path: Path,
    fake_pipeline: Pipeline,
    content: Content,
    caplog: pytest.LogCaptureFixture,
) -> None:
    path = tmp_path / "new" / "feedback.sqlite"
    damage(path)
    before = path.read_bytes() if path.is_file() else None
    store = FeedbackStore(path)
    id = store.keep(fake_pipeline.ask(QUESTION), content)
    with pytest.raises(FeedbackError, match="could not be kept"):
        store.rate(id, "up", None)
    store.close()
    assert f"Feedback is not kept in {path}" in caplog.text
    assert before == (path.read_bytes() if path.is_file() else None)
    with pytest.raises(FeedbackError):
        list(read_feedback(path))


def test_it_recovers_when_the_trouble_is_over(
    tmp_path: Path, fake_pipeline: Pipeline, content: Content
) -> None:
    path = tmp_path / "feedback.sqlite"
    path.write_bytes(b"not a database, " * 100)
    store = FeedbackStore(path)
    with pytest.raises(FeedbackError):
        store.rate(store.keep(fake_pipeline.ask(QUESTION), content), "up", None)
    path.unlink()
    store.rate(store.keep(fake_pipeline.ask(QUESTION), content), "up", None)
    store.close()
    assert [kept.rating for kept in read_feedback(path)] == ["up"]


def test_a_locked_file_does_not_hold_up_an_answer(
    tmp_path: Path, fake_pipeline: Pipeline, content: Content
) -> None:
    path = tmp_path / "feedback.sqlite"
    FeedbackStore(path).close()
    answer = fake_pipeline.ask(QUESTION)
    with closing(sqlite3.connect(path, isolation_level=None)) as blocker:
        blocker.execute("BEGIN EXCLUSIVE")
        store = FeedbackStore(path)
        done = threading.Event()

        def keep() -> None:
            store.keep(answer, content)
            done.set()

        thread = threading.Thread(target=keep)
        thread.start()
        # The writing thread waits for the lock all this while.
        assert done.wait(4)
        thread.join()
        blocker.execute("ROLLBACK")
    store.close()
    assert len(list(read_feedback(path))) == 1


# Over HTTP.


@pytest.fixture(scope="module")
def kept_at(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept") / "feedback.sqlite"


@pytest.fixture(scope="module")
def client(fake_pipeline: Pipeline, kept_at: Path) -> Iterator[TestClient]:
    with client_of(Scripted(fake_pipeline, feedback=kept_at)) as client:
        yield client


def _asked(client: TestClient, question: str) -> str:
    """Ask as the page does; the id by which the answer can be rated."""
    [event] = client.get("/config").json()["dependencies"]
    body = {"data": [question, []], "fn_index": event["id"], "session_hash": "abc"}
    shown = client.post(ASK, json=body).json()["data"][0][-1]["content"][0]["text"]
    return str(shown.split('id="q-rate-')[1].split('"')[0])


def test_the_page_keeps_and_rates(client: TestClient, kept_at: Path) -> None:
    id = _asked(client, QUESTION)
    response = client.post("/feedback", json={"answer": id, "rating": "up", "note": "  fine "})
    assert (response.status_code, response.json()) == (200, {"kept": True})
    assert "Content-Security-Policy" in response.headers
    [kept] = [row for row in read_feedback(kept_at) if row.id == id]
    assert (kept.question, kept.rating, kept.note) == (QUESTION, "up", "fine")


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        ('{"answer": "%s", "rating": "up"}' % ("0" * 24), {}, 404, "unknown_answer"),
        ('{"answer": "x", "rating": "up"}', {}, 422, "not_valid"),
        ('{"answer": "%s", "rating": "best"}' % ("0" * 24), {}, 422, "not_valid"),
        ('{"answer": "%s", "user": "me"}' % ("0" * 24), {}, 422, "not_valid"),
        (json.dumps({"answer": "0" * 24, "note": "x" * 1001}), {}, 422, "not_valid"),
        (json.dumps({"answer": "0" * 24, "note": "\ud800"}), {}, 422, "not_valid"),
        ("[", {}, 422, "not_valid"),
        ("", {}, 422, "not_valid"),
        ("x" * 20_000, {}, 413, "too_large"),
        ("{}", {"content-type": "text/plain"}, 415, "not_json"),
        ("{}", {"content-type": "application/x-www-form-urlencoded"}, 415, "not_json"),
    ],
)
def test_what_is_no_feedback_is_refused(
    client: TestClient, body: str, headers: dict[str, str], status: int, code: str
) -> None:
    response = client.post(
        "/feedback", content=body, headers={"content-type": "application/json"} | headers
    )
    assert response.status_code == status
    assert response.json()["error"]["code"] == code
    assert response.json()["error"]["message"].endswith(".")


def test_off_there_is_no_route_and_nothing_is_said(fake_pipeline: Pipeline) -> None:
    with client_of(Scripted(fake_pipeline)) as client:
        assert client.post("/feedback", json={}).status_code == 404
        assert KEPT not in client.get("/config").text
        [event] = client.get("/config").json()["dependencies"]
        body = {"data": [QUESTION, []], "fn_index": event["id"], "session_hash": "abc"}
        assert "q-rate" not in client.post(ASK, json=body).text


# From feedback to a question file.


def _row(**changes: Any) -> Kept:
    values: dict[str, Any] = {
        "id": "a" * 24,
        "time": "2026-01-01T00:00:00+00:00",
        "question": "And there?",
        "searched": "How many routes?",
        "answered": True,
        "citations": ({"document": "a", "sha256": "", "start": 0, "end": 2, "quote": "25"},),
        "index": "f",
        "rating": "up",
        "note": None,
    }
    return Kept(**(values | changes))


def test_what_each_row_becomes() -> None:
    exported = export([_row(note="yes")])
    assert exported.form == []
    assert exported.known == [
        {
            "id": f"feedback-{'a' * 24}",
            "question": "How many routes?",
            "kind": "direct",
            "evidence": [{"document": "a", "start": 0, "end": 2, "quote": "25"}],
            "note": "rated up; 2026-01-01T00:00:00+00:00; index f; asked as: And there?; note: yes",
        }
    ]
    assert export([_row(answered=False)]).known[0]["kind"] == "unanswerable"
    assert "evidence" not in export([_row(answered=False)]).known[0]
    [down] = export([_row(rating="down")]).form
    assert (down["kind"], down["evidence"]) == ("?", [])
    assert down["note"].endswith("quoted: 25")
    [refused] = export([_row(rating=None, answered=False)]).form
    assert (refused["kind"], refused["note"].endswith("nearest: 25")) == ("?", True)
    assert export([_row(rating=None)]) == export([])


def test_a_question_gives_one_row_of_the_last_time_it_was_rated() -> None:
    rows = [
        _row(id="1"),
        _row(id="2", searched="how  many ROUTES?", rating="down"),
        _row(id="3", rating=None, answered=False),
    ]
    exported = export(rows)
    assert exported.known == []
    assert [row["id"] for row in exported.form] == ["feedback-2"]


@pytest.mark.parametrize(
    ("only", "ids"),
    [(None, "1234"), ("up", "13"), ("down", "2"), ("unanswered", "34")],
)
def test_only(only: Any, ids: str) -> None:
    rows = [
        _row(id="1", searched="a"),
        _row(id="2", searched="b", rating="down"),
        _row(id="3", searched="c", answered=False),
        _row(id="4", searched="d", answered=False, rating=None),
        _row(id="5", searched="e", rating=None),
    ]
    exported = export(rows, only)
    found = [row["id"].removeprefix("feedback-") for row in exported.known + exported.form]
    assert sorted(found) == list(ids)


def test_the_round_trip_to_an_evaluation(
    store: FeedbackStore,
    fake_pipeline: Pipeline,
    content: Content,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    good = fake_pipeline.ask(QUESTION)
    store.rate(store.keep(good, content), "up", None)
    store.rate(store.keep(fake_pipeline.ask("How many routes were opened?"), content), "down", "no")
    store.rate(store.keep(fake_pipeline.ask(UNANSWERED), content), None, None)
    monkeypatch.setenv("QUOTH_FEEDBACK", str(store.path))
    out = tmp_path / "questions.jsonl"
    done = CliRunner().invoke(cli.app, ["feedback", "export", str(out)])
    assert done.exit_code == 0, done.output
    questions = load_questions(out)
    [one] = questions.questions
    assert (one.question, one.kind, one.answerable) == (QUESTION, "direct", True)
    assert [e.quote for e in one.evidence] == [c.quote for c in good.citations]
    check_evidence(questions, {ARTICLE: fake_pipeline.index.document(ARTICLE).text})
    # What nobody completed is refused, and completed it is taken.
    form = form_beside(out)
    with pytest.raises(EvaluationError, match=r"line 1: unknown kind '\?'; expected one of"):
        load_questions(form)
    rows = [json.loads(line) for line in form.read_text(encoding="utf-8").splitlines()]
    assert [row["question"] for row in rows] == ["How many routes were opened?", UNANSWERED]
    rows[0] |= {"kind": "direct", "evidence": [one.evidence[0].model_dump()]}
    rows[1] |= {"kind": "off_topic"}
    form.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert [q.answerable for q in load_questions(form).questions] == [True, False]
    again = CliRunner().invoke(cli.app, ["feedback", "export", str(out)])
    assert again.exit_code == 2
    assert "is there already. Name another file." in again.output


@pytest.mark.parametrize(
    ("setting", "arguments", "message"),
    [
        (None, [], "the setting 'feedback' names no file"),
        ("none.sqlite", [], "There is no feedback in none.sqlite"),
        ("none.sqlite", ["--only", "best"], "expected up, down or unanswered"),
    ],
)
def test_what_cannot_be_exported_is_said(
    setting: str | None, arguments: list[str], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if setting:
        monkeypatch.setenv("QUOTH_FEEDBACK", setting)
    done = CliRunner().invoke(cli.app, ["feedback", "export", "out.jsonl", *arguments])
    assert done.exit_code == 2
    assert message in " ".join(done.output.split())
    assert not Path("out.jsonl").exists()


# The real server and a real browser.


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory,
    documents: Path,
    kept_at: Path,
) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    with served(
        folder,
        QUOTH_DOCUMENTS=str(documents),
        QUOTH_INDEX=str(folder / "index"),
        QUOTH_FEEDBACK=str(kept_at),
        **FAKE_ENVIRONMENT,
    ) as server:
        yield server


def _last(kept_at: Path) -> Kept:
    return list(read_feedback(kept_at))[-1]


@pytest.mark.browser
def test_rating_in_the_browser(open_page: OpenPage, kept_at: Path) -> None:
    page: Page = open_page(width=320)
    expect(page.locator("#q-kept")).to_have_text(KEPT)
    ask(page, QUESTION)
    group = page.get_by_role("group", name="Rate this answer")
    expect(page.locator(".q-answer .q-actions").get_by_role("group")).to_have_count(1)
    note = group.get_by_role("textbox")
    expect(note).to_be_hidden()
    up = group.get_by_role("button", name="Helpful", exact=True)
    down = group.get_by_role("button", name="Not helpful")
    up.focus()
    page.keyboard.press("Tab")
    expect(down).to_be_focused()
    page.keyboard.press("Enter")
    expect(group.get_by_role("status")).to_have_text("Thank you, your rating is kept.")
    expect(down).to_have_attribute("aria-pressed", "true")
    expect(up).to_have_attribute("aria-pressed", "false")
    assert (_last(kept_at).question, _last(kept_at).rating) == (QUESTION, "down")
    note.fill("<b>wrong</b>")
    group.get_by_role("button", name="Send note").click()
    expect(group.get_by_role("status")).to_have_text("Thank you, your note is kept.")
    assert _last(kept_at).note == "<b>wrong</b>"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    ask(page, UNANSWERED)
    expect(page.get_by_role("group", name="Rate this answer")).to_have_count(2)
    expect(down.first).to_have_attribute("aria-pressed", "true")
    down.first.click()
    expect(group.first.get_by_role("status")).to_have_text("Your rating is taken back.")
    assert [row.rating for row in read_feedback(kept_at)][-2:] == [None, None]


@pytest.mark.browser
def test_what_cannot_be_kept_is_said(
    browser: Browser,
    server: Served,
    kept_at: Path,
) -> None:
    page = browser.new_page()
    page.goto(server.url)
    ask(page, QUESTION)
    with closing(sqlite3.connect(kept_at)) as connection, connection:
        connection.execute("DELETE FROM answers")
    group = page.get_by_role("group", name="Rate this answer")
    up = group.get_by_role("button", name="Helpful", exact=True)
    up.click()
    expect(group.get_by_role("status")).to_have_text("This answer is not known here any more.")
    expect(up).to_have_attribute("aria-pressed", "false")
    page.close()


@pytest.mark.browser
def test_a_proxys_own_page_is_not_taken_for_thanks(browser: Browser, tmp_path: Path) -> None:
    with served(
        tmp_path,
        QUOTH_INDEX=str(tmp_path / "index"),
        QUOTH_FEEDBACK=str(tmp_path / "feedback.sqlite"),
        **FAKE_ENVIRONMENT,
    ) as server:
        page = browser.new_page()
        page.goto(server.url)
        ask(page, QUESTION)
        page.route("**/feedback", lambda route: route.fulfill(body="<h1>Sign in</h1>"))
        group = page.get_by_role("group", name="Rate this answer")
        up = group.get_by_role("button", name="Helpful", exact=True)
        up.click()
        expect(group.get_by_role("status")).to_have_text(
            "It could not be kept. Reload the page, or try again later."
        )
        expect(up).to_have_attribute("aria-pressed", "false")
        page.close()


@pytest.mark.browser
def test_who_rates_too_often_reads_when_to_try_again(browser: Browser, tmp_path: Path) -> None:
    with served(
        tmp_path,
        QUOTH_INDEX=str(tmp_path / "index"),
        QUOTH_FEEDBACK=str(tmp_path / "feedback.sqlite"),
        QUOTH_RATE_LIMIT="1/hour",
        **FAKE_ENVIRONMENT,
    ) as server:
        page = browser.new_page()
        page.goto(server.url)
        ask(page, QUESTION)
        group = page.get_by_role("group", name="Rate this answer")
        group.get_by_role("button", name="Helpful", exact=True).click()
        expect(group.get_by_role("status")).to_have_text(
            re.compile(r"That is too many questions .* Please try again in \d+ s\.")
        )
        page.close()


def test_a_damaged_file_leaves_the_real_server_answering(tmp_path: Path) -> None:
    path = tmp_path / "feedback.sqlite"
    path.write_bytes(b"not a database, " * 100)
    with served(
        tmp_path,
        QUOTH_INDEX=str(tmp_path / "index"),
        QUOTH_FEEDBACK=str(path),
        **FAKE_ENVIRONMENT,
    ) as server:
        [event] = httpx.get(f"{server.url}/config").json()["dependencies"]
        body = {"data": [QUESTION, []], "fn_index": event["id"], "session_hash": "abc"}
        shown = httpx.post(f"{server.url}{ASK}", json=body, timeout=60).text
        assert "q-quote" in shown
        id = shown.split("q-rate-")[1].split("\\")[0]
        rated = httpx.post(
            f"{server.url}/feedback", json={"answer": id, "rating": "up"}, timeout=60
        )
        assert (rated.status_code, rated.json()["error"]["code"]) == (503, "not_kept")
