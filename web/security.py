"""What stands between the network and the page: headers, a body limit and a last resort."""

import logging

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.errors import refusal

MAX_BODY = 1_000_000
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self'",  # neither inline scripts nor eval
        "style-src 'self' 'unsafe-inline'",  # Gradio styles its components inline
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    ]
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}

logger = logging.getLogger(__name__)


class Guard:
    """Puts the security headers on every response and refuses bodies over ``max_body`` bytes.

    An exception that reaches it is logged, and answered with a sentence instead of a traceback.
    """

    def __init__(self, app: ASGIApp, max_body: int = MAX_BODY) -> None:
        self.app = app
        self.max_body = max_body

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
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        try:
            body = await self._body(scope, receive)
            if body is None:
                large = refusal(scope, 413, "too_large", "The request is too large.")
                await large(scope, receive, guarded)
            else:
                await self.app(scope, replay(body, receive), guarded)
        except Exception:
            logger.exception("%s %s failed.", scope["method"], scope["path"])
            if not started:
                sorry = refusal(scope, 500, "internal", "Something went wrong on the server.")
                await sorry(scope, receive, guarded)

    async def _body(self, scope: Scope, receive: Receive) -> bytes | None:
        """The whole body, or None where it is over the limit."""
        length = Headers(scope=scope).get("content-length", "0")
        if not length.isdigit() or int(length) > self.max_body:
            return None
        return await read_body(receive, self.max_body)


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
