"""Open an ONNX model. The only file that imports onnxruntime."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy.typing as npt
import onnxruntime as ort

Array = npt.NDArray[Any]

# Fusions whose kernel takes longer on a CPU than what it replaces.
_SLOWER = ["SkipLayerNormFusion"]


class Session(Protocol):
    """What is used of an onnxruntime session."""

    def run(self, outputs: Sequence[str] | None, inputs: Mapping[str, Array]) -> list[Array]:
        """The named outputs, or all, for the inputs by name."""


def open_session(path: Path, weights: Mapping[str, Array] | None = None) -> Session:
    """A session on the CPU, safe to share between threads.

    ``weights`` are the initialisers that the file names but does not hold.
    """
    options = ort.SessionOptions()
    options.intra_op_num_threads = min(4, os.cpu_count() or 1)
    # Idle threads that spin would take the cores from whoever answers the next question.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Without VNNI instructions, sums of products of bytes would overflow and be cut off: each
    # processor would give logits of its own.
    options.add_session_config_entry("session.x64quantprecision", "1")
    if weights:
        values = [ort.OrtValue.ortvalue_from_numpy(value) for value in weights.values()]
        options.add_external_initializers(list(weights), values)
    session: Session = ort.InferenceSession(
        path, options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOWER
    )
    return session
