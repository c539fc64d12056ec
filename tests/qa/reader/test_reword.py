"""Questions in other words keep their names, and the list of words is sound."""

import json
import random
import re

import pytest

from qa.reader.reword import SYNONYMS, reword


@pytest.mark.parametrize("seed", range(30))
def test_only_words_in_lower_case_change(seed: int) -> None:
    question = "When did Anna Lund build the famous bridge in 1894?"
    changed = reword(question, random.Random(seed))
    assert all(name in changed for name in ("Anna Lund", "1894"))


def test_a_question_gets_other_words_and_another_beginning() -> None:
    changed = {reword("When was it built?", random.Random(seed)) for seed in range(60)}
    assert "In what year was it built?" in changed
    assert "When was it constructed?" in changed
    assert any(re.fullmatch(r"Do you know when was it \w+\?", one) for one in changed)


@pytest.mark.parametrize("question", ["", "?", "Who?", "What is it?"])
def test_short_questions_stay_questions(question: str) -> None:
    for seed in range(20):
        assert bool(reword(question, random.Random(seed))) == bool(question)


def test_no_word_stands_for_itself() -> None:
    words: dict[str, list[str]] = json.loads(SYNONYMS.read_text(encoding="utf-8"))
    assert len(words) > 5_000
    assert words["built"][0] == "constructed"
    for word, others in words.items():
        assert 1 <= len(set(others)) == len(others) <= 5
        assert word not in others
