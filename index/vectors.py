"""Nearest vectors by cosine, with FAISS. The only file that imports faiss.

An exact flat index. Rows are numbers
from 0 in the order of building; :mod:`index.local` turns them into passages.
"""

from pathlib import Path

import faiss
import numpy as np

from index.types import Vectors


class VectorStore:
    """L2-normalised vectors, searched by inner product."""

    def __init__(self, index: "faiss.Index") -> None:
        """Wrap a FAISS index; see :meth:`build` and :meth:`open`."""
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors) -> "VectorStore":
        """A store of the rows of ``vectors``, shape ``(n, dim)``."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def open(cls, path: Path) -> "VectorStore":
        """The store saved at ``path``.

        Raises:
            RuntimeError: the file is not a FAISS index, or is cut short.
        """
        return cls(faiss.read_index(str(path)))

    def save(self, path: Path) -> None:
        """Write the store in FAISS's own format."""
        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        """How many rows there are."""
        return int(self._index.ntotal)

    def all(self) -> Vectors:
        """Every vector, shape ``(n, dim)``, in the order of rows."""
        found: Vectors = self._index.reconstruct_n(0, len(self))
        return found

    def search(self, vector: Vectors, k: int) -> list[tuple[int, float]]:
        """Up to ``k`` pairs of row and cosine, best first, equal cosines by row."""
        # One query is several times faster on one thread, and the setting is per calling thread.
        faiss.omp_set_num_threads(1)
        scores, rows = self._index.search(vector.reshape(1, -1), k)
        pairs = [
            (int(row), float(score))
            for row, score in zip(rows[0], scores[0], strict=True)
            if row >= 0  # FAISS pads with -1 when k exceeds the number of rows
        ]
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))
