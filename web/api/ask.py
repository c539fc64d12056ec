"""``POST /api/ask``: one question, one answer."""

from functools import partial

from fastapi import APIRouter

from qa.question import QuestionError
from qa.types import Answer
from web.api.models import EVERYWHERE, WITH_BODY, AskRequest, errors
from web.ask_queue import BUSY, RETRY, AskQueue, Busy
from web.errors import ApiError
from web.types import Pipeline


def ask_router(pipeline: Pipeline, queue: AskQueue) -> APIRouter:
    """The route."""
    router = APIRouter(tags=["questions"])

    @router.post("/api/ask", responses=errors(*EVERYWHERE, *WITH_BODY))
    async def ask(request: AskRequest) -> Answer:
        """Ask a question.

        A refusal is an answer too: `answered` is false, `citations` is empty, and `nearest`
        holds the closest sentences, which are not an answer.
        """
        try:
            return await queue.run(
                partial(pipeline.ask, request.question, request.history, exact=request.exact)
            )
        except QuestionError as error:
            raise ApiError(422, "invalid_question", str(error)) from error
        except Busy as error:
            raise busy() from error

    return router


def busy() -> ApiError:
    """The queue is full."""
    return ApiError(503, "busy", BUSY, RETRY)
