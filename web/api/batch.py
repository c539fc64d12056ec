"""``POST /api/batch``: many questions, a line of JSON for each as soon as it is answered."""

import json
import logging
from collections.abc import AsyncIterator, Sequence
from functools import partial

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from qa.question import QuestionError
from qa.types import Answer
from web.api.ask import busy
from web.api.models import EVERYWHERE, WITH_BODY, BatchError, BatchRequest, BatchRow, errors
from web.ask_queue import AskQueue, Busy
from web.errors import ApiError, Fault
from web.rate_limit import RateLimit, too_many
from web.types import Pipeline

NDJSON = "application/x-ndjson"

logger = logging.getLogger(__name__)


def batch_router(pipeline: Pipeline, queue: AskQueue, limit: RateLimit | None) -> APIRouter:
    """The route."""
    router = APIRouter(tags=["questions"])

    @router.post(
        "/api/batch",
        response_class=Response,
        responses={
            200: {
                "description": "Lines of JSON in the order of the rows: an answer with the row's "
                '`id`, or `{"id", "error"}`.',
                "content": {NDJSON: {"schema": {"type": "string"}}},
            },
            **errors(*EVERYWHERE, *WITH_BODY),
        },
    )
    async def batch(request: BatchRequest, raw: Request) -> Response:
        """Ask many questions at once.

        A row that cannot be answered becomes a line with an error, and the rest go on. Each row
        counts as one request for the rate limit.
        """
        if limit:
            _count(limit, raw.scope, len(request.rows))
        try:
            queue.start_batch()
        except Busy as error:
            raise busy() from error
        return _Lines(_lines(pipeline, queue, request.rows), queue)

    return router


def _count(limit: RateLimit, scope: Scope, rows: int) -> None:
    """Count the rows; the request itself was counted as one."""
    if rows > limit.most:
        raise ApiError(
            422,
            "invalid_request",
            f"The batch has {rows} rows; the rate limit of this server lets {limit.most} pass.",
        )
    if rows > 1 and (seconds := limit.take(scope, rows - 1)) is not None:
        message, headers = too_many(seconds)
        raise ApiError(429, "rate_limited", message, headers)


class _Lines(StreamingResponse):
    """A batch's lines; whether it ends or breaks off, its place in the queue is free again."""

    def __init__(self, lines: AsyncIterator[str], queue: AskQueue) -> None:
        super().__init__(lines, media_type=NDJSON)
        self._queue = queue

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._queue.end_batch()


async def _lines(
    pipeline: Pipeline, queue: AskQueue, rows: Sequence[BatchRow]
) -> AsyncIterator[str]:
    for row in rows:
        ask = partial(_answer, pipeline, row)
        outcome = await queue.run_in_line(ask)
        line = outcome.model_dump(mode="json", exclude_none=isinstance(outcome, BatchError))
        yield json.dumps(line, ensure_ascii=False) + "\n"


def _answer(pipeline: Pipeline, row: BatchRow) -> Answer | BatchError:
    try:
        return pipeline.ask(row.question, row.history, row.id, exact=row.exact)
    except QuestionError as error:
        fault = Fault(code="invalid_question", message=str(error))
    except Exception:  # the status has been sent: the row says it
        logger.exception("A row of a batch could not be answered.")
        fault = Fault(code="internal", message="Something went wrong on the server.")
    return BatchError(id=row.id, error=fault)
