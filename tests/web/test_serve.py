"""Starting and stopping the server."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from settings import ROOT
from tests.conftest import FAKE_EMBEDDER
from tests.web.process import served, start


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_builds_serves_and_stops_cleanly(tmp_path: Path, how: signal.Signals) -> None:
    index = tmp_path / "index"
    with served(tmp_path, QUOTH_INDEX=str(index), QUOTH_EMBEDDER=FAKE_EMBEDDER) as server:
        assert (index / "CURRENT").exists()
        assert httpx.get(f"{server.url}/health/live").json() == {"status": "live"}
        server.process.send_signal(how)
        assert server.process.wait(10) == 0


def test_a_port_in_use_is_reported_at_once(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        begin = time.monotonic()
        with start(tmp_path, QUOTH_PORT=port) as process:
            _, said = process.communicate(timeout=30)
        took = time.monotonic() - begin
    assert process.returncode == 2
    assert said == (
        f"Port {port} is already in use. Stop the program that uses it, or "
        "choose another port with --port or QUOTH_PORT.\n"
    )
    assert took < 10  # before the libraries are loaded


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"QUOTH_HOST": "192.0.2.1"}, "This machine has no address '192.0.2.1'."),
        ({"QUOTH_DOCUMENTS": "nowhere"}, "The documents folder nowhere does not exist"),
        ({"QUOTH_EMBEDDER": "no.such:Thing"}, "There is no embedder 'no.such:Thing'"),
        ({"QUOTH_PORT": "seventy"}, "port"),
    ],
)
def test_what_cannot_be_used_is_said_in_plain_words(
    tmp_path: Path, settings: dict[str, str], message: str
) -> None:
    defaults = {
        "QUOTH_PORT": "0",
        "QUOTH_INDEX": str(tmp_path / "index"),
        "QUOTH_EMBEDDER": FAKE_EMBEDDER,
    }
    with start(tmp_path, **(defaults | settings)) as process:
        _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert message in said
    assert "Traceback" not in said


def test_importing_the_app_loads_nothing_heavy() -> None:
    heavy = "{'gradio', 'torch', 'faiss', 'fastapi', 'sentence_transformers', 'bm25s'}"
    code = f"import sys, app; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
