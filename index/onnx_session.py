"""Open an ONNX model. The only file that imports onnxruntime."""

import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime as ort

# Named here so that no other file need import onnxruntime.
Session = ort.InferenceSession


def open_session(
    path: Path, weights: Mapping[str, npt.NDArray[np.float32]] | None = None
) -> Session:
    """A session on the CPU, safe to share between threads.

    ``weights`` are the initialisers that the file names but does not hold.
    """
    options = ort.SessionOptions()
    options.intra_op_num_threads = min(4, os.cpu_count() or 1)
    # Idle threads that spin would take the cores from whoever answers the next question.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if weights:
        values = [ort.OrtValue.ortvalue_from_numpy(value) for value in weights.values()]
        options.add_external_initializers(list(weights), values)
    return ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
