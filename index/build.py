"""Build an index from a folder of documents, or bring it up to date."""

import sqlite3
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np

from corpus.load import load_documents
from corpus.sentences import RULES
from corpus.split import split_document
from index.embedders import load_embedder
from index.generations import current_generation, new_generation, writer_lock
from index.local import REBUILD, LocalIndex, write_local
from index.manifest import Content, DocumentEntry, EmbedderEntry, Manifest, SplitterEntry
from index.records import distinct_sentences, sentence_texts
from index.types import Embedder, IndexFault, Vectors
from settings import Settings

# Called with the number of texts embedded so far and their total.
Progress = Callable[[int, int], None]

_BATCH = 64
# The libraries that decide sentences, passages, words and vectors.
_LIBRARIES = ("bm25s", "langchain-text-splitters", "PyStemmer", "sentencex")


def build_index(
    settings: Settings,
    embedder: Embedder | None = None,
    progress: Progress = lambda done, total: None,
) -> Manifest:
    """Make ``settings.index`` an index of ``settings.documents`` and return its manifest.

    The embedder is loaded from the settings unless one is given. Nothing is written when the index
    is up to date. Otherwise a new generation is built aside and swapped in whole; vectors of texts
    that the current generation already holds are taken over.

    Raises:
        CorpusError: the documents cannot be read.
        IndexFault: the folder cannot be written, another build is running, or there is no such
            embedder.
    """
    documents = load_documents(settings.documents)
    embedder = embedder or load_embedder(settings.embedder, settings.model)
    splitter = SplitterEntry(
        size=settings.passage_size, overlap=settings.passage_overlap, rules=RULES
    )
    content = Content(
        documents=tuple(
            DocumentEntry(id=d.id, title=d.title, sha256=d.sha256, characters=len(d.text))
            for d in documents
        ),
        splitter=splitter,
        embedder=EmbedderEntry(name=embedder.name, dim=embedder.dim),
        libraries={name: version(name) for name in _LIBRARIES},
    )
    with writer_lock(settings.index):
        current = _open_current(settings.index)
        if current and current.manifest.content == content:
            return current.manifest
        passages = [
            passage
            for document in documents
            for passage in split_document(document, size=splitter.size, overlap=splitter.overlap)
        ]
        known = (
            current.vectors_by_text()
            if current and current.manifest.content.embedder == content.embedder
            else {}
        )
        texts = [passage.text for passage in passages]
        texts += sentence_texts(documents, distinct_sentences(passages))
        vectors = _embed(embedder, texts, known, progress)
        try:
            with new_generation(settings.index) as folder:
                return write_local(
                    folder,
                    content,
                    documents,
                    passages,
                    vectors[: len(passages)],
                    vectors[len(passages) :],
                )
        except (OSError, RuntimeError, sqlite3.Error) as error:  # each library has its own
            raise IndexFault(
                f"Cannot write the index to {settings.index}: {error}. "
                "The index that was there before is unchanged."
            ) from error


def open_index(settings: Settings, embedder: Embedder) -> LocalIndex:
    """The current index of ``settings.index``, if it was built as the settings say.

    Raises:
        IndexFault: there is none, it is damaged, or it was built with another embedder or splitter.
    """
    index = LocalIndex(current_generation(settings.index))
    content = index.manifest.content
    expected = EmbedderEntry(name=embedder.name, dim=embedder.dim)
    if content.embedder != expected:
        raise IndexFault(
            f"The index in {settings.index} was built with the embedder {content.embedder.name} "
            f"({content.embedder.dim} dimensions), the settings name {expected.name} "
            f"({expected.dim}). {REBUILD}"
        )
    built, size, overlap = content.splitter, settings.passage_size, settings.passage_overlap
    if (built.size, built.overlap) != (size, overlap):
        raise IndexFault(
            f"The index in {settings.index} was built with passages of {built.size} characters and "
            f"an overlap of {built.overlap}, the settings say {size} and {overlap}. {REBUILD}"
        )
    return index


def _open_current(folder: Path) -> LocalIndex | None:
    """The current generation, or ``None`` where there is none that opens: it is to be replaced."""
    try:
        return LocalIndex(current_generation(folder))
    except IndexFault:
        return None


def _embed(
    embedder: Embedder, texts: Sequence[str], known: dict[str, Vectors], progress: Progress
) -> Vectors:
    """Vectors of ``texts``, shape ``(len(texts), dim)``; each unknown text is embedded once."""
    vectors = dict(known)
    missing = [text for text in dict.fromkeys(texts) if text not in known]
    # Texts of like length share a batch, which keeps padding small.
    missing.sort(key=len, reverse=True)
    progress(0, len(missing))
    for start in range(0, len(missing), _BATCH):
        batch = missing[start : start + _BATCH]
        vectors.update(zip(batch, embedder.embed_documents(batch), strict=True))
        progress(start + len(batch), len(missing))
    return np.stack([vectors[text] for text in texts])
