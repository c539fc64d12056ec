"""Decide, once per question over all its hits, whether the documents answer it.

The confidence is a logistic function of a few signals. Weights and threshold are data, in
``qa/decision.json``, with their provenance.
"""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from index.types import Hit
from qa.phrases import keys
from qa.types import Reader, Reading
from settings import SettingsError

_SIGNALS = (
    "no_answer",
    "passage",
    "passage_words",
    "sentence_words",
    "lead",
    "missing",
    "missing_here",
)


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
            signal.weight * (values.get(name, 0.0) - signal.mean) / signal.scale
            for name, signal in self.signals.items()
        )
        return 0.5 * (1 + math.tanh(total / 2))  # the logistic function, without overflow


def load_decision(path: Path, reader: Reader) -> Decision:
    """The decision stored at ``path``, fitted for the readings of ``reader``.

    Raises:
        SettingsError: there is none, it is not one, or it was fitted for another reader.
    """
    try:
        decision = Decision.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"Cannot read the decision {path}: {error.strerror}.") from error
    except ValueError as error:
        raise SettingsError(
            f"{path} is not a decision. Expected a file that 'make calibrate' wrote."
        ) from error
    known = {*_SIGNALS, *reader.signals}
    if unknown := sorted(decision.signals.keys() - known):
        raise SettingsError(
            f"The decision {path} needs signals that there are not: {', '.join(unknown)}. It was "
            "fitted for another reader: fit it anew with 'make calibrate'."
        )
    return decision


def signals(question: str, hits: Sequence[Hit], reading: Reading) -> dict[str, float]:
    """What the decision looks at: the reading's own signals, and these; all 0 for empty readings.

    ``no_answer``: what the reader makes of it. ``passage``: the best cosine of a passage.
    ``passage_words``, ``sentence_words``: the best BM25 score of a passage and of a sentence, for
    each word of the question. ``lead``: how far the best sentence is ahead of the fifth.
    ``missing``, ``missing_here``: the share of the question's content words that stand in no hit,
    and that do not stand around the best sentence.
    """
    if not hits or not reading.sentences:
        return dict.fromkeys(_SIGNALS, 0.0)
    words = len(question.split())
    scores = [sentence.score for sentence in reading.sentences]
    asked, found = keys(question), [keys(hit.passage.text) for hit in hits]
    best = reading.sentences[0]
    here = [
        words_of
        for hit, words_of in zip(hits, found, strict=True)
        if hit.passage.document == best.document
        and hit.passage.start <= best.start < hit.passage.end
    ]
    values = (
        reading.no_answer,
        max(hit.dense for hit in hits),
        max(hit.lexical for hit in hits) / words,
        max(one.lexical for hit in hits for one in hit.sentences) / words,
        scores[0] - scores[min(4, len(scores) - 1)],
        len(asked.difference(*found)) / max(1, len(asked)),
        len(asked.difference(*here)) / max(1, len(asked)),
    )
    return {**dict(zip(_SIGNALS, values, strict=True)), **reading.signals}
