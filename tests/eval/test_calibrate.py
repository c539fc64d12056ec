"""Fitting the decision, on signals whose answer is known."""

import json
from pathlib import Path

import numpy as np
import pytest
from typer import Typer
from typer.testing import CliRunner

from eval import calibrate, public_data
from eval.calibrate import FALSE_REFUSALS, WEIGHTS, Row, choose_threshold, fit
from eval.squad import load_squad
from qa.decide import Decision, load_decision
from tests.conftest import FAKE_ENVIRONMENT


def rows(seed: int, name: str = "articles") -> list[Row]:
    """Answerable questions score high, the others low, with some in between."""
    random = np.random.default_rng(seed)
    means = {
        "answerable": 2.0,
        "same topic": 0.5,
        "passage removed": 0.0,
        "other article": -2.0,
    }
    return [
        Row(name, sort, {"useful": mean + random.normal(), "noise": random.normal()}, mean == 2.0)
        for sort, mean in means.items()
        for _ in range(100)
    ]


def found(seed: int) -> list[Row]:
    return [row for row in rows(seed, "dev") if row.found]


def test_the_threshold_is_the_lowest_of_all_sets() -> None:
    low = [Row("dev", "answerable", {"useful": -2.0, "noise": 0.0}, True)] * 20
    decision = fit([*rows(1), *rows(3, "documents")], rows(2), low, {})
    provenance = decision["provenance"]
    assert isinstance(provenance, dict)
    thresholds = provenance["thresholds"]
    assert list(thresholds) == ["articles", "documents", "dev"]
    assert decision["threshold"] == thresholds["dev"] < min(list(thresholds.values())[:2])


def test_each_set_counts_the_same_however_many_rows_it_has() -> None:
    once = fit([*rows(1), *rows(3, "documents")], rows(2), found(1), {})
    more = fit([*rows(1), *rows(3, "documents") * 5], rows(2), found(1), {})
    assert more["bias"] == pytest.approx(once["bias"], abs=0.05)
    assert more["signals"]["useful"]["weight"] == pytest.approx(  # type: ignore[index]
        once["signals"]["useful"]["weight"],  # type: ignore[index]
        rel=0.05,
    )


def test_the_fit_finds_the_signal_that_matters(tmp_path: Path) -> None:
    path = tmp_path / "decision.json"
    path.write_text(json.dumps(fit(rows(1), rows(2), found(1), {"seed": 1})))
    decision = Decision.model_validate_json(path.read_text(encoding="utf-8"))
    assert decision.signals["useful"].weight > 5 * abs(decision.signals["noise"].weight)
    assert decision.confidence({"useful": 3.0, "noise": 0.0}) > 0.9
    assert decision.confidence({"useful": -3.0, "noise": 0.0}) < 0.1
    held_out = decision.provenance["held_out"]
    assert isinstance(held_out, dict)
    assert held_out["auroc"]["other article"] > 0.98
    assert held_out["false_refusals"] == pytest.approx(FALSE_REFUSALS, abs=0.07)
    assert decision.provenance["rows"] == {"articles": dict.fromkeys(WEIGHTS, 100)}


def test_the_same_rows_give_the_same_decision() -> None:
    assert fit(rows(1), rows(2), found(1), {}) == fit(rows(1), rows(2), found(1), {})


def test_the_threshold_refuses_no_more_than_it_may() -> None:
    found = np.arange(100) / 100
    threshold = choose_threshold(found)
    assert (found < threshold).mean() <= FALSE_REFUSALS
    assert (found < threshold + 0.011).mean() > FALSE_REFUSALS


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CliRunner:
    for name, value in FAKE_ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv(public_data.VARIABLE, str(tmp_path))
    return CliRunner()


def app() -> Typer:
    typer_app = Typer()
    typer_app.command()(calibrate.main)
    return typer_app


def test_missing_data_leaves_the_decision_as_it_is(run: CliRunner, tmp_path: Path) -> None:
    out = tmp_path / "decision.json"
    result = run.invoke(app(), ["--out", str(out)])
    assert result.exit_code == 2
    assert not out.exists()


def article(name: str, facts: dict[str, str]) -> dict[str, object]:
    """An article of one paragraph for each fact, with an answerable and an impossible question."""
    return {
        "title": name,
        "paragraphs": [
            {
                "context": f"The {thing} of {name} is {value}. It is well known to all.",
                "qas": [
                    {
                        "id": f"{name} {thing}",
                        "question": f"What is the {thing} of {name}?",
                        "answers": [
                            {"text": value, "answer_start": len(f"The {thing} of {name} is ")}
                        ],
                    },
                    {
                        "id": f"{name} {thing} x",
                        "question": f"Who first praised the {thing} of {name}?",
                        "answers": [],
                        "is_impossible": True,
                    },
                ],
            }
            for thing, value in facts.items()
        ],
    }


NAMES = ("Arden", "Borth", "Corby", "Delph", "Eaton", "Fulby", "Gosby", "Hexam")


def test_a_decision_is_fitted_and_says_on_what(
    run: CliRunner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    facts = {"river": "the Ouse", "colour": "dark green", "dish": "lamb stew", "bird": "a heron"}
    data = {"data": [article(name, facts) for name in NAMES]}
    invented = json.dumps({"data": [article("Ilsley", facts), article("Jarrow", facts)]})
    documents = {"tune": load_squad(Path("tune"), invented)}
    monkeypatch.setattr(calibrate, "written_questions", documents.__getitem__)
    (tmp_path / "squad2").mkdir()
    (tmp_path / calibrate.DATA).write_text(json.dumps(data))
    out = tmp_path / "decision.json"
    result = run.invoke(app(), ["--out", str(out)])
    assert result.exit_code == 0, result.output
    decision = load_decision(out)
    assert decision.provenance["articles"] == ["Arden", "Fulby"]
    assert decision.provenance["invented_documents"] == ["Ilsley", "Jarrow"]
    assert decision.provenance["held_out_articles"] == ["Corby", "Hexam"]
    assert decision.provenance["rows"] == {
        "tuning articles": dict.fromkeys(WEIGHTS, 8),
        "invented documents": dict.fromkeys(WEIGHTS, 8),
    }
    assert 0 <= decision.threshold <= 1
