"""Answer a file of questions: JSON lines in, one JSON line out for each, in the same order.

A run that was stopped goes on where it left off: rows that the output already holds are kept, if
they belong to the same questions and the same index.
"""

import json
import os
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from qa.pipeline import Pipeline, Request, Trace
from qa.question import QuestionError

_CHUNK = 32
_FIELDS = {"id", "question", "history", "exact"}


class BatchError(Exception):
    """A file that cannot be read or written, or an output of another run."""


def answer_file(
    pipeline: Pipeline,
    source: Path,
    target: Path,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Answer the rows of ``source`` into ``target`` and return how many rows are errors.

    A row is ``{"id", "question", "history"?, "exact"?}``. A row that cannot be answered becomes
    ``{"id", "error"}``, with its ``line`` where the row itself is at fault, and the rest go on.
    ``progress`` is called with rows done and total.

    Raises:
        BatchError: ``source`` cannot be read, ``target`` cannot be written, or ``target`` holds
            answers to other questions or from another index.
    """
    try:
        lines = source.read_bytes().splitlines()
    except OSError as error:
        raise BatchError(f"Cannot read {source}: {error.strerror}.") from error
    rows = _parse(lines)
    try:
        done, errors = _resume(pipeline, rows, source, target)
        progress(done, len(rows))
        with target.open("a", encoding="utf-8") as out:
            rest = iter(rows[done:])
            while chunk := list(islice(rest, _CHUNK)):
                for line in _answer(pipeline, chunk):
                    out.write(json.dumps(line, ensure_ascii=False) + "\n")
                    errors += "error" in line
                out.flush()
                os.fsync(out.fileno())
                done += len(chunk)
                progress(done, len(rows))
    except OSError as error:
        raise BatchError(f"Cannot write {target}: {error.strerror}.") from error
    return errors


Row = Request | dict[str, Any]  # a request, or the output row of its error


def _parse(lines: list[bytes]) -> list[Row]:
    rows: list[Row] = []
    seen: set[str] = set()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        row = _request(line)
        if isinstance(row, Request) and row.id in seen:
            row = {"id": row.id, "error": f"The id {row.id!r} was used on an earlier line."}
        if isinstance(row, Request):
            seen.add(str(row.id))
        else:
            row = {"id": row["id"], "line": number, "error": row["error"]}
        rows.append(row)
    return rows


def _request(line: bytes) -> Row:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:  # not UTF-8, or not JSON
        return {"id": None, "error": f"The line is not JSON: {error}."}
    if not isinstance(row, dict):
        return {"id": None, "error": f"Expected an object, found {type(row).__name__}."}
    id = row.get("id")
    if not isinstance(id, str):
        return {"id": None, "error": 'The field "id" is missing or not a string.'}
    try:
        id.encode("utf-8")
    except UnicodeEncodeError:
        return {"id": None, "error": 'The field "id" holds half of a surrogate pair.'}
    if "question" not in row:
        return {"id": id, "error": 'The field "question" is missing.'}
    if unknown := sorted(row.keys() - _FIELDS):
        return {"id": id, "error": f"Unknown fields: {', '.join(map(ascii, unknown))}."}
    exact = row.get("exact", False)
    if not isinstance(exact, bool):
        return {"id": id, "error": 'The field "exact" is neither true nor false.'}
    return Request(row["question"], row.get("history", ()), id, exact)


def _answer(pipeline: Pipeline, chunk: list[Row]) -> Iterator[dict[str, Any]]:
    outcomes = iter(pipeline.trace_many([row for row in chunk if isinstance(row, Request)]))
    for row in chunk:
        if not isinstance(row, Request):
            yield row
            continue
        outcome = next(outcomes)
        match outcome:
            case Trace():
                yield outcome.answer.model_dump(mode="json")
            case QuestionError():
                yield {"id": row.id, "error": str(outcome)}


def _resume(pipeline: Pipeline, rows: list[Row], source: Path, target: Path) -> tuple[int, int]:
    """How many rows ``target`` already answers, and how many of these are errors.

    A last line that a stopped run left unfinished is cut off.
    """
    if not target.exists():
        return 0, 0
    if source.samefile(target):
        raise BatchError(f"{target} holds the questions themselves. Name another file.")
    content = target.read_bytes()
    complete = content[: content.rfind(b"\n") + 1]
    lines = complete.splitlines()
    errors = 0
    fingerprint = pipeline.index.manifest.content.fingerprint
    for number, line in enumerate(lines):
        try:
            written = json.loads(line)
            same = number < len(rows) and _same(written, rows[number], pipeline)
        except (ValueError, AttributeError):
            same = False
        if not same:
            raise BatchError(
                f"{target} line {number + 1} is not an answer to row {number + 1} of these "
                f"questions from this index ({fingerprint}). Remove the file or name another."
            )
        errors += "error" in written
    unfinished = content[len(complete) :]
    if unfinished and not _begins(unfinished, rows[len(lines) : len(lines) + 1]):
        raise BatchError(
            f"{target} ends in what is no answer to these questions. "
            "Remove the file or name another."
        )
    if unfinished:
        os.truncate(target, len(complete))
    return len(lines), errors


def _begins(unfinished: bytes, rows: list[Row]) -> bool:
    """Whether a cut-off line is the beginning of the output row of the first of ``rows``."""
    for row in rows:
        id = row.id if isinstance(row, Request) else row["id"]
        begin = json.dumps({"id": id}, ensure_ascii=False)[:-1].encode("utf-8")
        return unfinished.startswith(begin) or begin.startswith(unfinished)
    return False


def _same(written: dict[str, Any], row: Row, pipeline: Pipeline) -> bool:
    """Whether an output row is what this pipeline makes of this input row."""
    if not isinstance(row, Request):
        return written == row
    prepared = pipeline.prepare(row)
    if isinstance(prepared, QuestionError):
        return (written.get("id"), written.get("error")) == (row.id, str(prepared))
    fingerprint = pipeline.index.manifest.content.fingerprint
    fields = ("id", "question", "history", "searched", "index")
    asked = (row.id, prepared.asked, list(prepared.history), prepared.searched, fingerprint)
    return tuple(written.get(field) for field in fields) == asked
