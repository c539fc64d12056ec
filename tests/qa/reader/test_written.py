"""The questions written for the training point at what they say they do."""

import itertools
import json
from pathlib import Path
from typing import get_args

import pytest

from qa.reader.examples import sentences_of
from qa.reader.sources import DataMissing, Part, data_folder
from qa.reader.written import QUESTIONS, digest, documents, kinds, part_of, texts, written


@pytest.fixture(scope="module")
def folder() -> Path:
    try:
        return data_folder()
    except DataMissing as missing:
        pytest.skip(str(missing))


def test_a_paragraph_is_named_by_its_text_and_belongs_to_one_part() -> None:
    assert digest("The bridge was built in 1894.") == "ddf3fd840865e0c4"
    assert [part_of(name) for name in ("14", "15", "16", "17", "ff")] == [
        "tune",
        "report",
        "report",
        "train",
        "train",
    ]


def test_all_of_a_whole_document_is_for_one_part() -> None:
    for part in get_args(Part):
        for document in documents(part):
            assert {part_of(digest(one.text)) for one in document.paragraphs} == {part}
            assert {one.paragraph for one in document.questions} == set(document.paragraphs)


def test_the_text_of_other_documents_is_not_learnt_from(folder: Path) -> None:
    others = {one.title for part in ("tune", "report") for one in documents(part)}
    learnt = {article.title for article in written(folder, "train")}
    assert len(others) == 24
    assert not others & learnt
    assert {one.title for one in documents("train")} <= learnt


def test_answers_lie_in_a_sentence_and_only_answerable_questions_have_them(folder: Path) -> None:
    known = kinds()
    answerable = ("other words", "own words")
    seen = set()
    for part, misleading in itertools.product(get_args(Part), (False, True)):
        for article in written(folder, part, misleading=misleading):
            for question in article.questions:
                seen.add(question.id)
                assert bool(question.answers) == (known[question.id] in answerable)
                assert part_of(digest(question.paragraph.text)) == part
                sentences = sentences_of(question.paragraph.text)
                for start, end in (*question.answers, *question.decoys):
                    assert any(a <= start < end <= b for a, b in sentences), question
    assert seen == known.keys()  # every paragraph was found


def test_each_invented_text_is_asked_about_in_both_ways() -> None:
    rows = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    told = {row["paragraph"] for row in rows if row["answers"]}
    untold = {row["paragraph"] for row in rows if not row["answers"]}
    made = {digest(paragraph.text) for article in texts() for paragraph in article.paragraphs}
    assert made <= told & untold
