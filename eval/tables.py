"""Figures in words, the same in every report and on the terminal."""

from eval.results import Estimate, Measured, QuestionResult, Results
from eval.summary import MEASURES

ARROWS = {"higher": "↑", "lower": "↓"}


def figure(value: float | None) -> str:
    """A measure to three places, or "n/a" where it is undefined."""
    return "n/a" if value is None else f"{value:.3f}"


def with_interval(estimate: Estimate) -> str:
    """A measure with its 95 % interval."""
    if estimate.low is None or estimate.high is None:
        return figure(estimate.value)
    return f"{figure(estimate.value)} [{figure(estimate.low)}, {figure(estimate.high)}]"


def measure_rows(results: Results) -> tuple[list[str], list[list[str]]]:
    """Headings and rows of the main table: a row for each measure, a column for each group."""
    total = results.set.questions
    names = [
        name
        for name, group in results.groups.items()
        if name == "all" or group.measures["right"].questions < total
    ]
    headings = ["measure", *names, "questions"]
    rows = []
    for measure in MEASURES:
        estimates = [results.groups[name].measures[measure.name] for name in names]
        if all(estimate.value is None for estimate in estimates):
            continue
        counts = " / ".join(str(estimate.questions) for estimate in estimates)
        label = f"{measure.label} {ARROWS[measure.better]}"
        rows.append([label, *map(with_interval, estimates), counts])
    return headings, rows


_OF_KIND = ("right", "recall_at_5", "first_citation_hit", "evidence_f1", "f1")


def kind_rows(measured: Measured) -> tuple[list[str], list[list[str]]]:
    """Headings and rows of the table by kind."""
    by_name = {measure.name: measure.label for measure in MEASURES}
    headings = ["kind", "questions", *(by_name[name] for name in _OF_KIND)]
    rows = [
        [
            kind,
            str(measures["right"].questions),
            *(with_interval(measures[name]) for name in _OF_KIND),
        ]
        for kind, measures in measured.kinds.items()
    ]
    return headings, rows


def latency_rows(results: Results) -> tuple[list[str], list[list[str]]]:
    """Headings and rows of the table of latencies."""
    rows = [
        [stage, f"{times['p50']:.1f}", f"{times['p95']:.1f}"]
        for stage, times in results.timing.stages_ms.items()
    ]
    return ["stage", "p50 (ms)", "p95 (ms)"], rows


def outcome(result: QuestionResult) -> str:
    """What became of a question, in one sentence."""
    if result.error:
        return f"Error: {result.error}"
    if not result.answered:
        return f"Refused with confidence {result.confidence:.2f}."
    return f"Answered with confidence {result.confidence:.2f}."


def retrieved(result: QuestionResult) -> str:
    """Whether the evidence was among the passages found."""
    if not result.answerable:
        return "The documents do not answer this."
    if result.rank is None:
        return f"No evidence among the {len(result.hits)} passages found."
    return f"First passage with evidence: {result.rank} of {len(result.hits)}."
