"""What stands between the network and the page: headers, a limit on bodies and a last resort."""

import asyncio
import logging
from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.errors import refusal

MAX_BODY = 1_000_000
BODY_SECONDS = 20.0
STOPPING = "Quoth is stopping and did not get to an answer. Please try again later."

logger = logging.getLogger(__name__)


def security_headers(framed_by: Sequence[str] = ()) -> dict[str, str]:
    """The headers of every response; pages of these origins may show ours in a frame."""
    policy = [
        "default-src 'self'",
        "script-src 'self'",  # neither inline scripts nor eval
        "style-src 'self' 'unsafe-inline'",  # Gradio styles its components inline
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        " ".join(["frame-ancestors 'self'", *framed_by]),
    ]
    return {
        "Content-Security-Policy": "; ".join(policy),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    }


HEADERS = security_headers()


class Guard:
    """Puts the security headers on every response.

    An exception that reaches it is logged, and answered with a sentence instead of a traceback. So
    is a request that was not done when the server stopped.
    """

    def __init__(self, app: ASGIApp, framed_by: Sequence[str] = ()) -> None:
        self.app = app
        self._headers = security_headers(framed_by)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        try:
            await self.app(scope, receive, guarded)
        except asyncio.CancelledError:  # the server stops, and its patience is at an end
            logger.error("%s %s was cut off.", scope["method"], ascii(scope["path"]))
            if started:
                raise
            gone = refusal(scope, 503, "stopping", STOPPING, {"Retry-After": "10"})
            await gone(scope, receive, guarded)
        except Exception:
            logger.exception("%s %s failed.", scope["method"], ascii(scope["path"]))
            if not started:
                sorry = refusal(scope, 500, "internal", "Something went wrong on the server.")
                await sorry(scope, receive, guarded)


class BodyLimit:
    """Refuses bodies over ``max_body`` bytes, and those that take over ``seconds`` to arrive."""

    def __init__(
        self, app: ASGIApp, max_body: int = MAX_BODY, seconds: float = BODY_SECONDS
    ) -> None:
        self.app = app
        self._max_body = max_body
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it with 408 or 413."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            body = await asyncio.wait_for(self._body(scope, receive), self._seconds)
        except TimeoutError:
            slow = refusal(scope, 408, "too_slow", "The request took too long to arrive.")
            await slow(scope, receive, send)
            return
        if body is None:
            large = refusal(scope, 413, "too_large", "The request is too large.")
            await large(scope, receive, send)
        else:
            await self.app(scope, replay(body, receive), send)

    async def _body(self, scope: Scope, receive: Receive) -> bytes | None:
        """The whole body, or None where it is over the limit."""
        length = Headers(scope=scope).get("content-length", "0")
        if not length.isdigit() or int(length) > self._max_body:
            return None
        return await read_body(receive, self._max_body)


async def read_body(receive: Receive, limit: int) -> bytes | None:
    """The body of a request, or None as soon as more than ``limit`` bytes arrived."""
    body = b""
    while True:
        message = await receive()
        part: bytes = message.get("body", b"")
        body += part
        if len(body) > limit:
            return None
        if not message.get("more_body", False):
            return body


def replay(body: bytes, receive: Receive) -> Receive:
    """A ``receive`` that hands out a body that was already read, then what else arrives."""
    unread = True

    async def again() -> Message:
        nonlocal unread
        if unread:
            unread = False
            return {"type": "http.request", "body": body, "more_body": False}
        return await receive()

    return again
