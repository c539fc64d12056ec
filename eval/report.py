"""Write the reports that a person reads, beside the results."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from eval.baseline import Comparison
from eval.compare import PairedDifference
from eval.errors import EvaluationError
from eval.report_html import html_report
from eval.report_markdown import markdown_report
from eval.results import QuestionResult, Results


def write_reports(
    folder: Path,
    results: Results,
    questions: Sequence[QuestionResult],
    texts: Mapping[str, str],
    comparison: Comparison | None = None,
    differences: Sequence[PairedDifference] | None = None,
) -> None:
    """Write ``report.md`` and ``report.html``; ``texts`` are the documents' texts by id.

    Raises:
        EvaluationError: the folder cannot be written.
    """
    pages = {
        "report.md": markdown_report(results, questions, comparison, differences),
        "report.html": html_report(results, questions, texts, comparison, differences),
    }
    try:
        for name, page in pages.items():
            (folder / name).write_text(page, encoding="utf-8")
    except OSError as error:
        raise EvaluationError(f"Cannot write the report to {folder}: {error.strerror}.") from error
