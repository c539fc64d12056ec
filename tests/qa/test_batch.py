import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from index.build import build_index
from qa.batch import BatchError, answer_file
from qa.pipeline import Pipeline
from settings import ROOT, Settings
from tests.conftest import FAKE_ENVIRONMENT


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _timeless(path: Path) -> list[dict[str, Any]]:
    return [{**row, "elapsed_ms": 0} for row in _rows(path)]


def _questions(path: Path, count: int) -> Path:
    path.write_text(
        "".join(
            json.dumps({"id": f"q{n}", "question": f"What is number {n}?"}) + "\n"
            for n in range(count)
        )
    )
    return path


def test_one_answer_a_row_in_order(fake_pipeline: Pipeline, tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(
        '{"id": "a", "question": "How many routes were opened?"}\n'
        "\n"
        '{"id": "b", "question": "Since when?", "history": ["What is the combined port?"]}\n'
        '{"id": "c", "question": "Wich ruotes?", "exact": true}\n'
        '{"id": "d", "question": "Wich ruotes?"}\n'
    )
    assert answer_file(fake_pipeline, source, target) == 0
    first, second, third, fourth = _rows(target)
    assert third["searched"] == "Wich ruotes?"
    assert fourth["searched"] == "which routes?"
    assert first["id"] == "a"
    assert second["searched"] == "combined port: since when?"
    alone = fake_pipeline.ask("How many routes were opened?", id="a").model_dump(mode="json")
    assert {**first, "elapsed_ms": 0} == {**alone, "elapsed_ms": 0}


def test_a_bad_row_errs_and_the_rest_go_on(fake_pipeline: Pipeline, tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    bad = [
        (b"not json", None, "The line is not JSON"),
        (b"\xff\xfe", None, "The line is not JSON"),
        (b"[1]", None, "Expected an object, found list"),
        (b'{"question": "Who?"}', None, '"id" is missing or not a string'),
        (b'{"id": 5, "question": "Who?"}', None, '"id" is missing or not a string'),
        (b'{"id": "c"}', "c", '"question" is missing'),
        (b'{"id": "d", "question": "Who?", "histroy": []}', "d", "Unknown fields: 'histroy'"),
        (b'{"id": "e", "question": ""}', "e", "The question is empty"),
        (b'{"id": "f", "question": 5}', "f", "of type int"),
        (b'{"id": "g", "question": "Who?", "history": "x"}', "g", "expected a list"),
        (b'{"id": "j", "question": "Who?", "exact": 1}', "j", "neither true nor false"),
        (b'{"id": "good", "question": "Who?"}', "good", "was used on an earlier line"),
        (b'{"id": "h", "question": "' + b"x" * 10_000 + b'"}', "h", "has 10,000 characters"),
        (b'{"id": "\\ud800", "question": "Who?"}', None, "half of a surrogate pair"),
        (b'{"id": "i", "question": "Who?", "\\ud800": 1}', "i", "Unknown fields: '\\ud800'"),
        (b"[" * 100_000, None, "The line is not JSON"),
    ]
    good = b'{"id": "good", "question": "Who launched it?"}'
    last = b'{"id": "last", "question": "Who closed it?"}'
    source.write_bytes(b"\n".join([good, *(line for line, _, _ in bad), last]))
    assert answer_file(fake_pipeline, source, target) == len(bad)
    first, *errors, final = _rows(target)
    assert "error" not in first
    assert final["id"] == "last"
    assert "error" not in final
    for row, (_, id, message) in zip(errors, bad, strict=True):
        assert row["id"] == id
        assert message in row["error"]
    assert errors[0]["line"] == 2


def test_a_stopped_run_goes_on(fake_pipeline: Pipeline, tmp_path: Path) -> None:
    source = _questions(tmp_path / "in.jsonl", 70)
    whole, target = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    answer_file(fake_pipeline, source, whole)
    lines = whole.read_text().splitlines(keepends=True)
    target.write_text("".join(lines[:40]) + lines[40][:25])
    steps: list[tuple[int, int]] = []
    answer_file(fake_pipeline, source, target, lambda done, total: steps.append((done, total)))
    assert steps == [(40, 70), (70, 70)]
    assert target.read_text().splitlines()[:40] == whole.read_text().splitlines()[:40]
    assert _timeless(target) == _timeless(whole)


@pytest.mark.parametrize("change", ["question", "order", "longer", "index", "foreign"])
def test_an_output_of_another_run_is_not_touched(
    fake_pipeline: Pipeline, tmp_path: Path, change: str
) -> None:
    source = _questions(tmp_path / "in.jsonl", 3)
    target = tmp_path / "out.jsonl"
    answer_file(fake_pipeline, source, target)
    rows = _rows(target)
    match change:
        case "question":
            rows[1]["question"] = "Something else?"
        case "order":
            rows.reverse()
        case "longer":
            rows.append(rows[0])
        case "index":
            rows[2]["index"] = "0000"
        case "foreign":
            rows = [{"some": "file"}]
    text = "".join(json.dumps(row) + "\n" for row in rows)
    target.write_text(text)
    with pytest.raises(BatchError, match=r"is not an answer to row \d of these questions"):
        answer_file(fake_pipeline, source, target)
    assert target.read_text() == text


@pytest.mark.parametrize("foreign", ['{"some": "settings"}', "a note", '{"id": "q7", "quest'])
def test_a_file_without_a_last_line_break_is_not_erased(
    fake_pipeline: Pipeline, tmp_path: Path, foreign: str
) -> None:
    source, target = _questions(tmp_path / "in.jsonl", 3), tmp_path / "out.jsonl"
    target.write_text(foreign)
    with pytest.raises(BatchError, match="ends in what is no answer to these questions"):
        answer_file(fake_pipeline, source, target)
    assert target.read_text() == foreign


def test_the_questions_are_not_overwritten(fake_pipeline: Pipeline, tmp_path: Path) -> None:
    source = _questions(tmp_path / "in.jsonl", 1)
    text = source.read_text()
    with pytest.raises(BatchError, match="holds the questions themselves"):
        answer_file(fake_pipeline, source, source)
    assert source.read_text() == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"question": "?!"}, {"question": "How many routes?"}),
        ({"question": "Why?", "history": ["Who?"]}, {"question": "Why?", "history": ["Where?"]}),
        ({"question": "Wich ruotes?"}, {"question": "Wich ruotes?", "exact": True}),
    ],
)
def test_a_row_that_was_changed_is_not_taken_for_answered(
    fake_pipeline: Pipeline, tmp_path: Path, before: dict[str, Any], after: dict[str, Any]
) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(json.dumps({"id": "a", **before}) + "\n")
    answer_file(fake_pipeline, source, target)
    source.write_text(json.dumps({"id": "a", **after}) + "\n")
    with pytest.raises(BatchError, match="is not an answer to row 1"):
        answer_file(fake_pipeline, source, target)


def test_errors_count_again_after_a_stop(fake_pipeline: Pipeline, tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('nonsense\n{"id": "a", "question": "?"}\n{"id": "b", "question": "Who?"}\n')
    assert answer_file(fake_pipeline, source, target) == 2
    assert answer_file(fake_pipeline, source, target) == 2
    assert len(_rows(target)) == 3


def test_files_that_cannot_be_used(fake_pipeline: Pipeline, tmp_path: Path) -> None:
    source = _questions(tmp_path / "in.jsonl", 1)
    with pytest.raises(BatchError, match=r"Cannot read .*nothing\.jsonl"):
        answer_file(fake_pipeline, tmp_path / "nothing.jsonl", tmp_path / "out.jsonl")
    with pytest.raises(BatchError, match=r"Cannot write .*out\.jsonl"):
        answer_file(fake_pipeline, source, tmp_path / "nowhere" / "out.jsonl")


def test_killed_half_way(fake_settings: Settings, fake_pipeline: Pipeline, tmp_path: Path) -> None:
    source = _questions(tmp_path / "in.jsonl", 3000)
    target, whole = tmp_path / "out.jsonl", tmp_path / "whole.jsonl"
    build_index(fake_settings)
    environment = os.environ | {
        **FAKE_ENVIRONMENT,
        "QUOTH_INDEX": str(fake_settings.index),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "cli", "batch", str(source), str(target)]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not (target.exists() and target.stat().st_size) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert 0 < len(target.read_bytes().splitlines()) < 3000
    subprocess.run(command, env=environment, check=True, capture_output=True)
    answer_file(fake_pipeline, source, whole)
    assert _timeless(target) == _timeless(whole)
