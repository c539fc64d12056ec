"""SQuAD files: articles become documents, and offsets move with their paragraphs."""

import json
from pathlib import Path
from typing import Any

import pytest

from eval.errors import EvaluationError
from eval.load import load_questions
from eval.question_set import check_evidence

FIRST = "Bridges carry roads. This one opened in 1932."
SECOND = "Lighthouses guide ships. Its keeper kept bees. The bees made honey."


def qa(identity: str, *answers: tuple[str, int], **more: Any) -> dict[str, Any]:
    rows = [{"text": text, "answer_start": start} for text, start in answers]
    return {"id": identity, "question": f"What about {identity}?", "answers": rows, **more}


def article(*qas: dict[str, Any], title: str = "Harbour_bridge") -> dict[str, Any]:
    paragraphs = [{"context": FIRST, "qas": []}, {"context": SECOND, "qas": list(qas)}]
    return {"title": title, "paragraphs": paragraphs}


def squad(tmp_path: Path, *articles: dict[str, Any]) -> Path:
    path = tmp_path / "squad.json"
    path.write_text(json.dumps({"version": "v2.0", "data": articles}))
    return path


def fault(path: Path) -> str:
    with pytest.raises(EvaluationError) as caught:
        load_questions(path)
    return str(caught.value)


def test_an_article_is_a_document(tmp_path: Path) -> None:
    path = squad(tmp_path, article(qa("a", ("bees", 41))), article(qa("b", ("ships", 18))))
    questions = load_questions(path)
    first, second = questions.documents
    assert (first.id, second.id) == ("Harbour_bridge.txt", "Harbour_bridge_2.txt")
    assert first.title == "Harbour bridge"
    assert first.text == f"{FIRST}\n\n{SECOND}"
    assert questions.subjects == {"a": first.id, "b": second.id}
    check_evidence(questions, {document.id: document.text for document in questions.documents})


def test_the_evidence_is_the_sentence_around_the_answer(tmp_path: Path) -> None:
    [question] = load_questions(squad(tmp_path, article(qa("a", ("bees", 41))))).questions
    [evidence] = question.evidence
    assert evidence.quote == "Its keeper kept bees."
    assert question.answers == ("bees",)
    assert question.kind == "direct"


def test_an_answer_across_sentences_has_all_of_them_as_evidence(tmp_path: Path) -> None:
    answer = "kept bees. The bees"
    [question] = load_questions(
        squad(tmp_path, article(qa("a", (answer, SECOND.index(answer)))))
    ).questions
    assert [one.quote for one in question.evidence] == [
        "Its keeper kept bees. The bees made honey."
    ]


def test_several_references_are_alternatives(tmp_path: Path) -> None:
    first, last = SECOND.index("bees"), SECOND.rindex("bees")
    asked = qa("a", ("bees", first), ("bees", last), ("kept bees", first - len("kept ")))
    [question] = load_questions(squad(tmp_path, article(asked))).questions
    assert question.answers == ("bees", "kept bees")
    assert [one.quote for one in question.evidence] == [
        "Its keeper kept bees.",
        "The bees made honey.",
    ]
    assert question.any_of


def test_unanswerable_questions_keep_no_plausible_answer(tmp_path: Path) -> None:
    impossible = qa("a", is_impossible=True, plausible_answers=[{"text": "x", "answer_start": 0}])
    [question] = load_questions(squad(tmp_path, article(impossible))).questions
    assert question.kind == "unanswerable"
    assert not question.answers
    assert not question.evidence


def test_wrong_answer_start(tmp_path: Path) -> None:
    message = fault(squad(tmp_path, article(qa("a", ("bees", 3)))))
    assert "squad.json article 1 (Harbour_bridge) question 'a': answer_start 3 is wrong" in message
    assert "found 'htho' there, expected 'bees'" in message


def test_duplicate_id(tmp_path: Path) -> None:
    message = fault(squad(tmp_path, article(qa("a")), article(qa("a"), title="Other")))
    assert "article 2 (Other) question 'a': its id is that of" in message


def test_missing_field(tmp_path: Path) -> None:
    message = fault(squad(tmp_path, article({"question": "What?", "answers": []})))
    assert "article 1 (Harbour_bridge): the field 'id' is missing" in message


@pytest.mark.parametrize("content", ["[]", '{"data": 5}', '{"data": ["x"]}', '{"data": [[]]}'])
def test_not_in_squads_form(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(content)
    assert "not in SQuAD's form; expected" in fault(path)


def test_not_json_and_no_questions(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('{"data": [}')
    assert "not JSON" in fault(path)
    path.write_text('{"data": []}')
    assert "found no questions" in fault(path)


def test_a_title_cannot_name_a_file_elsewhere(tmp_path: Path) -> None:
    path = squad(tmp_path, article(qa("a"), title="../../etc/passwd"), article(qa("b"), title=""))
    assert [one.id for one in load_questions(path).documents] == ["etc_passwd.txt", "article_2.txt"]
