"""Question files of our own form: what is read, and what is said about rows that are faulty."""

import json
from pathlib import Path
from typing import Any

import pytest

from eval.errors import EvaluationError
from eval.load import load_questions
from eval.question_set import check_evidence
from tests.eval.harbour import ROWS, TEXT, row, write_rows

TEXTS = {"harbour.txt": TEXT}


def fault(path: Path, texts: dict[str, str] | None = None) -> str:
    with pytest.raises(EvaluationError) as caught:
        check_evidence(load_questions(path), TEXTS if texts is None else texts)
    return str(caught.value)


def with_row(tmp_path: Path, changed: dict[str, Any]) -> Path:
    """A file whose second row is changed."""
    return write_rows(tmp_path / "q.jsonl", [ROWS[0], changed, *ROWS[2:]])


def moved(by: int, **changes: Any) -> dict[str, Any]:
    [evidence] = ROWS[1]["evidence"]
    evidence = {
        **evidence,
        "start": evidence["start"] + by,
        "end": evidence["end"] + by,
        **changes,
    }
    return {**ROWS[1], "evidence": [evidence]}


def test_rows_are_read_in_order(questions_file: Path) -> None:
    questions = load_questions(questions_file)
    check_evidence(questions, TEXTS)
    assert questions.name == "harbour"
    assert [one.id for one in questions.questions] == ["q1", "q2", "q3", "q4", "q5", "q6", "q7"]
    assert questions.questions[1].history == ("When did the bridge open?",)
    assert [one.answerable for one in questions.questions] == [True] * 5 + [False] * 2
    assert [one.id for one in questions.only("test").questions] == ["q3", "q4", "q6"]


def test_a_byte_order_mark_and_blank_lines_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text("\ufeff" + json.dumps(ROWS[0]) + "\r\n\n", encoding="utf-8")
    assert len(load_questions(path).questions) == 1


def test_the_hash_depends_on_every_row(questions_file: Path, tmp_path: Path) -> None:
    changed = with_row(tmp_path, {**ROWS[1], "question": "How many lanes has it?"})
    assert load_questions(questions_file).sha256 != load_questions(changed).sha256
    assert load_questions(questions_file).sha256 == load_questions(questions_file).sha256


def test_wrong_offset(tmp_path: Path) -> None:
    message = fault(with_row(tmp_path, moved(3)))
    assert "q.jsonl line 2: evidence 1: wrong offset: [38, 72) of 'harbour.txt' is" in message
    assert "expected the quote 'It carries eight lanes of traffic.'" in message
    assert "which stands at [35, 69)" in message


@pytest.mark.parametrize("bounds", [{"start": -9}, {"end": 9999}, {"start": 50, "end": 40}])
def test_offsets_outside_the_document(tmp_path: Path, bounds: dict[str, int]) -> None:
    assert "wrong offset" in fault(with_row(tmp_path, moved(0, **bounds)))


def test_quote_that_is_not_in_the_document(tmp_path: Path) -> None:
    message = fault(with_row(tmp_path, moved(0, quote="It carries nine lanes of traffic.")))
    assert "line 2: evidence 1: the quote 'It carries nine lanes of traffic.' is not in" in message
    assert "is not in the document 'harbour.txt'" in fault(with_row(tmp_path, moved(0, quote="")))


def test_document_that_the_index_lacks(questions_file: Path) -> None:
    message = fault(questions_file, {"other.txt": TEXT})
    assert (
        "line 1: evidence 1: the index has no document 'harbour.txt' (it holds other.txt)"
        in message
    )
    assert "--index" in message


def test_all_faulty_rows_are_named(tmp_path: Path) -> None:
    rows = [moved(3), {**ROWS[2], "id": "x"}, {**moved(5), "id": "y"}]
    message = fault(write_rows(tmp_path / "q.jsonl", rows))
    assert "line 1:" in message
    assert "line 2:" not in message
    assert "line 3:" in message


def test_duplicate_id(tmp_path: Path) -> None:
    message = fault(with_row(tmp_path, {**ROWS[1], "id": "q1"}))
    assert "q.jsonl line 2: the id 'q1' is that of q.jsonl line 1 too" in message


def test_unknown_kind(tmp_path: Path) -> None:
    message = fault(with_row(tmp_path, {**ROWS[1], "kind": "riddle"}))
    assert "line 2: unknown kind 'riddle'; expected one of direct, paraphrase, terse" in message


def test_missing_and_unknown_fields(tmp_path: Path) -> None:
    changed = {key: value for key, value in ROWS[1].items() if key != "question"}
    message = fault(with_row(tmp_path, {**changed, "anwsers": []}))
    assert "line 2: the field 'question' is missing" in message
    assert "line 2: unknown field 'anwsers'" in message


def test_wrong_type(tmp_path: Path) -> None:
    message = fault(with_row(tmp_path, moved(0, start="35")))
    assert "line 2: evidence.0.start: Input should be a valid integer (found '35')" in message


def test_not_json(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(json.dumps(ROWS[0]) + "\n{'id': 'q2'}\n[1]\n")
    message = fault(path)
    assert "line 2: not JSON: Expecting property name" in message
    assert "line 3: found a JSON list, expected an object" in message


def test_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text("\n")
    assert "found no rows; expected one JSON object a line" in fault(path)


def test_evidence_must_agree_with_the_kind(tmp_path: Path) -> None:
    assert "needs evidence, found none" in fault(with_row(tmp_path, {**ROWS[1], "evidence": []}))
    message = fault(with_row(tmp_path, {**ROWS[1], "kind": "near_miss"}))
    assert "of kind 'near_miss' has no answers and no evidence, found 1 and 1" in message


def test_a_fact_lies_in_one_split(tmp_path: Path) -> None:
    message = fault(with_row(tmp_path, {**ROWS[1], "split": "test"}))
    assert (
        "line 2: the fact 'bridge' is in the split 'test', but in 'dev' in q.jsonl line 1"
        in message
    )


def test_no_such_file(tmp_path: Path) -> None:
    assert "Cannot read the questions" in fault(tmp_path / "none.jsonl")


def test_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_bytes(b'{"id": "\xff"}')
    assert "is not UTF-8 (byte 8)" in fault(path)


def test_split_without_rows(tmp_path: Path) -> None:
    questions = load_questions(write_rows(tmp_path / "q.jsonl", [row("a", "What?", None)]))
    with pytest.raises(EvaluationError, match="None of the 1 questions of q is in the split 'dev'"):
        questions.only("dev")
    with pytest.raises(EvaluationError, match="There is no split 'train'"):
        questions.only("train")
