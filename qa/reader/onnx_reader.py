"""The trained reader: the network goes over the question with the passages found for it.

Needs onnxruntime and tokenizers, and nothing of what training needs.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from corpus.layout import marker_end
from corpus.tables import cells, table_at
from corpus.types import Passage, Sentence
from index.packaged import MODEL_DIR
from index.types import Hit
from qa.reader.batches import Batch, Floats, Scores, inputs
from qa.reader.combine import Read, combine, no_answer
from qa.reader.likeness import Likeness, likeness
from qa.reader.session import OnnxNetwork
from qa.reader.spans import TokenSpan, best_spans
from qa.reader.tokens import Pair, PairTokeniser
from qa.reader.weights import WEIGHTS, Weights, load_weights
from qa.reader.whole import whole_span
from qa.types import Reading
from settings import SettingsError

MODEL = Path(__file__).resolve().parent / "model" / "reader.onnx"

# Chosen on tuning data for speed at the same quality: "Reading in steps" in docs/ablation.md.
AT_ONCE = 2  # hits
ENOUGH = 1.0  # logit of an answer


class Network(Protocol):
    """Gives the logits of a batch."""

    def scores(self, batch: Batch) -> Scores:
        """The logits for a batch's inputs."""


class CrossEncoderReader:
    """Reads question and passage together; knows short answers, evidence, and when there is none.

    The best hits are read first, and the others only where these hardly answer, which saves most
    questions that have an answer more than half of the time. Safe to share between threads.
    """

    def __init__(
        self,
        network: Network | None = None,
        *,
        tokeniser: PairTokeniser | None = None,
        weights: Weights | None = None,
        at_once: int = AT_ONCE,
        enough: float = ENOUGH,
    ) -> None:
        """Read with the network that ships, unless another is given.

        The first ``at_once`` hits are read together; where their answer's logit is above ``enough``
        no others are.

        Raises:
            SettingsError: it is missing.
        """
        self._network = network or _shipped()
        self._tokeniser = tokeniser or PairTokeniser(MODEL_DIR / "tokenizer.json")
        self.weights = weights or load_weights(WEIGHTS)
        self._at_once = at_once
        self._enough = enough

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """The distinct sentences that were read, and the best short answers, both best first.

        ``no_answer`` is a logit: above 0 the network thinks that the hits do not say.
        """
        return combine(self.parts(question, hits), self.weights)

    def parts(self, question: str, hits: Sequence[Hit]) -> list[Read]:
        """The raw parts of every sentence that is read; overlapping hits repeat sentences."""
        ranked = [(rank, hit) for rank, hit in enumerate(hits, 1) if hit.passage.sentences]
        like = likeness(hits)
        reads = self._parts(question, ranked[: self._at_once], like)
        if no_answer(reads) >= -self._enough:
            reads += self._parts(question, ranked[self._at_once :], like)
        return reads

    def _parts(
        self,
        question: str,
        ranked: Sequence[tuple[int, Hit]],
        like: Mapping[Sentence, Likeness],
    ) -> list[Read]:
        if not ranked:
            return []
        pairs = self._tokeniser.pairs(question, [hit.passage.text for _, hit in ranked])
        scores = self._network.scores(inputs(pairs))
        return [
            read
            for row, ((rank, hit), pair) in enumerate(zip(ranked, pairs, strict=True))
            for read in _reads(rank, hit, pair, scores, row, like)
        ]


def _shipped() -> Network:
    if not MODEL.is_file():
        raise SettingsError(
            f"The reader's model {MODEL} is missing. Install Quoth again, or copy there the "
            "reader.onnx that 'make train' wrote."
        )
    return OnnxNetwork(MODEL)


def _reads(
    rank: int,
    hit: Hit,
    pair: Pair,
    scores: Scores,
    row: int,
    like: Mapping[Sentence, Likeness],
) -> list[Read]:
    passage = hit.passage
    start, end, evidence = scores.start[row], scores.end[row], scores.evidence[row]
    none, answer = float(start[0] + end[0]), float(scores.answer[row])
    reads = []
    for sentence in passage.sentences:
        tokens = pair.tokens(sentence.start - passage.start, sentence.end - passage.start)
        if tokens is None:
            continue
        [best] = best_spans(start, end, _stretches(passage, sentence, pair) or [tokens], 1)
        first, last = _span(passage, sentence, pair, best)
        reads.append(
            Read(
                sentence=sentence,
                rank=rank,
                evidence=_mean(evidence, *tokens),
                answer=answer,
                start=first,
                end=last,
                margin=best.score - none,
                likeness=like[sentence],
            )
        )
    return reads


def _span(passage: Passage, sentence: Sentence, pair: Pair, best: TokenSpan) -> tuple[int, int]:
    """The document's characters of the best tokens as a short answer, none if they make none."""
    origin = sentence.start - passage.start
    text = passage.text[origin : sentence.end - passage.start]
    first = max(0, int(pair.starts[best.first - pair.first]) - origin)
    last = int(pair.ends[best.last - pair.first]) - origin
    found = whole_span(text, first, last) or (0, 0)
    return sentence.start + found[0], sentence.start + found[1]


def _stretches(passage: Passage, sentence: Sentence, pair: Pair) -> list[tuple[int, int]]:
    """The tokens that hold a whole short answer: a sentence without what marks it as an item.

    Of a table's row each cell does.
    """
    start, end = sentence.start - passage.start, sentence.end - passage.start
    places = [(max(start, marker_end(passage.text, start)), end)]
    if table_at(passage.text, start):
        places = cells(passage.text, start)
    return [tokens for place in places if (tokens := pair.tokens(*place))]


def _mean(values: Floats, first: int, last: int) -> float:
    return float(np.mean(values[first:last]))
