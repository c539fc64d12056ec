"""Run the exported network."""

from pathlib import Path

import numpy as np

from index.onnx_session import open_session
from qa.reader.batches import Batch, Scores


class OnnxNetwork:
    """A network from an ONNX file, on the CPU. Safe to share between threads."""

    def __init__(self, file: Path) -> None:
        """Load the file."""
        self._session = open_session(file)

    def scores(self, batch: Batch) -> Scores:
        """The network's logits for a batch."""
        given = {"ids": batch.ids, "mask": batch.mask, "types": batch.types}
        return Scores(*(np.asarray(part) for part in self._session.run(None, given)))
