"""Keep the questions asked on the page and what people said of the answers, in one SQLite file.

One background thread writes, so that an answer never waits for the disk. Whatever goes wrong with
the file (full disk, lock, damage) is logged, costs what was to be kept, and nothing else.

Nothing is kept about who asked.
"""

import json
import logging
import queue
import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Literal

from index.manifest import Content
from qa.types import Answer

Rating = Literal["up", "down"]

VERSION = 1
MAX_NOTE = 1000
_MOST_WAITING = 1000
_SECONDS_TO_WAIT = 5
_SECONDS_TO_CLOSE = 10
_CREATE = """
CREATE TABLE IF NOT EXISTS answers (
    id TEXT PRIMARY KEY,
    time TEXT NOT NULL,
    question TEXT NOT NULL,
    searched TEXT NOT NULL,
    answered INTEGER NOT NULL,
    citations TEXT NOT NULL,
    index_fingerprint TEXT NOT NULL,
    rating TEXT CHECK (rating IN ('up', 'down')),
    note TEXT
)
"""

logger = logging.getLogger(__name__)


class FeedbackError(Exception):
    """Feedback that cannot be kept or read; the message says why."""


class UnknownAnswerError(FeedbackError):
    """There is no answer of that id."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer as it was kept.

    ``citations`` are those of the answer, or the nearest of a refusal, each with ``document``,
    ``sha256`` of that document, ``start``, ``end`` and ``quote``. ``time`` is ISO 8601 in UTC.
    """

    id: str
    time: str
    question: str
    searched: str
    answered: bool
    citations: tuple[dict[str, str | int], ...]
    index: str
    rating: Rating | None
    note: str | None


class FeedbackStore:
    """Writes to one file. Safe to share between threads, and the file between processes."""

    def __init__(self, path: Path) -> None:
        """Start the writing thread; a file that cannot be used is logged, not raised."""
        self.path = path
        self._work: queue.Queue[_Job | None] = queue.Queue(_MOST_WAITING)
        self._thread = threading.Thread(target=self._write, name="feedback", daemon=True)
        self._thread.start()
        self._put(lambda connection: None)

    def keep(self, answer: Answer, content: Content) -> str:
        """Keep an answer, soon, and return the id by which it can be rated."""
        hashes = {document.id: document.sha256 for document in content.documents}
        id = secrets.token_hex(12)
        citations = [
            {
                "document": citation.document,
                "sha256": hashes.get(citation.document, ""),
                "start": citation.start,
                "end": citation.end,
                "quote": citation.quote,
            }
            for citation in (answer.citations if answer.answered else answer.nearest)
        ]
        row = (
            id,
            datetime.now(UTC).isoformat(timespec="seconds"),
            answer.question,
            answer.searched,
            answer.answered,
            json.dumps(citations, ensure_ascii=False),
            answer.index,
        )
        self._put(
            lambda connection: connection.execute(
                "INSERT INTO answers (id, time, question, searched, answered, citations, "
                "index_fingerprint) VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            )
        )
        return id

    def rate(self, id: str, rating: Rating | None, note: str | None) -> None:
        """Keep the rating and note of an answer, in place of earlier ones. Returns when kept.

        Raises:
            UnknownAnswerError: there is no such answer.
            FeedbackError: it could not be kept.
        """
        job = self._put(
            lambda connection: connection.execute(
                "UPDATE answers SET rating = ?, note = ? WHERE id = ?", (rating, note, id)
            )
        )
        try:
            found = job.result(_SECONDS_TO_WAIT)
        except Exception as error:  # whatever befell the thread, or the wait was too long
            raise FeedbackError("It could not be kept. Please try again later.") from error
        if not found:
            raise UnknownAnswerError("This answer is not known here any more.")

    def close(self) -> None:
        """Write what is waiting, as far as there is time for it, and stop."""
        by = monotonic() + _SECONDS_TO_CLOSE
        with suppress(queue.Full):
            self._work.put(None, timeout=_SECONDS_TO_CLOSE)
        self._thread.join(max(0, by - monotonic()))
        if self._thread.is_alive():
            logger.error("What waits to be kept in %s is lost: no time is left.", self.path)

    def _put(self, work: "_Work") -> Future[int]:
        """Hand work to the thread; the future holds the number of rows changed."""
        done: Future[int] = Future()
        try:
            self._work.put_nowait((work, done))
        except queue.Full as error:
            logger.error("Feedback is not kept: too much is waiting to be written.")
            done.set_exception(error)
        return done

    def _write(self) -> None:
        connection: sqlite3.Connection | None = None
        while job := self._work.get():
            work, done = job
            try:
                connection = connection or _open(self.path)
                with connection:
                    cursor = work(connection)
                done.set_result(cursor.rowcount if cursor else 0)
            except Exception as error:  # the thread must live on, whatever it is
                logger.error("Feedback is not kept in %s: %s", self.path, error)
                done.set_exception(error)
                if connection:
                    connection.close()
                connection = None  # opened anew for the next, when the trouble may be over
        if connection:
            connection.close()


_Work = Callable[[sqlite3.Connection], sqlite3.Cursor | None]
_Job = tuple[_Work, Future[int]]


def read_feedback(path: Path) -> Iterator[Kept]:
    """All that was kept in a file, oldest first.

    Raises:
        FeedbackError: there is no such file, or it cannot be read.
    """
    if not path.is_file():
        raise FeedbackError(f"There is no feedback in {path}: the file does not exist.")
    try:
        with closing(_open(path)) as connection:
            rows = connection.execute(
                "SELECT id, time, question, searched, answered, citations, index_fingerprint, "
                "rating, note FROM answers ORDER BY time, rowid"
            ).fetchall()
    except (sqlite3.Error, OSError) as error:
        raise FeedbackError(f"The feedback in {path} cannot be read: {error}.") from error
    for id, time, question, searched, answered, citations, index, rating, note in rows:
        yield Kept(
            id=id,
            time=time,
            question=question,
            searched=searched,
            answered=bool(answered),
            citations=tuple(json.loads(citations)),
            index=index,
            rating=rating,
            note=note,
        )


def _open(path: Path) -> sqlite3.Connection:
    """A connection to a file of our version, made if it is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=_SECONDS_TO_WAIT)
    try:
        [version] = connection.execute("PRAGMA user_version").fetchone()
        if version not in (0, VERSION):
            raise sqlite3.DatabaseError(
                f"it is of version {version}, expected {VERSION}; name another file"
            )
        connection.execute("PRAGMA journal_mode = WAL")
        with connection:
            connection.execute(_CREATE)
            connection.execute(f"PRAGMA user_version = {VERSION}")
    except BaseException:
        connection.close()
        raise
    return connection
