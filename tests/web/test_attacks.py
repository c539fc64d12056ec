"""Attacks on the real server: it stays up, says nothing it should not, and goes on answering."""

import html
import json
import random
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from schemathesis.core.result import Ok

import tokens
from corpus.load import load_documents
from tests.conftest import FAKE_ENVIRONMENT
from tests.web.process import Served, served
from web.paths import ASK
from web.security import MAX_BODY

QUESTION = "How many research instruments were opened to Hong Kong and Macao?"
BADGERS = "How many tunnels does a badger dig?"
HOSTILE = "<script>pwned()</script><img src=x onerror=pwned()> [a](javascript:pwned()) &lt; \u202e"
DOCUMENT = "b & c/#1 <i>ü?.md"
EVIL = {"Origin": "https://evil.test"}
GRADIO = [
    ("GET", "/gradio_api/file=http://169.254.169.254/latest/meta-data/"),
    ("GET", "/gradio_api/file=/etc/passwd"),
    ("GET", "/gradio_api/file=../../settings.py"),
    ("HEAD", "/gradio_api/file=/etc/passwd"),
    ("GET", "/file=/etc/passwd"),
    ("GET", "/gradio_api/proxy=http://127.0.0.1:22/"),
    ("POST", "/gradio_api/upload"),
    ("POST", "/upload"),
    ("POST", "/gradio_api/queue/join"),
    ("GET", "/gradio_api/queue/data?session_hash=a"),
    ("GET", "/gradio_api/queue/status"),
    ("POST", "/gradio_api/call/ask"),
    ("POST", "/gradio_api/reset"),
    ("GET", "/gradio_api/heartbeat/a"),
    ("GET", "/gradio_api/dev/reload"),
    ("GET", "/monitoring"),
    ("GET", "/monitoring/summary"),
    ("GET", "/gradio_api/app_id"),
    ("GET", "/login/huggingface"),
    ("POST", "/login"),
    ("GET", "/logout"),
    ("GET", "/gradio_api/mcp/sse"),
]
TRAVERSALS = [
    "../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/settings.py",
    "....//....//settings.py",
    "..\\..\\settings.py",
    "%00",
    "/etc/passwd",
    "%252e%252e%252fsettings.py",
    "file:///etc/passwd",
    "..%c0%af..%c0%afetc/passwd",
]


def _sendable(text: str) -> str:
    """The text without halves of surrogate pairs, which no client can send."""
    return text.encode("utf-8", "replace").decode()


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory, documents_folder: Path) -> Path:
    folder = tmp_path_factory.mktemp("documents")
    shutil.copy(documents_folder / "greater_bay_area.txt", folder)
    (folder / "b & c").mkdir()
    (folder / DOCUMENT).write_text(
        f"# Badgers {HOSTILE}\n\nA badger digs {HOSTILE} seven tunnels.\r\n",
        encoding="utf-8",
        newline="",
    )
    return folder


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> str:
    return tokens.new_token(tmp_path_factory.getbasetemp() / "tokens.json", "tester")


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, documents: Path, token: str
) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    with served(
        folder,
        QUOTH_DOCUMENTS=str(documents),
        QUOTH_INDEX=str(folder / "index"),
        QUOTH_TOKENS=str(tmp_path_factory.getbasetemp() / "tokens.json"),
        QUOTH_RATE_LIMIT="off",
        QUOTH_LOG_FORMAT="json",
        **FAKE_ENVIRONMENT,
    ) as server:
        yield server


@pytest.fixture
def client(server: Served, token: str) -> Iterator[httpx.Client]:
    bearer = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=server.url, headers=bearer, timeout=60) as client:
        yield client


@pytest.fixture(autouse=True)
def _unharmed(client: httpx.Client, server: Served, documents: Path) -> Iterator[None]:
    """After every attack: a right answer, and nothing broken in the log."""
    yield
    answer = client.post("/api/ask", json={"question": QUESTION}).json()
    texts = {document.id: document.text for document in load_documents(documents)}
    assert answer["answered"] is True
    assert "130,000 large scientific research instruments" in answer["text"]
    for citation in answer["citations"]:
        text = texts[citation["document"]]
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    assert server.process.poll() is None
    log = "".join(server.said)
    assert "Traceback" not in log
    assert '"status": 500' not in log
    assert '"exception"' not in log


def inert(response: httpx.Response) -> None:
    """No 5xx, the strict policy, and a body that no browser takes for a page with scripts."""
    assert response.status_code < 500, response.text
    assert "script-src 'self';" in response.headers["content-security-policy"]
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "Traceback" not in response.text


def raw(server: Served, data: bytes, seconds: float = 30) -> bytes:
    """What the server answers to these bytes."""
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port), timeout=seconds) as connection:
        connection.sendall(data)
        answer = b""
        with suppress(ConnectionResetError):  # it closed before it had read everything
            while part := connection.recv(65536):
                answer += part
        return answer


def test_markup_in_documents_and_questions_stays_text(client: httpx.Client) -> None:
    answer = client.post("/api/ask", json={"question": f"{BADGERS} {HOSTILE}"})
    inert(answer)
    assert answer.headers["content-type"] == "application/json"
    assert HOSTILE in answer.json()["question"]
    name = DOCUMENT.replace("#", "%23").replace("?", "%3F").replace("<i>", "%3Ci%3E")
    page = client.get(f"/source/{name}?start=0&end=9")
    fragment = client.get(f"/api/documents/{name}", params={"start": 0, "end": 9, "html": "1"})
    [ask] = client.get("/config").json()["dependencies"]
    event = {"data": [f"{BADGERS} {HOSTILE}", []], "fn_index": ask["id"]}
    chat = client.post(ASK, json=event).json()["data"][0]
    for text in (page.text, fragment.json()["html"], *(m["content"][0]["text"] for m in chat)):
        assert "pwned" in html.unescape(text)
        assert "<script" not in text
        assert "<img" not in text
    assert HOSTILE in html.unescape(fragment.json()["html"])


@pytest.mark.parametrize(("method", "path"), GRADIO)
def test_gradio_is_closed(client: httpx.Client, method: str, path: str) -> None:
    response = client.request(method, path, content=b"" if method == "GET" else b"{}")
    inert(response)
    assert response.status_code == 404


def test_path_traversal(server: Served, token: str) -> None:
    for prefix in ("/source/", "/api/documents/", "/static/", "/assets/", "/gradio_api/file="):
        for path in TRAVERSALS:
            # Raw, since a client would tidy the path up.
            request = f"GET {prefix}{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            request += f"Authorization: Bearer {token}\r\n\r\n"
            answer = raw(server, request.encode("latin-1"))
            assert answer.split()[1] in (b"400", b"403", b"404"), (prefix, path, answer[:200])
            assert b"root:" not in answer
            assert b"BaseSettings" not in answer


@pytest.mark.parametrize("route", ["/api/ask", "/api/batch", ASK])
def test_oversized_bodies(client: httpx.Client, route: str) -> None:
    json_type = {"Content-Type": "application/json"}
    for content in (b"x" * (MAX_BODY + 1), iter([b"x" * 300_000] * 4)):
        response = client.post(route, content=content, headers=json_type)
        inert(response)
        assert response.status_code == 413


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"nul", b"[" * 50_000, b'{"question": "\xff\xfe"}', b"\x00" * 100, b'{"a":' * 9999],
)
def test_malformed_json(client: httpx.Client, body: bytes) -> None:
    for route in ("/api/ask", "/api/batch", ASK):
        response = client.post(route, content=body, headers={"Content-Type": "application/json"})
        inert(response)
        assert response.status_code in (400, 422)


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.test\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: a\rSet-Cookie: b=1\r\n\r\n",
        b"GET /\r\nX: HTTP/1.1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"A: " + b"x" * 200_000 + b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\n\r\n",
    ],
)
def test_malformed_http(server: Served, head: bytes) -> None:
    answer = raw(server, head)
    assert answer.startswith(b"HTTP/1.1 400 ") or (not answer and len(head) > 100_000)
    assert b"Set-Cookie" not in answer


def test_header_injection(client: httpx.Client) -> None:
    for path in ("/api/documents/a%0d%0aSet-Cookie:%20b=1", "/source/%0d%0aX-Evil:1", "/%0d%0aA:b"):
        response = client.get(path)
        inert(response)
        assert response.status_code == 404
        assert not {"set-cookie", "x-evil", "a"} & set(response.headers)


def test_evil_origins(client: httpx.Client) -> None:
    cookie = {"Cookie": "session=1"}
    for path in ("/", "/config", "/api/documents", "/openapi.json", "/source/none"):
        response = client.get(path, headers=EVIL | cookie)
        inert(response)
        assert "access-control-allow-origin" not in response.headers
        assert "access-control-allow-credentials" not in response.headers
        assert "frame-ancestors 'self'" in response.headers["content-security-policy"].split("; ")
    for route in ("/api/ask", "/api/batch", ASK):
        asking = {"Access-Control-Request-Method": "POST"}
        preflight = client.options(route, headers=EVIL | asking)
        assert preflight.status_code == 400
        assert "access-control-allow-origin" not in preflight.headers
        for content_type in ("text/plain", "application/json"):
            sent = client.post(
                route,
                content=json.dumps({"question": QUESTION}),
                headers=EVIL | cookie | {"Content-Type": content_type},
            )
            inert(sent)
            assert sent.status_code == 403


def test_guessed_tokens(server: Served, token: str) -> None:
    chance = random.Random(5)
    with httpx.Client(base_url=server.url, timeout=60) as client:
        for _ in range(100):
            guess = "quoth_" + "".join(chance.choices(token[6:], k=43))
            response = client.get("/api/documents", headers={"Authorization": f"Bearer {guess}"})
            assert response.status_code == 401
            assert guess not in response.text
        assert client.get("/api/documents").status_code == 401
    log = "".join(server.said)
    assert token not in log
    assert guess not in log


@pytest.mark.parametrize("host", ["evil.test", "127.0.0.1.evil.test", "169.254.169.254", "xn--a"])
def test_wrong_hosts(client: httpx.Client, host: str) -> None:
    for path in ("/", "/api/documents", "/config"):
        response = client.get(path, headers={"Host": host, "X-Forwarded-Host": "127.0.0.1"})
        inert(response)
        assert response.status_code == 421
    spoofed = client.get(
        "/config", headers={"X-Forwarded-Host": host, "X-Forwarded-For": "1.2.3.4"}
    )
    assert host not in spoofed.text


def test_slow_clients_are_cut_off_and_hold_nobody_up(server: Served, client: httpx.Client) -> None:
    address = urlsplit(server.url)
    heads = [
        b"",
        b"GET / HT",
        b"GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGET /",
        b"POST /gradio_api/run/predict HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n{",
    ]
    ends: dict[bytes, bytes] = {}

    def dribble(head: bytes) -> None:
        with socket.create_connection((address.hostname, address.port), timeout=90) as connection:
            connection.sendall(head)
            answer = b""
            while part := connection.recv(65536):
                answer += part
            ends[head] = answer

    slow = [threading.Thread(target=dribble, args=(head,)) for head in heads]
    for thread in slow:
        thread.start()
    assert client.get("/health/live").status_code == 200
    for thread in slow:
        thread.join(90)
    assert ends.keys() == set(heads)
    assert ends[heads[3]].startswith(b"HTTP/1.1 408 ")
    assert ends[heads[0]] == ends[heads[1]] == b""
    assert ends[heads[2]].count(b"HTTP/1.1 200 ") == 1


def test_a_thousand_hostile_requests(client: httpx.Client) -> None:
    chance = random.Random(20)
    routes = [
        "/api/ask", "/api/batch", "/api/documents", "/api/documents/x", "/api/verify", ASK,
        "/source/x", "/metrics", "/health/live", "/openapi.json", "/config", "/",
    ]  # fmt: skip
    pieces = [
        "'", '"', "<script>", "%00", "../", "\u202e", "{{7*7}}", "${jndi:ldap://evil}", "%n%s",
        "\r\nX: y", "'; DROP TABLE documents;--", "\ud800", "9" * 400, "-1", "null", "true", "[]",
        "A" * 3000, "\x00", "🦡",
    ]  # fmt: skip

    def value(depth: int = 0) -> Any:
        kind = chance.randrange(6 if depth < 3 else 4)
        if kind == 4:
            return [value(depth + 1) for _ in range(chance.randrange(4))]
        if kind == 5:
            return {key(): value(depth + 1) for _ in range(chance.randrange(4))}
        text = "".join(chance.choices(pieces, k=chance.randrange(3)))
        return [None, chance.randrange(-(10**20), 10**20), chance.random(), text][kind]

    def key() -> str:
        return chance.choice(
            [
                "question",
                "history",
                "rows",
                "id",
                "data",
                "fn_index",
                "__proto__",
                "start",
                "\ud800",
            ]
        )

    statuses = set()
    for _ in range(1000):
        body = value() if chance.random() < 0.5 else {key(): value() for _ in range(3)}
        piece = _sendable(chance.choice(pieces))
        response = client.request(
            chance.choice(["GET", "POST", "POST", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]),
            chance.choice(routes),
            params={_sendable(key()): piece} if chance.random() < 0.3 else None,
            content=json.dumps(body).encode(),
            headers={
                "Content-Type": chance.choice(
                    ["application/json", "text/plain", "a/b;c=" + "d" * 99]
                ),
                chance.choice(["X-Forwarded-For", "Range", "Accept", "Cookie", "Referer"]): (
                    piece.encode("ascii", "ignore")
                    .decode()
                    .translate({0: None, 10: None, 13: None})
                ),
            },
        )
        inert(response)
        statuses.add(response.status_code)
    assert {200, 404, 405, 415, 422} <= statuses


def test_the_api_is_as_it_describes_itself(server: Served, token: str) -> None:
    schema = schemathesis.openapi.from_url(f"{server.url}/openapi.json")
    checks = [
        schemathesis.checks.not_a_server_error,
        schemathesis.checks.status_code_conformance,
        schemathesis.checks.content_type_conformance,
        schemathesis.checks.response_schema_conformance,
        schemathesis.checks.response_headers_conformance,
        schemathesis.checks.unsupported_method,
    ]
    tried = set()
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()

        @given(case=operation.as_strategy())
        @hypothesis_settings(
            max_examples=15,
            database=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def attack(case: Any) -> None:
            tried.add(case.path)
            case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=checks)

        attack()
    assert len(tried) == 8
