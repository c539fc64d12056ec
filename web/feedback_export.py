"""Turn kept feedback into question files: what is known, and a form for what its owner must say.

A thumbs-up says that the quotes (or the refusal) were right: that is a question with its evidence.
A thumbs-down, or a refusal that nobody confirmed, says only that the question was asked; whether
and where the documents answer it, a person has to write.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeGuard, get_args

from web.feedback import FeedbackError, Kept

Only = Literal["up", "down", "unanswered"]

# No kind of question: ``quoth eval`` refuses a form that nobody completed, and names the row.
TO_COMPLETE = "?"


@dataclass(frozen=True, slots=True)
class Exported:
    """Rows of a question file: complete ones, and those a person has to complete."""

    known: list[dict[str, Any]]
    form: list[dict[str, Any]]


def is_only(value: str | None) -> TypeGuard[Only | None]:
    """Whether a value is one that :func:`export` takes."""
    return value is None or value in get_args(Only)


def export(kept: Iterable[Kept], only: Only | None = None) -> Exported:
    """One row for each question that was rated or refused, of the last time that it was.

    ``only`` leaves the others out: ``up`` and ``down`` by rating, ``unanswered`` what was refused.
    """
    newest: dict[str, Kept] = {}
    for one in kept:
        if one.rating or not one.answered:
            key = " ".join(one.searched.split()).casefold()
            # What somebody rated says more than the same question asked again.
            if one.rating or key not in newest or not newest[key].rating:
                newest[key] = one
    exported = Exported([], [])
    for one in newest.values():
        if _wanted(one, only):
            row = _row(one)
            (exported.form if row["kind"] == TO_COMPLETE else exported.known).append(row)
    return exported


def form_beside(out: Path) -> Path:
    """Where the form goes: ``feedback.jsonl`` has ``feedback.to-complete.jsonl`` beside it."""
    return out.with_name(f"{out.stem}.to-complete{out.suffix}")


def write_rows(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Write rows to a new file, one JSON object a line.

    Raises:
        FeedbackError: there is such a file already, or it cannot be written.
    """
    try:
        with path.open("x", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    except FileExistsError as error:
        raise FeedbackError(f"{path} is there already. Name another file.") from error
    except OSError as error:
        raise FeedbackError(f"Cannot write {path}: {error.strerror}.") from error


def _wanted(one: Kept, only: Only | None) -> bool:
    if only == "unanswered":
        return not one.answered
    return only is None or one.rating == only


def _row(one: Kept) -> dict[str, Any]:
    evidence = [
        {name: citation[name] for name in ("document", "start", "end", "quote")}
        for citation in one.citations
    ]
    row: dict[str, Any] = {"id": f"feedback-{one.id}", "question": one.searched}
    if one.rating == "up" and one.answered:
        return row | {"kind": "direct", "evidence": evidence, "note": _note(one)}
    if one.rating == "up":
        return row | {"kind": "unanswerable", "note": _note(one)}
    shown = "quoted" if one.answered else "nearest"
    quotes = " | ".join(str(citation["quote"]) for citation in one.citations)
    return row | {
        "kind": TO_COMPLETE,
        "answers": [],
        "evidence": [],
        "note": f"{_note(one)}; {shown}: {quotes}",
    }


def _note(one: Kept) -> str:
    """What else is known, for people."""
    parts = [
        f"rated {one.rating}" if one.rating else "refused, not rated",
        one.time,
        f"index {one.index}",
    ]
    if one.question != one.searched:
        parts.append(f"asked as: {one.question}")
    if one.note:
        parts.append(f"note: {one.note}")
    return "; ".join(parts)
