"""The invented documents as a question set."""

import json
from pathlib import Path

from typer import Typer
from typer.testing import CliRunner

from eval import written
from eval.load import load_questions
from eval.written import written_questions
from qa.reader.written import texts


def run(*arguments: str) -> int:
    app = Typer()
    app.command()(written.main)
    return CliRunner().invoke(app, list(arguments)).exit_code


def test_documents_for_figures_are_neither_trained_nor_tuned_on() -> None:
    titles = {
        part: {document.title for document in written_questions(part).documents}
        for part in ("train", "tune", "report")
    }
    assert {part: len(of_it) for part, of_it in titles.items()} == {
        "train": 60,
        "tune": 12,
        "report": 12,
    }
    assert not titles["report"] & (titles["train"] | titles["tune"])
    assert not titles["tune"] & titles["train"]


def test_a_document_is_all_of_its_sections_in_their_order() -> None:
    [first, *_] = written_questions("report").documents
    sections = next(one for one in texts() if one.title == first.title).paragraphs
    assert first.text == "\n\n".join(section.text for section in sections)


def test_the_file_is_asked_like_any_of_squad(tmp_path: Path) -> None:
    target = tmp_path / "invented.json"
    assert run(str(target)) == 0
    asked, made = load_questions(target), written_questions("report")
    assert asked.questions == made.questions
    assert asked.documents == made.documents
    kinds = [question.kind for question in asked.questions]
    assert min(kinds.count("direct"), kinds.count("unanswerable")) > 0.45 * len(kinds)
    rows = json.loads(target.read_text())["data"][0]["paragraphs"][0]["qas"]
    assert {row["is_impossible"] for row in rows} == {True, False}


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "invented.json"
    target.write_text("mine")
    assert run(str(target)) == 2
    assert target.read_text() == "mine"
