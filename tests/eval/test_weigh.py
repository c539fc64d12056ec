"""Fitting the weights of the reader's scores."""

import math
from pathlib import Path

import numpy as np
import pytest
from typer import Typer
from typer.testing import CliRunner

from corpus.types import Sentence
from eval import public_data, weigh
from eval.question_set import Evidence, Question
from qa.reader.combine import Read, features, logit
from qa.reader.likeness import Likeness
from qa.reader.weights import Weights


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


def case(name: str, parts: list[tuple[float, float]], right: int) -> weigh.Case:
    """A question over sentences of ten characters, with the margin and the meaning of each."""
    evidence = Evidence(document="d.txt", start=right * 10, end=right * 10 + 9, quote="x" * 9)
    question = Question(
        id="q", kind="direct", question="When?", answers=("x",), evidence=(evidence,)
    )
    reads = [
        Read(
            sentence=Sentence("d.txt", number * 10, number * 10 + 9),
            rank=1,
            evidence=0.0,
            answer=0.0,
            start=number * 10,
            end=number * 10 + 1,
            margin=margin,
            likeness=Likeness(meaning, 0.0),
        )
        for number, (margin, meaning) in enumerate(parts)
    ]
    return weigh.Case(name, question, reads)


def cases() -> list[weigh.Case]:
    """The margin tells evidence, meaning does not; of the large set nothing can be told."""
    rng = np.random.default_rng(1)
    made = []
    for _ in range(200):
        right, parts = int(rng.integers(4)), rng.normal(size=(4, 2))
        parts[right, 0] += 2.0
        made.append(case("told", [(m, s) for m, s in parts.tolist()], right))
    made += [case("alike", [(1.0, 1.0)] * 2, number % 2) for number in range(1000)]
    return made


def test_weights_make_scores_probabilities() -> None:
    weights = weigh.fit(cases())
    assert weights.margin > 0.5
    assert abs(weights.meaning) < 0.2
    assert (weights.evidence, weights.words, weights.answer) == (0.0, 0.0, 0.0)
    for name, share in (("told", 0.25), ("alike", 0.5)):
        chances = [
            1 / (1 + math.exp(-logit(read, weights)))
            for case in cases()
            for read in case.reads
            if case.set == name
        ]
        assert np.mean(chances) == pytest.approx(share, abs=0.15)


def test_every_weight_but_the_bias_has_its_feature() -> None:
    [read, *_] = case("any", [(0.0, 0.0)], 0).reads
    assert {*features(read), "bias"} == set(Weights.model_fields)


def test_firsts_count_by_set() -> None:
    weights = Weights(evidence=0, margin=1, answer=0, meaning=0, words=0, rank=0, bias=0)
    asked = [case("one", [(1.0, 0.0), (2.0, 0.0)], 1)] * 3 + [
        case("other", [(1.0, 0.0), (2.0, 0.0)], right) for right in (0, 0, 0, 1)
    ]
    assert weigh.firsts(asked, weights) == {"one": 1.0, "other": 0.25, "mean": 0.625}
