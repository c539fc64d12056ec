"""How like the question each sentence of the hits is, by meaning and by words."""

from collections.abc import Mapping, Sequence

from corpus.types import Sentence
from index.types import Hit


def likeness(hits: Sequence[Hit]) -> dict[Sentence, float]:
    """Half the min-max normalised cosine plus half the BM25 score of each distinct sentence.

    The best of the mixtures tried (docs/ablation.md). In [0, 1], comparable within one question.
    """
    scored = {one.sentence: one for hit in hits for one in hit.sentences}
    dense = _normalised({sentence: one.dense for sentence, one in scored.items()})
    lexical = _normalised({sentence: one.lexical for sentence, one in scored.items()})
    return {sentence: (dense[sentence] + lexical[sentence]) / 2 for sentence in scored}


def _normalised(scores: Mapping[Sentence, float]) -> dict[Sentence, float]:
    """Scores mapped linearly onto [0, 1]; all 0 where they do not differ."""
    low, high = min(scores.values(), default=0.0), max(scores.values(), default=0.0)
    width = high - low or 1.0
    return {sentence: (score - low) / width for sentence, score in scores.items()}
