import pytest

from corpus.types import Passage, Sentence
from index.types import Hit, SentenceScore
from qa.reader.sentence import SentenceReader

A, B, C = (Sentence("d.txt", start, start + 5) for start in (0, 6, 12))


def _hit(*scores: tuple[Sentence, float, float]) -> Hit:
    scored = tuple(SentenceScore(*one) for one in scores)
    passage = Passage("d.txt", 0, 17, "x" * 17, tuple(one.sentence for one in scored))
    return Hit(passage, 1.0, 0.5, 1.0, scored)


def test_normalised_scores_are_averaged() -> None:
    reading = SentenceReader().read("q", [_hit((A, 0.2, 4.0), (B, 0.6, 1.0), (C, 0.4, 0.0))])
    assert [s.start for s in reading.sentences] == [6, 0, 12]
    assert [s.score for s in reading.sentences] == pytest.approx([0.625, 0.5, 0.25])
    assert reading.answers == ()
    assert reading.no_answer == pytest.approx(0.4)


def test_a_sentence_in_two_hits_counts_once() -> None:
    reading = SentenceReader().read("q", [_hit((A, 0.2, 1.0), (B, 0.1, 0.0)), _hit((B, 0.1, 0.0))])
    assert [s.start for s in reading.sentences] == [0, 6]


def test_equal_scores_come_in_source_order() -> None:
    reading = SentenceReader().read("q", [_hit((B, 0.3, 0.0), (A, 0.3, 0.0))])
    assert [(s.start, s.score) for s in reading.sentences] == [(0, 0.0), (6, 0.0)]


def test_without_hits() -> None:
    reading = SentenceReader().read("q", [])
    assert (reading.sentences, reading.no_answer) == ((), 1.0)
