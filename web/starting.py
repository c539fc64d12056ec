"""From the first moment there is an answer: "starting", until the application is made.

Building an index can take minutes. Meanwhile probes learn that the process lives and is not ready,
and visitors see a page that tries again by itself.
"""

import asyncio
import threading
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from web.errors import error_response
from web.origins import CROSS_ORIGIN
from web.paths import for_programs, route_path
from web.security import Guard

_SECONDS = 2
_RETRY = {"Retry-After": str(_SECONDS)}
STARTING = "Quoth is starting. Please try again in a moment."


class Starting:
    """Serves what ``make`` returns, as soon as it returns it.

    ``make`` runs in a thread. What it raises ends up in ``fault``; either way ``done`` is called.
    """

    def __init__(
        self, make: Callable[[], FastAPI], done: Callable[[], None], allowed: Sequence[str]
    ) -> None:
        """``allowed`` are the origins whose pages may frame the page that waits, and read."""
        self.fault: BaseException | None = None
        self._make = make
        self._done = done
        self._app: FastAPI | None = None
        readable = CORSMiddleware(_starting, allow_origins=allowed, **CROSS_ORIGIN)
        self._before: ASGIApp = Guard(readable, framed_by=allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the server's own start and stop."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif self._app is None:
            await self._before(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        async with AsyncExitStack() as stack:
            opening = asyncio.create_task(self._open(stack))
            await receive()  # the server stops
            opening.cancel()
            await asyncio.gather(opening, return_exceptions=True)
        await send({"type": "lifespan.shutdown.complete"})

    async def _open(self, stack: AsyncExitStack) -> None:
        try:
            app = await _in_a_thread(self._make)
            await stack.enter_async_context(app.router.lifespan_context(app))
            self._app = app
        except Exception as error:  # for whoever runs the server
            self.fault = error
        self._done()


async def _in_a_thread(make: Callable[[], FastAPI]) -> FastAPI:
    """Like ``asyncio.to_thread``, in a thread that does not outlive the process."""
    loop = asyncio.get_running_loop()
    made: asyncio.Future[FastAPI] = loop.create_future()

    def settle(app: FastAPI | None, error: BaseException | None) -> None:
        if made.cancelled():
            return
        if error is not None:
            made.set_exception(error)
        elif app is not None:
            made.set_result(app)

    def work() -> None:
        try:
            outcome: tuple[FastAPI | None, BaseException | None] = (make(), None)
        except BaseException as error:
            outcome = (None, error)
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, *outcome)

    threading.Thread(target=work, name="starting", daemon=True).start()
    return await made


async def _starting(scope: Scope, receive: Receive, send: Send) -> None:
    path = route_path(scope)
    response: Response
    if path == "/health/live":
        response = JSONResponse({"status": "live"})
    elif for_programs(path):
        response = error_response(503, "starting", STARTING, _RETRY)
    else:
        # A browser asks again by itself.
        response = PlainTextResponse(STARTING, 503, {**_RETRY, "Refresh": str(_SECONDS)})
    await response(scope, receive, send)
