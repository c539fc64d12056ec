"""The page in a real Chromium when the server turns its question away: too many, or too often."""

import time
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import FAKE_ENVIRONMENT
from tests.web.holding import answering, asked
from tests.web.page import QUESTION, ready, submit
from tests.web.process import served

pytestmark = pytest.mark.browser

OTHER = "How many airports are there?"


def opened(browser: Browser, url: str) -> Page:
    page = browser.new_page(reduced_motion="reduce")
    page.goto(url)
    ready(page)
    return page


def says(page: Page, sentence: str) -> None:
    """The page shows this sentence in the conversation, and the question is still in the box."""
    notice = page.locator("#q-chat .q-notice[role=alert]")
    expect(notice).to_contain_text(sentence)
    expect(notice).to_be_in_viewport()
    expect(page.locator("#q-box textarea")).to_have_value(QUESTION)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_enabled()
    expect(page.locator(".q-answer")).to_have_count(0)


def asked_again(page: Page) -> None:
    """The question, just sent again, is answered."""
    page.press("#q-box textarea", "Enter")
    expect(page.locator("#q-chat .q-answer .q-quote").first).to_contain_text("research instruments")
    expect(page.locator("#q-chat .user.message")).to_have_text(QUESTION)
    expect(page.locator(".q-notice[role=alert]")).to_have_count(0)
    expect(page.locator("#q-box textarea")).to_have_value("")


def test_when_the_queue_is_full(browser: Browser, tmp_path: Path) -> None:
    with answering(tmp_path, QUOTH_MAX_CONCURRENCY="1", QUOTH_MAX_WAITING="0") as (server, held):
        page = opened(browser, server.url)
        with asked(server, "/api/ask", {"question": OTHER}) as response:
            held.wait_for("ask")
            with page.expect_response("**/gradio_api/run/predict") as refused:
                submit(page, QUESTION)
            assert refused.value.status == 503
            assert refused.value.headers["retry-after"] == "1"
            says(page, "Quoth is busy or just starting. Try again in a moment.")
            held.go("ask")
            assert response.result().json()["question"] == OTHER
        asked_again(page)
        page.close()


def test_when_it_asks_too_often(browser: Browser, tmp_path: Path) -> None:
    settings = FAKE_ENVIRONMENT | {"QUOTH_INDEX": str(tmp_path / "index")}
    with served(tmp_path, QUOTH_RATE_LIMIT="2/minute", **settings) as server:
        page = opened(browser, server.url)
        for _ in range(2):
            assert httpx.get(f"{server.url}/api/documents").status_code == 200
        with page.expect_response("**/gradio_api/run/predict") as refused:
            submit(page, QUESTION)
        assert refused.value.status == 429
        seconds = int(refused.value.headers["retry-after"])
        assert 1 <= seconds <= 60
        says(page, f"Too many questions at once. Ask again in {seconds} s.")
        time.sleep(seconds)  # what the page was told is enough
        asked_again(page)
        page.close()
