"""Products of bytes come out whole on every processor."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from index.onnx_session import open_session


def test_sums_of_bytes_are_not_cut_off(tmp_path: Path) -> None:
    # Two products of the largest bytes are more than 16 bits hold.
    rows = np.full((2, 384), 255, np.uint8)
    weights = np.full((384, 32), 127, np.int8)
    weights[:, 1::2] = -127
    file = tmp_path / "product.onnx"
    _write(file, weights)
    (product,) = open_session(file).run(None, {"rows": rows})
    expected = rows.astype(np.int32) @ weights.astype(np.int32)
    np.testing.assert_array_equal(product, expected)


def _write(file: Path, weights: np.ndarray[tuple[int, ...], np.dtype[np.int8]]) -> None:
    """A model that multiplies rows of bytes by the weights, as the reader's layers do."""
    zeros = [
        numpy_helper.from_array(np.zeros((), np.uint8), "rows_zero"),
        numpy_helper.from_array(np.zeros(weights.shape[1], np.int8), "weights_zero"),
    ]
    node = helper.make_node(
        "MatMulInteger", ["rows", "weights", "rows_zero", "weights_zero"], ["product"]
    )
    graph = helper.make_graph(
        [node],
        "product",
        [helper.make_tensor_value_info("rows", TensorProto.UINT8, ["count", weights.shape[0]])],
        [helper.make_tensor_value_info("product", TensorProto.INT32, ["count", weights.shape[1]])],
        [numpy_helper.from_array(weights, "weights"), *zeros],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, file)
