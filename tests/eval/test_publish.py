"""The results table of the documentation."""

from pathlib import Path

import pytest

from eval.command import evaluate
from eval.errors import EvaluationError
from eval.publish import replace_section, results_section
from eval.results import read_results
from settings import Settings


def test_only_what_stands_between_the_marks_is_replaced() -> None:
    page = "Before.\n<!-- results:begin -->\nold\n<!-- results:end -->\nAfter.\n"
    assert replace_section(page, "new") == (
        "Before.\n<!-- results:begin -->\nnew\n<!-- results:end -->\nAfter.\n"
    )
    with pytest.raises(EvaluationError, match="Found no place for the results"):
        replace_section("Before.", "new")


@pytest.mark.usefixtures("few_resamples")
def test_the_table_shows_the_test_split(
    settings: Settings, questions_file: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    evaluate(settings, questions_file, out)
    lines = results_section([read_results(out)[0]]).splitlines()
    assert lines[0] == "|  | harbour, test |"
    assert lines[2] == "| questions | 3 |"
    assert any(line.startswith("| Verbatim quotes ↑ | 1.000 ") for line in lines)
    assert lines[-1].startswith("Measured on ")
