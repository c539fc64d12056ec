import math
from pathlib import Path

import pytest

from index.lexical import WordStore

TEXTS = ["The port opened 57 routes.", "Routes were routed.", "Nothing to see here at all."]


def test_words_are_stemmed_and_lower_case_without_stop_words() -> None:
    store = WordStore.build(TEXTS)
    assert store.words("The Ports are opening 5 Routes, routed!") == [
        "port",
        "open",
        "5",
        "rout",
        "rout",
    ]


def test_score_is_bm25_by_hand() -> None:
    # "port": 1 of 3 texts; Lucene's idf = ln(1 + (3 - 1 + .5) / (1 + .5)); lengths 4, 2 and 3
    # words after stop words, so the average is 3.
    store = WordStore.build(TEXTS)
    lengths = [len(store.words(text)) for text in TEXTS]
    idf = math.log(1 + (3 - 1 + 0.5) / 1.5)
    norm = 1.5 * (1 - 0.75 + 0.75 * lengths[0] / (sum(lengths) / 3))
    [(row, score)] = store.search("port", 5)
    assert row == 0
    assert score == pytest.approx(idf * 1 / (1 + norm), rel=1e-5)


@pytest.mark.parametrize("text", ["", "zebra", "the of and", "!?", "zebra giraffe"])
def test_unknown_words_find_nothing(text: str) -> None:
    assert WordStore.build(TEXTS).search(text, 3) == []


def test_k_may_exceed_the_number_of_texts() -> None:
    assert [row for row, _ in WordStore.build(TEXTS).search("routes", 99)] == [1, 0]


def test_unknown_words_do_not_disturb_known_ones() -> None:
    store = WordStore.build(TEXTS)
    assert store.search("port zebra", 3) == store.search("port", 3)


def test_saved_and_opened_again(tmp_path: Path) -> None:
    store = WordStore.build(TEXTS)
    store.save(tmp_path / "words")
    opened = WordStore.open(tmp_path / "words", len(TEXTS))
    assert opened.search("routes opened", 3) == store.search("routes opened", 3)


def test_texts_without_words(tmp_path: Path) -> None:
    store = WordStore.build(["...", "!!!"])
    assert store.search("port", 3) == []
    store.save(tmp_path / "words")
    assert WordStore.open(tmp_path / "words", 2).search("port", 3) == []
