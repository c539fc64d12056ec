"""How like the question each sentence of the hits is, by meaning and by words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.types import Sentence
from index.types import Hit


@dataclass(frozen=True, slots=True)
class Likeness:
    """By ``meaning`` (cosine) and by ``words`` (BM25), both in [0, 1], of one question's hits."""

    meaning: float
    words: float

    @property
    def both(self) -> float:
        """Half of each, the best mixture where nothing else is known (docs/ablation.md)."""
        return (self.meaning + self.words) / 2


def likeness(hits: Sequence[Hit]) -> dict[Sentence, Likeness]:
    """The likeness of each distinct sentence, min-max normalised over all of them."""
    scored = {one.sentence: one for hit in hits for one in hit.sentences}
    dense = _normalised({sentence: one.dense for sentence, one in scored.items()})
    lexical = _normalised({sentence: one.lexical for sentence, one in scored.items()})
    return {sentence: Likeness(dense[sentence], lexical[sentence]) for sentence in scored}


def _normalised(scores: Mapping[Sentence, float]) -> dict[Sentence, float]:
    """Scores mapped linearly onto [0, 1]; all 0 where they do not differ."""
    low, high = min(scores.values(), default=0.0), max(scores.values(), default=0.0)
    width = high - low or 1.0
    return {sentence: (score - low) / width for sentence, score in scores.items()}
