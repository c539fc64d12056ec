"""The page in a real Chromium: answers, citations, keyboard, looks."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.web.page import HOSTILE, QUESTION, UNANSWERED, OpenPage, ask, cited
from tests.web.process import served

pytestmark = pytest.mark.browser


def test_the_first_visit_says_what_quoth_is_and_knows(open_page: OpenPage) -> None:
    page = open_page()
    expect(page).to_have_title("Quoth")
    expect(page.locator("h1")).to_have_text("Quoth")
    expect(page.locator(".q-welcome")).to_contain_text("in the exact words of your documents")
    titles = page.locator(".q-welcome ul:not(.q-starters) li").all_inner_texts()
    assert "Greater bay area" in titles
    assert len(titles) == 2
    page.click('text="Greater bay area"')
    expect(page.locator("#q-source h2")).to_have_text("Greater bay area")
    assert not page.locator("footer").count()


def test_a_citation_opens_its_sentence_in_the_document(
    open_page: OpenPage, documents: Path
) -> None:
    page = open_page(query="?__theme=light")
    ask(page, QUESTION)
    quotes = page.locator(".q-quote")
    assert quotes.count() >= 2
    for number in range(quotes.count()):
        quote = quotes.nth(number)
        link = quote.locator("a.q-cite")
        expect(link).to_contain_text(f"[{number + 1}]")
        link.click()
        hit = page.locator("#hit")
        text = cited(page, link.get_attribute("href") or "", documents)
        expect(page.locator("a.q-on")).to_have_count(1)
        expect(hit).to_be_focused()
        assert hit.evaluate("element => element.textContent") == text
        assert quote.locator("p").evaluate("element => element.textContent") == text
        assert page.locator("#q-source").evaluate(
            """pane => {
                const box = pane.getBoundingClientRect();
                const hit = pane.querySelector("#hit").getBoundingClientRect();
                const head = pane.querySelector("header").getBoundingClientRect();
                return head.bottom <= hit.top && hit.bottom <= box.bottom;
            }"""
        ), "the cited sentence must be in sight"
    whole = page.locator("#q-source .q-text").evaluate("element => element.textContent")
    assert whole == (documents / "greater_bay_area.txt").read_text(encoding="utf-8")
    expect(page.locator(".q-answer")).to_have_count(1)  # the conversation is still there


def test_the_first_source_of_an_answer_is_shown_at_once(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, QUESTION)
    expect(page.locator("#hit")).to_be_visible()
    expect(page.locator("#q-box textarea")).to_be_focused()


def test_a_document_on_its_own_page(open_page: OpenPage, browser: Browser) -> None:
    page = open_page()
    ask(page, QUESTION)
    href = page.locator("a.q-own").get_attribute("href")
    assert href
    own = browser.new_page(java_script_enabled=False)
    own.goto(href)
    expect(own.locator("#hit")).to_be_visible()
    expect(own.locator("#hit")).to_be_in_viewport()
    own.close()


def test_a_refusal_is_labelled(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, UNANSWERED)
    reply = page.locator(".q-answer")
    expect(reply.locator(".q-refusal")).to_have_text("The documents do not answer this.")
    expect(reply.locator(".q-label")).to_have_text("Closest passages (not an answer)")
    expect(reply.locator(".q-near")).to_have_count(3)
    reply.locator("a.q-cite").last.click()
    expect(page.locator("#hit")).to_be_focused()


def test_a_follow_up_shows_what_was_searched(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, QUESTION)
    ask(page, "And how many key projects?")
    expect(page.locator(".q-answer").last).to_contain_text(
        "searched: How many key projects were opened to Hong Kong and Macao?", use_inner_text=False
    )


def test_a_question_that_cannot_be_asked_gets_a_reason(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "???")
    expect(page.locator(".q-notice")).to_contain_text("no letters or digits")
    ask(page, QUESTION)
    expect(page.locator(".q-quote").first).to_be_visible()


def test_hostile_text_stays_text(open_page: OpenPage, documents: Path) -> None:
    page = open_page()
    ask(page, HOSTILE)
    expect(page.locator("#q-chat .user.message")).to_have_text(HOSTILE)
    link = page.locator("a.q-cite[href*='b%20']").first
    link.click()
    expect(page.locator("#hit")).to_be_focused()
    text = cited(page, link.get_attribute("href") or "", documents)
    assert HOSTILE.split("<")[1] in text
    assert page.locator("#hit").evaluate("element => element.textContent") == text
    name = "b & c/#1 <i>ü?.md"
    expect(page.locator("#q-source header p")).to_contain_text(name)
    whole = page.locator("#q-source .q-text").evaluate("element => element.textContent")
    assert whole == (documents / name).read_bytes().decode()
    assert not page.locator(":is(#q-chat, #q-source) :is(img, script, iframe)").count()
    assert page.evaluate("window.pwned") is None


def test_everything_works_by_keyboard(open_page: OpenPage) -> None:
    page = open_page()
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "TEXTAREA":
            break
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator(".q-answer")).to_have_count(1)
    last = page.locator("a.q-cite").last
    for _ in range(3):  # past "Copy" and "Copy link"
        page.keyboard.press("Shift+Tab")
    expect(last).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#hit")).to_be_focused()
    page.keyboard.press("Escape")
    expect(last).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#hit")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Back", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(last).to_be_focused()


def test_screen_readers_hear_no_markup(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, QUESTION)
    expect(page.locator("#q-chat [data-testid=bot]")).to_have_attribute("aria-label", "Quoth")
    assert not page.locator("[aria-label*='<']").count()
    expect(page.get_by_role("region", name="Source")).to_be_visible()
    expect(page.get_by_role("log")).to_be_visible()
    expect(page.get_by_role("textbox", name="Question")).to_be_visible()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    assert page.get_by_role("heading", level=1).count() == 1


@pytest.mark.parametrize("width", [320, 768, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_looks_at_any_width_in_light_and_dark(open_page: OpenPage, width: int, scheme: str) -> None:
    page = open_page(width, scheme)
    paper = page.evaluate(
        "getComputedStyle(document.querySelector('.gradio-container')).backgroundColor"
    )
    assert paper == {"light": "rgb(250, 249, 246)", "dark": "rgb(21, 23, 26)"}[scheme]
    ask(page, QUESTION)
    ask(page, UNANSWERED)
    page.locator("a.q-cite").first.click()
    expect(page.locator("#hit")).to_be_focused()
    expect(page.locator("#hit")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width < 900:
        page.click("button.q-back")
        expect(page.locator("a.q-cite").first).to_be_in_viewport()
    assert page.evaluate(CONTRAST) == []


# Elements whose text stands out less than 4.5:1 from what is behind it.
CONTRAST = """
() => {
  const parse = (c) => c.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b]
    .map((v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] > 0.99) return c;
    }
    return [255, 255, 255];
  };
  const faded = (e) => e ? getComputedStyle(e).opacity * faded(e.parentElement) : 1;
  const bad = [];
  for (const e of document.querySelectorAll(
    "h1, #q-head p, .user.message p, .q-answer p, .q-number, .q-where, .q-label, #q-source h2, " +
    "#q-source header p, #q-source a, .q-text, #hit, .q-back, #q-box textarea, " +
    "#q-box .submit-button")) {
    const a = light(parse(getComputedStyle(e).color)), b = light(behind(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5 || faded(e) < 1) bad.push(`${e.tagName}.${e.className}: ${ratio.toFixed(2)}`);
  }
  return bad;
}
"""


@pytest.mark.model
def test_the_product_as_shipped(browser: Browser, tmp_path: Path, documents_folder: Path) -> None:
    with served(tmp_path, QUOTH_INDEX=str(tmp_path / "index")) as server:
        hosts: set[str] = set()
        page = browser.new_page()
        page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
        page.goto(server.url)
        ask(page, QUESTION)
        expect(page.locator(".q-quote", has_text="130,000 large scientific")).to_be_visible()
        link = page.locator("a.q-cite").first
        link.click()
        expect(page.locator("#hit")).to_be_focused()
        assert page.locator("#hit").evaluate("element => element.textContent") == cited(
            page, link.get_attribute("href") or "", documents_folder
        )
        ask(page, "Who won the chess championship on Mars?")
        expect(page.locator(".q-refusal")).to_be_visible()
        page.close()
        assert hosts == {urlsplit(server.url).netloc}
