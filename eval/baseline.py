"""The gate: has anything got worse than the committed baseline?

The baseline is what the fixed question set scored when it was last accepted. A run is a regression
when a measure is worse by more than its tolerance. Latency is not gated: it depends on the machine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.errors import EvaluationError
from eval.results import QuestionResult, Results, SetEntry
from eval.summary import BY_NAME, MEASURES

BASELINE = Path(__file__).with_name("baseline.json")

# How much worse each measure may be than the baseline, as an absolute difference. One question of
# the fixed set is about 0.6 points of the answerable and 1.4 of the unanswerable ones. Runs on one
# machine are identical; on another processor, the last digits of a cosine can swap two passages
# that are all but tied. Two questions that fall for that reason must not break a build, three are
# unlikely to.
TOLERANCES: Mapping[str, float] = {
    "recall_at_1": 0.015,
    "recall_at_3": 0.015,
    "recall_at_5": 0.015,
    "mrr": 0.015,
    "first_citation_hit": 0.015,
    "evidence_recall": 0.015,
    "evidence_precision": 0.015,
    "evidence_f1": 0.015,
    "exact_match": 0.015,
    "f1": 0.015,
    "squad2_exact_match": 0.015,
    "squad2_f1": 0.015,
    "right": 0.015,
    "false_answer": 0.03,  # two of 72 unanswerable questions
    "false_refusal": 0.015,
    # Figures of the whole group move little with single questions.
    "auroc": 0.01,
    "aurc": 0.01,
    "brier": 0.005,
    "ece": 0.02,  # two questions in another bin
    "verbatim": 0.0,  # a promise, not a score
}


class Baseline(BaseModel):
    """What a question set scored. ``right`` says for each question whether it was right."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    set: SetEntry
    configuration: dict[str, object]
    indexes: dict[str, str]
    measures: dict[str, float | None]
    right: dict[str, bool]


@dataclass(frozen=True, slots=True)
class Change:
    """A measure that differs from the baseline. ``regression`` when beyond its tolerance."""

    measure: str
    before: float | None
    now: float | None
    regression: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """A run compared with the baseline; the questions by id."""

    changes: tuple[Change, ...]
    newly_right: tuple[str, ...]
    newly_wrong: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether no measure regressed."""
        return not any(change.regression for change in self.changes)


def make_baseline(results: Results, questions: Sequence[QuestionResult]) -> Baseline:
    """The baseline that a run would be."""
    measures = results.groups["all"].measures
    return Baseline(
        set=results.set,
        configuration=results.configuration,
        indexes=results.indexes,
        measures={name: estimate.value for name, estimate in measures.items()},
        right={question.id: question.right for question in questions},
    )


def write_baseline(path: Path, baseline: Baseline) -> None:
    """Store a baseline as readable JSON.

    Raises:
        EvaluationError: the file cannot be written.
    """
    try:
        path.write_text(baseline.model_dump_json(indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise EvaluationError(f"Cannot write the baseline {path}: {error.strerror}.") from error


def read_baseline(path: Path, asked: SetEntry) -> Baseline:
    """The baseline at ``path``, if it is of the questions that are ``asked``.

    Raises:
        EvaluationError: there is none, it is damaged, or it is of other questions.
    """
    try:
        baseline = Baseline.model_validate_json(path.read_bytes())
    except OSError as error:
        raise EvaluationError(
            f"Cannot read the baseline {path}: {error.strerror}. "
            "Leave --check out, or write one with 'python -m eval.accept'."
        ) from error
    except ValidationError as error:
        raise EvaluationError(
            f"The baseline {path} is damaged or of another version: {error.errors()[0]['msg']}."
        ) from error
    if baseline.set.sha256 != asked.sha256:
        raise EvaluationError(
            f"The baseline {path} is of other questions: found {_named(baseline.set)}, expected "
            f"{_named(asked)}. Compare with --against, or accept a new baseline with "
            "'python -m eval.accept'."
        )
    if baseline.set.regime != asked.regime:
        raise EvaluationError(
            f"The baseline {path} was measured in the regime {baseline.set.regime!r}, this run is "
            f"in {asked.regime!r}."
        )
    return baseline


def compare_with_baseline(
    baseline: Baseline, results: Results, questions: Sequence[QuestionResult]
) -> Comparison:
    """What differs from the baseline: measures in the order of reports, questions in set order."""
    measures = results.groups["all"].measures
    changes = [
        Change(m.name, before, now, _regressed(m.name, before, now))
        for m in MEASURES
        if (before := baseline.measures.get(m.name)) != (now := measures[m.name].value)
    ]
    return Comparison(
        changes=tuple(changes),
        newly_right=tuple(q.id for q in questions if q.right and not baseline.right[q.id]),
        newly_wrong=tuple(q.id for q in questions if not q.right and baseline.right[q.id]),
    )


def _regressed(name: str, before: float | None, now: float | None) -> bool:
    if before is None:
        return False
    if now is None:
        return True
    loss = before - now if BY_NAME[name].better == "higher" else now - before
    return loss > TOLERANCES[name] + 1e-9  # stored figures are rounded


def _named(entry: SetEntry) -> str:
    split = f", split {entry.split}" if entry.split else ""
    return f"{entry.name} ({entry.questions} questions{split}, SHA-256 {entry.sha256[:12]})"
