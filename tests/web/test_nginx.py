"""Behind a real nginx, with the very configuration that the documentation ships.

Quoth lies below ``/quoth/``, behind TLS and a sign-in.
"""

import configparser
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from settings import ROOT, load_settings
from tests.conftest import FAKE_ENVIRONMENT
from tests.web.conftest import launched
from tests.web.page import QUESTION
from tests.web.process import Served, served

EXAMPLES = ROOT / "docs" / "examples"
HOST = "chat.example.com"
USER = ("ann", "secret")


@pytest.fixture(scope="module")
def nginx() -> str:
    path = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if path is None:
        if os.environ.get("QUOTH_REQUIRE_BROWSER"):
            pytest.fail("no nginx; apt-get install nginx")
        pytest.skip("no nginx; apt-get install nginx")
    return path


@pytest.fixture(scope="module")
def quoth(tmp_path_factory: pytest.TempPathFactory, nginx: str) -> Iterator[Served]:
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
    """A certificate for the host, signed by itself, and the users who may sign in."""
    folder = tmp_path_factory.mktemp("nginx")
    command = f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={HOST} -addext".split()
    names = f"subjectAltName=DNS:{HOST}"
    files = ["-keyout", f"{folder}/key.pem", "-out", f"{folder}/certificate.pem"]
    subprocess.run([*command, names, *files], check=True, capture_output=True)
    (folder / "users").write_text(f"{USER[0]}:{{PLAIN}}{USER[1]}\n")
    return folder


@pytest.fixture(scope="module")
def port(nginx: str, folder: Path, quoth: Served) -> Iterator[int]:
    """The port on which nginx serves the shipped configuration."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    site = (EXAMPLES / "nginx.conf").read_text(encoding="utf-8")
    for shipped, here in {
        "127.0.0.1:7860": re.sub(r"https?://|/quoth", "", quoth.url),
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "/etc/ssl/certs/chat.example.com.pem": str(folder / "certificate.pem"),
        "/etc/ssl/private/chat.example.com.key": str(folder / "key.pem"),
        "/etc/nginx/quoth.users": str(folder / "users"),
        "#auth_basic": "auth_basic",
    }.items():
        assert shipped in site
        site = site.replace(shipped, here)
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "main.conf").write_text(
        f"{'user root;' if os.geteuid() == 0 else ''}\npid {folder}/pid;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{temporary}{site}}}\n"
    )
    errors = folder / "errors"
    command = [nginx, "-e", str(errors), "-p", str(folder), "-c", "main.conf", "-g", "daemon off;"]
    with subprocess.Popen(command) as process:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, errors.read_text()
            time.sleep(0.1)
        yield port
        process.terminate()


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
