"""A pipeline that remembers what it was asked and fails on demand, and a client to ask it with."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from fastapi import FastAPI
from starlette.testclient import TestClient

from index.types import VectorIndex
from qa.types import Answer
from settings import load_settings
from web.server import create_app
from web.types import Pipeline

ADDRESS = "http://127.0.0.1:7860"


class Scripted:
    """Passes questions on to another pipeline, unless ``fault`` is set."""

    def __init__(self, inner: Pipeline, **changed: object) -> None:
        self.inner = inner
        self.settings = load_settings(**inner.settings.model_dump() | changed)
        self.asked: list[tuple[object, tuple[str, ...]]] = []
        self.exactly: list[bool] = []
        self.fault: Exception | None = None

    @property
    def index(self) -> VectorIndex:
        return self.inner.index

    @property
    def verbatim_failures(self) -> int:
        return self.inner.verbatim_failures

    def ask(
        self,
        question: object,
        history: Sequence[str] = (),
        id: str | None = None,
        *,
        exact: bool = False,
    ) -> Answer:
        self.asked.append((question, tuple(history)))
        self.exactly.append(exact)
        if self.fault:
            raise self.fault
        return self.inner.ask(question, history, id, exact=exact)


@contextmanager
def client_of(pipeline: Pipeline, address: str = ADDRESS) -> Iterator[TestClient]:
    """A client of the application that serves this pipeline."""

    async def made() -> FastAPI:
        return create_app(pipeline)

    # Outside a running event loop Gradio opens loops of its own and never closes them.
    app = asyncio.run(made())
    with TestClient(app, address, raise_server_exceptions=False) as client:
        yield client
