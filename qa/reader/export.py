"""Write a trained network for serving: ONNX, as it is and with its weights as bytes."""

from pathlib import Path
from typing import Protocol

from qa.reader.checkpoint import replace
from qa.reader.session import quantise

FULL = "reader-fp32.onnx"
SMALL = "reader.onnx"


class Exportable(Protocol):
    """A network that can write itself as ONNX."""

    def export(self, file: Path) -> None:
        """Write the network as ONNX, any number of windows of any length."""


def export(network: Exportable, folder: Path) -> None:
    """Write both models into the folder; :data:`SMALL` is the one to serve."""
    replace(folder / FULL, network.export)
    replace(folder / SMALL, lambda file: quantise(folder / FULL, file))
