"""All routes for programs, and what becomes of requests that fit none of them."""

from fastapi import FastAPI
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send

from web.api.ask import ask_router
from web.api.batch import batch_router
from web.api.docs import docs_router
from web.api.documents import documents_router
from web.api.watch import watch_router
from web.ask_queue import AskQueue
from web.errors import error_response
from web.metrics import Metrics
from web.rate_limit import RateLimit
from web.types import Pipeline

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


def add_api(
    app: FastAPI, pipeline: Pipeline, queue: AskQueue, metrics: Metrics, limit: RateLimit | None
) -> None:
    """Add the routes, before any other that would match everything."""
    app.include_router(ask_router(pipeline, queue))
    app.include_router(batch_router(pipeline, queue, limit))
    app.include_router(documents_router(pipeline.index))
    app.include_router(watch_router(metrics))
    app.include_router(docs_router())
    nothing = _Nothing(list(app.routes))
    for path in ("/api", "/api/{rest:path}", "/health/{rest:path}", "/metrics", "/openapi.json"):
        app.router.routes.append(Route(path, nothing, include_in_schema=False))


class _Nothing:
    """Says that there is no such route, or that it takes other methods."""

    def __init__(self, routes: list[BaseRoute]) -> None:
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 404 or 405."""
        response = self._response(scope)
        await response(scope, receive, send)

    def _response(self, scope: Scope) -> Response:
        allowed = [method for method in _METHODS if self._takes({**scope, "method": method})]
        if not allowed:
            return error_response(404, "not_found", "There is no such route; see /docs.")
        methods = ", ".join(allowed)
        return error_response(
            405, "method_not_allowed", f"This route takes {methods}.", {"Allow": methods}
        )

    def _takes(self, scope: Scope) -> bool:
        return any(route.matches(scope)[0] is Match.FULL for route in self._routes)
