"""The gate in front of Gradio: what the page needs passes, everything else is not found.

Gradio serves far more than a page needs: file uploads, a proxy for remote files, monitoring,
recordings, code editing. It also reads file references and component names out of any message
that a browser sends. Here only the page's own files pass, and the one event with which it asks a
question, rebuilt from plain text. Names that a new Gradio version adds stay closed.
"""

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.ask_queue import BUSY, RETRY, AskQueue
from web.errors import refusal
from web.paths import ASK, route_path
from web.security import MAX_BODY, read_body, replay

_FILES = re.compile(
    r"/|/config/?|/theme\.css|/gradio_api/(theme\.css|startup-events|info)|/robots\.txt"
    r"|/manifest\.json|/assets/[\w./@-]+|/static/[\w./@-]+|/svelte/[\w./@-]+"
)


class _Text(BaseModel):
    model_config = ConfigDict(extra="ignore")
    type: Literal["text"] = "text"
    text: str


class _Message(BaseModel):
    model_config = ConfigDict(extra="ignore")
    role: Literal["user", "assistant"]
    content: Annotated[list[_Text], Field(max_length=4)]

    @field_validator("content", mode="before")
    @classmethod
    def _as_list(cls, content: Any) -> Any:
        return [{"text": content}] if isinstance(content, str) else content


class _Ask(BaseModel):
    """The event that asks: question and transcript. A session, files or a token do not pass."""

    model_config = ConfigDict(extra="ignore", strict=True)
    data: tuple[str, Annotated[list[_Message], Field(max_length=200)]]
    fn_index: int
    trigger_id: int | None = None


class Gate:
    """Passes requests to Gradio that the page needs."""

    def __init__(self, app: ASGIApp, queue: AskQueue) -> None:
        self.app = app
        self._queue = queue

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it with a plain sentence."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        path = route_path(scope)
        refused = PlainTextResponse("Not found.", 404)
        if scope["type"] != "http":
            return
        if scope["method"] in ("GET", "HEAD") and _FILES.fullmatch(path) and ".." not in path:
            await self.app(scope, receive, send)
        elif scope["method"] == "POST" and path == ASK:
            body = await read_body(receive, MAX_BODY)
            try:
                event = _Ask.model_validate_json(body or b"").model_dump_json().encode()
            except ValidationError:
                refused = PlainTextResponse("This is not a question from the page.", 422)
                await refused(scope, receive, send)
                return
            headers = [pair for pair in scope["headers"] if pair[0] != b"content-length"]
            headers.append((b"content-length", str(len(event)).encode()))
            await self._ask({**scope, "headers": headers}, replay(event, receive), send)
        else:
            await refused(scope, receive, send)

    async def _ask(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let Gradio answer; where the queue is full, say so with a status of its own."""

        async def unless_busy(message: Message) -> None:
            if not busy():
                await send(message)

        def busy() -> bool:
            return bool(scope["state"].get("busy"))

        # A refusal must not wait for Gradio; while that works, the queue may fill all the same.
        scope["state"]["busy"] = self._queue.full
        if not busy():
            await self.app(scope, receive, unless_busy)
        if busy():
            turned_away = refusal(scope, 503, "busy", BUSY, RETRY)
            await turned_away(scope, receive, send)
