"""The route ``POST /feedback``: what a reader of the page says of an answer."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool

from web.errors import error_response
from web.feedback import MAX_NOTE, FeedbackError, FeedbackStore, Rating, UnknownAnswerError
from web.paths import FEEDBACK

MAX_BODY = 16_000


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    answer: Annotated[str, Field(pattern=r"^[0-9a-f]{24}$")]
    rating: Rating | None = None
    note: Annotated[str, Field(max_length=MAX_NOTE)] | None = None


def feedback_router(store: FeedbackStore) -> APIRouter:
    """The route, for a store that is open."""
    router = APIRouter()

    @router.post(FEEDBACK, include_in_schema=False)
    async def feedback(request: Request) -> Response:
        # A form on another site can post to us, but not as JSON.
        if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
            return error_response(415, "not_json", "Feedback must be sent as application/json.")
        body = await request.body()
        if len(body) > MAX_BODY:
            return error_response(413, "too_large", f"At most {MAX_BODY:,} bytes are taken.")
        try:
            said = _Said.model_validate_json(body)
        except ValidationError as error:
            return error_response(422, "not_valid", _in_words(error))
        note = (said.note or "").strip() or None
        try:
            await run_in_threadpool(store.rate, said.answer, said.rating, note)
        except UnknownAnswerError as error:
            return error_response(404, "unknown_answer", str(error))
        except FeedbackError as error:
            return error_response(503, "not_kept", str(error))
        return JSONResponse({"kept": True})

    return router


def _in_words(error: ValidationError) -> str:
    faults = [
        f"{'.'.join(map(str, fault['loc'])) or 'the body'}: {fault['msg']}"
        for fault in error.errors()
    ]
    return (
        'Expected {"answer": "…", "rating": "up", "down" or null, "note": up to '
        f"{MAX_NOTE} characters}}; found {'; '.join(faults)}."
    )
