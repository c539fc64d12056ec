"""The log: a line for each request that matters, as text or as JSON.

It holds no body, no header and no query, so no token and no quote. The text of questions is in it
only where the operator asked for that. What visitors chose (paths, names) is written in ASCII, so
that it cannot begin a line of its own.
"""

import json
import logging
from datetime import UTC, datetime
from functools import partial

from starlette.types import ASGIApp, Receive, Scope, Send

from qa.types import Answer
from web.observe import observe
from web.paths import ASK, route_path

access = logging.getLogger("quoth.access")
asked = logging.getLogger("quoth.asked")


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and what the record adds."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line)


def configure_logging(log_format: str) -> None:
    """Log to standard error, as ``text`` or ``json``, in place of what was configured before."""
    handler = logging.StreamHandler()
    handler.setFormatter(
        JsonLines() if log_format == "json" else logging.Formatter("%(levelname)s: %(message)s")
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for logger in (access, asked):
        logger.setLevel(logging.INFO)


class QuestionLog:
    """Logs each question's outcome; its text only with ``with_text``."""

    def __init__(self, with_text: bool) -> None:
        self._with_text = with_text

    def __call__(
        self, question: object, answer: Answer | None, outcome: str, seconds: float
    ) -> None:
        """Log one question."""
        fields: dict[str, object] = {"outcome": outcome, "ms": round(seconds * 1000, 1)}
        if answer:
            fields["confidence"] = answer.confidence
        if self._with_text:
            fields["question"] = str(question)
        text = f" {question!a}" if self._with_text else ""
        asked.info(
            "question %s in %.0f ms%s", outcome, seconds * 1000, text, extra={"fields": fields}
        )


class LogRequests:
    """Logs questions, API calls and every refusal; the page's files only at level debug."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = route_path(scope)  # before a route changes it
        await observe(self.app, scope, receive, send, partial(self._log, scope, path))

    def _log(self, scope: Scope, path: str, answered: int | None, seconds: float) -> None:
        status, ms = answered or 0, seconds * 1000  # 0: the visitor left
        matters = status >= 400 or path == ASK or path.startswith("/api/")
        level = logging.INFO if matters else logging.DEBUG
        if not access.isEnabledFor(level):
            return
        client = scope["client"][0] if scope.get("client") else ""
        who = {name: scope["state"][name] for name in ("user", "token") if name in scope["state"]}
        fields = {
            "method": scope["method"],
            "path": path[:500],
            "status": status,
            "ms": round(ms, 1),
            "client": client,
            **who,
        }
        access.log(
            level,
            "%s %s %s %.0f ms %s",
            scope["method"],
            ascii(path[:500])[1:-1],
            status,
            ms,
            ascii(who.get("user", client))[1:-1],
            extra={"fields": fields},
        )
