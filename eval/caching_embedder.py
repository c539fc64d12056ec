"""An embedder that embeds each distinct text once, for many indexes over the same texts."""

from collections.abc import Callable, Sequence

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
        return _remembered(texts, self._documents, self._embedder.embed_documents)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions."""
        return _remembered(texts, self._queries, self._embedder.embed_queries)


def _remembered(
    texts: Sequence[str], known: dict[str, Vectors], embed: Callable[[Sequence[str]], Vectors]
) -> Vectors:
    """The vectors of the texts; those not yet known are embedded and kept."""
    missing = [text for text in dict.fromkeys(texts) if text not in known]
    if missing:
        known.update(zip(missing, embed(missing), strict=True))
    return np.stack([known[text] for text in texts])
