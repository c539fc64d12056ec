"""Search by stemmed words with BM25 (Robertson and Zaragoza, 2009).

The only file that imports bm25s.
"""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import bm25s
import numpy as np
import numpy.typing as npt
import Stemmer

logging.getLogger("bm25s").setLevel(logging.WARNING)  # it turns its own debug messages on


class WordStore:
    """BM25 (k1 1.5, b 0.75, Lucene's idf) over numbered texts, English stemmer and stop words."""

    def __init__(self, index: "bm25s.BM25", size: int) -> None:
        """Wrap a bm25s index of ``size`` texts; see :meth:`build` and :meth:`open`."""
        self._index = index
        self._size = size
        self._stemmer = Stemmer.Stemmer("english")

    @classmethod
    def build(cls, texts: Sequence[str]) -> "WordStore":
        """A store of ``texts``, numbered from 0."""
        index = bm25s.BM25(backend="numpy")
        store = cls(index, len(texts))
        words = [store.words(text) for text in texts]
        if not any(words):  # bm25s cannot index texts without a single word
            words = [[""]] * len(words)
        index.index(words, show_progress=False)
        return store

    @classmethod
    def open(cls, folder: Path, size: int) -> "WordStore":
        """The store of ``size`` texts saved in ``folder``, memory-mapped.

        Raises:
            OSError: a file is missing.
            ValueError: a file is not in bm25s's format, or is cut short.
        """
        return cls(bm25s.BM25.load(folder, mmap=True, show_progress=False), size)

    def save(self, folder: Path) -> None:
        """Write the store as NumPy arrays and JSON, without pickle."""
        self._index.save(folder, show_progress=False)

    def words(self, text: str) -> list[str]:
        """The stemmed words of a text, in lower case, without stop words."""
        tokens = bm25s.tokenize(
            [text],
            token_pattern=r"(?u)\b\w+\b",
            stopwords="en",
            stemmer=self._stemmer,
            return_ids=False,
            show_progress=False,
        )
        return cast(list[str], tokens[0])

    def score(self, text: str) -> npt.NDArray[np.float32]:
        """The score of every row, shape ``(n,)``; 0 where no word is shared."""
        known = [word for word in self.words(text) if word in self._index.vocab_dict]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        scores: npt.NDArray[np.float32] = self._index.get_scores(known)[: self._size]
        return scores

    def search(self, text: str, k: int) -> list[tuple[int, float]]:
        """Up to ``k`` pairs of row and score above 0, best first, equal scores by row."""
        scores = self.score(text)
        rows = np.argsort(-scores, kind="stable")[:k]
        return [(int(row), float(scores[row])) for row in rows if scores[row] > 0]
