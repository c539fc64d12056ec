"""How good a reader's raw output is: answers by words, sentences by rank, answerability by order.

The definitions are those of the SQuAD 2.0 script (Rajpurkar et al., 2018).
"""

import re
import string
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalise(answer: str) -> str:
    """Lower case without punctuation, articles and doubled blanks."""
    return " ".join(_ARTICLES.sub(" ", answer.lower().translate(_PUNCTUATION)).split())


def exact(found: str, accepted: Iterable[str]) -> float:
    """1 where the answer is one of the accepted; an empty one is right where none is accepted."""
    return max(
        (float(normalise(found) == normalise(a)) for a in accepted), default=float(not found)
    )


def overlap(found: str, accepted: Iterable[str]) -> float:
    """F1 of the words, at best over the accepted answers.

    >>> overlap("the 25 projects", ["25"])
    0.6666666666666666
    """
    return max((_f1(found, answer) for answer in accepted), default=float(not found))


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """The chance that a positive scores above a negative; equal scores count half."""
    values = np.concatenate([positive, negative])
    order = np.argsort(values, kind="stable")
    ranks = np.empty(len(values))
    ranks[order] = np.arange(1, len(values) + 1)
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.bincount(inverse, weights=ranks) / counts)[inverse]
    above = ranks[: len(positive)].sum() - len(positive) * (len(positive) + 1) / 2
    return float(above / (len(positive) * len(negative)))


def _f1(found: str, answer: str) -> float:
    got, wanted = normalise(found).split(), normalise(answer).split()
    if not got or not wanted:
        return float(got == wanted)
    common = sum((Counter(got) & Counter(wanted)).values())
    return 2 * common / (len(got) + len(wanted))
