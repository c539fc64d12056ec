"""The source pane: stepping through the citations of an answer, and turning to other documents."""

import pytest
from playwright.sync_api import Page, expect

from tests.web.page import QUESTION, UNANSWERED, OpenPage, ask

pytestmark = pytest.mark.browser

SECOND = "How many Hong Kong and Macao students are there in primary schools?"


def hit_of(page: Page, link: int, answer: int = 0) -> None:
    """The pane shows this citation of this answer."""
    quote = page.locator(".q-answer").nth(answer).locator("blockquote").nth(link)
    expect(quote.locator("a.q-on")).to_have_count(1)
    text = quote.locator("p").evaluate("element => element.textContent")
    expect(page.locator("#hit")).to_have_text(text, use_inner_text=False)


def test_steps_through_the_citations_of_the_answer(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, QUESTION)
    ask(page, SECOND)
    first = page.locator(".q-answer").first.locator("a.q-cite")
    count = first.count()
    assert count >= 3
    first.nth(1).click()
    hit_of(page, 1)
    expect(page.locator(".q-place")).to_have_text(f"2 of {count}")
    page.get_by_role("button", name="Next citation").click()
    hit_of(page, 2)
    expect(page.get_by_role("button", name="Next citation")).to_be_focused()
    expect(page.locator(".q-unseen[role=status]")).to_have_text(f"Citation 3 of {count}")
    expect(page.locator(".q-place")).to_have_text(f"3 of {count}")
    page.get_by_role("button", name="Previous citation").click()
    page.get_by_role("button", name="Previous citation").click()
    hit_of(page, 0)
    expect(page.get_by_role("button", name="Previous citation")).to_be_disabled()
    # By keyboard, from the highlighted words.
    first.first.press("Enter")
    expect(page.locator("#hit")).to_be_focused()
    page.keyboard.press("ArrowRight")
    hit_of(page, 1)
    page.keyboard.press("ArrowLeft")
    hit_of(page, 0)
    page.keyboard.press("ArrowLeft")
    hit_of(page, 0)
    # And in a refusal, through what is no answer.
    page = open_page()
    ask(page, UNANSWERED)
    page.locator(".q-near a.q-cite").first.click()
    hit_of(page, 0)
    expect(page.locator(".q-place")).to_have_text("1 of 3")


def test_one_citation_needs_no_steps(open_page: OpenPage) -> None:
    page = open_page()
    page.click('text="Greater bay area"')
    expect(page.locator("#q-source h2")).to_have_text("Greater bay area")
    expect(page.locator(".q-step").first).to_be_hidden()
    expect(page.locator(".q-linking")).to_be_hidden()


def test_turns_to_another_document(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, QUESTION)
    page.locator("a.q-cite").first.click()
    expect(page.locator("#hit")).to_be_focused()
    documents = page.get_by_role("combobox", name="Document")
    labels = documents.locator("option").all_inner_texts()
    assert labels[1:] == ["Greater bay area"]
    assert labels[0].startswith("Badgers <img")
    expect(documents.locator("option:checked")).to_have_text("Greater bay area")
    documents.focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#q-source h2")).to_contain_text("Badgers")
    expect(documents).to_be_focused()
    expect(page.locator("#hit")).to_have_count(0)
    expect(page.locator("a.q-on")).to_have_count(0)
    expect(page.locator(".q-step").first).to_be_hidden()
    page.locator("a.q-cite").first.click()
    expect(documents.locator("option:checked")).to_have_text("Greater bay area")
    hit_of(page, 0)


def test_short_answers_are_marked_in_the_source(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, QUESTION)
    page.locator("a.q-cite[href*='/1776/1950']").click()
    expect(page.locator("#hit")).to_be_focused()
    assert page.locator("#hit strong").all_inner_texts() == ["25", "130,000"]
    own = page.locator("a.q-own").get_attribute("href") or ""
    page.goto(own)
    assert page.locator("#hit strong").all_inner_texts() == ["25", "130,000"]
