"""The default embedder: sentence-transformers for documents, a fast start for questions."""

from collections.abc import Sequence
from functools import cached_property

from index.embedders import load_embedder
from index.minilm import MiniLM
from index.packaged import PACKAGED
from index.types import Embedder, Vectors


class TwoSidedEmbedder:
    """Embeds documents with sentence-transformers, which is loaded when there are some.

    Questions to the packaged model are embedded without it: importing it and torch takes seconds,
    which a command that only asks need not wait for. Any other model does both.
    """

    def __init__(self, model: str) -> None:
        """Load what embeds questions.

        Raises:
            IndexFault: there is no such model on this machine, or the packaged weights are not the
                known ones.
        """
        self._model = model
        self._minilm = MiniLM() if model == PACKAGED else None
        side = self._minilm or self._sentence_transformer
        self.name = side.name
        self.dim = side.dim

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts to be found, shape ``(len(texts), dim)``."""
        return self._sentence_transformer.embed_documents(texts)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, shape ``(len(texts), dim)``."""
        if self._minilm:
            return self._minilm.embed(texts)
        return self._sentence_transformer.embed_queries(texts)

    @cached_property
    def _sentence_transformer(self) -> Embedder:
        return load_embedder("index.sentence_transformer:SentenceTransformerEmbedder", self._model)
