"""The network: an encoder over question and window, with heads for span, evidence and answer.

The only file that imports torch and transformers; serving does not load it.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertModel
from transformers.utils import logging as transformers_logging

from index.packaged import MODEL_DIR
from qa.reader.batches import NO_SPAN, Batch, Scores

INPUTS = ("ids", "mask", "types")
OUTPUTS = ("start", "end", "evidence", "answer")
_LOW = -1e4
_WEIGHTS = {"span": 1.0, "answer": 0.6, "evidence": 1.5, "sentence": 1.0, "window": 0.5}
_FAR = 30.0  # a logit beyond which nothing changes


class CrossEncoder(nn.Module):
    """MiniLM (6 layers, 384 wide) with a pass over question and window together.

    The word embeddings stay as they are: half of the weights, which too few questions would bend.
    """

    def __init__(self) -> None:
        super().__init__()
        transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        self.encoder = BertModel.from_pretrained(
            MODEL_DIR,
            add_pooling_layer=False,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        width = self.encoder.config.hidden_size
        self.tokens = nn.Linear(width, 3)
        pool, answer = nn.Linear(width, width), nn.Linear(width, 1)
        self.answer = nn.Sequential(pool, nn.Tanh(), answer)
        for layer in (self.tokens, pool, answer):
            nn.init.normal_(layer.weight, std=0.02)
            nn.init.zeros_(layer.bias)
        self.encoder.embeddings.word_embeddings.weight.requires_grad_(False)

    def forward(
        self, ids: Tensor, mask: Tensor, types: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Logits of start, end and evidence by token, and of an answer being there at all."""
        hidden = self.encoder(
            input_ids=ids, attention_mask=mask, token_type_ids=types
        ).last_hidden_state
        start, end, evidence = self.tokens(hidden).unbind(-1)
        return start, end, evidence, self.answer(hidden[:, 0]).squeeze(-1)


class Learner:
    """A network with its optimiser. Takes and gives NumPy arrays."""

    def __init__(self, seed: int, *, weight_decay: float = 0.01, threads: int = 2) -> None:
        """Start from the shipped encoder; a GPU is used when there is one."""
        torch.manual_seed(seed)
        torch.set_num_threads(threads)
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._network = CrossEncoder().to(self._device)
        learnt = [weight for weight in self._network.parameters() if weight.requires_grad]
        self._optimiser = torch.optim.AdamW(
            [
                {"params": [w for w in learnt if w.ndim > 1], "weight_decay": weight_decay},
                {"params": [w for w in learnt if w.ndim <= 1], "weight_decay": 0.0},
            ],
            lr=0.0,
            betas=(0.9, 0.98),
        )

    def step(self, batch: Batch, rate: float) -> dict[str, float]:
        """Learn from one batch; the losses before it, by head."""
        self._network.train()
        for group in self._optimiser.param_groups:
            group["lr"] = rate
        losses = _losses(self._forward(batch), batch, self._device)
        total = sum((_WEIGHTS[name] * loss for name, loss in losses.items()), torch.zeros(()))
        self._optimiser.zero_grad(set_to_none=True)
        total.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self._network.parameters(), 1.0)
        self._optimiser.step()
        return {name: float(loss.detach()) for name, loss in losses.items()}

    @torch.inference_mode()
    def scores(self, batch: Batch) -> Scores:
        """The network's logits for a batch."""
        self._network.eval()
        return Scores(*(part.cpu().numpy() for part in self._forward(batch)))

    def save(self, file: Path, about: Mapping[str, Any]) -> None:
        """Write everything that going on needs, with facts about the run."""
        state = {"network": self._trained(), "optimiser": self._optimiser.state_dict()}
        torch.save({**state, "about": dict(about)}, file)

    def start(self, *files: Path) -> None:
        """Take the weights of a saved state, or the mean of several, and nothing else of them."""
        states = [
            torch.load(file, map_location=self._device, weights_only=True)["network"]
            for file in files
        ]
        mean = {
            name: torch.stack([state[name] for state in states]).mean(0)
            for name, weight in states[0].items()
            if weight.is_floating_point()
        }
        self._take({"network": mean})

    def load(self, file: Path) -> dict[str, Any]:
        """Go on from a saved state; the facts saved with it."""
        state = torch.load(file, map_location=self._device, weights_only=True)
        self._take(state)
        self._optimiser.load_state_dict(state["optimiser"])
        return dict(state["about"])

    def export(self, file: Path) -> None:
        """Write the network as ONNX, any number of windows of any length."""
        self._network.eval().cpu()
        example = tuple(torch.ones(2, 48, dtype=torch.int64) for _ in INPUTS)
        axes = {0: "windows", 1: "tokens"}
        torch.onnx.export(
            self._network,
            example,
            str(file),
            input_names=list(INPUTS),
            output_names=list(OUTPUTS),
            dynamic_axes={
                **dict.fromkeys((*INPUTS, *OUTPUTS[:3]), axes),
                "answer": {0: "windows"},
            },
            opset_version=17,
            dynamo=False,
        )
        self._network.to(self._device)

    def _forward(self, batch: Batch) -> tuple[Tensor, ...]:
        arrays = (batch.ids, batch.mask, batch.types)
        outputs: tuple[Tensor, ...] = self._network(
            *(torch.from_numpy(array).to(self._device) for array in arrays)
        )
        return outputs

    def _take(self, state: Mapping[str, Any]) -> None:
        self._network.load_state_dict({**self._network.state_dict(), **state["network"]})

    def _trained(self) -> dict[str, Tensor]:
        """The weights that differ from the shipped encoder's."""
        return {
            name: weight
            for name, weight in self._network.state_dict().items()
            if "word_embeddings" not in name
        }


def _losses(outputs: tuple[Tensor, ...], batch: Batch, device: torch.device) -> dict[str, Tensor]:
    start, end, evidence, answer = outputs
    window = torch.from_numpy(batch.window).to(device)
    open_ = window.clone()
    open_[:, 0] = True  # the first token stands for "no answer"
    ends = [
        functional.cross_entropy(
            logits.masked_fill(~open_, _LOW),
            torch.from_numpy(target).to(device),
            ignore_index=NO_SPAN,
            reduction="sum",
        )
        for logits, target in ((start, batch.start), (end, batch.end))
    ]
    known = max(1, int(np.count_nonzero(batch.start != NO_SPAN)))
    answerable = torch.from_numpy(batch.answerable).to(device)
    marked = torch.from_numpy(batch.evidence).to(device)
    each = functional.binary_cross_entropy_with_logits(evidence, marked, reduction="none")
    losses = {
        "span": (ends[0] + ends[1]) / (2 * known),
        "answer": functional.binary_cross_entropy_with_logits(answer, answerable),
        "evidence": (each * window).sum() / window.sum(),
    }
    if len(batch.groups) == batch.groups[-1] + 1:  # nothing to choose among
        return losses
    groups = torch.from_numpy(batch.groups).to(device)
    sentences = torch.from_numpy(batch.sentences).to(device)
    inside = sentences >= 0
    _, numbers, sizes = sentences[inside].unique(  # type: ignore[no-untyped-call]
        return_inverse=True, return_counts=True
    )
    count = len(sizes)
    scores, right = (
        torch.zeros(count, device=device).index_add(0, numbers, values[inside]) / sizes
        for values in (evidence, marked)
    )
    rows = groups[:, None].expand_as(sentences)[inside]
    of_sentence = torch.zeros(count, dtype=rows.dtype, device=device).scatter(0, numbers, rows)
    losses["sentence"] = choice(scores, right > 0.5, of_sentence)
    losses["window"] = choice(answer, answerable > 0.5, groups)
    return losses


def choice(scores: Tensor, right: Tensor, groups: Tensor) -> Tensor:
    """Cross-entropy of choosing, in each group, what is right, or none, whose logit is 0.

    A softmax over all passages of a document (Clark and Gardner, 2018, "shared normalisation").
    """
    odds = scores.clamp(-_FAR, _FAR).exp()
    nothing = torch.zeros(int(groups[-1]) + 1, device=scores.device)
    whole = 1 + nothing.index_add(0, groups, odds)
    chosen = nothing.index_add(0, groups, odds * right)
    return (whole.log() - torch.where(chosen > 0, chosen, 1.0).log()).mean()
