"""A Quoth server of its own, in a process of its own, for measurements from outside."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from settings import ROOT

_READY = re.compile(r"Quoth is ready: (http[^\s\"]+)")


class Serving(NamedTuple):
    """A server that answers at ``url``, and the id of its process."""

    url: str
    pid: int


@contextmanager
def served(index: Path, **settings: str) -> Iterator[Serving]:
    """A server over that index on a free port, until the end of the block.

    ``settings`` are added to those of the environment.

    Raises:
        RuntimeError: it ended before it was ready; what it said goes to standard error.
    """
    command = [sys.executable, "-m", "cli", "serve", "--index", str(index), "--port", "0"]
    changed = {f"QUOTH_{name.upper()}": value for name, value in settings.items()}
    with subprocess.Popen(
        command,
        env={**os.environ, "PYTHONPATH": str(ROOT), **changed},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        # A pipe that nobody reads fills up and blocks the server.
        drain = threading.Thread(target=_read, args=(process.stderr,), daemon=True)
        try:
            url = _url(process)
            drain.start()
            yield Serving(url, process.pid)
        finally:
            process.terminate()
            process.wait()
            if drain.ident:
                drain.join()


def _read(lines: Iterable[str]) -> None:
    for _ in lines:
        pass


def _url(process: subprocess.Popen[str]) -> str:
    """Where it answers, as soon as it says so; what it says later is thrown away."""
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if found := _READY.search(line):
            return found[1]
    raise RuntimeError(f"The server ended before it was ready: {''.join(said)}")
