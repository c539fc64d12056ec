"""What the API takes and gives. An answer is :class:`qa.types.Answer`, as everywhere."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from web.errors import ErrorBody, Fault

MAX_ROWS = 1000

EXAMPLE = "How many research instruments were opened to Hong Kong and Macao?"


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


def _encodable(text: str) -> str:
    text.encode("utf-8")  # a UnicodeEncodeError is a ValueError: half of a surrogate pair
    return text


class AskRequest(_Model):
    """A question."""

    question: str = Field(description="The question, in words.", examples=[EXAMPLE])
    history: list[str] = Field(
        default=[], description="Earlier questions of the conversation, oldest first."
    )
    exact: bool = Field(
        default=False,
        description="Search just these words: nothing is taken from the history or corrected.",
    )


class BatchRow(AskRequest):
    """One question of a batch."""

    id: Annotated[str, AfterValidator(_encodable)] = Field(
        description="Comes back with the answer.", max_length=200
    )


class BatchRequest(_Model):
    """Questions to answer one after the other."""

    rows: Annotated[list[BatchRow], Field(min_length=1, max_length=MAX_ROWS)]


class BatchError(_Model):
    """The line of a row that could not be answered."""

    id: str
    error: Fault


class DocumentSummary(_Model):
    """A document of the index."""

    id: str = Field(description="Its path below the documents folder.")
    title: str
    sha256: str = Field(description="Of the text in UTF-8, which is that of the file.")
    characters: int


class DocumentList(_Model):
    """Everything the index holds."""

    index: str = Field(description="The fingerprint of the index, as in every answer.")
    documents: list[DocumentSummary]


class DocumentText(DocumentSummary):
    """A stretch of a document."""

    start: int
    end: int
    text: str = Field(description="The characters `[start, end)` of the document.")
    html: str | None = Field(
        default=None,
        description="With `html=true`: the whole text, escaped, the stretch in `<mark>`.",
    )


class Verification(_Model):
    """Whether a quote is the document's text."""

    verified: bool
    reason: str | None = Field(description="Why not; null when verified.")


class Status(_Model):
    """A sign of life."""

    status: str


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The ``responses`` of a route that may end with these statuses, for the OpenAPI document."""
    return {status: {"model": ErrorBody, "description": _WHEN[status]} for status in statuses}


_WHEN = {
    400: "The request is malformed.",
    401: "A token is needed, or this one is not known.",
    403: "This client, or a page of this origin, may not ask.",
    404: "There is no such document.",
    408: "The body came too slowly.",
    413: "The body is too large.",
    415: "The body is not announced as JSON.",
    421: "The server does not go by this name.",
    422: "The request is not as expected, or the question cannot be asked.",
    429: "Too many requests; see Retry-After.",
    500: "Something went wrong on the server.",
    503: "Too many questions at once, or not ready yet; see Retry-After.",
}
EVERYWHERE = (400, 401, 403, 421, 429, 500, 503)
WITH_BODY = (408, 413, 415, 422)
