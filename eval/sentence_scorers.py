"""Ways to rank the sentences of the hits, for the ablation. The product's is a reader's.

Each takes a question's hits and returns scored sentences, best first.
"""

from collections.abc import Callable, Mapping, Sequence

from corpus.types import Sentence
from index.types import Hit
from qa.types import Span

Scorer = Callable[[Sequence[Hit]], list[Span]]


def cosine(hits: Sequence[Hit]) -> list[Span]:
    """By the cosine of question and sentence."""
    return _ranked(_cosines(hits))


def bm25(hits: Sequence[Hit]) -> list[Span]:
    """By BM25 over sentences."""
    return _ranked(_words(hits))


def passage_order(hits: Sequence[Hit]) -> list[Span]:
    """By the passage first, then by cosine within it."""
    ranks = {
        sentence: rank
        for rank, hit in reversed([*enumerate(hits)])
        for sentence in hit.passage.sentences
    }
    return _ranked({s: score / 4 - ranks[s] for s, score in _cosines(hits).items()})


def fused(weight: float) -> Scorer:
    """By the sum of min-max normalised cosine and BM25, the cosine counting ``weight``."""

    def score(hits: Sequence[Hit]) -> list[Span]:
        near = _normalised(_cosines(hits))
        worded = _normalised(_words(hits))
        return _ranked({s: weight * near[s] + (1 - weight) * worded[s] for s in near})

    return score


def with_passage(weight: float) -> Scorer:
    """By the cosine plus ``weight`` times the fused score of the best passage around it."""

    def score(hits: Sequence[Hit]) -> list[Span]:
        best: dict[Sentence, float] = {}
        for hit in hits:
            for sentence in hit.passage.sentences:
                best[sentence] = max(best.get(sentence, 0.0), hit.score)
        return _ranked({s: near + weight * best[s] for s, near in _cosines(hits).items()})

    return score


SCORERS: Mapping[str, Scorer] = {
    "cosine": cosine,
    "BM25": bm25,
    "best passage first": passage_order,
    "cosine .75 + BM25 .25": fused(0.75),
    "cosine .5 + BM25 .5": fused(0.5),
    "cosine + .05 passage": with_passage(0.05),
    "cosine + .1 passage": with_passage(0.1),
    "cosine + .2 passage": with_passage(0.2),
}


def _cosines(hits: Sequence[Hit]) -> dict[Sentence, float]:
    return {one.sentence: one.dense for hit in hits for one in hit.sentences}


def _words(hits: Sequence[Hit]) -> dict[Sentence, float]:
    return {one.sentence: one.lexical for hit in hits for one in hit.sentences}


def _normalised(scores: Mapping[Sentence, float]) -> dict[Sentence, float]:
    low, high = min(scores.values(), default=0.0), max(scores.values(), default=0.0)
    return {s: (score - low) / (high - low) if high > low else 0.0 for s, score in scores.items()}


def _ranked(scores: Mapping[Sentence, float]) -> list[Span]:
    ordered = sorted(scores, key=lambda s: (-scores[s], s.document, s.start))
    return [Span(s.document, s.start, s.end, scores[s]) for s in ordered]
