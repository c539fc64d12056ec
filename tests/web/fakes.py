"""A pipeline that remembers what it was asked and fails on demand."""

from collections.abc import Sequence

from index.types import VectorIndex
from qa.types import Answer
from settings import Settings
from web.types import Pipeline


class Scripted:
    """Passes questions on to another pipeline, unless ``fault`` is set."""

    def __init__(self, inner: Pipeline) -> None:
        self.inner = inner
        self.asked: list[tuple[object, tuple[str, ...]]] = []
        self.fault: Exception | None = None

    @property
    def settings(self) -> Settings:
        return self.inner.settings

    @property
    def index(self) -> VectorIndex:
        return self.inner.index

    def ask(self, question: object, history: Sequence[str] = (), id: str | None = None) -> Answer:
        self.asked.append((question, tuple(history)))
        if self.fault:
            raise self.fault
        return self.inner.ask(question, history, id)
