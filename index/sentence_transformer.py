"""Embeddings by any sentence-transformers model.

The only file that imports sentence-transformers (and with it torch), which costs seconds: it is
loaded by name, and only by commands that need it.
"""

import os
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")  # before the import: it is read there

import numpy as np
from sentence_transformers import SentenceTransformer
from transformers.utils.logging import disable_progress_bar

from index.packaged import PACKAGED, embedder_name, packaged_folder, weights_digest
from index.types import IndexFault, Vectors

_BATCH = 32


class SentenceTransformerEmbedder:
    """Embeds with the model of that name or path."""

    def __init__(self, model: str) -> None:
        """Load the model.

        Raises:
            IndexFault: there is no such model on this machine, or the packaged weights are not the
                known ones.
        """
        disable_progress_bar()  # type: ignore[no-untyped-call]  # weights load in half a second
        folder = packaged_folder() if model == PACKAGED else Path(model)
        digest = weights_digest(folder)
        try:
            self._model = SentenceTransformer(
                str(folder) if digest else model, device="cpu", local_files_only=not _online()
            )
        except (OSError, ValueError) as error:
            raise IndexFault(
                f"Cannot load the embedding model {model!r}: {str(error).splitlines()[0]} "
                "Expected a sentence-transformers model on this machine: set QUOTH_MODEL to its "
                "path, or allow one download with HF_HUB_OFFLINE=0."
            ) from error
        self.name = embedder_name(model, digest)
        dim = self._model.get_embedding_dimension()
        if dim is None:
            raise IndexFault(f"The model {model!r} does not say how long its vectors are.")
        self.dim = dim

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts to be found, shape ``(len(texts), dim)``."""
        return _float32(
            self._model.encode_document(
                list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
            )
        )

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, shape ``(len(texts), dim)``."""
        return _float32(
            self._model.encode_query(
                list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
            )
        )


def _online() -> bool:
    return os.environ["HF_HUB_OFFLINE"] == "0"


def _float32(vectors: object) -> Vectors:
    return np.ascontiguousarray(vectors, dtype=np.float32)
