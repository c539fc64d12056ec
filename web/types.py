"""What the page needs of the question-answering pipeline, and the messages it shows."""

from collections.abc import Sequence
from typing import Literal, Protocol, TypedDict

from index.types import VectorIndex
from qa.types import Answer
from settings import Settings


class Pipeline(Protocol):
    """Answers questions from an index; ``qa.pipeline.Pipeline`` is the real one."""

    @property
    def settings(self) -> Settings:
        """The settings it was opened with."""

    @property
    def index(self) -> VectorIndex:
        """The index it answers from."""

    @property
    def verbatim_failures(self) -> int:
        """How many answers were withheld because a quote was not the document's text."""

    def ask(
        self,
        question: object,
        history: Sequence[str] = (),
        id: str | None = None,
        *,
        exact: bool = False,
    ) -> Answer:
        """Answer one question; ``exact`` takes nothing from the history and corrects nothing.

        Raises:
            qa.question.QuestionError: the question cannot be asked; the message says why.
        """


class Message(TypedDict):
    """One entry of the conversation. ``content`` is escaped HTML, on a single line."""

    role: Literal["user", "assistant"]
    content: str
