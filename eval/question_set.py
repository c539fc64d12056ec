"""Questions with their evidence: the types, and the set that a file holds.

Evidence is a place in a document, never a passage id, so that a set outlives every change of how
documents are split. Reading files lives in :mod:`eval.jsonl` and :mod:`eval.squad`.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, model_validator

from corpus.types import Document
from eval.errors import EvaluationError

Kind = Literal[
    "direct",
    "paraphrase",
    "terse",
    "misspelt",
    "list",
    "overview",
    "follow_up",
    "near_miss",
    "false_premise",
    "missing_number",
    "off_topic",
    "unanswerable",
]
KINDS: tuple[str, ...] = get_args(Kind)
UNANSWERABLE = frozenset(
    {"near_miss", "false_premise", "missing_number", "off_topic", "unanswerable"}
)
Split = Literal["dev", "test"]

_SHOWN_FAULTS = 20


class Evidence(BaseModel):
    """Where a document answers a question; ``document.text[start:end] == quote``."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    document: str
    start: int
    end: int
    quote: str


class Question(BaseModel):
    """One row of a question set.

    ``answers`` are the accepted short answers, any of which is right; an answerable question may
    have none, and then has no exact match or F1. All pieces of ``evidence`` belong to the answer,
    unless ``any_of`` says that one of them is enough. An unanswerable question has neither.
    ``fact`` groups questions about the same fact: they lie in one split and are resampled together.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    kind: Kind
    question: str
    history: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    any_of: bool = False
    split: Split | None = None
    fact: str | None = None
    note: str | None = None

    @property
    def answerable(self) -> bool:
        """Whether the documents answer it."""
        return bool(self.evidence)

    @model_validator(mode="after")
    def _kind_agrees_with_evidence(self) -> Self:
        if not self.id.strip() or not self.question.strip():
            raise ValueError("id and question must not be blank")
        if self.kind in UNANSWERABLE and (self.evidence or self.answers):
            raise ValueError(
                f"a question of kind {self.kind!r} has no answers and no evidence, found "
                f"{len(self.answers)} and {len(self.evidence)}"
            )
        if self.kind not in UNANSWERABLE and not self.evidence:
            raise ValueError(
                f"a question of kind {self.kind!r} needs evidence, found none; kinds without: "
                f"{', '.join(sorted(UNANSWERABLE))}"
            )
        return self


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """The questions of one file.

    ``documents`` are those that came with the questions (SQuAD articles); it is empty where the
    questions are about documents that are indexed already. ``places`` says for each question id
    where its row stands. ``subjects`` names, where the set has documents of its own, the document
    that each question is about.
    """

    name: str
    questions: tuple[Question, ...]
    places: Mapping[str, str]
    documents: tuple[Document, ...] = ()
    subjects: Mapping[str, str] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """Hex SHA-256 of all rows: results are comparable only where it is equal."""
        rows = "\n".join(question.model_dump_json() for question in self.questions)
        return hashlib.sha256(rows.encode("utf-8")).hexdigest()

    def only(self, split: str | None) -> "QuestionSet":
        """The questions of one split, or all for ``None``.

        Raises:
            EvaluationError: no question is in that split, or there is no such split.
        """
        if split is None:
            return self
        if split not in get_args(Split):
            raise EvaluationError(f"There is no split {split!r}. Expected 'dev' or 'test'.")
        rows = tuple(question for question in self.questions if question.split == split)
        if not rows:
            raise EvaluationError(
                f"None of the {len(self.questions)} questions of {self.name} is in the split "
                f'{split!r}. Leave --split out, or give the rows a "split".'
            )
        return replace(self, questions=rows)


def raise_faults(file: str, faults: Sequence[str]) -> None:
    """Raise one error that lists the faults found in a file, if there are any.

    Raises:
        EvaluationError: ``faults`` is not empty.
    """
    if not faults:
        return
    more = len(faults) - _SHOWN_FAULTS
    lines = [*faults[:_SHOWN_FAULTS], *([f"… and {more} more."] if more > 0 else [])]
    raise EvaluationError(
        f"The questions in {file} cannot be used. Correct these rows:\n  " + "\n  ".join(lines)
    )


def check_evidence(questions: QuestionSet, texts: Mapping[str, str]) -> None:
    """Check every quote against the documents' texts, given by document id.

    Raises:
        EvaluationError: evidence names a document that is not there, lies at other offsets than
            stated, or is not in the document at all. All faulty rows are named.
    """
    faults = [
        f"{questions.places[question.id]}: evidence {number}: {fault}"
        for question in questions.questions
        for number, evidence in enumerate(question.evidence, 1)
        if (fault := _fault(evidence, texts))
    ]
    raise_faults(questions.name, faults)


def _fault(evidence: Evidence, texts: Mapping[str, str]) -> str | None:
    """What is wrong with a piece of evidence."""
    if evidence.document not in texts:
        known = ", ".join(sorted(texts)[:5]) + (", …" if len(texts) > 5 else "")
        return (
            f"the index has no document {evidence.document!r} (it holds {known}); index that "
            "document, or name another index with --index"
        )
    text = texts[evidence.document]
    found = text[evidence.start : evidence.end] if 0 <= evidence.start < evidence.end else ""
    if evidence.quote and found == evidence.quote:
        return None
    place = text.find(evidence.quote) if evidence.quote else -1
    if place < 0:
        return f"the quote {_short(evidence.quote)} is not in the document {evidence.document!r}"
    return (
        f"wrong offset: [{evidence.start}, {evidence.end}) of {evidence.document!r} is "
        f"{_short(found)}, expected the quote {_short(evidence.quote)}, which stands at "
        f"[{place}, {place + len(evidence.quote)})"
    )


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:57]}…")
