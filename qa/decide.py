"""Decide, once per question over all its hits, whether the documents answer it.

The confidence is a logistic function of a few signals. Weights and threshold are data, in
``qa/decision.json``, with their provenance.
"""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from index.types import Hit
from qa.types import Reading
from settings import SettingsError

_SIGNALS = ("no_answer", "passage", "passage_words", "sentence_words", "lead")


class Signal(BaseModel):
    """How one signal counts: its standardised value times ``weight``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mean: float
    scale: float
    weight: float


class Decision(BaseModel):
    """A fitted decision: ``confidence = 1 / (1 + exp(-(bias + sum of signals)))``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    signals: dict[str, Signal]
    bias: float
    threshold: float
    provenance: dict[str, object]

    def confidence(self, values: Mapping[str, float]) -> float:
        """The estimated probability that the documents answer the question."""
        total = self.bias + math.fsum(
            signal.weight * (values[name] - signal.mean) / signal.scale
            for name, signal in self.signals.items()
        )
        return 0.5 * (1 + math.tanh(total / 2))  # the logistic function, without overflow


def load_decision(path: Path) -> Decision:
    """The decision stored at ``path``.

    Raises:
        SettingsError: there is none, or it is not one.
    """
    try:
        decision = Decision.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"Cannot read the decision {path}: {error.strerror}.") from error
    except ValueError as error:
        raise SettingsError(
            f"{path} is not a decision. Expected a file that 'make calibrate' wrote."
        ) from error
    if unknown := sorted(decision.signals.keys() - set(_SIGNALS)):
        raise SettingsError(
            f"The decision {path} needs signals that there are not: {', '.join(unknown)}. "
            "Fit it anew with 'make calibrate'."
        )
    return decision


def signals(question: str, hits: Sequence[Hit], reading: Reading) -> dict[str, float]:
    """What the decision looks at; all 0 when nothing was found.

    ``no_answer``: what the reader makes of it. ``passage``: the best cosine of a passage.
    ``passage_words``, ``sentence_words``: the best BM25 score of a passage and of a sentence, for
    each word of the question. ``lead``: how far the best sentence is ahead of the fifth.
    """
    if not hits or not reading.sentences:
        return dict.fromkeys(_SIGNALS, 0.0)
    words = len(question.split())
    scores = [sentence.score for sentence in reading.sentences]
    values = (
        reading.no_answer,
        max(hit.dense for hit in hits),
        max(hit.lexical for hit in hits) / words,
        max(one.lexical for hit in hits for one in hit.sentences) / words,
        scores[0] - scores[min(4, len(scores) - 1)],
    )
    return dict(zip(_SIGNALS, values, strict=True))
