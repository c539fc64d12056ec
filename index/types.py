"""The seams of retrieval (embedder, index) and the hit that comes out of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from corpus.types import Document, Passage, Sentence
from index.manifest import Manifest

Vectors = npt.NDArray[np.float32]


class IndexFault(Exception):  # noqa: N818  # IndexError is Python's own
    """An index that cannot be built or opened; the message names what to do about it."""


@dataclass(frozen=True, slots=True)
class SentenceScore:
    """A sentence of a hit: its cosine with the question (``dense``) and its BM25 score."""

    sentence: Sentence
    dense: float
    lexical: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question. All scores: higher is better.

    ``score`` is the fused score in [0, 1], comparable within one search only. ``dense`` is the
    cosine of question and passage, ``lexical`` the BM25 score; each is 0 where that search did not
    return the passage. ``sentences`` scores each of ``passage.sentences``, in order.
    """

    passage: Passage
    score: float
    dense: float
    lexical: float
    sentences: tuple[SentenceScore, ...]


class Embedder(Protocol):
    """Turns texts into L2-normalised float32 vectors of shape ``(len(texts), dim)``."""

    @property
    def name(self) -> str:
        """Identifies the weights: vectors of embedders with different names do not compare."""

    @property
    def dim(self) -> int:
        """Length of a vector."""

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts to be found."""

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions to find them with."""


class VectorIndex(Protocol):
    """Passages with their vectors and words. No row number or file path leaves it."""

    @property
    def manifest(self) -> Manifest:
        """What the index was built from."""

    def documents(self) -> list[Document]:
        """All documents, in the order of their ids."""

    def document(self, document_id: str) -> Document:
        """One document.

        Raises:
            KeyError: the index does not hold it.
        """

    def search_vectors(self, vector: Vectors, k: int) -> list[tuple[Passage, float]]:
        """Up to ``k`` passages by cosine with ``vector``, shape ``(dim,)``, best first."""

    def search_words(self, question: str, k: int) -> list[tuple[Passage, float]]:
        """The up to ``k`` passages of highest BM25 score above 0, best first."""

    def score_sentences(
        self, passages: Sequence[Passage], question: str, vector: Vectors
    ) -> list[tuple[SentenceScore, ...]]:
        """The scores of each passage's sentences, in order."""
