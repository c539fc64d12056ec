"""Assemble Quoth and serve it: ``python app.py`` is ``quoth serve`` with the settings as they are.

The port is bound before anything heavy is imported, so that a port in use is reported at once.
From then on requests are answered: at first that Quoth is starting.
"""

import errno
import logging
import signal
import socket
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from corpus.types import CorpusError
from index.generations import has_index
from index.types import IndexFault
from settings import Settings, SettingsError, load_settings
from terminal import build_visibly, find_starters_visibly, load_embedder_visibly, stderr
from tokens import TokenError

if TYPE_CHECKING:
    from fastapi import FastAPI

WARM_UP = "What is this about?"
MOST_CONNECTIONS = 1000
logger = logging.getLogger(__name__)

_ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}


def serve(settings: Settings, *, update: bool = True) -> int:
    """Serve the page until SIGINT or SIGTERM.

    A missing index is built first. One that is there is brought up to date with the documents
    folder, or served as it is without ``update``. Must run in the main thread.

    Returns:
        The exit code 2 where the address, the documents or the index cannot be used; the message
        on stderr says what to do. After a stop it does not return: the process ends, with 0.
    """
    try:
        listener = _listen(settings.host, settings.port)
    except OSError as error:
        stderr.print(_why_not(error, settings), style="red", markup=False)
        return 2
    earlier = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with listener, suppress(KeyboardInterrupt):
            _run(settings, listener, update)
    except (CorpusError, IndexFault, SettingsError, TokenError) as error:
        stderr.print(str(error), style="red", markup=False)
        return 2
    finally:
        signal.signal(signal.SIGTERM, earlier)
    return 0


def _run(settings: Settings, listener: socket.socket, update: bool) -> None:
    import uvicorn

    from web.log import configure_logging
    from web.protocol import TimedH11Protocol
    from web.starting import Starting
    from web.stopping import Server, leave

    configure_logging(settings.log_format)
    stderr.quiet = settings.log_format == "json"

    def done() -> None:
        if starting.fault is not None:
            server.should_exit = True
        else:
            ready = f"Quoth is ready: {_url(listener)}"
            below = f"at the proxy below {settings.root_path}; " if settings.root_path else ""
            stderr.print(f"{ready} ({below}Ctrl+C stops it)", markup=False)
            if stderr.quiet:
                logger.warning(ready)

    starting = Starting(lambda: _open(settings, update), done, settings.allowed_origins)
    config = uvicorn.Config(
        starting,
        http=TimedH11Protocol,
        ws="none",
        log_config=None,
        access_log=False,
        proxy_headers=False,  # web.forwarded sees to them
        root_path=settings.root_path,
        server_header=False,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_graceful_shutdown=settings.grace_seconds,
    )
    server = Server(config)
    stopped = False
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:  # uvicorn stops on a signal, then raises it again
        stopped = True
    stderr.quiet = False
    stderr.show_cursor()  # a progress bar that was cut off hides it
    if stopped:
        leave(0)
    if starting.fault is not None:
        raise starting.fault


def _open(settings: Settings, update: bool) -> "FastAPI":
    """The application, warmed up; its index built or brought up to date where that is due."""
    embedder = load_embedder_visibly(settings)
    due = update or not has_index(settings.index)
    if due:
        build_visibly(settings, embedder)
    # Imports of seconds, where they are due: a fault must not wait for those behind it.
    from qa.pipeline import open_pipeline
    from web.server import create_app

    pipeline = open_pipeline(settings, embedder)
    pipeline.ask(WARM_UP[: settings.max_question_length])
    if due:
        find_starters_visibly(settings, pipeline.index.manifest, pipeline)
    return create_app(pipeline)


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket; a visitor who comes before Quoth is ready waits instead of failing."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    except UnicodeError as error:
        raise socket.gaierror(socket.EAI_NONAME, "not a host name") from error
    return socket.create_server((host, port), family=family, backlog=128)


def _why_not(error: OSError, settings: Settings) -> str:
    """One line on why the address cannot be served and what to do about it."""
    host, port = settings.host, settings.port
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return f"This machine has no address {host!r}. Choose another with --host or QUOTH_HOST."
    other = "choose another port with --port or QUOTH_PORT."
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is already in use. Stop the program that uses it, or {other}"
    if error.errno == errno.EACCES:
        return f"Port {port} may not be used without more rights: {other}"
    return f"Cannot listen on {host} port {port}: {error.strerror or error}; {other}"


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    host = _ANY_ADDRESS.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


if __name__ == "__main__":
    if len(sys.argv) > 1:
        stderr.print("python app.py takes no options; see: quoth serve --help", markup=False)
        sys.exit(2)
    try:
        sys.exit(serve(load_settings()))
    except SettingsError as fault:
        stderr.print(str(fault), style="red", markup=False)
        sys.exit(2)
