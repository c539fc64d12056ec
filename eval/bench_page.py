"""Measure the page as a visitor feels it: from Enter to the answer on the screen, in Chromium.

A real server process and a real browser; each question is the first of a freshly loaded page.
"""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from eval.serving import served

if TYPE_CHECKING:
    from playwright.sync_api import Page

_ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
_PATIENCE = 60_000  # milliseconds
# From the key press until the frame after the answer entered the page has been drawn.
_WATCH = """
() => {
  window.quothRendered = new Promise((done) => {
    let begin = 0;
    const box = document.querySelector("#q-box textarea");
    box.addEventListener("keydown", () => (begin = performance.now()), { capture: true });
    const watch = new MutationObserver(() => {
      if (!begin || !document.querySelector("#q-chat .q-answer")) return;
      watch.disconnect();
      requestAnimationFrame(() => setTimeout(() => done(performance.now() - begin)));
    });
    watch.observe(document.body, { childList: true, subtree: true });
  });
}
"""


def why_not() -> str | None:
    """Why there can be no measurement here, or None."""
    try:
        import playwright.sync_api  # noqa: F401
    except ModuleNotFoundError:
        return "playwright is not installed; run 'make setup'"
    return None if shutil.which(_chromium()) else f"no Chromium at {_chromium()}; set CHROMIUM"


def measure_page(index: Path, questions: Sequence[str]) -> dict[str, float]:
    """Figures by their names, which end in the unit.

    The index in that folder must be there; the first question is asked once before, unmeasured.
    """
    from playwright.sync_api import sync_playwright

    with served(index) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=_ARGUMENTS)
        page = browser.new_page()
        times = [_ask(page, server.url, question) for question in [questions[0], *questions]][1:]
        browser.close()
    return {
        "Enter to answer in Chromium p50 (ms)": float(np.percentile(times, 50)),
        "Enter to answer in Chromium p95 (ms)": float(np.percentile(times, 95)),
    }


def _ask(page: "Page", url: str, question: str) -> float:
    """Milliseconds from Enter to the answer."""
    page.goto(url, timeout=_PATIENCE)
    page.wait_for_selector("#q-box textarea", timeout=_PATIENCE)
    page.fill("#q-box textarea", question)
    page.evaluate(_WATCH)
    page.press("#q-box textarea", "Enter")
    page.wait_for_selector("#q-chat .q-answer", timeout=_PATIENCE)
    return float(page.evaluate("() => window.quothRendered"))


def _chromium() -> str:
    return os.environ.get("CHROMIUM", "/usr/bin/chromium")
