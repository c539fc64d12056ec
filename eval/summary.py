"""Make figures of scored questions: every measure with its 95 % interval."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from eval.metrics.calibration import brier, expected_calibration_error, reliability
from eval.metrics.refusal import auroc
from eval.metrics.risk_coverage import area, risk_coverage
from eval.resampling import Rows, interval, mean_interval
from eval.results import Curves, Estimate, Measured, QuestionResult

_DIGITS = 6
_CURVE_POINTS = 400

Better = Literal["higher", "lower"]
# A question's share of a mean: numerator and denominator; the latter is 0 where it does not apply.
Share = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over questions: its name in files, its label in reports, and which way is better."""

    name: str
    label: str
    better: Better
    share: Callable[[QuestionResult], Share]

    def value(self, results: Sequence[QuestionResult]) -> float | None:
        """The measure over some questions; ``None`` where it applies to none of them."""
        sums = self.shares(results).sum(axis=0)
        return float(sums[0] / sums[1]) if sums[1] else None

    def shares(self, results: Sequence[QuestionResult]) -> npt.NDArray[np.float64]:
        """Each question's share of the mean, shape ``(questions, 2)``."""
        return np.array([self.share(r) for r in results], dtype=np.float64).reshape(-1, 2)


@dataclass(frozen=True, slots=True)
class OfGroup:
    """A measure that only a whole group of questions has, named in the same way."""

    name: str
    label: str
    better: Better
    value: Callable[[Sequence[QuestionResult]], float | None]


Measure = Mean | OfGroup


def _mean(name: str, label: str, better: Better = "higher") -> Mean:
    def share(result: QuestionResult) -> Share:
        score = result.scores[name]
        return (0.0, 0.0) if score is None else (score, 1.0)

    return Mean(name, label, better, share)


def _confidences(results: Iterable[QuestionResult]) -> list[float]:
    return [result.confidence for result in results]


def _answerable(results: Iterable[QuestionResult]) -> list[bool]:
    return [result.answerable for result in results]


def _aurc(results: Sequence[QuestionResult]) -> float | None:
    return area(risk_coverage(_confidences(results), [r.would_be_right for r in results]))


def _ece(results: Sequence[QuestionResult]) -> float | None:
    return expected_calibration_error(reliability(_confidences(results), _answerable(results)))


def _auroc(results: Sequence[QuestionResult]) -> float | None:
    return auroc(_confidences(results), _answerable(results))


def _brier(results: Sequence[QuestionResult]) -> float | None:
    return brier(_confidences(results), _answerable(results))


def _right(result: QuestionResult) -> Share:
    return float(result.right), 1.0


def _verbatim(result: QuestionResult) -> Share:
    return float(result.verbatim_right), float(result.verbatim_checked)


MEASURES: tuple[Measure, ...] = (
    Mean("right", "Right overall", "higher", _right),
    _mean("recall_at_1", "Evidence recall@1"),
    _mean("recall_at_3", "Evidence recall@3"),
    _mean("recall_at_5", "Evidence recall@5"),
    _mean("mrr", "Mean reciprocal rank"),
    _mean("first_citation_hit", "First citation hits"),
    _mean("evidence_recall", "Evidence recall (characters)"),
    _mean("evidence_precision", "Evidence precision (characters)"),
    _mean("evidence_f1", "Evidence F1 (characters)"),
    _mean("exact_match", "Exact match, answerable"),
    _mean("f1", "Token F1, answerable"),
    _mean("squad2_exact_match", "Exact match, SQuAD 2.0"),
    _mean("squad2_f1", "Token F1, SQuAD 2.0"),
    OfGroup("auroc", "AUROC of confidence", "higher", _auroc),
    _mean("false_answer", "False answers", "lower"),
    _mean("false_refusal", "False refusals", "lower"),
    OfGroup("aurc", "Area under risk-coverage", "lower", _aurc),
    OfGroup("brier", "Brier score", "lower", _brier),
    OfGroup("ece", "Expected calibration error", "lower", _ece),
    Mean("verbatim", "Verbatim quotes", "higher", _verbatim),
)
BY_NAME = {measure.name: measure for measure in MEASURES}
# Figures of a whole group say little about one kind of question, where all have the same answer.
_OF_KINDS = tuple(measure for measure in MEASURES if isinstance(measure, Mean))


def groups(results: Sequence[QuestionResult]) -> dict[str, Measured]:
    """All questions as ``all``, and each split that occurs."""
    splits = sorted({result.split for result in results if result.split})
    return {
        "all": measured(results),
        **{split: measured([r for r in results if r.split == split]) for split in splits},
    }


def measured(results: Sequence[QuestionResult]) -> Measured:
    """All measures of a group of questions, with intervals."""
    kinds = dict.fromkeys(result.kind for result in results)
    return Measured(
        measures={measure.name: estimate(measure, results) for measure in MEASURES},
        kinds={
            kind: {m.name: estimate(m, [r for r in results if r.kind == kind]) for m in _OF_KINDS}
            for kind in sorted(kinds)
        },
        curves=_curves(results),
    )


def estimate(measure: Measure, results: Sequence[QuestionResult]) -> Estimate:
    """A measure over some questions, with its 95 % interval."""
    clusters = list(_clusters(results))
    if isinstance(measure, Mean):
        shares = measure.shares(results)
        applies = shares[:, 1] > 0
        clusters = [kept for rows in clusters if len(kept := rows[applies[rows]])]
        sums = np.array([shares[rows].sum(axis=0) for rows in clusters]).reshape(-1, 2)
        bounds = mean_interval(sums[:, 0], sums[:, 1])
        count = int(applies.sum())
    else:
        bounds = interval(clusters, lambda rows: _or_nan(measure.value([results[r] for r in rows])))
        count = len(results)
    value = measure.value(results)
    low, high = bounds if bounds and value is not None else (None, None)
    return Estimate(value=_rounded(value), low=_rounded(low), high=_rounded(high), questions=count)


def _clusters(results: Sequence[QuestionResult]) -> Iterable[Rows]:
    """The row numbers of each cluster."""
    rows: dict[str, list[int]] = {}
    for number, result in enumerate(results):
        rows.setdefault(result.cluster, []).append(number)
    return (np.array(numbers) for numbers in rows.values())


def _curves(results: Sequence[QuestionResult]) -> Curves:
    curve = risk_coverage(_confidences(results), [result.would_be_right for result in results])
    step = max(1, len(curve) // _CURVE_POINTS)
    bins = reliability(_confidences(results), _answerable(results))
    return Curves(
        risk_coverage=tuple(
            (round(coverage, _DIGITS), round(risk, _DIGITS))
            for coverage, risk in [*curve[:-1:step], *curve[-1:]]
        ),
        reliability=tuple(
            (round(one.confidence, _DIGITS), round(one.share, _DIGITS), one.size) for one in bins
        ),
    )


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)
