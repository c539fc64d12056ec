"""Write a trained network for serving: ``python -m qa.reader.export DIR``.

ONNX twice: as it is, and with its weights as bytes, which is what ships. Each is compared with the
network it was made from before it takes its place.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process

from index.packaged import MODEL_DIR
from qa.reader.batches import Batch, Scores, inputs
from qa.reader.checkpoint import replace
from qa.reader.session import OnnxNetwork
from qa.reader.tokens import PairTokeniser

FULL = "reader-fp32.onnx"
SMALL = "reader.onnx"
_TOLERANCE = 1e-3
_SAMPLE = (
    "When was the bridge over the Orr built?",
    [
        "It rained.",
        "The bridge crosses the river Orr. It was built in 1894 by Anna Lund, who never saw it. "
        "Twelve men worked on it for a year, and the toll was lifted after the war.",
        "The museum shows models of the bridge. It was opened in 1961 by the mayor.",
    ],
)


class ExportFault(Exception):  # noqa: N818  # a result that must not be used, not a bug's name
    """An exported model that does not agree with its network."""


class Exportable(Protocol):
    """A network that can write itself as ONNX."""

    def scores(self, batch: Batch) -> Scores:
        """The logits for a batch's inputs."""

    def export(self, file: Path) -> None:
        """Write the network as ONNX, any number of windows of any length."""


def export(network: Exportable, folder: Path) -> dict[str, float]:
    """Write both models into the folder; :data:`SMALL` is the one to serve.

    Returns the largest difference of a logit between the network and each model.

    Raises:
        ExportFault: the full model's differ by more than a thousandth. The small one's do, as
            bytes are coarse: what that costs is measured on questions.
    """
    full, small = folder / FULL, folder / SMALL
    replace(full, network.export)
    found = {FULL: difference(network, OnnxNetwork(full))}
    if found[FULL] > _TOLERANCE:
        raise ExportFault(
            f"{full} differs from its network by {found[FULL]:.4f}; at most {_TOLERANCE} is right."
        )
    replace(small, lambda file: _quantise(full, file))
    return {**found, SMALL: difference(network, OnnxNetwork(small))}


def _quantise(source: Path, target: Path) -> None:
    """Write the model with its weights, word embeddings included, as bytes.

    Activations are turned into bytes as they come, by tensor.
    """
    prepared = target.with_name(f"{target.name}.prepared")
    quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
    quantize_dynamic(
        prepared,
        target,
        per_channel=True,
        weight_type=QuantType.QInt8,
        extra_options={"MatMulConstBOnly": True},
    )
    prepared.unlink()


def difference(one: Exportable, other: OnnxNetwork) -> float:
    """The largest difference of a logit over a few windows of unlike lengths, padding aside."""
    question, windows = _SAMPLE
    batch = inputs(PairTokeniser(MODEL_DIR / "tokenizer.json").pairs(question, windows))
    left, right = one.scores(batch), other.scores(batch)
    real = batch.mask.astype(bool)
    return max(
        float(np.abs(left.answer - right.answer).max()),
        *(
            float(np.abs(a - b)[real].max())
            for a, b in (
                (left.start, right.start),
                (left.end, right.end),
                (left.evidence, right.evidence),
            )
        ),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Export the checkpoint in the folder given; 2 for wrong usage."""
    from qa.reader.checkpoint import restore
    from qa.reader.network import Learner

    given = sys.argv[1:] if arguments is None else list(arguments)
    if len(given) != 1 or not Path(given[0]).is_dir():
        print("usage: python -m qa.reader.export DIR (of a training run)", file=sys.stderr)
        return 2
    learner = Learner(0)
    if not restore(learner, Path(given[0])):
        print(f"There is no checkpoint in {given[0]}: train first.", file=sys.stderr)
        return 2
    print({name: round(value, 6) for name, value in export(learner, Path(given[0])).items()})
    return 0


if __name__ == "__main__":
    sys.exit(main())
