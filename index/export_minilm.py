"""Write ``minilm.onnx``: the network of the packaged model, without its weights.

Run once, by whoever changes the network: ``python -m index.export_minilm``. The weights stay where
they are, in the package, and are put in when the graph is opened.
"""

import tempfile
from pathlib import Path

import onnx
import torch
from onnx.external_data_helper import load_external_data_for_tensor
from safetensors import safe_open
from transformers import AutoModel

from index.minilm import GRAPH, PREFIX
from index.packaged import packaged_folder


class _Encoder(torch.nn.Module):
    """Token ids and mask, shape ``(n, length)``, to L2-normalised means, shape ``(n, dim)``."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.m = AutoModel.from_pretrained(folder, attn_implementation="eager").eval()

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        states = self.m(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).to(states.dtype)
        mean = (states * weights).sum(1) / weights.sum(1)
        return torch.nn.functional.normalize(mean, dim=1)


def export(target: Path) -> None:
    """Write the graph to ``target``."""
    folder = packaged_folder()
    sizes = {0: torch.export.Dim("n", max=512), 1: torch.export.Dim("length", min=2, max=512)}
    ids = torch.ones(2, 7, dtype=torch.long)
    program = torch.onnx.export(
        _Encoder(folder),
        (ids, torch.ones_like(ids)),
        input_names=["ids", "mask"],
        output_names=["vector"],
        dynamic_shapes=(sizes, sizes),
        optimize=False,  # keeps each weight under its own name
        dynamo=True,
    )
    assert program is not None
    with tempfile.TemporaryDirectory() as aside:
        path = Path(aside) / "model.onnx"
        program.save(path, external_data=True)
        model = onnx.load(path, load_external_data=False)
        with safe_open(folder / "model.safetensors", "np") as weights:
            known = {PREFIX + name for name in weights.keys()}  # noqa: SIM118  # not a dict
        for tensor in model.graph.initializer:
            if tensor.name not in known:  # buffers that the package does not hold
                load_external_data_for_tensor(tensor, aside)
                tensor.data_location = onnx.TensorProto.DEFAULT
                del tensor.external_data[:]
    for part in (model, model.graph, *model.graph.node):
        del part.metadata_props[:]  # traces of the exporting machine
    for node in model.graph.node:
        node.doc_string = ""
    del model.graph.value_info[:]
    onnx.save(model, target)


if __name__ == "__main__":
    export(GRAPH)
