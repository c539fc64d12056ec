"""What pages of other sites may do: nothing, unless their origin is listed."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from web.errors import refusal

# What pages of listed origins may do, for Starlette's CORSMiddleware.
CROSS_ORIGIN: Mapping[str, Any] = {
    "allow_methods": ["GET", "POST"],
    "allow_headers": ["Authorization", "Content-Type"],
    "expose_headers": ["Retry-After"],
}
_READING = ("GET", "HEAD", "OPTIONS")


class KnownOrigins:
    """Refuses what pages of foreign origins send.

    CORS keeps them from reading answers; this keeps them from having any effect. Only hosts are
    compared, since behind a proxy that ends TLS the scheme is not known for sure.
    """

    def __init__(self, app: ASGIApp, allowed: Sequence[str]) -> None:
        self.app = app
        self._allowed = set(allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it with 403."""
        if scope["type"] == "http" and scope["method"] not in _READING:
            headers = Headers(scope=scope)
            origin = headers.get("origin")
            if origin is not None and not self._is_known(origin, headers.get("host", "")):
                refused = refusal(
                    scope,
                    403,
                    "foreign_origin",
                    f"Pages of {origin[:100]!a} may not ask here. If they should, the "
                    "operator lists that origin in the setting allowed_origins.",
                )
                await refused(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _is_known(self, origin: str, host: str) -> bool:
        try:
            same = urlsplit(origin).netloc.lower() == host.lower() != ""
        except ValueError:
            same = False
        return same or origin in self._allowed
