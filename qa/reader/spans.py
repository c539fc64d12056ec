"""Find the best short answers in the network's logits.

An answer never crosses a sentence; scores are logits, so they compare within one reading only.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qa.reader.batches import Floats
from qa.reader.examples import Range

MAX_ANSWER_TOKENS = 30


@dataclass(frozen=True, slots=True)
class TokenSpan:
    """Tokens ``[first, last]``, both inside, with the sum of their logits."""

    first: int
    last: int
    score: float


def best_spans(
    start: Floats, end: Floats, sentences: Sequence[Range], limit: int = 5
) -> list[TokenSpan]:
    """The best span of each of the best sentences, at most ``limit``, best first.

    ``sentences`` are half-open ranges of tokens; a span lies inside one of them.
    """
    found = []
    for begin, finish in sentences:
        if begin >= finish:
            continue
        scores = start[begin:finish, None] + end[None, begin:finish]
        width = finish - begin
        ahead = np.arange(width)[None, :] - np.arange(width)[:, None]
        scores = np.where((ahead >= 0) & (ahead < MAX_ANSWER_TOKENS), scores, -np.inf)
        first, last = np.unravel_index(int(np.argmax(scores)), scores.shape)
        found.append(TokenSpan(begin + int(first), begin + int(last), float(scores[first, last])))
    return sorted(found, key=lambda span: (-span.score, span.first))[:limit]
