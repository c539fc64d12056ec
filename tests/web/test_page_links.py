"""Copying answers, and links that reopen a question with its citation."""

import re
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.web.page import FOLLOW_UP, HOSTILE, QUESTION, RESOLVED, UNANSWERED, OpenPage, ask, ready
from tests.web.process import Served

pytestmark = pytest.mark.browser

NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: undefined })"
CHANGED = "The document's text has changed since this link was made."


def pasted(page: Page) -> str:
    """What lies in the clipboard, as a text field gets it."""
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('textarea'), { id: 'paste' }))"
    )
    page.focus("#paste")
    page.keyboard.press("Control+V")
    text = page.input_value("#paste")
    page.evaluate("document.querySelector('#paste').remove()")
    return text


def copied_link(page: Page) -> str:
    """The link that the pane copies for the citation it shows."""
    page.click(".q-linking")
    expect(page.locator(".q-linking")).to_have_text("Copied")
    return pasted(page)


@pytest.mark.parametrize("clipboard", [True, False])
def test_an_answer_is_copied_with_its_citations(
    open_page: OpenPage, documents: Path, clipboard: bool
) -> None:
    page = open_page(script="" if clipboard else NO_CLIPBOARD)
    if clipboard:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, QUESTION)
    button = page.get_by_role("button", name="Copy", exact=True)
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".q-copy")).to_have_text("Copied")
    expect(page.locator(".q-unseen[role=status]")).to_have_text("Copied")
    expect(page.locator(".q-copy")).to_be_focused()
    text = (documents / "greater_bay_area.txt").read_text(encoding="utf-8")
    blocks = pasted(page).split("\n\n")
    assert len(blocks) == page.locator(".q-quote").count()
    for number, block in enumerate(blocks, 1):
        words, source = block.rsplit("\n", 1)
        found = re.fullmatch(
            rf"\[{number}] Greater bay area \(greater_bay_area\.txt\), characters (\d+)-(\d+)",
            source,
        )
        assert found
        assert text[int(found[1]) : int(found[2])] == words
    expect(page.locator(".q-copy")).to_have_text("Copy")  # it goes back by itself


def test_a_copied_refusal_says_that_it_is_one(open_page: OpenPage) -> None:
    page = open_page(script=NO_CLIPBOARD)
    ask(page, UNANSWERED)
    page.click(".q-copy")
    expect(page.locator(".q-copy")).to_have_text("Copied")
    blocks = pasted(page).split("\n\n")
    assert blocks[:2] == ["The documents do not answer this.", "Closest passages (not an answer)"]
    assert len(blocks) == 5


def test_a_permalink_reopens_question_citation_and_highlight(open_page: OpenPage) -> None:
    page = open_page(script=NO_CLIPBOARD)
    ask(page, QUESTION)
    ask(page, FOLLOW_UP)
    second = page.locator(".q-answer").last.locator("a.q-cite").nth(1)
    second.click()
    expect(page.locator(".q-place")).to_contain_text("2 of")
    words = page.locator("#hit").inner_text()
    link = copied_link(page)
    assert urlsplit(link).query == ""
    assert page.url == link

    other = open_page(fragment=urlsplit(link).fragment)
    expect(other.locator("#hit")).to_have_text(words)
    expect(other.locator("#hit")).to_be_focused()
    expect(other.locator("#hit")).to_be_in_viewport()
    expect(other.locator("#q-chat .user.message")).to_have_text(RESOLVED)
    expect(other.locator(".q-place")).to_contain_text("2 of")
    expect(other.locator(".q-answer")).to_have_count(1)
    expect(other.locator("#q-box textarea")).to_have_value("")

    other.reload()
    ready(other)
    expect(other.locator("#hit")).to_have_text(words)
    expect(other.locator(".q-answer")).to_have_count(1)


def test_an_answers_own_link_reopens_it(open_page: OpenPage) -> None:
    page = open_page(script=NO_CLIPBOARD)
    ask(page, QUESTION)
    page.click(".q-link")
    expect(page.locator(".q-link")).to_have_text("Copied")
    link = pasted(page)
    assert page.url == urlsplit(link)._replace(fragment="").geturl()  # nothing was opened
    narrow = open_page(320, fragment=urlsplit(link).fragment)
    expect(narrow.locator("#hit")).to_be_in_viewport()
    expect(narrow.locator(".q-place")).to_contain_text("1 of")


def test_a_link_of_a_refusal_asks_again(open_page: OpenPage) -> None:
    page = open_page(fragment=f"ask={quote(UNANSWERED)}")
    expect(page.locator(".q-refusal")).to_be_visible()


@pytest.mark.parametrize("known", [True, False])
def test_a_link_to_words_that_have_changed_highlights_nothing(
    open_page: OpenPage, known: bool
) -> None:
    end = 1950 if known else 999_999
    cite = f"greater_bay_area.txt/1776/{end}?quote={'0' * 16}"
    page = open_page(fragment=f"ask={quote(QUESTION)}&cite={quote(cite, safe='')}")
    expect(page.locator("#q-source .q-changed")).to_have_text(CHANGED)
    expect(page.locator("#hit")).to_have_count(0)
    expect(page.locator("a.q-on")).to_have_count(0)
    expect(page.locator("#q-source h2")).to_have_text("Greater bay area")
    expect(page.locator(".q-quote").first).to_be_visible()  # the question is answered all the same


@pytest.mark.parametrize(
    "cite",
    [
        "",
        "greater_bay_area.txt/1/2",
        "greater_bay_area.txt/1/2?quote=<b>",
        f"../config/1/2?quote={'0' * 16}",
        f"a/%2E%2e/%2e%2e/config/1/2?quote={'0' * 16}",
        f"//evil.test/1/2?quote={'0' * 16}",
        "<img src=x onerror=window.pwned=1>",
        "javascript:alert(1)",
    ],
)
def test_a_damaged_link_says_so(open_page: OpenPage, cite: str) -> None:
    page = open_page(fragment=f"ask={quote(QUESTION)}&cite={quote(cite, safe='')}")
    expect(page.locator("#q-source")).to_contain_text("This link is damaged")
    expect(page.locator(".q-quote").first).to_be_visible()


def test_a_hostile_link_stays_text(open_page: OpenPage) -> None:
    page = open_page(fragment=f"ask={quote(HOSTILE)}")
    expect(page.locator(".q-answer")).to_have_count(1)
    expect(page.locator("#q-chat .user.message")).to_have_text(HOSTILE)
    assert not page.locator(":is(#q-chat, #q-source) :is(img, script, iframe)").count()
    assert page.evaluate("window.pwned") is None


def test_a_document_that_is_gone(open_page: OpenPage) -> None:
    cite = quote(f"gone.txt/1/2?quote={'0' * 16}", safe="")
    page = open_page(
        fragment=f"ask={quote(QUESTION)}&cite={cite}", expected=["the server responded with"]
    )
    expect(page.locator("#q-source")).to_contain_text("This document is not in the index.")


def test_back_and_forward_go_through_what_was_shown(open_page: OpenPage) -> None:
    page = open_page(query="?__theme=dark")
    ask(page, QUESTION)
    start = page.url
    links = page.locator("a.q-cite")
    links.first.click()
    expect(page.locator("#hit")).to_be_focused()
    first = page.locator("#hit").inner_text()
    links.last.click()
    expect(page.locator("#hit")).not_to_have_text(first)
    last = page.locator("#hit").inner_text()
    page.go_back()
    expect(page.locator("#hit")).to_have_text(first)
    page.go_forward()
    expect(page.locator("#hit")).to_have_text(last)
    page.go_back()
    page.go_back()
    expect(links.first).to_be_focused()
    assert page.url == start
    expect(page.locator(".q-answer")).to_have_count(1)  # nothing was asked again


def test_on_a_phone_back_returns_to_the_answer(open_page: OpenPage) -> None:
    page = open_page(320)
    ask(page, QUESTION)
    link = page.locator("a.q-cite").last
    link.click()
    expect(page.locator("#hit")).to_be_in_viewport()
    page.go_back()
    expect(link).to_be_in_viewport()
    expect(link).to_be_focused()


def test_a_link_opened_in_a_page_with_a_conversation_leaves_it_aside(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, QUESTION)
    page.evaluate("question => { location.hash = `ask=${question}` }", quote(FOLLOW_UP))
    expect(page.locator(".q-answer")).to_have_count(2)
    expect(page.locator("#q-chat .user.message").last).to_have_text(FOLLOW_UP)
    assert "searched:" not in page.locator(".q-answer").last.inner_text()


def test_links_below_a_path_of_a_proxy(browser: Browser, server: Served) -> None:
    def forward(route: Route) -> None:
        route.fulfill(response=route.fetch(url=route.request.url.replace("/quoth/", "/", 1)))

    context = browser.new_context(viewport={"width": 1440, "height": 800}, reduced_motion="reduce")
    context.add_init_script(NO_CLIPBOARD)
    context.route(re.compile("/quoth/"), forward)
    page = context.new_page()
    page.goto(f"{server.url}/quoth/")
    ready(page)
    ask(page, QUESTION)
    page.locator("a.q-cite").last.click()
    expect(page.locator("#hit")).to_be_focused()
    link = copied_link(page)
    assert link.startswith(f"{server.url}/quoth/#ask=")
    words = page.locator("#hit").inner_text()
    page.goto("about:blank")
    page.goto(link)
    expect(page.locator("#hit")).to_have_text(words)
    context.close()
