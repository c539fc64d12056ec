"""Errors as every program gets them: ``{"error": {"code", "message", "detail"?}}``.

A code is stable and for programs, a message is a sentence for people. Neither repeats what was
sent, so that no secret and no question ends in another's log.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Scope

from web.paths import ASK, for_programs, route_path

MOST_PROBLEMS = 20
_CODES = {
    400: "malformed_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
    422: "invalid_request",
    429: "rate_limited",
    500: "internal",
    503: "busy",
}


class Problem(BaseModel):
    """What is wrong with one part of a request."""

    model_config = ConfigDict(extra="forbid")

    where: str = Field(description="The part, for example `body.question`.")
    problem: str = Field(description="What is wrong with it.")


class Fault(BaseModel):
    """Why a request failed."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(description="Stable, for programs, for example `invalid_question`.")
    message: str = Field(description="A sentence for people.")
    detail: list[Problem] | None = Field(
        default=None, description="With `invalid_request`: what is wrong, part by part."
    )


class ErrorBody(BaseModel):
    """The body of every response with a status of 400 or more."""

    model_config = ConfigDict(extra="forbid")

    error: Fault


class ApiError(Exception):
    """Ends a request with this status, code and sentence."""

    def __init__(
        self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.headers = status, code, message, headers


def error_response(
    status: int,
    code: str,
    message: str,
    headers: Mapping[str, str] | None = None,
    detail: Sequence[Problem] | None = None,
) -> Response:
    """The error as JSON."""
    fault = Fault(code=code, message=message, detail=list(detail) if detail else None)
    body = ErrorBody(error=fault).model_dump(mode="json", exclude_none=True)
    return JSONResponse(body, status, headers)


def refusal(
    scope: Scope, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
) -> Response:
    """The error in the form that who asked can show: JSON to programs, the sentence to people.

    Gradio's script shows the string ``error`` of an answer to the page's event.
    """
    path = route_path(scope)
    if for_programs(path):
        return error_response(status, code, message, headers)
    if path == ASK:
        return JSONResponse({"error": message}, status, headers)
    return PlainTextResponse(message, status, headers)


def answer_errors(app: FastAPI) -> None:
    """Let every error that a route raises become the one shape."""

    async def api_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, ApiError)
        return error_response(error.status, error.code, error.message, error.headers)

    async def http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        status = error.status_code
        code = _CODES.get(status, "error")
        message = "The body is not JSON." if status == 400 else f"{HTTPStatus(status).phrase}."
        return refusal(request.scope, status, code, message, error.headers)

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        faults = error.errors()
        if request.method == "POST" and not _is_json(request.headers.get("content-type", "")):
            return error_response(
                415, "unsupported_media_type", "Send JSON, with Content-Type: application/json."
            )
        if any(fault["type"] == "json_invalid" for fault in faults):
            return error_response(400, "malformed_request", "The body is not JSON.")
        problems = [
            Problem(where=".".join(map(_printable, fault["loc"])), problem=_printable(fault["msg"]))
            for fault in faults[:MOST_PROBLEMS]
        ]
        return error_response(
            422,
            "invalid_request",
            f"The request is not as expected: {problems[0].where}: {problems[0].problem}.",
            detail=problems,
        )

    app.add_exception_handler(ApiError, api_error)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(RequestValidationError, invalid)


def _is_json(content_type: str) -> bool:
    media_type = content_type.split(";")[0].strip().lower()
    return media_type == "application/json" or (
        media_type.startswith("application/") and media_type.endswith("+json")
    )


def _printable(part: object) -> str:
    """A name that was sent may be anything: cut, and without what cannot be encoded."""
    return str(part)[:100].encode("utf-8", "replace").decode("utf-8").rstrip(".")
