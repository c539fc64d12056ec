"""Parts of SQuAD files."""

import json
from pathlib import Path

from typer import Typer
from typer.testing import CliRunner

from eval import subset
from eval.load import load_questions


def squad(path: Path) -> Path:
    text = "Bees make honey. Cows give milk."
    articles = [
        {
            "title": title,
            "paragraphs": [
                {
                    "context": text,
                    "qas": [
                        {
                            "id": f"{title}{number}",
                            "question": "What do bees make?",
                            "answers": [{"text": "honey", "answer_start": text.index("honey")}],
                        }
                        for number in range(5)
                    ],
                }
            ],
        }
        for title in "abcdefgh"
    ]
    path.write_text(json.dumps({"data": articles}))
    return path


def run(*arguments: str) -> int:
    app = Typer()
    app.command()(subset.main)
    return CliRunner().invoke(app, list(arguments)).exit_code


def test_held_out_articles_with_some_questions(tmp_path: Path) -> None:
    source, target = squad(tmp_path / "all.json"), tmp_path / "part.json"
    assert run(str(source), str(target), "--held-out", "--questions", "2") == 0
    part = load_questions(target)
    assert [document.id for document in part.documents] == ["c.txt", "h.txt"]
    assert len(part.questions) == 4
    assert {question.id for question in part.questions} < {
        question.id for question in load_questions(source).questions
    }


def test_nothing_is_overwritten_and_only_squad_is_read(tmp_path: Path) -> None:
    source, target = squad(tmp_path / "all.json"), tmp_path / "part.json"
    target.write_text("mine")
    assert run(str(source), str(target)) == 2
    assert target.read_text() == "mine"
    assert run(str(tmp_path / "none.json"), str(tmp_path / "new.json")) == 2
