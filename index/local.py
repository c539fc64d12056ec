"""The embedded index: one immutable generation folder, opened read-only.

``vectors.faiss`` and ``words/`` (BM25) of the passages, ``sentence_vectors.npy`` and
``sentence_words/`` of the sentences, ``records.sqlite`` (documents, passages, sentences) and
``manifest.json``, which lists the SHA-256 of all the others. :mod:`index.generations` decides
which folder is current.
"""

import hashlib
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from corpus.types import Document, Passage
from index.lexical import WordStore
from index.manifest import FORMAT_VERSION, Content, Counts, Manifest
from index.records import Records, distinct_sentences, sentence_texts, write_records
from index.types import IndexFault, SentenceScore, Vectors
from index.vectors import VectorStore

REBUILD = "Run 'quoth index' to build it anew."
_MANIFEST = "manifest.json"


def write_local(
    folder: Path,
    content: Content,
    documents: Sequence[Document],
    passages: Sequence[Passage],
    passage_vectors: Vectors,
    sentence_vectors: Vectors,
) -> Manifest:
    """Write a complete index into an existing empty folder; the manifest comes last.

    ``passage_vectors`` has a row for each of ``passages``, ``sentence_vectors`` for each of
    ``distinct_sentences(passages)``.

    Raises:
        ValueError: vectors and records differ in number, or vectors are not finite.
    """
    sentences = distinct_sentences(passages)
    for vectors, records in ((passage_vectors, passages), (sentence_vectors, sentences)):
        if vectors.shape != (len(records), content.embedder.dim):
            raise ValueError(
                f"Found vectors of shape {vectors.shape}, expected "
                f"{(len(records), content.embedder.dim)}: one for each record."
            )
        if not np.isfinite(vectors).all():
            raise ValueError("The embedder returned vectors that are not finite.")
    VectorStore.build(passage_vectors).save(folder / "vectors.faiss")
    WordStore.build([passage.text for passage in passages]).save(folder / "words")
    np.save(folder / "sentence_vectors.npy", sentence_vectors, allow_pickle=False)
    WordStore.build(sentence_texts(documents, sentences)).save(folder / "sentence_words")
    write_records(folder / "records.sqlite", documents, passages)
    manifest = Manifest(
        content=content,
        counts=Counts(documents=len(documents), passages=len(passages), sentences=len(sentences)),
        files=_checksums(folder),
    )
    (folder / _MANIFEST).write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")
    return manifest


class LocalIndex:
    """A ``VectorIndex`` over a generation folder. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        """Open a generation and check every file against the manifest.

        Raises:
            IndexFault: it is of another format version, incomplete or damaged.
        """
        self.manifest = _read_manifest(folder)
        try:
            found = _checksums(folder)
        except OSError as error:
            raise IndexFault(f"Cannot read the index in {folder}: {error.strerror}.") from error
        if found != self.manifest.files:
            names = {*found.items()} ^ {*self.manifest.files.items()}
            raise IndexFault(
                f"The index in {folder} is damaged: {', '.join(sorted({n for n, _ in names}))} "
                f"missing, cut short or altered. {REBUILD}"
            )
        try:
            self._vectors = VectorStore.open(folder / "vectors.faiss")
            counts = self.manifest.counts
            self._words = WordStore.open(folder / "words", counts.passages)
            self._sentence_vectors = np.load(
                folder / "sentence_vectors.npy", mmap_mode="r", allow_pickle=False
            )
            self._sentence_words = WordStore.open(folder / "sentence_words", counts.sentences)
            self._records = Records(folder / "records.sqlite")
        except (OSError, ValueError, RuntimeError, sqlite3.Error) as error:
            raise IndexFault(f"Cannot open the index in {folder}: {error}. {REBUILD}") from error

    def documents(self) -> list[Document]:
        """All documents, in the order of their ids."""
        return list(self._records.documents.values())

    def document(self, document_id: str) -> Document:
        """One document.

        Raises:
            KeyError: the index does not hold it.
        """
        return self._records.documents[document_id]

    def search_vectors(self, vector: Vectors, k: int) -> list[tuple[Passage, float]]:
        """The up to ``k`` passages of highest cosine with ``vector``, best first."""
        return self._passages(self._vectors.search(vector, k))

    def search_words(self, question: str, k: int) -> list[tuple[Passage, float]]:
        """The up to ``k`` passages of highest BM25 score above 0, best first."""
        return self._passages(self._words.search(question, k))

    def score_sentences(
        self, passages: Sequence[Passage], question: str, vector: Vectors
    ) -> list[tuple[SentenceScore, ...]]:
        """The scores of each passage's sentences, in order."""
        words = self._sentence_words.score(question)
        scores = []
        for passage in passages:
            numbers = self._records.sentence_numbers(passage)
            part = slice(numbers.start, numbers.stop)
            dense = (self._sentence_vectors[part] @ vector).tolist()
            lexical = words[part].tolist()
            scores.append(tuple(map(SentenceScore, passage.sentences, dense, lexical)))
        return scores

    def vectors_by_text(self) -> dict[str, Vectors]:
        """The vector of every passage and sentence by its text, for a build to take over."""
        passages = self._records.passages()
        sentences = sentence_texts(self.documents(), distinct_sentences(passages))
        found = dict(zip(sentences, self._sentence_vectors, strict=True))
        texts = [passage.text for passage in passages]
        found.update(zip(texts, self._vectors.all(), strict=True))
        return found

    def _passages(self, rows: list[tuple[int, float]]) -> list[tuple[Passage, float]]:
        return [(self._records.passage(row), score) for row, score in rows]


def _read_manifest(folder: Path) -> Manifest:
    try:
        text = (folder / _MANIFEST).read_text(encoding="utf-8")
        return Manifest.model_validate_json(text)
    except OSError as error:
        raise IndexFault(f"The index in {folder} has no readable manifest. {REBUILD}") from error
    except (ValidationError, UnicodeDecodeError) as error:
        raise IndexFault(
            f"The manifest of the index in {folder} is damaged or of another format version "
            f"(expected version {FORMAT_VERSION}). {REBUILD}"
        ) from error


def _checksums(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below ``folder`` but the manifest, by relative path."""
    sums = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != _MANIFEST:
            with path.open("rb") as file:
                sums[path.relative_to(folder).as_posix()] = hashlib.file_digest(
                    file, "sha256"
                ).hexdigest()
    return sums
