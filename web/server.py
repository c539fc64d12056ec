"""The web application: our own routes first, then Gradio behind its gate."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse
from starlette.middleware.cors import CORSMiddleware

from settings import Settings
from tokens import TokenFile
from web.api.routes import add_api
from web.ask_queue import AskQueue
from web.chat import mount_chat
from web.conversation import Keep
from web.errors import answer_errors
from web.feedback import FeedbackStore
from web.feedback_route import feedback_router
from web.forwarded import Forwarded
from web.hosts import KnownHosts
from web.log import LogRequests, QuestionLog
from web.metrics import CountRequests, Metrics
from web.origins import CROSS_ORIGIN, KnownOrigins
from web.rate_limit import LimitRate, RateLimit
from web.require_token import RequireToken
from web.security import BodyLimit, Guard
from web.source import source_router
from web.types import Pipeline
from web.watched import WatchedPipeline

STATIC = Path(__file__).resolve().parent / "static"
API_VERSION = "1"
DESCRIPTION = (
    "Answers questions in the exact words of your own documents. Every error has one shape: "
    '`{"error": {"code", "message", "detail"?}}`.'
)
SCRIPTS = (
    "app.js",
    "asking.js",
    "copying.js",
    "embedded.js",
    "feedback.js",
    "links.js",
    "permalinks.js",
    "source.js",
    "starters.js",
)


def create_app(pipeline: Pipeline) -> FastAPI:
    """The application that serves the page, the documents and the HTTP API."""
    settings = pipeline.settings
    queue = AskQueue(settings.max_concurrency, settings.max_waiting)
    metrics = Metrics(pipeline, queue)
    watched = WatchedPipeline(pipeline, (metrics, QuestionLog(settings.log_questions)))
    limit = None if settings.rate_limit == "off" else RateLimit(settings.rate_limit)
    store = None if settings.feedback is None else FeedbackStore(settings.feedback)
    # The built-in API pages load scripts from other hosts.
    app = FastAPI(
        title="Quoth",
        version=API_VERSION,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=partial(_closing, store),
    )
    answer_errors(app)
    add_api(app, watched, queue, metrics, limit)
    _static(app, "/embed.js", "embed.js", "text/javascript")
    for script in SCRIPTS:
        _static(app, f"/static/{script}", script, "text/javascript")
    _static(app, "/static/style.css", "style.css", "text/css")
    _static(app, "/static/docs.css", "docs.css", "text/css")
    _static(app, "/favicon.ico", "icon.svg", "image/svg+xml")
    app.include_router(source_router(pipeline.index), include_in_schema=False)
    _protect(app, settings, limit)
    app.add_middleware(LogRequests)
    app.add_middleware(CountRequests, metrics=metrics, routes=frozenset(app.openapi()["paths"]))
    keep: Keep | None = None
    if store:
        app.include_router(feedback_router(store))
        keep = partial(store.keep, content=pipeline.index.manifest.content)
    mount_chat(app, watched, queue, keep)
    return app


@asynccontextmanager
async def _closing(store: FeedbackStore | None, app: FastAPI) -> AsyncIterator[None]:
    """While the application serves; when it stops, what waits to be kept still is."""
    yield
    if store:
        store.close()


def _protect(app: FastAPI, settings: Settings, limit: RateLimit | None) -> None:
    """Add what a request must pass, the innermost first: what is added later is further out."""
    app.add_middleware(BodyLimit)
    if settings.tokens is not None:
        app.add_middleware(RequireToken, tokens=TokenFile(settings.tokens))
    if limit is not None:
        app.add_middleware(LimitRate, limit=limit)
    # With it Gradio stands aside; by itself it allows every origin, with credentials.
    app.add_middleware(CORSMiddleware, allow_origins=settings.allowed_origins, **CROSS_ORIGIN)
    app.add_middleware(KnownOrigins, allowed=settings.allowed_origins)
    app.add_middleware(KnownHosts, bound=settings.host, allowed=settings.allowed_hosts)
    app.add_middleware(
        Forwarded, trusted=settings.trusted_proxies, user_header=settings.user_header
    )
    # Twice: where a proxy passes a visitor's X-Forwarded-Host on, it must not hide what Host says.
    app.add_middleware(KnownHosts, bound=settings.host, allowed=settings.allowed_hosts)
    app.add_middleware(Guard, framed_by=settings.allowed_origins)


def _static(app: FastAPI, path: str, name: str, media_type: str) -> None:
    """Serve one file. Gradio's own files lie below ``/static/`` too, so it is not a folder."""

    @app.get(path, include_in_schema=False)
    def file() -> FileResponse:
        return FileResponse(
            STATIC / name, media_type=media_type, headers={"Cache-Control": "no-cache"}
        )
