"""The report as Markdown: the figures, what changed, and the misses by name."""

from collections.abc import Sequence

from eval.baseline import Comparison
from eval.compare import PairedDifference
from eval.results import QuestionResult, Results
from eval.summary import BY_NAME
from eval.tables import figure, kind_rows, latency_rows, measure_rows, outcome, retrieved


def markdown_report(
    results: Results,
    questions: Sequence[QuestionResult],
    comparison: Comparison | None,
    differences: Sequence[PairedDifference] | None,
) -> str:
    """The whole report."""
    parts = [
        f"# Evaluation of {_plain(results.set.name)}",
        _facts(results),
        "## Figures",
        "Each with its 95 % bootstrap interval. ↑ higher is better, ↓ lower is better.",
        table(*measure_rows(results)),
        "## By kind of question",
        table(*kind_rows(results.groups["all"])),
        "## Latency",
        table(*latency_rows(results)),
    ]
    if comparison:
        parts += ["## Against the baseline", _comparison(comparison, questions)]
    if differences is not None:
        parts += ["## Against other results", table(*difference_rows(differences))]
    parts += ["## Misses", *_misses(questions)]
    return "\n\n".join(parts) + "\n"


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(map(_plain, cells))} |" for cells in lines)


def difference_rows(differences: Sequence[PairedDifference]) -> tuple[list[str], list[list[str]]]:
    """Headings and rows of a paired comparison."""
    headings = ["measure", "other", "this", "difference", "better", "worse", "p", "test"]
    rows = []
    for one in differences:
        bounds = "" if one.low is None else f" [{one.low:+.3f}, {one.high:+.3f}]"
        rows.append(
            [
                BY_NAME[one.measure].label,
                figure(one.other),
                figure(one.now),
                f"{one.difference:+.3f}{bounds}",
                str(one.better),
                str(one.worse),
                f"{one.p:.4f}",
                one.test,
            ]
        )
    return headings, rows


def change_rows(comparison: Comparison) -> tuple[list[str], list[list[str]]]:
    """Headings and rows of the measures that differ from the baseline."""
    rows = [
        [
            BY_NAME[change.measure].label,
            figure(change.before),
            figure(change.now),
            "REGRESSION" if change.regression else "within tolerance or better",
        ]
        for change in comparison.changes
    ]
    return ["measure", "baseline", "now", "verdict"], rows


def _facts(results: Results) -> str:
    entry = results.set
    split = f"split {entry.split}" if entry.split else "all splits"
    machine = results.machine
    lines = [
        f"{entry.questions} questions ({split}), SHA-256 {entry.sha256[:16]}",
        f"indexes: {len(results.indexes)} ({entry.regime}), "
        f"{', '.join(sorted(set(results.indexes.values()))[:3])}",
        f"{results.date}, {machine['processor']}, {machine['cores']} cores, {machine['platform']}",
    ]
    return "\n".join(f"- {_plain(line)}" for line in lines)


def _comparison(comparison: Comparison, questions: Sequence[QuestionResult]) -> str:
    by_id = {question.id: question for question in questions}
    parts = ["The gate is green." if comparison.passed else "**The gate is red.**"]
    if comparison.changes:
        parts.append(table(*change_rows(comparison)))
    for name, ids in (
        ("Newly wrong", comparison.newly_wrong),
        ("Newly right", comparison.newly_right),
    ):
        lines = [f"- {_plain(identity)}: {_plain(by_id[identity].question)}" for identity in ids]
        parts.append(f"{name}: {len(ids)}\n" + "\n".join(["", *lines] if lines else []))
    return "\n\n".join(part.rstrip() for part in parts)


def _misses(questions: Sequence[QuestionResult]) -> list[str]:
    wrong = [question for question in questions if not question.right]
    intro = (
        f"{len(wrong)} of {len(questions)} questions. report.html shows them with their passages."
    )
    return [
        intro,
        "\n".join(
            f"- {_plain(one.id)} ({one.kind}): {_plain(one.question)} {_plain(outcome(one))} "
            f"{retrieved(one)}"
            for one in wrong
        ),
    ]


def _plain(text: str) -> str:
    """Text that cannot break out of a cell or list item."""
    for character in "\\`*_<[|":
        text = text.replace(character, f"\\{character}")
    return " ".join(text.split())
