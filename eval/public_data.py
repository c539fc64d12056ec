"""Public data that is measured on but not shipped.

It lies in the folder that ``QUOTH_DATA`` names, by default ``shared/data`` beside the project.
Whatever is missing is skipped with a message.
"""

import os
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from eval.load import load_questions
from eval.question_set import Question, QuestionSet
from qa.reader.sources import parts_of
from settings import ROOT
from terminal import stderr

VARIABLE = "QUOTH_DATA"


def data_folder() -> Path:
    """The folder of the public data, which need not exist."""
    return Path(os.environ.get(VARIABLE) or ROOT.parent / "shared" / "data")


def public_file(name: str) -> Path | None:
    """A file of the public data; ``None``, with a message, where it is missing."""
    path = data_folder() / name
    if path.is_file():
        return path
    stderr.print(
        f"Skipped {name}: {path} does not exist. Set {VARIABLE} to the folder that holds it.",
        markup=False,
    )
    return None


def public_questions(name: str) -> QuestionSet | None:
    """The questions of a SQuAD file of the public data; ``None`` where it is missing."""
    path = public_file(name)
    return load_questions(path) if path else None


def tuning_and_held_out(questions: QuestionSet) -> tuple[QuestionSet, QuestionSet]:
    """SQuAD 2.0's articles for tuning, and those that nothing is trained or tuned on.

    The reader is trained on the articles that are in neither (:func:`qa.reader.sources.parts_of`).
    """
    titles = {document.id: document.title.replace(" ", "_") for document in questions.documents}
    parts = parts_of(titles.values())
    tune, report = (
        {id for id, title in titles.items() if parts.get(title) == part}
        for part in ("tune", "report")
    )
    return _of_documents(questions, tune), _of_documents(questions, report)


def _of_documents(questions: QuestionSet, chosen: set[str]) -> QuestionSet:
    return replace(
        questions,
        documents=tuple(one for one in questions.documents if one.id in chosen),
        questions=tuple(one for one in questions.questions if questions.subjects[one.id] in chosen),
    )


def sample(questions: Sequence[Question], size: int, seed: int) -> list[Question]:
    """Up to ``size`` of the questions, in their own order; the same ones for the same seed."""
    if len(questions) <= size:
        return list(questions)
    chosen = random.Random(seed).sample(range(len(questions)), size)
    return [questions[number] for number in sorted(chosen)]
