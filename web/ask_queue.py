"""The one queue in front of the pipeline, shared by the page and the HTTP API.

Answering is work for the processor, so a few threads do it; a few more questions may wait. What
comes on top is turned away at once: a queue without an end only makes everybody wait longer.
"""

import os
from collections.abc import Callable
from typing import TypeVar

import anyio
import anyio.to_thread

BUSY = "Quoth is answering many questions right now. Please ask again in a moment."
RETRY = {"Retry-After": "1"}
_MOST_THREADS = 4

T = TypeVar("T")


class Busy(Exception):  # noqa: N818  # a state, not a fault
    """As many questions wait as may wait."""


class AskQueue:
    """Runs work in at most ``max_concurrency`` threads with at most ``max_waiting`` waiting.

    Without ``max_concurrency`` there is a thread for each processor, up to four.
    """

    def __init__(self, max_concurrency: int | None, max_waiting: int) -> None:
        threads = max_concurrency or max(1, min(_MOST_THREADS, os.cpu_count() or 1))
        self._limiter = anyio.CapacityLimiter(threads)
        self._max_waiting = max_waiting
        # Counted here: the limiter learns of a question only a moment after it was let in, and
        # those that come in that moment would all pass.
        self._present = 0
        self._batches = 0

    @property
    def threads(self) -> int:
        """How many questions are answered at a time."""
        return int(self._limiter.total_tokens)

    @property
    def running(self) -> int:
        """Questions being answered."""
        return self._limiter.borrowed_tokens

    @property
    def waiting(self) -> int:
        """Questions that wait."""
        return self._limiter.statistics().tasks_waiting

    @property
    def full(self) -> bool:
        """Whether a question would be turned away now."""
        return self._present >= self.threads + self._max_waiting

    async def run(self, work: Callable[[], T]) -> T:
        """Run ``work`` in a thread and return what it returns.

        Raises:
            Busy: the queue is full; ``work`` was not called.
        """
        if self.full:
            raise Busy
        return await self.run_in_line(work)

    async def run_in_line(self, work: Callable[[], T]) -> T:
        """Like :meth:`run`, but waits for its turn however many wait: for what is under way."""
        self._present += 1
        try:
            return await anyio.to_thread.run_sync(work, limiter=self._limiter)
        finally:
            self._present -= 1

    def start_batch(self) -> None:
        """Admit a batch, which asks one question at a time; no more of them than threads.

        Raises:
            Busy: there are that many already; otherwise :meth:`end_batch` must be called.
        """
        if self._batches >= self.threads:
            raise Busy
        self._batches += 1

    def end_batch(self) -> None:
        """A batch that was admitted is over."""
        self._batches -= 1
