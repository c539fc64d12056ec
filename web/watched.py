"""A pipeline that tells others what became of each question."""

import time
from collections.abc import Sequence
from typing import Protocol

from index.types import VectorIndex
from qa.question import QuestionError
from qa.types import Answer
from settings import Settings
from web.types import Pipeline

OUTCOMES = ("answered", "refused", "not_askable", "failed")


class Watcher(Protocol):
    """Told of every question after it was asked; called in the thread that answered it."""

    def __call__(
        self, question: object, answer: Answer | None, outcome: str, seconds: float
    ) -> None:
        """``outcome`` is one of ``OUTCOMES``; there is an answer with the first two."""


class WatchedPipeline:
    """Passes questions on, and what became of them to the watchers."""

    def __init__(self, inner: Pipeline, watchers: Sequence[Watcher]) -> None:
        self._inner = inner
        self._watchers = watchers

    @property
    def settings(self) -> Settings:
        """The settings it was opened with."""
        return self._inner.settings

    @property
    def index(self) -> VectorIndex:
        """The index it answers from."""
        return self._inner.index

    @property
    def verbatim_failures(self) -> int:
        """Answers that were withheld."""
        return self._inner.verbatim_failures

    def ask(
        self,
        question: object,
        history: Sequence[str] = (),
        id: str | None = None,
        *,
        exact: bool = False,
    ) -> Answer:
        """Answer one question."""
        answer = None
        outcome = "failed"
        begin = time.perf_counter()
        try:
            answer = self._inner.ask(question, history, id, exact=exact)
            outcome = "answered" if answer.answered else "refused"
        except QuestionError:
            outcome = "not_askable"
            raise
        finally:
            seconds = time.perf_counter() - begin
            for watcher in self._watchers:
                watcher(question, answer, outcome, seconds)
        return answer
