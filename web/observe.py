"""What became of a request: its status and its time, for the log and the figures alike."""

import time
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Told the status, or None where the visitor left before there was one, and the seconds.
Done = Callable[[int | None, float], None]


async def observe(app: ASGIApp, scope: Scope, receive: Receive, send: Send, done: Done) -> None:
    """Serve one HTTP request, then call ``done``, also where serving it fails.

    The seconds are those from the end of the headers to the end of the response.
    """
    status: int | None = None

    async def seen(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        await send(message)

    begin = time.perf_counter()
    try:
        await app(scope, receive, seen)
    finally:
        done(status, time.perf_counter() - begin)
