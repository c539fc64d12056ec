"""Many clients at once for some seconds, and the figures of that."""

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
import numpy as np
import psutil

from eval.load_clients import Ask, Outcome
from eval.serving import Serving
from qa.types import Answer

_SAMPLE_SECONDS = 0.5
_PATIENCE_SECONDS = 120
# A client that was turned away comes back much sooner than it was told to.
_IMPATIENCE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Phase:
    """What came of one phase; ``memory`` is the server's resident MiB, every half second."""

    name: str
    clients: int
    seconds: float
    outcomes: tuple[Outcome, ...]
    memory: tuple[float, ...]

    def count(self, kind: str) -> int:
        """How many requests ended so."""
        return sum(outcome.kind == kind for outcome in self.outcomes)

    def figures(self) -> dict[str, Any]:
        """All figures of the phase; times in milliseconds, None where there are none."""
        failed = Counter(o.status for o in self.outcomes if o.kind == "failed")
        refused = Counter(o.status for o in self.outcomes if o.kind == "refused")
        return {
            "phase": self.name,
            "clients": self.clients,
            "seconds": round(self.seconds, 1),
            "answered": self.count("right"),
            "answers_per_second": round(self.count("right") / self.seconds, 2),
            **self._times("answered", "right", (50, 95, 99)),
            "refused": {str(status): number for status, number in sorted(refused.items())},
            **self._times("refused", "refused", (50, 95)),
            "wrong": self.count("wrong"),
            "failed": {str(status): number for status, number in sorted(failed.items())},
            "memory_mib": [round(sample) for sample in self.memory],
        }

    def _times(self, name: str, kind: str, percents: Sequence[int]) -> dict[str, float | None]:
        times = [outcome.seconds * 1000 for outcome in self.outcomes if outcome.kind == kind]
        return {
            f"{name}_p{percent}_ms": round(float(np.percentile(times, percent)), 1)
            if times
            else None
            for percent in percents
        }


async def run_phase(
    name: str,
    server: Serving,
    asks: Sequence[Ask],
    expected: Sequence[Answer],
    clients: int,
    seconds: float,
    progress: Callable[[float], None] = lambda seconds: None,
) -> Phase:
    """Let ``clients`` ask for ``seconds``, each one question after the other.

    They take turns in ``asks``, the ways to ask, and each begins at another question, so that
    different ones are under way together. ``progress`` is told the seconds that have gone by.
    """
    begin = time.perf_counter()
    outcomes: list[Outcome] = []
    memory: list[float] = []

    async def ask_on(number: int) -> None:
        ask = asks[number % len(asks)]
        first = number * len(expected) // clients
        async with httpx.AsyncClient(base_url=server.url, timeout=_PATIENCE_SECONDS) as client:
            for answer in itertools.islice(itertools.cycle(expected), first, None):
                outcomes.append(await ask(client, answer))
                if time.perf_counter() - begin >= seconds:
                    return
                if outcomes[-1].kind == "refused":
                    await asyncio.sleep(_IMPATIENCE_SECONDS)

    async def watch() -> None:
        process = psutil.Process(server.pid)
        while True:
            memory.append(process.memory_info().rss / 2**20)
            progress(min(seconds, time.perf_counter() - begin))
            await asyncio.sleep(_SAMPLE_SECONDS)

    watching = asyncio.create_task(watch())
    await asyncio.gather(*(ask_on(number) for number in range(clients)))
    watching.cancel()
    return Phase(name, clients, time.perf_counter() - begin, tuple(outcomes), tuple(memory))
