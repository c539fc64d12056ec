"""Pictures of the page for the documentation: ``python -m tests.web.screenshots [FOLDER]``.

Serves the product as shipped and writes ``chat.png``, ``chat-dark.png`` and ``chat-phone.png`` into
``docs/images``, or into the folder named.
"""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, expect, sync_playwright

from settings import ROOT
from tests.web.page import ARGUMENTS, ask, ready
from tests.web.process import served

QUESTION = "How many key projects of the national research plan are opened to Hong Kong and Macao?"
FOLLOW_UP = "What about research instruments?"
UNANSWERED = "Who won the chess championship on Mars?"


def main(folder: Path) -> None:
    """Write the pictures."""
    expect.set_options(timeout=30_000)  # milliseconds
    folder.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory() as scratch,
        served(Path(scratch), QUOTH_INDEX=f"{scratch}/index") as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=ARGUMENTS
        )
        page = _open(browser, server.url, 1200, 680, dark=False)
        ask(page, QUESTION)
        page.locator("a.q-cite").first.click()
        expect(page.locator("#hit")).to_be_focused()
        page.screenshot(path=folder / "chat.png")

        page = _open(browser, server.url, 1200, 680, dark=True)
        ask(page, QUESTION)
        ask(page, FOLLOW_UP)
        expect(page.locator("#hit")).to_be_visible()
        page.screenshot(path=folder / "chat-dark.png")

        page = _open(browser, server.url, 360, 640, dark=False)
        ask(page, UNANSWERED)
        page.screenshot(path=folder / "chat-phone.png")
        browser.close()


def _open(browser: Browser, url: str, width: int, height: int, *, dark: bool) -> Page:
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )
    page.goto(url)
    ready(page)
    return page


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images")
