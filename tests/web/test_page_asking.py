"""While a question is out, where no answer comes, and long conversations."""

import re
from collections.abc import Callable
from http import HTTPStatus

import pytest
from playwright.sync_api import Route, expect

from tests.web.page import FOLLOW_UP, QUESTION, RESOLVED, OpenPage, ask, submit

pytestmark = pytest.mark.browser

ASKING = re.compile("/gradio_api/run/predict")
# Notes what is on the screen in the first frame after each Enter, and where.
FIRST_FRAMES = """
window.firstFrames = [];
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  requestAnimationFrame(() => setTimeout(() => {
    const asked = document.querySelector(".q-pending .q-asked");
    window.firstFrames.push({
      question: asked?.textContent,
      note: document.querySelector(".q-pending .q-note")?.textContent,
      top: asked?.getBoundingClientRect().top,
      busy: document.querySelector("#q-chat [role=log]").getAttribute("aria-busy"),
    });
    document.documentElement.dataset.frames = window.firstFrames.length;
  }));
});
"""


def test_the_question_is_on_the_screen_at_once_and_stays_where_it_is(open_page: OpenPage) -> None:
    page = open_page(script=FIRST_FRAMES)
    ask(page, QUESTION)
    held: list[Route] = []
    page.route(ASKING, lambda route: held.append(route))
    submit(page, FOLLOW_UP)
    expect(page.locator(".q-pending .q-note")).to_have_text("Searching…")
    # A busy machine may draw the frame long after the page was changed. Playwright's own waiting
    # for a function evaluates a string in the page, which its policy forbids.
    expect(page.locator("html")).to_have_attribute("data-frames", "2")
    first = page.evaluate("window.firstFrames[1]")
    assert first["question"] == FOLLOW_UP
    assert first["note"] == "Searching…"
    assert first["busy"] == "true"
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_disabled()
    expect(page.locator(".q-unseen[role=status]")).to_have_text("Searching…")
    # Neither key nor button asks a second time.
    page.press("#q-box textarea", "Enter")
    page.locator("#q-box .submit-button").click(force=True)
    page.wait_for_timeout(300)
    assert len(held) == 1
    held[0].continue_()
    expect(page.locator(".q-answer")).to_have_count(2)
    expect(page.locator(".q-pending")).to_have_count(0)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_enabled()
    expect(page.locator("#q-chat [role=log]")).not_to_have_attribute("aria-busy", "true")
    question = page.locator("#q-chat .user.message").last
    expect(question).to_have_text(FOLLOW_UP)
    box = question.bounding_box()
    assert box
    assert abs(box["y"] - first["top"]) < 3, "the question must not jump"


def answer_with(status: HTTPStatus) -> Callable[[Route], None]:
    return lambda route: route.fulfill(
        status=status, body="<h1>Proxy error</h1>", content_type="text/html"
    )


@pytest.mark.parametrize(
    ("handle", "sentence"),
    [
        (lambda route: route.abort(), "Quoth cannot be reached."),
        (answer_with(HTTPStatus.SERVICE_UNAVAILABLE), "Quoth is busy or just starting."),
        (answer_with(HTTPStatus.REQUEST_ENTITY_TOO_LARGE), "has grown too long"),
        (answer_with(HTTPStatus.TOO_MANY_REQUESTS), "Too many questions at once."),
        (answer_with(HTTPStatus.INTERNAL_SERVER_ERROR), "Something went wrong on the server."),
        (answer_with(HTTPStatus.OK), "You are not signed in."),
    ],
)
def test_a_failure_is_said_plainly_and_keeps_the_question(
    open_page: OpenPage, handle: Callable[[Route], None], sentence: str
) -> None:
    page = open_page(expected=["Failed to load resource"])
    page.route(ASKING, handle)
    submit(page, QUESTION)
    notice = page.locator(".q-notice[role=alert]")
    expect(notice).to_contain_text(sentence)
    expect(notice).to_be_in_viewport()
    expect(page.locator("#q-box textarea")).to_have_value(QUESTION)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_enabled()
    assert "Proxy error" not in page.inner_text("body")
    assert not page.get_by_text("Error", exact=True).filter(visible=True).count()
    page.unroute(ASKING)
    page.press("#q-box textarea", "Enter")
    expect(page.locator(".q-quote").first).to_be_visible()
    expect(notice).to_have_count(0)


def test_a_question_that_is_too_long_is_not_cut(open_page: OpenPage) -> None:
    page = open_page()
    long = "Of the many plans in the area " * 40 + "which is the first?"
    submit(page, long)
    notice = page.locator("#q-chat .bot .q-notice")
    expect(notice).to_contain_text(f"The question has {len(long):,} characters; at most 1,000")
    expect(page.locator("#q-box textarea")).to_have_value(long)
    ask(page, QUESTION)
    expect(page.locator("#q-box textarea")).to_have_value("")


def test_the_exact_words_can_be_searched_instead(open_page: OpenPage) -> None:
    page = open_page(expected=["Failed to load resource"])
    ask(page, QUESTION)
    ask(page, FOLLOW_UP)
    follow_up = page.locator(".q-answer").nth(1)
    expect(follow_up).to_contain_text(f"searched: {RESOLVED}", use_inner_text=False)
    button = follow_up.get_by_role("button", name="Search the exact words instead")
    # A failure leaves just the question in the box.
    page.route(ASKING, lambda route: route.abort())
    button.press("Enter")
    expect(page.locator(".q-notice[role=alert]")).to_be_visible()
    expect(page.locator("#q-box textarea")).to_have_value(FOLLOW_UP)
    page.unroute(ASKING)
    button.press("Enter")
    expect(page.locator(".q-answer")).to_have_count(3)
    expect(page.locator("#q-chat .user.message").last).to_have_text(FOLLOW_UP)
    assert "searched:" not in page.locator(".q-answer").last.inner_text()
    expect(page.locator("#q-box textarea")).to_have_value("")
    # What follows knows the conversation again.
    ask(page, FOLLOW_UP)
    expect(page.locator(".q-answer").last).to_contain_text("searched:")


def test_misspelt_words_are_corrected_and_can_be_searched_as_they_are(
    open_page: OpenPage,
) -> None:
    page = open_page()
    misspelt = QUESTION.replace("research instruments", "reserch instrumnts")
    ask(page, misspelt)
    first = page.locator(".q-answer").first
    expect(first).to_contain_text(f"searched: {QUESTION}", use_inner_text=False)
    first.get_by_role("button", name="Search the exact words instead").click()
    expect(page.locator(".q-answer")).to_have_count(2)
    expect(page.locator("#q-chat .user.message").last).to_have_text(misspelt)
    assert "searched:" not in page.locator(".q-answer").last.inner_text()


@pytest.mark.timeout(600)
def test_fifty_turns(open_page: OpenPage) -> None:
    page = open_page()
    for turn in range(50):
        ask(page, f"How many research instruments were opened in case {turn}?")
    expect(page.locator("#q-chat .user.message").last).to_contain_text("case 49")
    expect(page.locator("#q-chat .user.message").last).to_be_in_viewport()
    link = page.locator(".q-answer").first.locator("a.q-cite").first
    link.click()
    expect(page.locator("#hit")).to_be_focused()
    expect(link).to_have_class(re.compile("q-on"))
    assert page.locator("#q-chat .user.message").count() == 50


def test_two_people_see_only_their_own(open_page: OpenPage) -> None:
    ann, bob = open_page(), open_page()
    submit(ann, "How many research instruments does Ann see?")
    submit(bob, "How many airports does Bob see?")
    expect(ann.locator(".q-answer")).to_have_count(1)
    expect(bob.locator(".q-answer")).to_have_count(1)
    ask(ann, FOLLOW_UP)
    ask(bob, FOLLOW_UP)
    assert "Bob" not in ann.inner_text("body")
    assert "Ann" not in bob.inner_text("body")
    expect(bob.locator(".q-answer").last).to_contain_text("How many key projects does Bob see?")
    bob.reload()
    expect(bob.locator(".q-welcome")).to_be_visible()
    expect(bob.locator(".q-answer")).to_have_count(0)
