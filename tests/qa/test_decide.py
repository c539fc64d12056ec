import json
import math
from pathlib import Path

import pytest

from corpus.types import Passage, Sentence
from index.types import Hit, SentenceScore
from qa.decide import Decision, load_decision, signals
from qa.types import Reading, Span
from settings import Settings, SettingsError


def test_confidence_is_the_logistic_of_the_weighted_signals() -> None:
    decision = Decision.model_validate(
        {
            "signals": {"lead": {"mean": 0.5, "scale": 0.1, "weight": 2.0}},
            "bias": -1.0,
            "threshold": 0.5,
            "provenance": {},
        }
    )
    assert decision.confidence({"lead": 0.6, "other": 9.0}) == pytest.approx(
        1 / (1 + math.exp(-1.0))
    )
    assert decision.confidence({"lead": 1e9}) == 1.0
    assert decision.confidence({"lead": -1e9}) == 0.0


def test_shipped_decision_uses_known_signals_and_says_where_it_comes_from() -> None:
    decision = load_decision(Settings().decision)
    assert decision.signals.keys() <= signals("q", [], Reading((), (), 1.0)).keys()
    assert decision.provenance


def test_a_damaged_file_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "decision.json"
    path.write_text(json.dumps({"bias": 1}))
    with pytest.raises(SettingsError, match=r"decision\.json is not a decision.*make calibrate"):
        load_decision(path)
    with pytest.raises(
        SettingsError, match=r"Cannot read the decision .*nothing\.json: No such file"
    ):
        load_decision(tmp_path / "nothing.json")
    path.write_text(
        json.dumps(
            {
                "signals": {"luck": {"mean": 0, "scale": 1, "weight": 1}},
                "bias": 0,
                "threshold": 0.5,
                "provenance": {},
            }
        )
    )
    with pytest.raises(SettingsError, match="needs signals that there are not: luck"):
        load_decision(path)


def test_signals() -> None:
    sentences = [Sentence("d", n, n + 1) for n in range(6)]
    scored = tuple(SentenceScore(s, 0.1, s.start) for s in sentences)
    hit = Hit(Passage("d", 0, 6, "abcdef", tuple(sentences)), 1.0, 0.4, 6.0, scored)
    other = Hit(Passage("d", 9, 12, "xyz", ()), 0.5, 0.7, 1.0, ())
    ranked = tuple(Span("d", n, n + 1, s) for n, s in enumerate((0.9, 0.5, 0.4, 0.3, 0.2, 0.1)))
    assert signals("how many ports", [hit, other], Reading(ranked, (), 0.3)) == {
        "no_answer": 0.3,
        "passage": 0.7,
        "passage_words": 2.0,
        "sentence_words": pytest.approx(5 / 3),
        "lead": pytest.approx(0.7),
    }
