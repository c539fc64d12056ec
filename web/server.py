"""The web application: our own routes first, then Gradio behind its gate."""

from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse
from starlette.middleware.cors import CORSMiddleware

from web.api.routes import add_api
from web.ask_queue import AskQueue
from web.chat import mount_chat
from web.errors import answer_errors
from web.metrics import CountedPipeline, CountRequests, Metrics
from web.security import Guard
from web.source import source_router
from web.types import Pipeline

STATIC = Path(__file__).resolve().parent / "static"
DESCRIPTION = (
    "Answers questions in the exact words of your own documents. Every error has one shape: "
    '`{"error": {"code", "message", "detail"?}}`.'
)


def create_app(pipeline: Pipeline) -> FastAPI:
    """The application that serves the page, the documents and the HTTP API."""
    settings = pipeline.settings
    queue = AskQueue(settings.max_concurrency, settings.max_waiting)
    metrics = Metrics(pipeline, queue)
    counted = CountedPipeline(pipeline, metrics)
    # The built-in API pages load scripts from other hosts.
    app = FastAPI(
        title="Quoth",
        version=version("quoth"),
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    answer_errors(app)
    add_api(app, counted, queue, metrics)
    _static(app, "/static/app.js", "app.js", "text/javascript")
    _static(app, "/static/style.css", "style.css", "text/css")
    _static(app, "/static/docs.css", "docs.css", "text/css")
    _static(app, "/favicon.ico", "icon.svg", "image/svg+xml")
    app.include_router(source_router(pipeline.index), include_in_schema=False)
    # Middleware that is added later is further out. With CORSMiddleware Gradio stands aside; by
    # itself it allows every origin, with credentials.
    app.add_middleware(CORSMiddleware, allow_origins=[])
    app.add_middleware(Guard)
    app.add_middleware(CountRequests, metrics=metrics, routes=frozenset(app.openapi()["paths"]))
    mount_chat(app, counted, queue)
    return app


def _static(app: FastAPI, path: str, name: str, media_type: str) -> None:
    """Serve one file. Gradio's own files lie below ``/static/`` too, so it is not a folder."""

    @app.get(path, include_in_schema=False)
    def file() -> FileResponse:
        return FileResponse(
            STATIC / name, media_type=media_type, headers={"Cache-Control": "no-cache"}
        )
