"""Embed questions with the packaged MiniLM weights, ready in a fraction of a second.

``minilm.onnx`` holds the network without weights (made by :mod:`index.export_minilm`); the weights
are read from the package. Vectors equal those of sentence-transformers to 1e-6.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from index.onnx_session import open_session
from index.packaged import PACKAGED, PACKAGED_SHA256, embedder_name, packaged_folder
from index.types import Vectors

GRAPH = Path(__file__).with_suffix(".onnx")
# The graph was exported from a module that holds the network as `m`.
PREFIX = "m."
_MAX_TOKENS = 256  # as in the model's sentence_bert_config.json


class MiniLM:
    """Embeds texts with the packaged weights."""

    def __init__(self) -> None:
        """Load the weights.

        Raises:
            IndexFault: the packaged weights are not the known ones.
        """
        folder = packaged_folder()
        self.name = embedder_name(PACKAGED, PACKAGED_SHA256)
        weights = load_file(folder / "model.safetensors")
        self.dim = weights["embeddings.word_embeddings.weight"].shape[1]
        self._session = open_session(
            GRAPH,
            {
                PREFIX + name: value
                for name, value in weights.items()
                if not name.startswith("pooler.")  # the sentence model does not use it
            },
        )
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(_MAX_TOKENS)
        self._tokenizer.enable_padding()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """L2-normalised vectors, shape ``(len(texts), dim)``."""
        encodings = self._tokenizer.encode_batch(list(texts))
        inputs = {
            "ids": np.array([encoding.ids for encoding in encodings], dtype=np.int64),
            "mask": np.array([encoding.attention_mask for encoding in encodings], dtype=np.int64),
        }
        [vectors] = self._session.run(None, inputs)
        return np.asarray(vectors, dtype=np.float32)
