"""Fitting the weights of the reader's scores."""

from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner

from eval import public_data, weigh
from eval.question_set import Evidence, Question
from qa.reader.onnx_reader import Weights
from qa.types import Reading, Span


def test_missing_data_leaves_the_weights_as_they_are(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(public_data.VARIABLE, str(tmp_path))
    app = Typer()
    app.command()(weigh.main)
    out = tmp_path / "weights.json"
    out.write_text("mine")
    result = CliRunner().invoke(app, ["--out", str(out)])
    assert result.exit_code == 2
    assert "Nothing was fitted without chunking, mlqa-r, squad2." in result.stderr
    assert out.read_text() == "mine"


def test_short_answers_count_by_set(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "The bridge opened in 1932."

    def case(name: str, answer: str) -> weigh.Case:
        question = Question(
            id="q",
            kind="direct",
            question="When?",
            answers=(answer,),
            evidence=(Evidence(document="d.txt", start=0, end=len(text), quote=text),),
        )
        return weigh.Case(name, question, [], {"d.txt": text})

    reading = Reading(
        sentences=(), answers=(Span("d.txt", text.index("1932"), len(text) - 1, 1.0),), no_answer=0
    )
    monkeypatch.setattr(weigh, "combine", lambda reads, weights: reading)
    cases = [case("squad2", "1932")] * 3 + [case("written", "1999")] + [case("mlqa-r", "1999")] * 9
    assert weigh._short_answers(cases, Weights()) == 0.5
