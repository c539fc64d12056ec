"""What tests of the page share: questions, and how a person asks them."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from corpus.load import load_documents

QUESTION = "How many research instruments were opened to Hong Kong and Macao?"
FOLLOW_UP = "And how many key projects?"
RESOLVED = "How many key projects were opened to Hong Kong and Macao?"
UNANSWERED = "zebra xylophone?"
HOSTILE = (
    "<img src=x onerror=window.pwned=1> ![i](http://evil.test/i.png) [a](javascript:alert(1)) "
    "**b** <script>window.pwned=2</script> `c` $$d$$ www.evil.test badger &lt;"
)
# Nothing is loaded from elsewhere: the browser itself must be silent too.
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REFUSED_ON_PURPOSE = "Executing inline script violates the following Content Security Policy"

OpenPage = Callable[..., Page]


def ready(page: Page) -> None:
    """Wait until the page can be used."""
    page.wait_for_selector("#q-box textarea")
    page.wait_for_selector("#q-source[role=region]")


def submit(page: Page, question: str) -> None:
    """Ask, and do not wait."""
    page.fill("#q-box textarea", question)
    page.press("#q-box textarea", "Enter")


def ask(page: Page, question: str) -> None:
    """Ask, and wait for the reply."""
    replies = page.locator("#q-chat .q-answer")
    number = replies.count()
    submit(page, question)
    expect(replies).to_have_count(number + 1)
    expect(page.locator(".q-pending")).to_have_count(0)


def cited(page: Page, href: str, documents: Path) -> str:
    """The characters of the file that a citation's link names."""
    link = re.match(r"#src/(.+)/(\d+)/(\d+)\?quote=", href)
    assert link
    name = page.evaluate("decodeURIComponent", link[1])
    [text] = [d.text for d in load_documents(documents) if d.id == name]
    return text[int(link[2]) : int(link[3])]
