"""Put every question of a set to a pipeline, and keep what came of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from eval.question_set import Question
from index.types import Hit
from qa.types import Answer


class Trace(Protocol):
    """An answer with what led to it, as :class:`qa.pipeline.Trace` gives it."""

    @property
    def answer(self) -> Answer:
        """The answer."""

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The passages found, best first."""

    @property
    def stages_ms(self) -> dict[str, float]:
        """Milliseconds by stage."""


class Asked(Protocol):
    """What can be evaluated: a :class:`qa.pipeline.Pipeline`, or anything that answers like one."""

    def trace(self, question: str, history: Sequence[str] = (), id: str | None = None) -> Trace:
        """The answer to a question, given the earlier questions."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a question: a trace, or the error that was raised instead."""

    question: Question
    trace: Trace | None
    error: str | None = None


def ask_all(
    pipeline: Asked,
    questions: Sequence[Question],
    advance: Callable[[], None] = lambda: None,
) -> list[Outcome]:
    """The outcome of each question, in order; ``advance`` is called after each.

    An error of one question is kept as its outcome and the rest go on, so that each question stays
    in every denominator. The first question is asked twice, and only the second time counts:
    whatever loads on first use is not latency.
    """
    if questions:
        _ask(pipeline, questions[0])
    outcomes = []
    for question in questions:
        outcomes.append(_ask(pipeline, question))
        advance()
    return outcomes


def _ask(pipeline: Asked, question: Question) -> Outcome:
    try:
        return Outcome(question, pipeline.trace(question.question, question.history, question.id))
    except Exception as error:  # whatever it is, it is this question's outcome
        return Outcome(question, None, f"{type(error).__name__}: {error}")
