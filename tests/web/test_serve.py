"""Starting and stopping the server."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from index.build import build_index, open_index
from settings import ROOT, load_settings
from tests.conftest import FAKE_ENVIRONMENT, FAKES
from tests.fakes import HashingEmbedder
from tests.web.process import served, start


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_builds_serves_and_stops_cleanly(tmp_path: Path, how: signal.Signals) -> None:
    index = tmp_path / "index"
    with served(tmp_path, QUOTH_INDEX=str(index), **FAKE_ENVIRONMENT) as server:
        assert (index / "CURRENT").exists()
        assert httpx.get(f"{server.url}/health/live").json() == {"status": "live"}
        server.process.send_signal(how)
        assert server.process.wait(10) == 0


def test_a_port_in_use_is_reported_at_once(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        with start(tmp_path, QUOTH_PORT=port) as process:
            _, said = process.communicate(timeout=30)
    assert process.returncode == 2
    assert said == (
        f"Port {port} is already in use. Stop the program that uses it, or "
        "choose another port with --port or QUOTH_PORT.\n"
    )


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"QUOTH_HOST": "192.0.2.1"}, "This machine has no address '192.0.2.1'."),
        ({"QUOTH_HOST": "a..b"}, "This machine has no address 'a..b'."),
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
        **FAKE_ENVIRONMENT,
    }
    with start(tmp_path, **(defaults | settings)) as process:
        _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert message in said
    assert "Traceback" not in said


def test_another_index_is_served_as_it_is(tmp_path: Path) -> None:
    documents = tmp_path / "handbook"
    documents.mkdir()
    (documents / "leave.txt").write_text("Leave is 27 days.")
    settings = load_settings(documents=documents, index=tmp_path / "other", **FAKES)
    manifest = build_index(settings)
    command = ["serve", "--index", str(settings.index), "--port", "0"]
    with served(tmp_path, *command, **FAKE_ENVIRONMENT) as server:
        page = httpx.get(f"{server.url}/source/leave.txt?start=9&end=16")
    assert '<mark id="hit" tabindex="-1">27 days</mark>' in page.text
    assert open_index(settings, HashingEmbedder(settings.model)).manifest == manifest


def test_the_index_of_the_settings_is_brought_up_to_date(tmp_path: Path) -> None:
    documents = tmp_path / "handbook"
    documents.mkdir()
    (documents / "leave.txt").write_text("Leave is 27 days.")
    settings = load_settings(documents=documents, index=tmp_path / "index", **FAKES)
    build_index(settings)
    (documents / "pay.txt").write_text("Pay is monthly.")
    with served(
        tmp_path,
        QUOTH_DOCUMENTS=str(documents),
        QUOTH_INDEX=str(settings.index),
        **FAKE_ENVIRONMENT,
    ) as server:
        assert httpx.get(f"{server.url}/source/pay.txt").status_code == 200


def test_importing_the_app_loads_nothing_heavy() -> None:
    heavy = "{'gradio', 'torch', 'faiss', 'fastapi', 'sentence_transformers', 'bm25s'}"
    code = f"import sys, app; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
