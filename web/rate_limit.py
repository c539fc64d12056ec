"""How often one client may ask."""

import ipaddress
import math
import time

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.types import ASGIApp, Receive, Scope, Send

from web.errors import refusal
from web.paths import ASK, FEEDBACK, route_path


class RateLimit:
    """Counts requests by client over a moving window, in memory.

    A client is the user that the proxy names, or else an address; for IPv6 the network of 64 bits
    that one customer has.
    """

    def __init__(self, rule: str) -> None:
        """``rule`` is such as ``120/minute``."""
        self._rule = parse(rule)
        self._windows = MovingWindowRateLimiter(MemoryStorage())
        self.most: int = self._rule.amount

    def take(self, scope: Scope, count: int = 1) -> int | None:
        """Count requests of this client.

        Returns:
            None, or, where they are too many, the seconds after which to try again. One request
            may pass when the oldest is forgotten; for several that is the whole window, after
            which all are, those that were refused meanwhile included.
        """
        client = _client(scope)
        if self._windows.hit(self._rule, client, cost=count):
            return None
        if count > 1:
            return self._rule.get_expiry()
        reset = self._windows.get_window_stats(self._rule, client).reset_time
        return max(1, math.ceil(reset - time.time()))


def too_many(seconds: int) -> tuple[str, dict[str, str]]:
    """The sentence and the header for a client that must wait."""
    return (
        f"That is too many questions in a short time. Please try again in {seconds} s.",
        {"Retry-After": str(seconds)},
    )


class LimitRate:
    """Holds the API and the questions and ratings of the page to a rate."""

    def __init__(self, app: ASGIApp, limit: RateLimit) -> None:
        self.app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it with 429."""
        path = route_path(scope) if scope["type"] == "http" else ""
        if path in (ASK, FEEDBACK) or path.startswith("/api/"):
            seconds = self._limit.take(scope)
            if seconds is not None:
                refused = refusal(scope, 429, "rate_limited", *too_many(seconds))
                await refused(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _client(scope: Scope) -> str:
    if user := scope["state"].get("user"):
        return f"user {user}"
    host = scope["client"][0] if scope.get("client") else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return f"client {host}"
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
