"""API tokens: with a token file, programs must say who they are."""

import logging

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from tokens import TokenError, TokenFile
from web.errors import refusal
from web.paths import route_path

_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="Quoth"'}

logger = logging.getLogger(__name__)


class RequireToken:
    """Passes ``/api/…`` and ``/metrics`` only with ``Authorization: Bearer`` and a known token."""

    def __init__(self, app: ASGIApp, tokens: TokenFile) -> None:
        self.app = app
        self._tokens = tokens

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it with 401."""
        path = route_path(scope) if scope["type"] == "http" else ""
        if path == "/metrics" or path == "/api" or path.startswith("/api/"):
            owner = self._owner(Headers(scope=scope).get("authorization", ""))
            if owner is None:
                refused = refusal(
                    scope,
                    401,
                    "unauthorized",
                    "This needs a token: send the header Authorization: Bearer and a token that "
                    "'quoth token new' printed and nobody revoked.",
                    _CHALLENGE,
                )
                await refused(scope, receive, send)
                return
            scope["state"]["token"] = owner
        await self.app(scope, receive, send)

    def _owner(self, authorization: str) -> str | None:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            return None
        try:
            return self._tokens.owner(token.strip())
        except TokenError:
            logger.exception("Every token is refused, for the token file cannot be read.")
            return None
