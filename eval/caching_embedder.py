"""An embedder that embeds each distinct text once, for many indexes over the same texts."""

from collections.abc import Sequence

import numpy as np

from index.types import Embedder, Vectors


class CachingEmbedder:
    """Embeds each distinct text once."""

    def __init__(self, embedder: Embedder) -> None:
        """Wrap another embedder."""
        self._embedder = embedder
        self._documents: dict[str, Vectors] = {}
        self._queries: dict[str, Vectors] = {}
        self.name = embedder.name
        self.dim = embedder.dim

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts to be found."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._documents]
        if missing:
            vectors = self._embedder.embed_documents(missing)
            self._documents.update(zip(missing, vectors, strict=True))
        return np.stack([self._documents[text] for text in texts])

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._queries]
        if missing:
            vectors = self._embedder.embed_queries(missing)
            self._queries.update(zip(missing, vectors, strict=True))
        return np.stack([self._queries[text] for text in texts])
