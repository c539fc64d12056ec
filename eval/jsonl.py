"""Read our own question files: one JSON object a line (``docs/evaluation.md`` lists the fields)."""

import json
from pathlib import Path

from pydantic import ValidationError

from eval.question_set import KINDS, Question, QuestionSet, raise_faults


def load_jsonl(path: Path, text: str) -> QuestionSet:
    """The questions of a JSONL file with that content. Evidence is not yet checked.

    Raises:
        EvaluationError: there are no rows, or rows are not JSON objects, lack a field, have an
            unknown kind or field, or share an id. All faulty rows are named.
    """
    questions: list[Question] = []
    places: dict[str, str] = {}
    splits: dict[str, tuple[str, str]] = {}
    faults: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        place = f"{path.name} line {number}"
        question, found = _question(line)
        faults += [f"{place}: {fault}" for fault in found]
        if question is None:
            continue
        if question.id in places:
            faults.append(
                f"{place}: the id {question.id!r} is that of {places[question.id]} too; "
                "expected each id once"
            )
            continue
        if question.fact and question.split:
            split, where = splits.setdefault(question.fact, (question.split, place))
            if split != question.split:
                faults.append(
                    f"{place}: the fact {question.fact!r} is in the split {question.split!r}, but "
                    f"in {split!r} in {where}; expected each fact in one split"
                )
        places[question.id] = place
        questions.append(question)
    if not questions and not faults:
        faults.append(f"{path.name}: found no rows; expected one JSON object a line")
    raise_faults(str(path), faults)
    return QuestionSet(name=path.stem, questions=tuple(questions), places=places)


def _question(line: str) -> tuple[Question | None, list[str]]:
    """The question of a line, or what is wrong with it."""
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        return None, [f"not JSON: {error.msg} at column {error.colno}"]
    if not isinstance(row, dict):
        return None, [f"found a JSON {type(row).__name__}, expected an object"]
    try:
        return Question.model_validate(row), []
    except ValidationError as error:
        return None, [
            _in_words(fault["loc"], fault["type"], fault["msg"], fault["input"])
            for fault in error.errors()
        ]


def _in_words(loc: tuple[int | str, ...], kind: str, message: str, found: object) -> str:
    field = ".".join(map(str, loc))
    if kind == "missing":
        return f"the field {field!r} is missing"
    if kind == "extra_forbidden":
        return f"unknown field {field!r}"
    if field == "kind":
        return f"unknown kind {found!r}; expected one of {', '.join(KINDS)}"
    if not field:
        return message.removeprefix("Value error, ")
    return f"{field}: {message} (found {found!r})"
