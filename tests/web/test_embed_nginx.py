"""The bubble in a page of another origin, with Quoth below a path of a real nginx."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.conftest import FAKE_ENVIRONMENT
from tests.web.conftest import launched
from tests.web.page import QUESTION
from tests.web.process import served
from tests.web.proxy import HOST, nginx_program, proxied
from tests.web.test_embed import EVIL, INTRANET, ask_in, chat_in, embedding_site

pytestmark = pytest.mark.browser


def test_the_bubble_below_a_path_of_nginx(tmp_path: Path) -> None:
    nginx_program()
    addresses: list[str] = []
    places = ", ".join(f"MAP {name} 127.0.0.1" for name in (INTRANET, EVIL, HOST))
    with (
        embedding_site(lambda: addresses[0]) as site,
        served(
            tmp_path,
            QUOTH_INDEX=str(tmp_path / "index"),
            QUOTH_ROOT_PATH="/quoth",
            QUOTH_ALLOWED_HOSTS=HOST,
            QUOTH_ALLOWED_ORIGINS=f"http://{INTRANET}:{site}",
            QUOTH_TRUSTED_PROXIES="127.0.0.1",
            **FAKE_ENVIRONMENT,
        ) as quoth,
        proxied(tmp_path, quoth, sign_in=False) as port,
        launched(f"--host-resolver-rules={places}", "--test-third-party-cookie-phaseout") as one,
    ):
        addresses.append(f"https://{HOST}:{port}/quoth")
        page = one.new_page(ignore_https_errors=True, reduced_motion="reduce")
        asked: set[str] = set()
        page.on("request", lambda request: asked.add(request.url))
        page.goto(f"http://{INTRANET}:{site}/bubble")
        page.get_by_role("button", name="Ask us").click()
        chat = chat_in(page)
        ask_in(chat, QUESTION)
        expect(chat.locator(".q-quote").first).to_contain_text("research instruments")
        chat.locator("a.q-cite").first.click()
        expect(chat.locator("#hit")).to_be_focused()
        elsewhere = {url for url in asked if not url.startswith(addresses[0] + "/")}
        assert {urlsplit(url).hostname for url in elsewhere} == {INTRANET}
        # The same page under a name that is not allowed gets the button, and no chat.
        page.goto(f"http://{EVIL}:{site}/bubble")
        page.get_by_role("button", name="Ask us").click()
        expect(page.locator("iframe")).to_have_count(1)
        frame = page.frames[-1]
        frame.wait_for_load_state()
        assert frame.url.startswith("chrome-error://")
        page.close()
