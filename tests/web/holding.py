"""Servers that are held where a test wants to look; ``tests/web/held.py`` is their side of it."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.conftest import FAKE_ENVIRONMENT
from tests.web.process import Served, served


class Held:
    """The folder through which a held process is watched and let go."""

    def __init__(self, folder: Path, *names: str) -> None:
        self._folder = folder
        folder.mkdir()
        stand_ins = {
            "build": {"QUOTH_EMBEDDER": "tests.web.held:HeldEmbedder"},
            "ask": {"QUOTH_READER": "tests.web.held:HeldReader"},
        }
        self.settings = FAKE_ENVIRONMENT | {"HELD": str(folder)}
        for name in names:
            self.settings |= stand_ins[name]

    def go(self, name: str) -> None:
        (self._folder / f"{name}.go").touch()

    def hold(self, name: str) -> None:
        for end in ("go", "reached"):
            (self._folder / f"{name}.{end}").unlink(missing_ok=True)

    def wait_for(self, name: str) -> None:
        until(lambda: (self._folder / f"{name}.reached").exists())


def until(there: Callable[[], Any]) -> Any:
    """What ``there`` gives as soon as it gives anything."""
    for _ in range(6000):
        if found := there():
            return found
        time.sleep(0.01)
    raise AssertionError("it did not happen within a minute")


@contextmanager
def answering(folder: Path, **settings: str) -> Iterator[tuple[Served, Held]]:
    """A server that is ready and is held at the next question."""
    held = Held(folder / "held", "ask")
    held.go("ask")
    settings = held.settings | {"QUOTH_INDEX": str(folder / "index")} | settings
    with served(folder, **settings) as server:
        held.hold("ask")
        yield server, held
        server.process.kill()


@contextmanager
def asked(server: Served, path: str, body: object) -> Iterator[Future[httpx.Response]]:
    with ThreadPoolExecutor(1) as thread, httpx.Client(timeout=120) as client:
        yield thread.submit(client.post, server.url + path, json=body)
