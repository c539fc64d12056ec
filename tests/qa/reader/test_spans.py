import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from qa.reader.batches import Floats
from qa.reader.spans import MAX_ANSWER_TOKENS, best_spans

SENTENCES = [(3, 8), (8, 50), (50, 52)]
LOGITS = st.lists(
    st.floats(-9, 9, width=32), min_size=SENTENCES[-1][1], max_size=SENTENCES[-1][1]
).map(lambda values: np.asarray(values, dtype=np.float32))


@given(LOGITS, LOGITS)
def test_a_span_is_the_best_of_its_sentence_and_inside_it(start: Floats, end: Floats) -> None:
    found = best_spans(start, end, SENTENCES)
    assert len(found) == len(SENTENCES)
    assert [span.score for span in found] == sorted((s.score for s in found), reverse=True)
    for span in found:
        [(begin, finish)] = [s for s in SENTENCES if s[0] <= span.first < s[1]]
        assert span.first <= span.last < finish
        assert span.last - span.first < MAX_ANSWER_TOKENS
        assert span.score == max(
            start[i] + end[j]
            for i in range(begin, finish)
            for j in range(i, min(finish, i + MAX_ANSWER_TOKENS))
        )


def test_a_better_pair_across_two_sentences_is_not_taken() -> None:
    start, end = np.zeros((2, 10), dtype=np.float32)
    start[2], end[7] = 9, 9
    [first, second] = best_spans(start, end, [(1, 5), (5, 9)])
    assert (first.first, first.last) == (2, 2)
    assert (second.first, second.last) == (5, 7)


def test_no_sentences_have_no_spans() -> None:
    none = np.zeros(4, dtype=np.float32)
    assert best_spans(none, none, [(2, 2)]) == []
