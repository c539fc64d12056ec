"""Which index each question is put to.

Questions of our own form go to the index of the settings. SQuAD articles are indexed in a temporary
folder: each by itself, as the product is used, or all together (pooled).
"""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from corpus.types import Document
from eval.question_set import Question, QuestionSet
from index.build import build_index, open_index
from index.retriever import Retriever
from index.types import Embedder, VectorIndex
from qa.pipeline import Pipeline, open_pipeline
from settings import Settings


@dataclass(frozen=True, slots=True)
class Sitting:
    """Questions and the pipeline that they are put to, under the name of its index."""

    name: str
    pipeline: Pipeline
    questions: tuple[Question, ...]


def indexed(settings: Settings, embedder: Embedder, questions: QuestionSet) -> Iterator[Sitting]:
    """All questions, put to the index of the settings."""
    yield Sitting("index", open_pipeline(settings, embedder), questions.questions)


def by_article(settings: Settings, embedder: Embedder, questions: QuestionSet) -> Iterator[Sitting]:
    """The questions of each article, put to an index of that article alone."""
    for document in questions.documents:
        asked = tuple(
            one for one in questions.questions if questions.subjects[one.id] == document.id
        )
        if asked:
            with temporary_pipeline(settings, embedder, [document]) as pipeline:
                yield Sitting(document.id, pipeline, asked)


def pooled(settings: Settings, embedder: Embedder, questions: QuestionSet) -> Iterator[Sitting]:
    """All questions, put to one index of all articles."""
    with temporary_pipeline(settings, embedder, questions.documents) as pipeline:
        yield Sitting("pooled", pipeline, questions.questions)


@contextmanager
def temporary_pipeline(
    settings: Settings, embedder: Embedder, documents: Iterable[Document]
) -> Iterator[Pipeline]:
    """A pipeline over documents, indexed in a temporary folder for as long as it is used."""
    with _built(settings, embedder, documents) as built:
        yield open_pipeline(built, embedder)


@contextmanager
def temporary_index(
    settings: Settings, embedder: Embedder, documents: Iterable[Document]
) -> Iterator[VectorIndex]:
    """An index of documents in a temporary folder, for as long as it is used."""
    with _built(settings, embedder, documents) as built:
        yield open_index(built, embedder)


def retriever_of(settings: Settings, embedder: Embedder, index: VectorIndex) -> Retriever:
    """Searches an index as the settings say."""
    return Retriever(
        index, embedder, candidates=settings.candidates, dense_weight=settings.dense_weight
    )


@contextmanager
def _built(
    settings: Settings, embedder: Embedder, documents: Iterable[Document]
) -> Iterator[Settings]:
    """The settings, with the folder of a new index over the documents."""
    with tempfile.TemporaryDirectory(prefix="quoth-eval-") as folder:
        root = Path(folder)
        (root / "documents").mkdir()
        for document in documents:
            (root / "documents" / document.id).write_bytes(document.text.encode("utf-8"))
        built = settings.model_copy(
            update={"documents": root / "documents", "index": root / "index"}
        )
        build_index(built, embedder)
        yield built
