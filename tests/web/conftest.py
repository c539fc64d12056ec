"""A client of the application, a real Chromium, and the page served by a real process.

Every test that opens the page fails when the browser asks any other host for anything, and on
errors in its console, apart from Gradio's inline scripts, which the content security policy refuses
on purpose.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)
from starlette.testclient import TestClient

from qa.pipeline import Pipeline
from tests.conftest import FAKE_ENVIRONMENT
from tests.web.fakes import Scripted, client_of
from tests.web.page import ARGUMENTS, HOSTILE, REFUSED_ON_PURPOSE, OpenPage, ready
from tests.web.process import Served, served

expect.set_options(timeout=30_000)  # milliseconds; machines that run tests are often busy
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


@pytest.fixture(scope="module")
def _served_by_script(fake_pipeline: Pipeline) -> Iterator[tuple[Scripted, TestClient]]:
    pipeline = Scripted(fake_pipeline, allowed_hosts=["chat.example.com"])
    with client_of(pipeline) as client:
        yield pipeline, client


@pytest.fixture
def scripted(_served_by_script: tuple[Scripted, TestClient]) -> Scripted:
    """The pipeline behind ``client``, which was asked nothing yet and has no fault."""
    pipeline, _ = _served_by_script
    pipeline.asked.clear()
    pipeline.fault = None
    return pipeline


@pytest.fixture
def client(_served_by_script: tuple[Scripted, TestClient], scripted: Scripted) -> TestClient:
    """A client of the application, which a module's tests share."""
    return _served_by_script[1]


@contextmanager
def launched(*arguments: str) -> Iterator[Browser]:
    """A Chromium with more arguments; without one the test is skipped, or fails in CI."""
    if not shutil.which(CHROMIUM):
        reason = f"no Chromium at {CHROMIUM}; set CHROMIUM to its path"
        if os.environ.get("QUOTH_REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*ARGUMENTS, *arguments]
        )
        yield browser
        browser.close()


# Not for the whole session: while it is there, no other event loop can run.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as one:
        yield one


@pytest.fixture(scope="session")
def documents(tmp_path_factory: pytest.TempPathFactory, documents_folder: Path) -> Path:
    """The shipped article and a document that tries to do harm, with a name that needs care."""
    folder = tmp_path_factory.mktemp("documents")
    shutil.copy(documents_folder / "greater_bay_area.txt", folder)
    (folder / "b & c").mkdir()
    (folder / "b & c" / "#1 <i>ü?.md").write_text(
        f"# Badgers {HOSTILE}\n\nFirst line.\r\nA badger digs {HOSTILE} seven tunnels.\n",
        encoding="utf-8",
        newline="",
    )
    return folder


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, documents: Path) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    with served(
        folder,
        QUOTH_DOCUMENTS=str(documents),
        QUOTH_INDEX=str(folder / "index"),
        **(FAKE_ENVIRONMENT | {"QUOTH_READER": "tests.fakes:NumberReader"}),
    ) as server:
        yield server


@pytest.fixture
def open_page(browser: Browser, server: Served) -> Iterator[OpenPage]:
    """Opens the page; afterwards checks what it asked for and what it complained about.

    ``script`` runs before those of the page; ``expected`` are words of complaints to pass over.
    """
    hosts: set[str] = set()
    complaints: list[str] = []
    opened: list[BrowserContext] = []

    def open_page(
        width: int = 1440,
        scheme: str = "light",
        query: str = "",
        fragment: str = "",
        script: str = "",
        expected: Sequence[str] = (),
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        opened.append(context)
        context.add_init_script(script)
        page = context.new_page()
        page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
        page.on("websocket", lambda socket: hosts.add(urlsplit(socket.url).netloc))
        page.on("pageerror", lambda error: complaints.append(str(error)))

        def complained(message: ConsoleMessage) -> None:
            known = (REFUSED_ON_PURPOSE, *expected)
            if message.type in ("error", "warning") and not any(
                words in message.text for words in known
            ):
                complaints.append(message.text)

        page.on("console", complained)
        page.goto(f"{server.url}/{query}{fragment and '#'}{fragment}")
        ready(page)
        return page

    yield open_page
    for context in opened:
        context.close()
    assert hosts == {urlsplit(server.url).netloc}
    assert complaints == []
