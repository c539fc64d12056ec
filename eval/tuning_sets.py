"""The questions that choices may be tuned on: dev halves and public tuning sets, never ``test``.

Only answerable questions: these sets choose how to find and quote, not when to refuse
(:mod:`eval.calibrate` does that). Samples are seeded.
"""

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.load import load_documents
from corpus.types import Document
from eval.command import QUESTIONS
from eval.load import load_questions
from eval.public_data import public_file, public_questions, sample, tuning_and_held_out
from eval.question_set import Evidence, Question, QuestionSet
from eval.written import written_questions
from settings import Settings

SEED = 7
ARTICLES = 3  # for tuning; each is an index of its own
QUESTIONS_EACH = 60  # from each index
WRITTEN_EACH = 30  # from each of 12 documents: all that they answer
POOLED_ARTICLES = 60
POOLED_QUESTIONS = 120
LONGEST = 120_000  # characters of a chunking corpus; the rest is left out, with its questions

PUBLIC_SETS = frozenset({"squad2", "chunking", "mlqa-r"})
"""The sets that are not shipped."""

SPLITTING_SETS = ("ours, dev", "squad2", "written", "chunking")
"""The sets with whole documents, on which the splitter is chosen."""


@dataclass(frozen=True, slots=True)
class TuningGroup:
    """Documents that make one index, and questions that they answer."""

    set: str
    documents: tuple[Document, ...]
    questions: tuple[Question, ...]


def tuning_groups(settings: Settings) -> list[TuningGroup]:
    """All groups; public sets that are missing are left out with a message."""
    return [*_ours(settings), *_squad(), *_written(), *_chunking(), *_pooled("mlqa-r")]


def _ours(settings: Settings) -> Iterator[TuningGroup]:
    questions = load_questions(QUESTIONS).only("dev").questions
    yield TuningGroup(
        "ours, dev",
        tuple(load_documents(settings.documents)),
        tuple(question for question in questions if question.answerable),
    )


def _squad() -> Iterator[TuningGroup]:
    questions = public_questions("squad2/dev-16-articles.json")
    if questions is None:
        return
    tuning, _ = tuning_and_held_out(questions)
    for document in tuning.documents[:ARTICLES]:
        yield _group("squad2", tuning, [document], QUESTIONS_EACH)


def _written() -> Iterator[TuningGroup]:
    questions = written_questions("tune")
    for document in questions.documents:
        yield _group("written", questions, [document], WRITTEN_EACH)


def _pooled(name: str) -> Iterator[TuningGroup]:
    questions = public_questions(f"{name}/{name}.en.json")
    if questions:
        documents = questions.documents[:POOLED_ARTICLES]
        yield _group(name, questions, documents, POOLED_QUESTIONS)


def _group(
    name: str, questions: QuestionSet, documents: Sequence[Document], size: int
) -> TuningGroup:
    ids = {document.id for document in documents}
    answerable = [
        one for one in questions.questions if one.answerable and questions.subjects[one.id] in ids
    ]
    return TuningGroup(name, tuple(documents), tuple(sample(answerable, size, SEED)))


def _chunking() -> Iterator[TuningGroup]:
    """Chroma's chunking evaluation: questions with character offsets of all relevant excerpts."""
    table = public_file("chunking/questions.csv")
    if table is None:
        return
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for name in sorted({row["corpus_id"] for row in rows}):
        path = public_file(f"chunking/corpora/{name}.md")
        if path is None:
            continue
        text = path.read_bytes().decode("utf-8")[:LONGEST]
        document = Document(id=f"{name}.md", title=name, text=text)
        questions = [
            _excerpt_question(f"{name}-{number}", row, document)
            for number, row in enumerate(rows)
            if row["corpus_id"] == name
        ]
        kept = [question for question in questions if question]
        yield TuningGroup("chunking", (document,), tuple(sample(kept, QUESTIONS_EACH, SEED)))


def _excerpt_question(identity: str, row: dict[str, str], document: Document) -> Question | None:
    """The question of a row; ``None`` where the document does not hold all its excerpts."""
    excerpts = json.loads(row["references"])
    if any(excerpt["end_index"] > len(document.text) for excerpt in excerpts):
        return None
    return Question(
        id=identity,
        kind="direct",
        question=row["question"],
        evidence=tuple(
            Evidence(
                document=document.id,
                start=excerpt["start_index"],
                end=excerpt["end_index"],
                quote=document.text[excerpt["start_index"] : excerpt["end_index"]],
            )
            for excerpt in excerpts
        ),
    )
