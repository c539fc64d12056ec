"""The server answers without a connection to anything but this machine, and tries none."""

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from settings import ROOT
from tests.conftest import FAKE_ENVIRONMENT
from tests.web.process import served
from web.paths import ASK

QUESTION = "How many research instruments were opened to Hong Kong and Macao?"
WATCH = Path(__file__).parent / "offline"


def _watched(report: Path) -> dict[str, str]:
    """The environment of a process that is watched."""
    report.touch()
    return {"PYTHONPATH": f"{WATCH}{os.pathsep}{ROOT}", "OFFLINE_REPORT": str(report)}


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("socket.create_connection(('quoth.invalid', 80))", "socket.getaddrinfo 'quoth.invalid'\n"),
        ("socket.create_connection(('192.0.2.1', 80))", "socket.getaddrinfo '192.0.2.1'\n"),
        ("socket.socket().connect(('192.0.2.1', 80))", "socket.connect '192.0.2.1'\n"),
        (
            "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
            "socket.sendto '192.0.2.1'\n",
        ),
        ("socket.gethostbyname('quoth.invalid')", "socket.gethostbyname 'quoth.invalid'\n"),
        (
            "home = socket.create_server(('127.0.0.1', 0)); "
            "socket.create_connection(home.getsockname())",
            "",
        ),
    ],
)
def test_the_watch_stops_and_reports(code: str, said: str, tmp_path: Path) -> None:
    report = tmp_path / "report"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", f"import socket; {code}"],
        env=os.environ | _watched(report),
        capture_output=True,
        text=True,
        check=False,
    )
    assert report.read_text() == said
    assert done.returncode == (1 if said else 0)
    assert ("nothing may leave this machine" in done.stderr) == bool(said)


def _visit(url: str) -> None:
    """What a browser fetches and asks, a refusal included."""
    with httpx.Client(base_url=url, timeout=120) as client:
        page = client.get("/")
        assert page.status_code == 200
        for path in ("/theme.css", "/static/app.js", "/static/style.css", "/health/live"):
            assert client.get(path).status_code == 200
        [event] = client.get("/config").json()["dependencies"]
        shown = []
        for question in (QUESTION, "zebra xylophone?"):
            body = {"data": [question, []], "fn_index": event["id"], "session_hash": "abc"}
            shown.append(client.post(ASK, json=body).json()["data"][0][-1]["content"][0]["text"])
        assert "large scientific research instruments" in shown[0]
        assert "q-refusal" in shown[1]
        answer = client.post("/api/ask", json={"question": QUESTION}).json()
        assert "large scientific research instruments" in answer["text"]
        source = client.get("/source/greater_bay_area.txt?start=0&end=10")
        assert '<mark id="hit" tabindex="-1">The constr</mark>' in source.text
        assert client.get("/gradio_api/file=https://quoth.invalid/x.png").status_code == 404


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param(FAKE_ENVIRONMENT, id="stand-ins"),
        pytest.param({}, id="as shipped", marks=pytest.mark.model),
    ],
)
def test_indexing_serving_and_asking_go_nowhere(settings: dict[str, str], tmp_path: Path) -> None:
    report = tmp_path / "report"
    index = str(tmp_path / "index")
    watched = _watched(report) | settings | {"QUOTH_INDEX": index}
    with served(tmp_path, QUOTH_FEEDBACK=str(tmp_path / "feedback.sqlite"), **watched) as server:
        _visit(server.url)
    done = subprocess.run(
        [sys.executable, "-m", "cli", "ask", QUESTION, "--json"],
        env={**os.environ, **watched},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)["answered"] is True
    assert report.read_text() == ""
