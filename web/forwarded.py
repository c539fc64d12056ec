"""Who asks: the client behind a reverse proxy, and the user that the proxy vouches for.

``X-Forwarded-*`` is believed from the proxies that the operator trusts and removed from everybody
else's requests, so that nothing further in can be fooled by it.
"""

import ipaddress
from collections.abc import Sequence
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from web.errors import refusal
from web.paths import HEALTH, route_path

_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto")
_LONGEST_USER = 200


class Forwarded:
    """Puts the forwarded client, scheme and host in place; asks for a user where one is needed.

    With ``user_header``, every request but that for a sign of life must come from a trusted proxy
    and carry the header, which names the user.
    """

    def __init__(self, app: ASGIApp, trusted: Sequence[str], user_header: str | None) -> None:
        self.app = app
        self._networks = [ipaddress.ip_network(proxy) for proxy in trusted]
        self._user_header = user_header
        stripped: Any = self._without_forwarded  # uvicorn names starlette's types anew
        self._client_and_scheme: Any = ProxyHeadersMiddleware(stripped, list(trusted))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it with 401 or 403."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        trusted = self._is_trusted(scope)
        if self._user_header and route_path(scope) not in HEALTH:
            user = Headers(scope=scope).get(self._user_header, "").strip()
            refused = None
            if not trusted:
                message = "Quoth can only be reached through its proxy here."
                refused = refusal(scope, 403, "forbidden", message)
            elif not 0 < len(user) <= _LONGEST_USER:
                refused = refusal(scope, 401, "unauthorized", "The proxy names no user. Sign in.")
            if refused:
                await refused(scope, receive, send)
                return
            scope["state"]["user"] = user
        if trusted:
            headers = MutableHeaders(scope=scope)
            if host := headers.get("x-forwarded-host"):
                # The last is the nearest proxy's; what a visitor sent comes before it.
                headers["host"] = host.split(",")[-1].strip()
            await self._client_and_scheme(scope, receive, send)
        else:
            await self._without_forwarded(scope, receive, send)

    async def _without_forwarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = MutableHeaders(scope=scope)
        for name in _FORWARDED:
            del headers[name]
        await self.app(scope, receive, send)

    def _is_trusted(self, scope: Scope) -> bool:
        try:
            address = ipaddress.ip_address(scope["client"][0])
        except (TypeError, ValueError):  # no address: a Unix socket, or a test
            return False
        return any(address in network for network in self._networks)
