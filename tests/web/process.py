"""Run the real server in a process of its own."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from settings import ROOT

READY = "Quoth is ready: "


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers at ``url``."""

    url: str
    process: subprocess.Popen[str]


@contextmanager
def served(folder: Path, *command: str, **settings: str) -> Iterator[Served]:
    """The server on a free port, in ``folder``, until the end of the block.

    It must say that it is ready within 120 seconds.
    """
    with start(folder, *command, **({"QUOTH_PORT": "0"} | settings)) as process:
        alarm = threading.Timer(120, process.kill)
        alarm.start()
        assert process.stderr is not None
        said = []
        for line in process.stderr:
            said.append(line)
            if READY in line:
                break
        alarm.cancel()
        assert said, "the server said nothing"
        ready = re.search(READY + r"(http[^ \"]+)", said[-1])
        assert ready, "".join(said)
        # From here on nobody reads: a full pipe would block the server.
        drain = threading.Thread(target=process.stderr.read, daemon=True)
        drain.start()
        try:
            yield Served(ready[1], process)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            finally:
                process.kill()
                drain.join()


@contextmanager
def start(folder: Path, *command: str, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """``python app.py``, or else this command of ``quoth``, with no settings but these."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("QUOTH_")}
    environment["PYTHONPATH"] = str(ROOT)
    program = ["-m", "cli", *command] if command else [str(ROOT / "app.py")]
    with subprocess.Popen(
        [sys.executable, *program],
        cwd=folder,
        env=environment | settings,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
