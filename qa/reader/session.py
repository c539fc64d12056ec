"""Run the exported network. The only file of the reader that imports onnxruntime."""

from pathlib import Path

import numpy as np
import onnxruntime as ort

from qa.reader.batches import Batch, Scores


class OnnxNetwork:
    """A network from an ONNX file, on the CPU."""

    def __init__(self, file: Path, *, threads: int = 2) -> None:
        """Load the file; ``threads`` share the work of one batch."""
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = ort.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])

    def scores(self, batch: Batch) -> Scores:
        """The network's logits for a batch."""
        given = {"ids": batch.ids, "mask": batch.mask, "types": batch.types}
        return Scores(*(np.asarray(part) for part in self._session.run(None, given)))


def quantise(source: Path, target: Path) -> None:
    """Write the model with its weights, word embeddings included, as bytes.

    Activations are turned into bytes as they come, by tensor.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

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
