"""Not ready yet, ready, and stopping: in a real process, held where it matters."""

import signal
import socket
from pathlib import Path

import httpx
import pytest

from qa.pipeline import Pipeline
from tests.conftest import FAKE_ENVIRONMENT
from tests.web.holding import Held, answering, asked, until
from tests.web.process import served, start
from tests.web.test_api import QUESTION, code, timeless
from web.paths import ASK

STOP, INTERRUPT = signal.SIGTERM, signal.SIGINT
ROWS = [{"id": str(number), "question": QUESTION} for number in range(3)]


def get(url: str) -> httpx.Response | None:
    """The response, or None while nobody listens.

    A connection that waited to be accepted when the listener closed is reset.
    """
    try:
        return httpx.get(url, timeout=60)
    except (httpx.ConnectError, httpx.ReadError):
        return None


def test_not_ready_while_the_index_is_built_and_while_the_first_question_warms_up(
    tmp_path: Path,
) -> None:
    held = Held(tmp_path / "held", "build", "ask")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url, index = f"http://127.0.0.1:{port}", tmp_path / "index"

    def is_starting() -> None:
        assert httpx.get(f"{url}/health/live", timeout=60).json() == {"status": "live"}
        for refused in (
            httpx.get(f"{url}/health/ready", timeout=60),
            httpx.post(f"{url}/api/ask", json={"question": QUESTION}, timeout=60),
        ):
            assert code(refused) == (503, "starting")
            assert refused.headers["retry-after"] == "2"

    origin = "https://intranet.test"

    def listed_pages_may_frame_and_read() -> None:
        headers = {"Origin": origin}
        page = httpx.get(url, headers=headers, timeout=60)
        assert (page.status_code, page.headers["refresh"]) == (503, "2")
        policy = page.headers["content-security-policy"]
        assert policy.endswith(f"frame-ancestors 'self' {origin}")
        refused = httpx.get(f"{url}/api/documents", headers=headers, timeout=60)
        assert code(refused) == (503, "starting")
        assert refused.headers["access-control-allow-origin"] == origin
        assert refused.headers["access-control-expose-headers"] == "Retry-After"

    settings = held.settings | {"QUOTH_INDEX": str(index), "QUOTH_PORT": str(port)}
    settings["QUOTH_ALLOWED_ORIGINS"] = origin
    with start(tmp_path, **settings) as process:
        try:
            until(lambda: get(f"{url}/health/live"))
            held.wait_for("build")
            is_starting()
            listed_pages_may_frame_and_read()
            assert not (index / "CURRENT").exists()
            held.go("build")
            held.wait_for("ask")
            is_starting()
            assert (index / "CURRENT").exists()
            held.go("ask")
            until(lambda: httpx.get(f"{url}/health/ready", timeout=60).status_code == 200)
            assert httpx.get(f"{url}/health/ready", timeout=60).json() == {"status": "ready"}
            answer = httpx.post(f"{url}/api/ask", json={"question": QUESTION}, timeout=60)
            assert answer.json()["question"] == QUESTION
        finally:
            process.kill()


def test_a_question_under_way_is_answered_before_it_stops(
    tmp_path: Path, fake_pipeline: Pipeline
) -> None:
    with answering(tmp_path) as (server, held):
        with asked(server, "/api/ask", {"question": QUESTION}) as response:
            held.wait_for("ask")
            server.process.send_signal(STOP)
            until(lambda: get(f"{server.url}/health/live") is None)  # nobody new is let in
            assert server.process.poll() is None
            held.go("ask")
            assert response.result().status_code == 200
            expected = fake_pipeline.ask(QUESTION).model_dump(mode="json")
            assert timeless(response.result().json()) == timeless(expected)
        assert server.process.wait(20) == 0


@pytest.mark.parametrize("path", [ASK, "/api/batch"])
def test_the_page_and_a_batch_get_all_of_their_answer(tmp_path: Path, path: str) -> None:
    with answering(tmp_path) as (server, held):
        [event] = httpx.get(f"{server.url}/config", timeout=60).json()["dependencies"]
        body = {"data": [QUESTION, []], "fn_index": event["id"]} if path == ASK else {"rows": ROWS}
        with asked(server, path, body) as response:
            held.wait_for("ask")
            server.process.send_signal(STOP)
            held.go("ask")
            assert response.result().status_code == 200
            if path == ASK:
                _, answer = response.result().json()["data"][0]
                assert "large scientific research instruments" in answer["content"][0]["text"]
            else:
                assert response.result().text.count('"answered": true') == len(ROWS)
        assert server.process.wait(20) == 0


@pytest.mark.parametrize("signals", [(STOP, STOP), (INTERRUPT, INTERRUPT), (STOP, INTERRUPT)])
def test_a_second_signal_ends_it_at_once(
    tmp_path: Path, signals: tuple[signal.Signals, signal.Signals]
) -> None:
    with (
        answering(tmp_path) as (server, held),
        asked(server, "/api/ask", {"question": QUESTION}) as response,
    ):
        held.wait_for("ask")
        server.process.send_signal(signals[0])
        until(lambda: get(f"{server.url}/health/live") is None)
        server.process.send_signal(signals[1])
        # The question is never let go: only the signal can end this.
        assert server.process.wait(20) == 128 + signals[1]
        assert isinstance(response.exception(), httpx.TransportError)
    assert "Traceback" not in "".join(server.said)


def test_a_question_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    with (
        answering(tmp_path, QUOTH_GRACE_SECONDS="1") as (server, held),
        asked(server, "/api/ask", {"question": QUESTION}) as response,
    ):
        held.wait_for("ask")
        server.process.send_signal(STOP)
        assert server.process.wait(20) == 0
        assert code(response.result()) == (503, "stopping")
    assert "POST '/api/ask' was cut off." in "".join(server.said)
    assert "Traceback" not in "".join(server.said)


def test_connections_on_which_nothing_is_asked_do_not_hold_it_up(tmp_path: Path) -> None:
    settings = FAKE_ENVIRONMENT | {"QUOTH_INDEX": str(tmp_path / "index")}
    with (
        served(tmp_path, QUOTH_GRACE_SECONDS="600", **settings) as server,
        httpx.Client(base_url=server.url, timeout=60) as idle,
        socket.create_connection(("127.0.0.1", httpx.URL(server.url).port or 0)) as silent,
        socket.create_connection(("127.0.0.1", httpx.URL(server.url).port or 0)) as slow,
    ):
        assert idle.get("/").status_code == 200
        slow.sendall(b"POST /api/ask HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        assert idle.get("/health/live").status_code == 200  # by now the others are known too
        server.process.send_signal(STOP)
        assert server.process.wait(60) == 0
        assert silent.recv(1) == b""


def test_an_index_that_is_interrupted_is_not_there_and_the_next_start_builds_it(
    tmp_path: Path,
) -> None:
    held = Held(tmp_path / "held", "build")
    settings = held.settings | {"QUOTH_INDEX": str(tmp_path / "index")}
    with start(tmp_path, QUOTH_PORT="0", **settings) as process:
        held.wait_for("build")
        process.send_signal(INTERRUPT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Traceback" not in said
    assert not (tmp_path / "index" / "CURRENT").exists()
    held.go("build")
    with served(tmp_path, **settings) as server:
        answer = httpx.post(f"{server.url}/api/ask", json={"question": QUESTION}, timeout=60).json()
    assert "130,000 large scientific research instruments" in answer["text"]
    names = {path.name for path in (tmp_path / "index").iterdir()}
    assert names == {".lock", "CURRENT", "gen-1", "starters.json"}


def test_building_by_hand_can_be_interrupted_too(tmp_path: Path) -> None:
    held = Held(tmp_path / "held", "build")
    settings = held.settings | {"QUOTH_INDEX": str(tmp_path / "index")}
    with start(tmp_path, "index", **settings) as process:
        held.wait_for("build")
        process.send_signal(INTERRUPT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert not (tmp_path / "index" / "CURRENT").exists()


@pytest.mark.model
def test_torch_can_be_interrupted(tmp_path: Path) -> None:
    held = Held(tmp_path / "held")
    settings = {
        "QUOTH_EMBEDDER": "tests.web.held:ToldEmbedder",
        "QUOTH_INDEX": str(tmp_path / "index"),
        "HELD": held.settings["HELD"],
    }
    with start(tmp_path, QUOTH_PORT="0", **settings) as process:
        held.wait_for("build")
        process.send_signal(INTERRUPT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Traceback" not in said
    assert not (tmp_path / "index" / "CURRENT").exists()
