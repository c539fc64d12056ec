"""Which names the server goes by.

A page of another site can have its own name point at this server ("DNS rebinding"), and its
scripts would then count as ours. So requests for names that are not known are refused.
"""

import ipaddress
import re
import socket
from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from web.errors import refusal
from web.paths import HEALTH, route_path

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_HOST = re.compile(r"(?:\[([0-9a-fA-F:.]+)\]|([^\s:/\[\]]+))(?::\d+)?")


class KnownHosts:
    """Refuses requests whose ``Host`` is none of ours; asking for a sign of life is free."""

    def __init__(self, app: ASGIApp, bound: str, allowed: Sequence[str]) -> None:
        """``bound`` is the address served on; ``allowed`` are names, or ``*.name`` for all below.

        A server on all addresses also goes by the machine's name and by any address: no name
        server has a say in an address.
        """
        self.app = app
        self._names = {*_LOOPBACK, bound.lower(), *allowed}
        self._any_address = bound in ("0.0.0.0", "::", "")
        if self._any_address:
            self._names.add(socket.gethostname().lower())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it with 400 or 421."""
        if scope["type"] != "http" or route_path(scope) in HEALTH:
            await self.app(scope, receive, send)
            return
        sent = Headers(scope=scope).get("host", "")
        found = _HOST.fullmatch(sent)
        if found is None:
            refused = refusal(scope, 400, "malformed_request", "The header Host is missing.")
        elif self._is_known((found[1] or found[2]).lower().rstrip(".")):
            await self.app(scope, receive, send)
            return
        else:
            refused = refusal(
                scope,
                421,
                "unknown_host",
                f"This server does not go by the name {sent[:100]!a}. If it should, its "
                "operator lists the name in the setting allowed_hosts.",
            )
        await refused(scope, receive, send)

    def _is_known(self, host: str) -> bool:
        if host in self._names:
            return True
        if any(name.startswith("*.") and host.endswith(name[1:]) for name in self._names):
            return True
        return self._any_address and _is_address(host)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
