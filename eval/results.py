"""What an evaluation found: the types, and their files.

``questions.jsonl`` has a row for each question, ``results.json`` the figures. Both are the same
after every run of the same questions, index and settings; what is not (times, date, machine) stands
under keys of its own: ``stages_ms``, ``timing``, ``machine`` and ``date``.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.errors import EvaluationError
from eval.question_set import Evidence
from qa.types import Citation

QUESTIONS_FILE = "questions.jsonl"
RESULTS_FILE = "results.json"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Found(_Part):
    """A passage found for a question, without its text."""

    document: str
    start: int
    end: int
    score: float


class QuestionResult(_Part):
    """A question with what Quoth made of it.

    ``cluster`` is what it is resampled with: its document or fact. ``scores`` holds this question's
    share of each measure, ``None`` where a measure does not apply to it. ``right`` says whether the
    question counts as a success as a whole, ``would_be_right`` whether it would if Quoth had had to
    answer (:mod:`eval.scoring`). ``rank`` is that of the first passage with evidence.
    """

    id: str
    kind: str
    split: str | None
    cluster: str
    question: str
    history: tuple[str, ...]
    answers: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    searched: str
    answered: bool
    confidence: float
    short_answer: str | None
    citations: tuple[Citation, ...]
    nearest: tuple[Citation, ...]
    hits: tuple[Found, ...]
    error: str | None
    right: bool
    would_be_right: bool
    rank: int | None
    verbatim_right: int
    verbatim_checked: int
    scores: dict[str, float | None]
    stages_ms: dict[str, float]

    @property
    def answerable(self) -> bool:
        """Whether the documents answer it."""
        return bool(self.evidence)


class Estimate(_Part):
    """A measure over ``questions`` questions, with its 95 % interval where there is one."""

    value: float | None
    low: float | None
    high: float | None
    questions: int


class Curves(_Part):
    """What the plots show: (coverage, risk) and (confidence, share answerable, questions)."""

    risk_coverage: tuple[tuple[float, float], ...]
    reliability: tuple[tuple[float, float, int], ...]


class Measured(_Part):
    """The measures of a group of questions, of each kind in it, and its curves."""

    measures: dict[str, Estimate]
    kinds: dict[str, dict[str, Estimate]]
    curves: Curves


class SetEntry(_Part):
    """Which questions were asked, and of what."""

    name: str
    sha256: str
    questions: int
    split: str | None
    regime: Literal["index", "article", "pooled"]


class Timing(_Part):
    """How long it took: percentiles by stage in milliseconds, and all questions in seconds."""

    stages_ms: dict[str, dict[str, float]]
    seconds: float


class Results(_Part):
    """All figures of one evaluation.

    ``groups`` holds ``all`` and, where rows have one, each split. ``indexes`` maps the name of each
    index that was asked to its fingerprint.
    """

    format: Literal[1] = 1
    set: SetEntry
    configuration: dict[str, object]
    indexes: dict[str, str]
    libraries: dict[str, str]
    groups: dict[str, Measured]
    timing: Timing
    machine: dict[str, str | int]
    date: str


def free_folder(folder: Path) -> None:
    """Make the folder, so that what takes long is not lost for want of it.

    Raises:
        EvaluationError: it exists and is not empty, or cannot be made.
    """
    try:
        free = not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
        if free:
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EvaluationError(f"Cannot write the results to {folder}: {error.strerror}.") from error
    if not free:
        raise EvaluationError(
            f"The results folder {folder} exists and is not empty. Nothing is overwritten: remove "
            "it, or name another with --out."
        )


def next_free(folder: Path) -> Path:
    """``folder``, or the first of ``folder-2``, ``folder-3`` … that does not exist."""
    found, number = folder, 1
    while found.exists():
        number += 1
        found = folder.with_name(f"{folder.name}-{number}")
    return found


def write_results(folder: Path, results: Results, questions: Sequence[QuestionResult]) -> None:
    """Write ``results.json`` and ``questions.jsonl`` into a folder, made if need be.

    Raises:
        EvaluationError: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / QUESTIONS_FILE).write_text(
            "".join(f"{question.model_dump_json()}\n" for question in questions), encoding="utf-8"
        )
        (folder / RESULTS_FILE).write_text(
            results.model_dump_json(indent=2) + "\n", encoding="utf-8"
        )
    except OSError as error:
        raise EvaluationError(f"Cannot write the results to {folder}: {error.strerror}.") from error


def read_results(folder: Path) -> tuple[Results, list[QuestionResult]]:
    """The results in a folder; a file in it may be named instead.

    Raises:
        EvaluationError: there are none, or they are damaged or of another version.
    """
    folder = folder if folder.is_dir() else folder.parent
    try:
        results = Results.model_validate_json((folder / RESULTS_FILE).read_bytes())
        lines = (folder / QUESTIONS_FILE).read_text(encoding="utf-8").split("\n")
        return results, [QuestionResult.model_validate_json(line) for line in lines if line]
    except OSError as error:
        raise EvaluationError(
            f"Found no results in {folder}: cannot read {Path(str(error.filename)).name} "
            f"({error.strerror}). Expected the folder that an earlier evaluation wrote."
        ) from error
    except (ValidationError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise EvaluationError(
            f"The results in {folder} are damaged or of another version. Run that evaluation again."
        ) from error
