from pathlib import Path

import pytest

from eval.followup_rules import question_before
from eval.followup_sets import MissingData, Turn, load_turns
from eval.followup_terms import stands_alone, term_figures, terms, wanted
from eval.followups import main

FIRST = "What is Lyme disease?"


def _turn(question: str, gold: str, history: tuple[str, ...] = (FIRST,)) -> Turn:
    return Turn("cast", "one", "tune", history, question, gold)


TURNS = [
    _turn(FIRST, FIRST, ()),
    _turn("Can it be cured?", "Can Lyme disease be cured?"),
    _turn("What is flu?", "What is flu?"),
]


def test_terms_are_stems_of_content_words() -> None:
    assert terms("What are the symptoms of Wi-Fi's diseases?") == {"symptom", "wi", "fi", "diseas"}


def test_what_the_rewrite_takes_from_before() -> None:
    assert wanted(TURNS[1]) == {"lyme", "diseas"}
    assert [stands_alone(turn) for turn in TURNS] == [True, False, True]


def test_figures_of_a_worked_example() -> None:
    searched = [FIRST, "Can Lyme be cured in dogs?", "Lyme: what is flu?"]
    found = term_figures(TURNS, searched)
    # Recall 2/3 and 1 after the first turn, where the last turn alone has 1/3 and 1.
    assert found.turns == 2
    assert found.recall == pytest.approx(5 / 6)
    assert found.closed == pytest.approx(1 / 2)
    # Added: lyme, dog; lyme. One of three is in a rewrite.
    assert found.precision == pytest.approx(1 / 3)
    assert found.added == 1.5
    assert found.helped == 1
    # One of two standalone turns changed, by one word of three.
    assert (found.harm, found.harm_later) == (0.5, 1)
    assert found.words_changed == pytest.approx(1 / 6)


def test_the_first_rule() -> None:
    assert question_before("Since when?", [FIRST, "And why?"]) == f"{FIRST} Since when?"
    assert (
        question_before("How many routes were opened?", [FIRST]) == "How many routes were opened?"
    )


def test_missing_sets_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(MissingData, match="QUOTH_DATA"):
        load_turns(tmp_path)
    monkeypatch.setenv("QUOTH_DATA", str(tmp_path))
    assert main() == 2
    assert "QUOTH_DATA" in capsys.readouterr().err
