"""Behind a real nginx, with the very configuration that the documentation ships.

Quoth lies below ``/quoth/``, behind TLS and a sign-in.
"""

import configparser
import json
import re
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from settings import load_settings
from tests.conftest import FAKE_ENVIRONMENT
from tests.web.conftest import launched
from tests.web.page import QUESTION
from tests.web.process import Served, served
from tests.web.proxy import EXAMPLES, HOST, USER, nginx_program, proxied


@pytest.fixture(scope="module")
def quoth(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    nginx_program()
    folder = tmp_path_factory.mktemp("served")
    with served(
        folder,
        QUOTH_INDEX=str(folder / "index"),
        QUOTH_ROOT_PATH="/quoth",
        QUOTH_ALLOWED_HOSTS=HOST,
        QUOTH_TRUSTED_PROXIES="127.0.0.1",
        QUOTH_USER_HEADER="X-User",
        QUOTH_LOG_FORMAT="json",
        **FAKE_ENVIRONMENT,
    ) as server:
        yield server


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("nginx")


@pytest.fixture(scope="module")
def port(folder: Path, quoth: Served) -> Iterator[int]:
    with proxied(folder, quoth, sign_in=True) as port:
        yield port


@pytest.fixture
def client(folder: Path, port: int) -> Iterator[httpx.Client]:
    """A program that believes this certificate alone and asks for the host by its name."""
    trust = ssl.create_default_context(cafile=folder / "certificate.pem")
    with httpx.Client(
        base_url=f"https://127.0.0.1:{port}",
        headers={"Host": f"{HOST}:{port}"},
        auth=USER,
        verify=trust,
        timeout=60,
    ) as client:
        extensions = {"sni_hostname": HOST}
        client.event_hooks["request"].append(lambda r: r.extensions.update(extensions))
        yield client


def test_the_page_knows_its_address(client: httpx.Client, port: int) -> None:
    assert client.get("/quoth/config").json()["root"] == f"https://{HOST}:{port}/quoth"
    page = client.get("/quoth/")
    assert page.status_code == 200
    assert "frame-ancestors 'self'" in page.headers["content-security-policy"]
    moved = client.get("/quoth")
    assert (moved.status_code, moved.headers["location"]) == (308, f"https://{HOST}:{port}/quoth/")


def test_the_api_works(client: httpx.Client, documents_folder: Path) -> None:
    answer = client.post("/quoth/api/ask", json={"question": QUESTION}).json()
    assert "130,000 large scientific research instruments" in answer["text"]
    text = (documents_folder / "greater_bay_area.txt").read_text(encoding="utf-8")
    for citation in answer["citations"]:
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    rows = [{"id": str(number), "question": QUESTION} for number in range(5)]
    lines = client.post("/quoth/api/batch", json={"rows": rows}).text.splitlines()
    assert [json.loads(line)["text"] for line in lines] == [answer["text"]] * 5
    assert client.get("/quoth/openapi.json").json()["servers"] == [{"url": "/quoth"}]
    assert client.get("/quoth/health/ready").json() == {"status": "ready"}
    assert client.get("/quoth/static/docs.css").status_code == 200


def test_errors_are_quoths_own(client: httpx.Client) -> None:
    large = client.post("/quoth/api/ask", content=b"x" * 1_500_000)
    assert large.json()["error"]["code"] == "too_large"
    missing = client.get("/quoth/api/nothing")
    assert missing.json()["error"]["code"] == "not_found"
    other = client.get("/quoth/api/documents", headers={"Host": "evil.test"})
    assert other.json()["error"]["code"] == "unknown_host"


def test_only_the_proxy_names_users(client: httpx.Client, quoth: Served) -> None:
    forged = {"X-User": "eve", "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "evil.test"}
    assert client.get("/quoth/api/documents", headers=forged).status_code == 200
    assert client.get("/quoth/api/documents", headers=forged, auth=("", "")).status_code == 401
    direct = httpx.get(f"{quoth.url.removesuffix('/quoth')}/api/documents")
    assert direct.json()["error"]["code"] == "unauthorized"
    users: set[str | None] = set()
    for _ in range(300):
        users = {json.loads(line).get("user") for line in quoth.said if '"/api/doc' in line}
        if users == {"ann", None}:
            break
        time.sleep(0.1)
    assert users == {"ann", None}
    assert "203.0.113.9" not in "".join(quoth.said)


@pytest.mark.browser
def test_the_chat_works(port: int) -> None:
    with launched(f"--host-resolver-rules=MAP {HOST} 127.0.0.1") as browser:
        page = browser.new_page(
            ignore_https_errors=True,
            http_credentials={"username": USER[0], "password": USER[1]},
        )
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"https://{HOST}:{port}/quoth/")
        page.wait_for_selector("#q-source[role=region]")
        page.fill("#q-box textarea", QUESTION)
        page.press("#q-box textarea", "Enter")
        expect(page.locator("#q-chat .q-answer")).to_have_count(1, timeout=60_000)
        page.locator("a.q-cite").first.click()
        expect(page.locator("#hit")).to_be_focused(timeout=60_000)
    assert asked
    assert {url.startswith(f"https://{HOST}:{port}/quoth/") for url in asked} == {True}


def test_the_unit_starts_what_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (EXAMPLES / "quoth.service").read_text(encoding="utf-8")
    unit = configparser.ConfigParser(strict=False)
    unit.read_string(text)
    assert unit["Service"]["ExecStart"] == "/opt/quoth/.venv/bin/quoth serve"
    for name, value in re.findall(r"^Environment=(\w+)=(.*)$", text, re.MULTILINE):
        monkeypatch.setenv(name, value)
    settings = load_settings()
    assert settings.index == Path("/var/lib/quoth/index")
    assert settings.allowed_hosts == (HOST,)
    if analyze := shutil.which("systemd-analyze"):
        subprocess.run([analyze, "verify", EXAMPLES / "quoth.service"], check=False)
