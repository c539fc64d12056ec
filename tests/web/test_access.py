"""Who may ask: hosts, origins, tokens, proxies, rates; and what the log says of it."""

import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import tokens
from qa.pipeline import Pipeline
from settings import SettingsError, load_settings
from tests.web.fakes import ADDRESS, Scripted, client_of
from tests.web.test_api import QUESTION, code
from web.log import JsonLines, access, asked
from web.paths import ASK
from web.rate_limit import RateLimit
from web.security import HEADERS

ASKED = {"question": QUESTION}
EVIL = "https://evil.test"
INTRANET = "https://intranet.test"


@contextmanager
def serving(pipeline: Pipeline, **changed: object) -> Iterator[TestClient]:
    with client_of(Scripted(pipeline, **changed)) as client:
        yield client


@pytest.fixture(scope="module")
def plain(fake_pipeline: Pipeline) -> Iterator[TestClient]:
    """The defaults."""
    with serving(fake_pipeline) as client:
        yield client


@pytest.fixture(scope="module")
def proxied(fake_pipeline: Pipeline) -> Iterator[TestClient]:
    """Behind a proxy at the test client's address, which names users."""
    settings = {"trusted_proxies": "192.0.2.7", "user_header": "X-User"}
    with serving(fake_pipeline, rate_limit="2/hour", allowed_hosts="chat.test", **settings) as it:
        yield it


def from_address(client: TestClient, address: str) -> TestClient:
    """The same application, asked from another address."""
    return TestClient(client.app, ADDRESS, client=(address, 5000), raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:7860", 200),
        ("localhost", 200),
        ("LOCALHOST.:80", 200),
        ("[::1]:7860", 200),
        ("evil.test", 421),
        ("127.0.0.1.evil.test", 421),
        ("192.168.1.5", 421),
        ("", 400),
        ("a b", 400),
        ("localhost@evil.test", 421),
        ("localhost/", 400),
    ],
)
def test_hosts(plain: TestClient, host: str, status: int) -> None:
    response = plain.get("/api/documents", headers={"Host": host})
    assert response.status_code == status
    if status == 421:
        assert code(response) == (421, "unknown_host")
        assert "in the setting allowed_hosts." in response.json()["error"]["message"]
    assert plain.get("/", headers={"Host": host}).status_code == status
    assert plain.get("/health/live", headers={"Host": host}).status_code == 200


def test_listed_hosts_and_addresses(fake_pipeline: Pipeline) -> None:
    with serving(fake_pipeline, host="0.0.0.0", allowed_hosts="Chat.test, *.corp.test") as client:
        for host in ("chat.test", "a.corp.test", "b.a.corp.test:80", "10.1.2.3", "[fe80::1]"):
            assert client.get("/api/documents", headers={"Host": host}).status_code == 200
        for host in ("corp.test", "xcorp.test", "evil.test", "chat.test.evil.test"):
            assert client.get("/api/documents", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("path", ["/", "/api/ask", "/docs", "/nothing"])
def test_no_origin_may_frame_or_read_by_default(plain: TestClient, path: str) -> None:
    response = plain.get(path, headers={"Origin": EVIL})
    assert "access-control-allow-origin" not in response.headers
    policy = response.headers["content-security-policy"]
    assert policy == HEADERS["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors 'self'")


@pytest.mark.parametrize("origin", [EVIL, "null", "http://127.0.0.1:7861", "http://[", "://"])
@pytest.mark.parametrize("path", ["/api/ask", ASK, "/api/batch"])
def test_foreign_pages_may_not_ask(plain: TestClient, path: str, origin: str) -> None:
    response = plain.post(path, json=ASKED, headers={"Origin": origin})
    assert response.status_code == 403
    assert "allowed_origins" in response.text


def test_our_own_page_may_ask(plain: TestClient) -> None:
    for origin in (ADDRESS, ADDRESS.replace("http:", "https:")):
        response = plain.post("/api/ask", json=ASKED, headers={"Origin": origin})
        assert response.status_code == 200


def test_listed_origins_may_frame_and_ask(fake_pipeline: Pipeline) -> None:
    with serving(fake_pipeline, allowed_origins=f"{INTRANET},http://wiki.test:8080") as client:
        asked = client.post("/api/ask", json=ASKED, headers={"Origin": INTRANET})
        assert asked.status_code == 200
        assert asked.headers["access-control-allow-origin"] == INTRANET
        assert "access-control-allow-credentials" not in asked.headers
        assert asked.headers["content-security-policy"].endswith(
            f"frame-ancestors 'self' {INTRANET} http://wiki.test:8080"
        )
        preflight = client.options(
            "/api/ask",
            headers={
                "Origin": INTRANET,
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "authorization, content-type",
            },
        )
        assert preflight.status_code == 200
        assert preflight.headers["access-control-allow-origin"] == INTRANET
        assert "access-control-allow-credentials" not in preflight.headers
        for origin in (EVIL, f"{INTRANET}.evil.test", "http://wiki.test", "null"):
            refused = client.post("/api/ask", json=ASKED, headers={"Origin": origin})
            assert code(refused) == (403, "foreign_origin")
            read = client.get("/config", headers={"Origin": origin})
            assert "access-control-allow-origin" not in read.headers


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        ({"allowed_origins": "*"}, "allowed_origins.*wildcards would let anybody in"),
        ({"allowed_origins": "https://a.test/path"}, "without a path"),
        ({"allowed_origins": "https://a.test; script-src"}, "an origin is https://name"),
        ({"allowed_hosts": "https://a.test"}, "a host is a name or an address"),
        ({"allowed_hosts": "*"}, "a host is a name or an address"),
        ({"trusted_proxies": "proxy.test"}, "does not appear to be an IPv4 or IPv6"),
        ({"user_header": "X-User"}, "trusted_proxies is empty: anybody could send that header"),
        ({"rate_limit": "many"}, "rate_limit"),
        ({"rate_limit": "0/minute"}, "rate_limit"),
        ({"root_path": "quoth"}, "root_path"),
        ({"root_path": "/quoth/"}, "root_path"),
        ({"log_format": "xml"}, "'text' or 'json'"),
    ],
)
def test_settings_that_cannot_be_used(flags: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        load_settings(**flags)


def test_lists_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTH_ALLOWED_ORIGINS", "https://A.test, https://b.test:8443")
    monkeypatch.setenv("QUOTH_TRUSTED_PROXIES", "10.0.0.0/8 ::1")
    settings = load_settings()
    assert settings.allowed_origins == ("https://a.test", "https://b.test:8443")
    assert settings.trusted_proxies == ("10.0.0.0/8", "::1/128")


def test_tokens(fake_pipeline: Pipeline, tmp_path: Path) -> None:
    path = tmp_path / "tokens.json"
    token = tokens.new_token(path, "wiki")
    other = tokens.new_token(path, "ticket-system")
    assert token not in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    with serving(fake_pipeline, tokens=str(path)) as client:

        def status(authorization: str | None, path: str = "/api/documents") -> int:
            headers = {"Authorization": authorization} if authorization else {}
            return client.get(path, headers=headers).status_code

        assert status(f"Bearer {token}") == status(f"bearer  {other}") == 200
        assert status(f"Bearer {token}", "/metrics") == 200
        for wrong in (
            None,
            "",
            "Bearer",
            "Bearer ",
            f"Bearer {token[:-1]}",
            f"Bearer {token}x",
            f"Basic {token}",
            token,
            f"Bearer {json.loads(path.read_text())['tokens'][0]['sha256']}",
        ):
            assert status(wrong) == status(wrong, "/metrics") == 401
        refused = client.post("/api/ask", json=ASKED)
        assert code(refused) == (401, "unauthorized")
        assert refused.headers["www-authenticate"] == 'Bearer realm="Quoth"'
        assert status(None, "/") == status(None, "/docs") == status(None, "/health/ready") == 200
        tokens.revoke_token(path, "wiki")
        assert status(f"Bearer {token}") == 401
        assert status(f"Bearer {other}") == 200
        path.unlink()
        assert status(f"Bearer {other}") == 401


def test_token_files(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "tokens.json"
    with pytest.raises(tokens.TokenError, match="Run 'quoth token new NAME'"):
        tokens.read_tokens(path)
    tokens.new_token(path, "a")
    with pytest.raises(tokens.TokenError, match="There is a token 'a' already"):
        tokens.new_token(path, "a")
    with pytest.raises(tokens.TokenError, match="'a b' cannot be a token's name"):
        tokens.new_token(path, "a b")
    with pytest.raises(tokens.TokenError, match="no token 'b'"):
        tokens.revoke_token(path, "b")
    assert [entry.name for entry in tokens.read_tokens(path)] == ["a"]
    path.write_text("{}]")
    with pytest.raises(tokens.TokenError, match="is not a token file"):
        tokens.TokenFile(path)


def test_users_come_from_the_proxy_alone(proxied: TestClient) -> None:
    proxy = from_address(proxied, "192.0.2.7")
    stranger = from_address(proxied, "192.0.2.8")
    for path in ("/", "/api/documents", "/metrics", "/docs", "/config", "/source/x", "/nothing"):
        assert proxy.get(path).status_code == 401
        assert proxy.get(path, headers={"X-User": " "}).status_code == 401
        assert stranger.get(path, headers={"X-User": "ann"}).status_code == 403
    assert proxy.post(ASK, json={}).status_code == 401
    forged = {"X-User": "ann", "X-Forwarded-For": "192.0.2.7"}
    assert code(stranger.get("/api/documents", headers=forged)) == (403, "forbidden")
    assert stranger.get("/health/live").status_code == 200
    assert proxy.get("/", headers={b"X-User": "zoë".encode()}).status_code == 200


def test_rates_are_counted_by_user_and_client(proxied: TestClient) -> None:
    proxy = from_address(proxied, "192.0.2.7")

    def status(user: str) -> int:
        response = proxy.get("/api/documents", headers={"X-User": user})
        if response.status_code == 429:
            assert code(response) == (429, "rate_limited")
            assert 0 < int(response.headers["retry-after"]) <= 3600
        return response.status_code

    assert [status("bob"), status("bob"), status("bob"), status("eve")] == [200, 200, 429, 200]
    event = proxy.post(ASK, json={}, headers={"X-User": "bob"})
    assert event.status_code == 429
    assert event.json()["error"].startswith("That is too many questions in a short time.")


def test_forwarded_headers_are_believed_from_proxies_alone(fake_pipeline: Pipeline) -> None:
    settings = {"trusted_proxies": "192.0.2.7", "allowed_hosts": "chat.test"}
    with serving(fake_pipeline, rate_limit="1/hour", **settings) as client:
        forwarded = {
            "X-Forwarded-For": "203.0.113.1",
            "X-Forwarded-Host": "chat.test",
            "X-Forwarded-Proto": "https",
        }
        through = from_address(client, "192.0.2.7").get("/config", headers=forwarded).json()
        assert through["root"] == "https://chat.test"
        direct = from_address(client, "192.0.2.8").get("/config", headers=forwarded).json()
        assert direct["root"] == ADDRESS
        for host, forwarded_host in [
            (None, "evil.test"),
            (None, "chat.test, evil.test"),  # the proxy adds its own to the visitor's
            ("evil.test", "chat.test"),  # the proxy passes the visitor's on
        ]:
            headers = forwarded | {"X-Forwarded-Host": forwarded_host}
            headers |= {"Host": host} if host else {}
            evil = from_address(client, "192.0.2.7").get("/", headers=headers)
            assert evil.status_code == 421
        # Behind the proxy each client has its own rate; a stranger cannot take a new one.
        statuses = [
            from_address(client, peer)
            .get("/api/documents", headers={"X-Forwarded-For": address})
            .status_code
            for peer, address in [
                ("192.0.2.7", "203.0.113.1"),
                ("192.0.2.7", "203.0.113.1"),
                ("192.0.2.7", "203.0.113.2"),
                ("192.0.2.7", "2001:db8::1"),
                ("192.0.2.7", "2001:db8::2"),
                ("192.0.2.8", "203.0.113.3"),
                ("192.0.2.8", "203.0.113.4"),
            ]
        ]
        assert statuses == [200, 429, 200, 200, 429, 200, 429]


def test_a_batch_counts_its_rows(fake_pipeline: Pipeline) -> None:
    with serving(fake_pipeline, rate_limit="5/hour") as client:

        def batch(rows: int) -> Any:
            row = {"id": "a", "question": "Who?"}
            return client.post("/api/batch", json={"rows": [row] * rows})

        assert code(batch(6)) == (422, "invalid_request")
        assert batch(3).status_code == 200
        refused = batch(3)
        assert code(refused) == (429, "rate_limited")
        assert refused.headers["retry-after"] == "3600"


def test_a_batch_that_waits_as_told_is_let_through(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1_000_000.0]
    monkeypatch.setattr(time, "time", lambda: now[0])
    limit = RateLimit("10/minute")
    scope = {"client": ("192.0.2.1", 1), "state": {}}
    for _ in range(6):
        assert limit.take(scope) is None
        now[0] += 9
    assert limit.take(scope) is None  # the request of the batch itself
    seconds = limit.take(scope, 7)
    assert seconds == 60
    now[0] += seconds
    assert limit.take(scope) is None
    assert limit.take(scope, 7) is None


@pytest.mark.parametrize("with_text", [False, True])
def test_the_log_holds_no_secret(fake_pipeline: Pipeline, tmp_path: Path, with_text: bool) -> None:
    path = tmp_path / "tokens.json"
    token = tokens.new_token(path, "wiki")
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(JsonLines().format(record))
            lines.append(record.getMessage())

    handler = Keep()
    for logger in (access, asked):
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    try:
        with serving(fake_pipeline, tokens=str(path), log_questions=with_text) as client:
            bearer = {"Authorization": f"Bearer {token}"}
            assert client.post("/api/ask", json=ASKED, headers=bearer).status_code == 200
            query: dict[str, Any] = {
                "document": "x",
                "start": 0,
                "end": 1,
                "quote": "a secret quote",
            }
            client.get("/api/verify", params=query, headers=bearer)
            client.get("/api/a%0AINFO: forged\u2028", headers=bearer)
            client.post("/api/ask", json=ASKED, headers={"Authorization": "Bearer wrong-token"})
            client.get("/static/app.js")
    finally:
        for logger in (access, asked):
            logger.removeHandler(handler)
    text = "\n".join(lines)
    assert token not in text
    assert "wrong-token" not in text
    assert "secret quote" not in text
    assert (QUESTION in text) == with_text
    assert "\nINFO: forged" not in text
    assert text.isascii()
    records = [json.loads(line) for line in lines[::2]]
    outcomes = [record["outcome"] for record in records if record["logger"] == "quoth.asked"]
    assert outcomes == ["answered"]
    seen = [
        (record["method"], record["path"], record["status"], record.get("token"))
        for record in records
        if record["logger"] == "quoth.access"
    ]
    assert seen == [
        ("POST", "/api/ask", 200, "wiki"),
        ("GET", "/api/verify", 200, "wiki"),
        ("GET", "/api/a\nINFO: forged\u2028", 404, "wiki"),
        ("POST", "/api/ask", 401, None),
    ]
