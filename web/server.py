"""The web application: our own routes first, then Gradio behind its gate."""

import atexit
from functools import partial
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse
from starlette.middleware.cors import CORSMiddleware

from web.chat import mount_chat
from web.conversation import Keep
from web.feedback import FeedbackStore
from web.feedback_route import feedback_router
from web.security import Guard
from web.source import source_router
from web.types import Pipeline

STATIC = Path(__file__).resolve().parent / "static"


def create_app(pipeline: Pipeline) -> FastAPI:
    """The application that serves the page, the documents and a sign of life."""
    # The built-in API pages load scripts from other hosts.
    app = FastAPI(title="Quoth", docs_url=None, redoc_url=None, openapi_url=None)
    # With it Gradio stands aside; by itself it allows every origin, with credentials.
    app.add_middleware(CORSMiddleware, allow_origins=[])
    app.add_middleware(Guard)

    @app.get("/health/live")
    def live() -> dict[str, str]:
        return {"status": "live"}

    _static(app, "/static/app.js", "app.js", "text/javascript")
    _static(app, "/static/starters.js", "starters.js", "text/javascript")
    _static(app, "/static/feedback.js", "feedback.js", "text/javascript")
    _static(app, "/static/style.css", "style.css", "text/css")
    _static(app, "/favicon.ico", "icon.svg", "image/svg+xml")
    app.include_router(source_router(pipeline.index))
    mount_chat(app, pipeline, _feedback(app, pipeline))
    return app


def _feedback(app: FastAPI, pipeline: Pipeline) -> Keep | None:
    """What keeps answers for feedback, where the operator turned it on."""
    if pipeline.settings.feedback is None:
        return None
    store = FeedbackStore(pipeline.settings.feedback)
    atexit.register(store.close)  # what waits to be written still is
    app.include_router(feedback_router(store))
    return partial(store.keep, content=pipeline.index.manifest.content)


def _static(app: FastAPI, path: str, name: str, media_type: str) -> None:
    """Serve one file. Gradio's own files lie below ``/static/`` too, so it is not a folder."""

    @app.get(path)
    def file() -> FileResponse:
        return FileResponse(
            STATIC / name, media_type=media_type, headers={"Cache-Control": "no-cache"}
        )
