"""Put the tables of finished evaluations into the documentation.

``python -m eval.publish RESULTS [RESULTS ...]`` rewrites what stands between
``<!-- results:begin -->`` and ``<!-- results:end -->`` in ``docs/evaluation.md``, and in
``README.md`` if that has such a place. Nobody copies a figure by hand.
"""

from pathlib import Path
from typing import Annotated

import typer

from eval.errors import EvaluationError
from eval.report_markdown import table
from eval.results import Results, read_results
from eval.summary import BY_NAME
from eval.tables import ARROWS, with_interval
from settings import ROOT
from terminal import stderr

BEGIN, END = "<!-- results:begin -->", "<!-- results:end -->"
_PAGES = (ROOT / "docs" / "evaluation.md", ROOT / "README.md")

_HEADLINE = (
    "right",
    "recall_at_5",
    "mrr",
    "first_citation_hit",
    "evidence_f1",
    "f1",
    "auroc",
    "false_answer",
    "false_refusal",
    "aurc",
    "ece",
    "verbatim",
)


def main(
    results: Annotated[list[Path], typer.Argument(help="Results folders, in the table's order.")],
) -> None:
    """Write the results tables into the documentation."""
    try:
        section = results_section([read_results(folder)[0] for folder in results])
        for page in _PAGES:
            if page.is_file() and BEGIN in (text := page.read_text(encoding="utf-8")):
                page.write_text(replace_section(text, section), encoding="utf-8")
                stderr.print(f"Updated {page}.", markup=False)
    except EvaluationError as error:
        stderr.print(f"Error: {error}", markup=False, style="red")
        raise typer.Exit(2) from error


def results_section(results: list[Results]) -> str:
    """A table with a column for each set (its ``test`` split where it has one)."""
    columns = [one.groups.get("test", one.groups["all"]) for one in results]
    headings = ["", *map(_heading, results)]
    rows = [["questions", *(str(column.measures["right"].questions) for column in columns)]]
    for name in _HEADLINE:
        measure = BY_NAME[name]
        cells = [with_interval(column.measures[name]) for column in columns]
        rows.append([f"{measure.label} {ARROWS[measure.better]}", *cells])
    for share in ("p50", "p95"):
        times = [one.timing.stages_ms.get("total", {}).get(share) for one in results]
        rows.append(
            [f"{share} (ms)", *("n/a" if time is None else f"{time:.0f}" for time in times)]
        )
    machines = sorted({f"{one.machine['processor']}, {one.machine['cores']}" for one in results})
    return f"{table(headings, rows)}\n\nMeasured on {'; '.join(machines)} cores."


def replace_section(page: str, section: str) -> str:
    """The page with the text between the two marks replaced.

    Raises:
        EvaluationError: the page lacks a mark.
    """
    if BEGIN not in page or END not in page:
        raise EvaluationError(f"Found no place for the results: expected {BEGIN} and {END}.")
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n{section}\n{END}{rest.partition(END)[2]}"


def _heading(results: Results) -> str:
    split = ", test" if "test" in results.groups else ""
    regime = {"index": "", "article": ", by article", "pooled": ", pooled"}[results.set.regime]
    return f"{results.set.name}{split}{regime}"


if __name__ == "__main__":
    typer.run(main)
