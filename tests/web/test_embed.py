"""The chat inside pages of other origins, in a real Chromium that blocks third-party storage.

Both sites are real processes or threads on loopback; Chromium is told that their names are here.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from tests.conftest import FAKE_ENVIRONMENT
from tests.web.conftest import launched
from tests.web.page import QUESTION
from tests.web.process import served

pytestmark = pytest.mark.browser

INTRANET, EVIL, CHAT = "intranet.test", "evil.test", "chat.test"
PATIENCE = 60_000  # milliseconds: the frame loads the whole chat
ARTICLE = "<p><a href='#top' id='before'>a link of the page</a></p>"


class Host(BaseHTTPRequestHandler):
    """Pages that embed Quoth, under a policy that allows nothing else."""

    def __init__(self, quoth: Callable[[], str], *arguments: object) -> None:
        self._quoth = quoth
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        quoth = self._quoth()
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(quoth))
        pages = {
            "/bubble": f'<script src="{quoth}/embed.js" data-title="Ask us" defer></script>',
            "/left": f'<script src="{quoth}/embed.js" data-position="left" data-theme="dark" '
            f'data-colour="#7a1f3d" data-language="de" data-question="{QUESTION}"></script>',
            "/inline": f'<div data-quoth></div><script src="{quoth}/embed.js"></script>',
            "/frame": f'<iframe src="{quoth}/?embed=1" title="chat"></iframe>',
        }
        body = f'<!doctype html><html lang="en"><title>Host</title><body>{ARTICLE}'
        body += pages.get(urlsplit(self.path).path, "")
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header(
            "Content-Security-Policy",
            f"default-src 'none'; script-src {origin}; frame-src {origin}",
        )
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing: the test's output is not a server log."""


@contextmanager
def embedding_site(quoth: Callable[[], str]) -> Iterator[int]:
    """The port of a site whose pages embed the Quoth at that address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, quoth)) as host:
        threading.Thread(target=host.serve_forever, daemon=True).start()
        yield host.server_port
        host.shutdown()


@pytest.fixture(scope="module")
def origins(
    tmp_path_factory: pytest.TempPathFactory, documents_folder: Path
) -> Iterator[dict[str, str]]:
    """The addresses of the embedding site, under two names, and of Quoth, which allows one."""
    addresses: dict[str, str] = {}
    with embedding_site(lambda: addresses[CHAT]) as port:
        for name in (INTRANET, EVIL):
            addresses[name] = f"http://{name}:{port}"
        folder = tmp_path_factory.mktemp("embedded")
        with served(
            folder,
            QUOTH_DOCUMENTS=str(documents_folder),
            QUOTH_INDEX=str(folder / "index"),
            QUOTH_ALLOWED_ORIGINS=addresses[INTRANET],
            QUOTH_ALLOWED_HOSTS=CHAT,
            **FAKE_ENVIRONMENT,
        ) as server:
            addresses[CHAT] = f"http://{CHAT}:{urlsplit(server.url).port}"
            yield addresses


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    places = ", ".join(f"MAP {name} 127.0.0.1" for name in (INTRANET, EVIL, CHAT))
    with launched(f"--host-resolver-rules={places}", "--test-third-party-cookie-phaseout") as one:
        yield one


@pytest.fixture
def visit(browser: Browser, origins: dict[str, str]) -> Iterator[Callable[..., Page]]:
    """Opens a page of the embedding site; afterwards checks that no third host was asked."""
    hosts: set[str] = set()
    opened: list[Page] = []

    def visit(path: str, name: str = INTRANET, width: int = 1280) -> Page:
        page = browser.new_page(viewport={"width": width, "height": 800}, reduced_motion="reduce")
        opened.append(page)
        page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname or ""))
        page.goto(origins[name] + path)
        return page

    yield visit
    for page in opened:
        page.close()
    assert hosts <= {INTRANET, EVIL, CHAT}


def chat_in(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def ask_in(chat: FrameLocator, question: str) -> None:
    box = chat.locator("#q-box textarea")
    box.fill(question)
    box.press("Enter")
    expect(chat.locator(".q-answer")).to_have_count(1, timeout=PATIENCE)


def test_a_bubble_opens_the_chat_with_citations_and_source(visit: Callable[..., Page]) -> None:
    page = visit("/bubble")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    bubble = page.get_by_role("button", name="Ask us")
    expect(bubble).to_have_attribute("aria-expanded", "false")
    assert asked == [], "nothing is loaded before the first click"
    bubble.click()
    chat = chat_in(page)
    ask_in(chat, QUESTION)
    chat.locator("a.q-cite").first.click()
    expect(chat.locator("#hit")).to_be_focused()
    assert (chat.locator("#hit").text_content() or "") in (
        chat.locator(".q-quote").first.text_content() or ""
    )
    expect(chat.locator("#q-head")).to_be_hidden()


def test_the_keyboard_opens_and_closes_and_the_focus_returns(visit: Callable[..., Page]) -> None:
    page = visit("/bubble")
    bubble = page.get_by_role("button", name="Ask us")
    bubble.focus()
    page.keyboard.press("Enter")
    box = chat_in(page).locator("#q-box textarea")
    box.click()
    box.press("Escape")
    expect(bubble).to_be_visible()
    expect(bubble).to_be_focused()
    expect(page.locator("iframe")).to_be_hidden()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Close").click()
    expect(bubble).to_be_focused()


def test_position_colour_theme_language_and_starter_question(visit: Callable[..., Page]) -> None:
    page = visit("/left")
    bubble = page.get_by_role("button", name="Die Dokumente fragen")
    box = bubble.bounding_box()
    assert box is not None
    assert box["x"] == 20
    assert bubble.evaluate("b => getComputedStyle(b).backgroundColor") == "rgb(122, 31, 61)"
    bubble.click()
    chat = chat_in(page)
    expect(chat.locator(".q-answer")).to_have_count(1, timeout=PATIENCE)
    expect(chat.locator("#q-chat .user.message")).to_contain_text(QUESTION)
    expect(chat.locator("body.dark")).to_have_count(1)
    expect(page.get_by_role("button", name="Schließen")).to_be_visible()


def test_inline_without_a_bubble(visit: Callable[..., Page]) -> None:
    page = visit("/inline")
    ask_in(chat_in(page), QUESTION)
    assert page.get_by_role("button").count() == 0


def test_the_page_around_opens_asks_and_closes(
    visit: Callable[..., Page], origins: dict[str, str]
) -> None:
    page = visit("/bubble")
    post = "message => window.postMessage(message, location.origin)"
    page.evaluate(post, {"quoth": "ask", "question": QUESTION})
    chat = chat_in(page)
    expect(chat.locator(".q-answer")).to_have_count(1, timeout=PATIENCE)
    page.evaluate(post, {"quoth": "close"})
    expect(page.locator("iframe")).to_be_hidden()
    page.evaluate(post, {"quoth": "open"})
    expect(page.locator("iframe")).to_be_visible()
    for junk in (
        {"quoth": "ask"},
        {"quoth": "ask", "question": 7},
        "open",
        None,
        {"quoth": "frame"},
    ):
        page.evaluate(post, junk)
    # A message that is not from the page itself: here from the chat's own frame to its parent.
    chat.locator("body").evaluate(
        "(_, question) => parent.postMessage({quoth: 'ask', question}, '*')", "Forged?"
    )
    expect(chat.locator(".q-answer")).to_have_count(1, timeout=PATIENCE)


def test_a_chat_framed_by_hand_obeys_only_its_parent(
    visit: Callable[..., Page], origins: dict[str, str]
) -> None:
    page = visit("/bubble")
    page.get_by_role("button", name="Ask us").click()
    chat = chat_in(page)
    expect(chat.locator("#q-box textarea")).to_be_visible(timeout=PATIENCE)
    chat.locator("body").evaluate(
        "(_, question) => window.postMessage({quoth: 'ask', question}, '*')", "Forged?"
    )
    ask_in(chat, QUESTION)
    expect(chat.locator("#q-chat .user.message")).to_have_count(1)


@pytest.mark.parametrize("path", ["/bubble", "/frame"])
def test_an_origin_that_is_not_allowed_is_refused(visit: Callable[..., Page], path: str) -> None:
    page = visit(path, EVIL)
    if path == "/bubble":
        page.get_by_role("button", name="Ask us").click()
    page.wait_for_selector("iframe")
    page.wait_for_function("() => document.readyState === 'complete'")
    frame = page.frames[-1]
    frame.wait_for_load_state()
    assert frame.url.startswith("chrome-error://")


def test_it_fills_a_phone(visit: Callable[..., Page]) -> None:
    page = visit("/bubble", width=360)
    page.get_by_role("button", name="Ask us").click()
    frame = page.locator("iframe").bounding_box()
    assert frame is not None
    assert frame["width"] == 360
    chat = chat_in(page)
    ask_in(chat, QUESTION)
    assert chat.locator("html").evaluate("e => e.scrollWidth <= e.clientWidth")
