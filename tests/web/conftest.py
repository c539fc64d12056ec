"""A real Chromium, and the page served by a real process.

Every test that opens the page fails when the browser asks any other host for anything, and on
errors in its console, apart from Gradio's inline scripts, which the content security policy refuses
on purpose.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import FAKE_ENVIRONMENT
from tests.web.page import ARGUMENTS, HOSTILE, REFUSED_ON_PURPOSE, OpenPage, ready
from tests.web.process import Served, served

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


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
    """Opens the page; afterwards checks what it asked for and what it complained about."""
    hosts: set[str] = set()
    complaints: list[str] = []
    opened: list[Page] = []

    def open_page(width: int = 1440, scheme: str = "light", query: str = "") -> Page:
        page = browser.new_page(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        opened.append(page)
        page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
        page.on("websocket", lambda socket: hosts.add(urlsplit(socket.url).netloc))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: (
                complaints.append(message.text)
                if message.type in ("error", "warning")
                and not message.text.startswith(REFUSED_ON_PURPOSE)
                else None
            ),
        )
        page.goto(server.url + query)
        ready(page)
        return page

    yield open_page
    for page in opened:
        page.close()
    assert hosts == {urlsplit(server.url).netloc}
    assert complaints == []
