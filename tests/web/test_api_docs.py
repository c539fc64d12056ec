"""The documentation of the API names every route, and its examples work as they stand."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser

from settings import ROOT
from tests.conftest import FAKE_ENVIRONMENT
from tests.web.process import Served, served

PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:7860"
ROUTES = dict(re.findall(r"^### `([A-Z]+ [^`]+)`\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL))


def _batch_line(row: dict[str, Any]) -> str:
    return f"{row['id']} {row['error']['message'] if 'error' in row else row['text']}"


def _documents(listed: Any) -> str:
    return "\n".join(f"{entry['id']} {entry['characters']}" for entry in listed["documents"])


# What the Python and JavaScript examples print, from what curl prints.
PRINTED: dict[str, Callable[[str], str]] = {
    "POST /api/ask": lambda said: str(json.loads(said)["text"]),
    "POST /api/batch": lambda said: "\n".join(
        _batch_line(json.loads(line)) for line in said.splitlines()
    ),
    "GET /api/documents": lambda said: _documents(json.loads(said)),
    "GET /api/documents/{document}": lambda said: str(json.loads(said)["text"]),
    "GET /api/verify": lambda said: str(json.loads(said)["verified"]),
    "GET /health/live": lambda said: str(json.loads(said)["status"]),
    "GET /health/ready": lambda said: str(json.loads(said)["status"]),
    "GET /metrics": lambda said: "\n".join(re.findall("^quoth_index_documents.*", said, re.M)),
    "GET /openapi.json": lambda said: str(json.loads(said)["info"]["title"]),
}
# A part of it, so that examples that all fail in the same way are noticed.
EXPECTED = {
    "POST /api/ask": "25 key projects of the national key research and development plan",
    "POST /api/batch": "q2 The question has no letters or digits.",
    "GET /api/documents": "greater_bay_area.txt 14427",
    "GET /api/documents/{document}": "are opened to Hong Kong and Macao.",
    "GET /api/verify": "True",
    "GET /health/live": "live",
    "GET /health/ready": "ready",
    "GET /metrics": "quoth_index_documents 1.0",
    "GET /openapi.json": "Quoth",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    with served(folder, QUOTH_INDEX=str(folder / "index"), **FAKE_ENVIRONMENT) as server:
        yield server


def example(route: str, language: str, server: Served) -> str:
    """The example of this route in this language, for the server of the test."""
    [code] = re.findall(rf"^```{language}\n(.*?)^```", ROUTES[route], re.MULTILINE | re.DOTALL)
    assert ADDRESS in code
    return str(code).replace(ADDRESS, server.url)


def curl(route: str, server: Served) -> str:
    command = ["bash", "-c", example(route, "bash", server)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_every_route_is_documented(server: Served) -> None:
    described = httpx.get(f"{server.url}/openapi.json", timeout=60).json()["paths"]
    operations = {f"{method.upper()} {path}" for path, item in described.items() for method in item}
    assert ROUTES.keys() == operations | {"GET /openapi.json"}
    assert "`GET /docs`" in PAGE


def test_every_code_of_an_error_is_documented() -> None:
    # The route of the page's ratings is none of the API's; docs/feedback.md describes it.
    files = set((ROOT / "web").rglob("*.py")) - {ROOT / "web" / "feedback_route.py"}
    sources = [path.read_text() for path in files]
    patterns = (r'\b[45]\d\d,\s+"([a-z_]+)"', r'code="([a-z_]+)"', r'\b[45]\d\d: "([a-z_]+)"')
    used = {code for source in sources for each in patterns for code in re.findall(each, source)}
    documented = set(re.findall(r"^\| [45]\d\d \| `([a-z_]+)` \|", PAGE, re.MULTILINE))
    assert used == documented


@pytest.mark.parametrize("route", ROUTES)
def test_examples_for_curl_and_python(route: str, server: Served, tmp_path: Path) -> None:
    said = curl(route, server)
    assert EXPECTED[route] in PRINTED[route](said)
    (tmp_path / "example.py").write_text(example(route, "python", server))
    done = subprocess.run(
        [sys.executable, "example.py"], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == PRINTED[route](said).strip()


@pytest.mark.browser
@pytest.mark.parametrize("route", ROUTES)
def test_examples_for_javascript(route: str, server: Served, browser: Browser) -> None:
    page = browser.new_page()
    printed: list[str] = []
    page.on("console", lambda message: printed.append(message.text))
    page.goto(f"{server.url}/docs")
    page.evaluate(f"async () => {{ {example(route, 'js', server)} }}")
    page.close()
    assert "\n".join(printed).strip() == PRINTED[route](curl(route, server)).strip()
