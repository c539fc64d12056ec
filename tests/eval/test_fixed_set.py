"""The fixed question set stays true to the shipped document."""

from collections import Counter

import pytest

from corpus.load import load_documents
from eval.command import QUESTIONS
from eval.load import load_questions
from eval.question_set import QuestionSet, check_evidence
from settings import ROOT


@pytest.fixture(scope="module")
def fixed_set() -> QuestionSet:
    return load_questions(QUESTIONS)


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return {one.id: one.text for one in load_documents(ROOT / "corpus" / "documents")}


def test_every_quote_stands_where_it_says(fixed_set: QuestionSet, texts: dict[str, str]) -> None:
    check_evidence(fixed_set, texts)


def test_every_accepted_answer_is_in_its_evidence(fixed_set: QuestionSet) -> None:
    for question in fixed_set.questions:
        for answer in question.answers:
            assert any(answer in one.quote for one in question.evidence), (question.id, answer)


def test_it_is_large_enough(fixed_set: QuestionSet) -> None:
    assert len(fixed_set.questions) >= 160
    assert sum(not question.answerable for question in fixed_set.questions) >= 50


def test_every_kind_is_in_both_splits(fixed_set: QuestionSet) -> None:
    kinds = Counter((str(question.split), str(question.kind)) for question in fixed_set.questions)
    for split in ("dev", "test"):
        assert sum(count for (of, _), count in kinds.items() if of == split) >= 80
        for kind in ("direct", "paraphrase", "terse", "misspelt", "list", "overview", "follow_up"):
            assert kinds[split, kind] >= 3, (split, kind)
        for kind in ("near_miss", "false_premise", "missing_number", "off_topic"):
            assert kinds[split, kind] >= 3, (split, kind)


def test_every_fact_is_in_one_split(fixed_set: QuestionSet) -> None:
    splits: dict[str, set[str]] = {}
    for question in fixed_set.questions:
        assert question.fact, question.id
        assert question.split, question.id
        splits.setdefault(question.fact, set()).add(question.split)
    assert all(len(found) == 1 for found in splits.values())


def test_follow_ups_have_a_history(fixed_set: QuestionSet) -> None:
    assert all(one.history for one in fixed_set.questions if one.kind == "follow_up")
