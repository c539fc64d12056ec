"""One question to a server, as a program or the page asks it, and what became of it."""

import html
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal

import httpx

from eval.load_page import expected_on_page, read_page
from qa.types import Answer

PAGE = "/gradio_api/run/predict"
# The code of the API's error for each status that turns a client away.
_REFUSALS = {429: "rate_limited", 503: "busy"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request.

    ``wrong`` is an answer that is not the expected one, which another client may have got;
    ``refused`` is 429 or 503 as documented, with ``Retry-After``; all else is ``failed``.
    ``status`` is 0 where no response came.
    """

    kind: Literal["right", "wrong", "refused", "failed"]
    status: int
    seconds: float


# Asks for the expected answer's own question.
Ask = Callable[[httpx.AsyncClient, Answer], Awaitable[Outcome]]


async def ask_api(client: httpx.AsyncClient, expected: Answer) -> Outcome:
    """Ask as a program does: ``POST /api/ask``; all fields are compared but the time."""

    def is_right(body: Any) -> bool:
        answer = Answer.model_validate(body)
        return answer == expected.model_copy(update={"elapsed_ms": answer.elapsed_ms})

    body = {"question": expected.question, "history": expected.history}
    return await _ask(client, "/api/ask", body, is_right, _api_code)


async def ask_page(client: httpx.AsyncClient, expected: Answer) -> Outcome:
    """Ask as the page does, with the event that Gradio's script sends.

    What is shown is compared: the question, answer or refusal, short answer, quotes, offsets.
    """

    def is_right(body: Any) -> bool:
        *_, question, answer = (message["content"][0]["text"] for message in body["data"][0])
        shown = read_page(answer)
        return html.unescape(question) == expected.question and shown == expected_on_page(expected)

    transcript = [
        {"role": "user", "content": [{"type": "text", "text": html.escape(question)}]}
        for question in expected.history
    ]
    # The page has one event; Gradio numbers events from 0.
    body = {"data": [expected.question, transcript], "fn_index": 0, "session_hash": "load"}
    return await _ask(client, PAGE, body, is_right, lambda body: None)


async def _ask(
    client: httpx.AsyncClient,
    path: str,
    body: object,
    is_right: Callable[[Any], bool],
    code: Callable[[Any], object],
) -> Outcome:
    begin = time.perf_counter()
    try:
        response = await client.post(path, json=body)
    except httpx.TransportError:
        return Outcome("failed", 0, time.perf_counter() - begin)
    seconds = time.perf_counter() - begin
    status = response.status_code
    if status == 200:
        try:
            right = is_right(response.json())
        except (ValueError, LookupError, TypeError):  # not even of the form of an answer
            right = False
        return Outcome("right" if right else "wrong", status, seconds)
    documented = (
        status in _REFUSALS
        and response.headers.get("retry-after", "").isdecimal()
        and code(response.json()) in (None, _REFUSALS[status])
    )
    return Outcome("refused" if documented else "failed", status, seconds)


def _api_code(body: Any) -> object:
    return body["error"]["code"]
