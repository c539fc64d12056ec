"""No serious fault that axe-core knows, in every state of the page, in light and dark."""

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.page import FOLLOW_UP, QUESTION, UNANSWERED, ask, ready
from tests.web.process import Served

pytestmark = pytest.mark.browser

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"


def faults(page: Page) -> list[str]:
    """What axe finds serious or critical, with the elements it finds it on."""
    violations = page.evaluate(
        "async () => (await axe.run(document, { resultTypes: ['violations'] })).violations"
    )
    return [
        f"{violation['id']}: {node['html'][:200]} {node['failureSummary']}"
        for violation in violations
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("width", [320, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_in_any_state(
    browser: Browser, server: Served, width: int, scheme: str
) -> None:
    # axe is put into the page, which its content security policy would not allow.
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        bypass_csp=True,
    )
    context.add_init_script(path=AXE)
    page = context.new_page()
    page.goto(server.url)
    ready(page)
    assert faults(page) == [], "welcome"
    ask(page, QUESTION)
    ask(page, FOLLOW_UP)
    assert faults(page) == [], "answer and follow-up"
    page.locator("a.q-cite").last.click()
    expect(page.locator("#hit")).to_be_focused()
    assert faults(page) == [], "source"
    ask(page, UNANSWERED)
    assert faults(page) == [], "refusal"
    page.route("**/run/predict", lambda route: route.abort())
    page.fill("#q-box textarea", QUESTION)
    page.press("#q-box textarea", "Enter")
    expect(page.locator(".q-notice[role=alert]")).to_be_visible()
    assert faults(page) == [], "failure"
    page.goto(f"{server.url}/source/greater_bay_area.txt?start=1776&end=1950&spans=1776-1778")
    assert faults(page) == [], "a document on its own page"
    page.goto(f"{server.url}/source")
    assert faults(page) == [], "the list of documents"
    context.close()
