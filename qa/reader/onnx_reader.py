"""The trained reader: the network goes over the question with the passages found for it.

Needs onnxruntime and tokenizers, and nothing of what training needs.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from pydantic import BaseModel, ConfigDict

from corpus.layout import marker_end
from corpus.tables import cells, table_at
from corpus.types import Passage, Sentence
from index.packaged import MODEL_DIR
from index.types import Hit
from qa.reader.batches import Batch, Floats, Scores, inputs
from qa.reader.likeness import Likeness, likeness
from qa.reader.session import OnnxNetwork
from qa.reader.spans import TokenSpan, best_spans
from qa.reader.tokens import Pair, PairTokeniser
from qa.reader.whole import whole_span
from qa.types import Reading, Span
from settings import SettingsError

MODEL = Path(__file__).resolve().parent / "model" / "reader.onnx"

WEIGHTS = MODEL.with_name("weights.json")

# Chosen on tuning data for speed at the same quality: "Reading in steps" in docs/ablation.md.
AT_ONCE = 2  # hits
ENOUGH = 1.0  # logit of an answer

_ANSWERS = 5
_ANSWER_MARGIN = 0.2
_NOTHING = 20.0  # the logit of "no answer" where there is nothing to read


class Weights(BaseModel):
    """How the network's logits add up to the scores of a reading; see :mod:`eval.weigh`.

    The margin of a span is its logits less those of "no answer" in the same window. A sentence
    scores its evidence, plus ``sentence_margin`` times the margin of its best span, plus
    ``sentence_answer`` times its window's answerability, plus ``sentence_meaning`` and
    ``sentence_words`` times its likeness to the question, plus ``sentence_rank`` times the
    reciprocal rank of its passage among the hits; of ``sentence_scale`` times the sum plus
    ``sentence_bias`` the logistic function makes the probability that it is evidence. A span scores
    its margin plus the same of its sentence, by their own weights.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sentence_margin: float = 0.1
    sentence_answer: float = 0.1
    sentence_meaning: float = 2.0
    sentence_words: float = 2.0
    sentence_rank: float = 0.0
    sentence_scale: float = 1.0
    sentence_bias: float = 0.0
    span_evidence: float = 0.5
    span_answer: float = 0.5
    span_meaning: float = 0.0
    span_words: float = 0.0
    span_rank: float = 0.0


class Network(Protocol):
    """Gives the logits of a batch."""

    def scores(self, batch: Batch) -> Scores:
        """The logits for a batch's inputs."""


@dataclass(frozen=True, slots=True)
class Read:
    """What the network says of one sentence of one passage, in its raw parts.

    ``start`` and ``end`` are the best span in the document, and alike where it makes no short
    answer; ``margin`` is that span's. ``rank`` is the place of the passage among the hits, from 1.
    """

    sentence: Sentence
    rank: int
    evidence: float
    answer: float
    start: int
    end: int
    margin: float
    likeness: Likeness


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


def load_weights(path: Path) -> Weights:
    """The weights stored at ``path``.

    Raises:
        SettingsError: there are none, or they are not for this reader.
    """
    try:
        return Weights.model_validate(json.loads(path.read_text(encoding="utf-8"))["weights"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingsError(
            f"{path} does not hold the reader's weights. Expected a file that "
            f"'python -m eval.weigh' wrote: {error}"
        ) from error


def combine(reads: Sequence[Read], weights: Weights) -> Reading:
    """A reading from the raw parts; of a sentence in several passages the best score counts."""
    sentences: dict[Sentence, float] = {}
    answers: dict[Sentence, Span] = {}
    for read in reads:
        where, score = read.sentence, sentence_logit(read, weights)
        sentences[where] = max(score, sentences.get(where, score))
        span = Span(where.document, read.start, read.end, _span_score(read, weights))
        best = answers.get(where)
        if read.start < read.end and (best is None or span.score > best.score):
            answers[where] = span
    return Reading(
        sentences=tuple(
            sorted(
                (Span(s.document, s.start, s.end, _logistic(x)) for s, x in sentences.items()),
                key=_rank,
            )
        ),
        answers=tuple(sorted(answers.values(), key=_rank)[:_ANSWERS]),
        no_answer=no_answer(reads),
    )


def no_answer(reads: Sequence[Read]) -> float:
    """The logit of what was read not saying it."""
    best = max((read.answer + _ANSWER_MARGIN * read.margin for read in reads), default=-_NOTHING)
    return -best


def sentence_logit(read: Read, weights: Weights) -> float:
    """The logit of a sentence's score."""
    total = (
        read.evidence
        + weights.sentence_margin * read.margin
        + weights.sentence_answer * read.answer
        + weights.sentence_meaning * read.likeness.meaning
        + weights.sentence_words * read.likeness.words
        + weights.sentence_rank / read.rank
    )
    return weights.sentence_scale * total + weights.sentence_bias


def _span_score(read: Read, weights: Weights) -> float:
    return (
        read.margin
        + weights.span_evidence * read.evidence
        + weights.span_answer * read.answer
        + weights.span_meaning * read.likeness.meaning
        + weights.span_words * read.likeness.words
        + weights.span_rank / read.rank
    )


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


def _logistic(value: float) -> float:
    return 0.5 * (1 + math.tanh(value / 2))  # without overflow


def _mean(values: Floats, first: int, last: int) -> float:
    return float(np.mean(values[first:last]))


def _rank(span: Span) -> tuple[float, str, int, int]:
    return -span.score, span.document, span.start, span.end
