"""How the server stops: what is under way is finished, for a while; a second signal ends it."""

import logging
import os
import sys
from types import FrameType
from typing import NoReturn

import uvicorn


class Server(uvicorn.Server):
    """Stops on SIGINT or SIGTERM as uvicorn does, and at once on a second one of either."""

    _told = False

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take a signal; uvicorn itself passes over a second SIGTERM."""
        if self._told:
            leave(128 + sig)
        self._told = True
        super().handle_exit(sig, frame)


def leave(code: int) -> NoReturn:
    """End the process now, whatever its threads are doing.

    Python's own way out waits for the threads that answer questions, however long they take, and
    may crash where a thread that builds an index is inside a library.
    """
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
