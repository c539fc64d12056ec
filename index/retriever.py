"""Find the passages for a question by meaning and by words, fused by normalised scores."""

from collections.abc import Sequence

from corpus.types import Passage
from index.types import Embedder, Hit, VectorIndex, Vectors


class Retriever:
    """Searches an index both ways and adds the min-max normalised scores.

    The method is CombSUM (Fox and Shaw, 1994) with weights, which docs/ablation.md compares.
    """

    def __init__(
        self,
        index: VectorIndex,
        embedder: Embedder,
        *,
        candidates: int,
        dense_weight: float,
    ) -> None:
        """Fuse the best ``candidates`` of each search; cosine weighs ``dense_weight``."""
        self._index = index
        self._embedder = embedder
        self._candidates = candidates
        self._dense_weight = dense_weight

    def search(self, question: str, k: int) -> list[Hit]:
        """The up to ``k`` best hits, best first; ties in the order of document and offset."""
        return self.search_many([question], k)[0]

    def search_many(self, questions: Sequence[str], k: int) -> list[list[Hit]]:
        """The hits of each question; the questions are embedded together."""
        if not questions:
            return []
        vectors = self._embedder.embed_queries(questions)
        return [
            self._search(question, vector, k)
            for question, vector in zip(questions, vectors, strict=True)
        ]

    def _search(self, question: str, vector: Vectors, k: int) -> list[Hit]:
        dense = dict(self._index.search_vectors(vector, self._candidates))
        lexical = dict(self._index.search_words(question, self._candidates))
        near, worded = _normalise(dense), _normalise(lexical)
        fused = {
            passage: self._dense_weight * near.get(passage, 0.0)
            + (1 - self._dense_weight) * worded.get(passage, 0.0)
            for passage in {**dense, **lexical}
        }
        best = sorted(fused, key=lambda p: (-fused[p], p.document, p.start))[:k]
        sentences = self._index.score_sentences(best, question, vector)
        return [
            Hit(
                passage=passage,
                score=fused[passage],
                dense=dense.get(passage, 0.0),
                lexical=lexical.get(passage, 0.0),
                sentences=scores,
            )
            for passage, scores in zip(best, sentences, strict=True)
        ]


def _normalise(scores: dict[Passage, float]) -> dict[Passage, float]:
    """Scores mapped linearly onto [0, 1]; all 1 where they do not differ."""
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    if high == low:
        return dict.fromkeys(scores, 1.0)
    return {passage: (score - low) / (high - low) for passage, score in scores.items()}
