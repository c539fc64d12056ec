"""Questions to start with, on the page: shown, asked by a click or Enter, and inert as text."""

import html
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, expect

from index.build import build_index
from index.manifest import DocumentEntry
from qa.starters.file import write_starters
from settings import load_settings
from tests.conftest import FAKE_ENVIRONMENT, FAKES
from tests.web.page import OpenPage
from tests.web.process import Served, served
from tests.web.test_render import HOSTILE, _Reader
from web.render import render_welcome

# Browsers start slowly on a busy machine.
expect.set_options(timeout=30_000)

ENTRY = DocumentEntry(id="a.txt", title="A", sha256="", characters=1)
TEXT = """The lamp of the keeper is in the hall, and the oil of the house is in a box for winter.

The Harbour Bridge was designed by Ada Brown. The Ferry Club has 12 members in the city.
The Northern Line was opened in 1904. The Leith Tower is located in Port Mary.
"""
AWKWARD = 'How many "50% & <b>more</b>" #tags/ü?'


def test_without_starters_the_welcome_says_nothing_of_them() -> None:
    assert "q-starter" not in render_welcome([ENTRY])


def test_starters_are_links_that_carry_the_question() -> None:
    shown = _Reader(render_welcome([ENTRY], ["Who designed it?", HOSTILE]))
    assert "Who designed it?" in html.unescape(shown.text)
    assert "&" not in shown.links[0]
    assert [unquote(link.removeprefix("#ask/")) for link in shown.links[:2]] == [
        "Who designed it?",
        HOSTILE,
    ]
    assert not {"img", "script"} & {*shown.tags}
    assert "\n" not in render_welcome([ENTRY], [HOSTILE])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    documents = folder / "documents"
    documents.mkdir()
    (documents / "port.txt").write_text(TEXT, encoding="utf-8")
    index = folder / "index"
    # A decision that is always sure: which questions are good enough is tested elsewhere.
    decision = folder / "decision.json"
    decision.write_text('{"signals": {}, "bias": 3, "threshold": 0.5, "provenance": {}}')
    settings = {"QUOTH_DOCUMENTS": str(documents), "QUOTH_INDEX": str(index)}
    surely = FAKE_ENVIRONMENT | settings | {"QUOTH_DECISION": str(decision)}
    with served(folder, **surely) as server:
        yield server


@pytest.mark.browser
def test_a_click_asks(open_page: OpenPage) -> None:
    page = open_page(query="?__theme=light")
    starters = page.locator("a.q-starter")
    assert "When was the Northern Line opened?" in starters.all_inner_texts()
    page.click("text=When was the Northern Line opened?")
    expect(page.locator("#q-chat .user.message")).to_have_text("When was the Northern Line opened?")
    expect(page.locator(".q-answer")).to_have_count(1)
    expect(page.locator(".q-quote").first).to_contain_text("The Northern Line was opened in 1904.")
    expect(page.locator("#q-box textarea")).to_have_value("")
    expect(page.locator("#q-box textarea")).to_be_focused()
    expect(starters).to_have_count(0)


@pytest.mark.browser
def test_enter_asks(open_page: OpenPage) -> None:
    page = open_page(width=320)
    starter = page.locator("a.q-starter", has_text="Who designed the Harbour Bridge?")
    starter.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".q-quote").first).to_contain_text("designed by Ada Brown")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.browser
def test_any_question_arrives_as_it_is(
    tmp_path: Path,
    browser: Browser,
) -> None:

    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "port.txt").write_text(TEXT, encoding="utf-8")
    settings = load_settings(documents=documents, index=tmp_path / "index", **FAKES)

    fingerprint = build_index(settings).content.fingerprint
    write_starters(settings, fingerprint, [AWKWARD])
    command = ["serve", "--index", str(settings.index), "--port", "0"]
    with served(tmp_path, *command, **FAKE_ENVIRONMENT) as server:
        page = browser.new_page()
        page.goto(server.url)
        page.click("a.q-starter")
        expect(page.locator("#q-chat .user.message")).to_have_text(AWKWARD)
        page.close()
