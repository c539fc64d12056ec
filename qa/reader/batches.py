"""Examples as arrays: what is learnt from each, and in which batches.

Everything follows from the seed, so that a run taken up again sees the same batches.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qa.reader.examples import Example
from qa.reader.tokens import Ints, Pair, PairTokeniser

Floats = npt.NDArray[np.float32]

NO_SPAN = -1  # the span of an example whose short answer is not known
_MULTIPLE = 16  # batches are padded to a multiple of this: fewer shapes, little waste
_POOL = 64  # batches' worth of examples sorted by length together


@dataclass(frozen=True, slots=True)
class Encoded:
    """An example in tokens: the answer's first and last (0 = there is none), evidence marked 1."""

    pair: Pair
    start: int
    end: int
    evidence: Floats
    answerable: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded inputs of shape ``(batch, tokens)`` with what is to be learnt from them.

    ``window`` marks the tokens of the windows. Inputs alone leave the targets empty.
    """

    ids: Ints
    types: Ints
    mask: Ints
    window: npt.NDArray[np.bool_]
    start: Ints
    end: Ints
    evidence: Floats
    answerable: Floats


@dataclass(frozen=True, slots=True)
class Scores:
    """The network's logits: ``answer`` of shape ``(batch,)``, the others ``(batch, tokens)``."""

    start: Floats
    end: Floats
    evidence: Floats
    answer: Floats


def encode(example: Example, tokeniser: PairTokeniser, max_tokens: int) -> Encoded | None:
    """The example in tokens; ``None`` where its answer lies beyond ``max_tokens``."""
    [pair] = tokeniser.pairs(example.question, [example.window], max_tokens)
    marked = [*example.evidence, *([example.span] if example.span else [])]
    if not pair.whole and any(end > pair.ends[-1] for _, end in marked):
        return None
    evidence = np.zeros(len(pair.ids), dtype=np.float32)
    for place in example.evidence:
        if tokens := pair.tokens(*place):
            evidence[slice(*tokens)] = 1
    start = end = NO_SPAN if example.answerable else 0
    if example.span is not None:
        tokens = pair.tokens(*example.span)
        if tokens is None:
            return None
        start, end = tokens[0], tokens[1] - 1
    return Encoded(pair, start, end, evidence, example.answerable)


def encode_all(
    examples: Iterable[Example], tokeniser: PairTokeniser, max_tokens: int
) -> list[Encoded]:
    """The examples in tokens, without those whose answer lies beyond ``max_tokens``."""
    encoded = (encode(example, tokeniser, max_tokens) for example in examples)
    return [one for one in encoded if one is not None]


def inputs(pairs: Sequence[Pair]) -> Batch:
    """Pairs padded into one batch, without targets."""
    width = -(-max(len(pair.ids) for pair in pairs) // _MULTIPLE) * _MULTIPLE
    shape = (len(pairs), width)
    ids, types, mask = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    window = np.zeros(shape, dtype=np.bool_)
    for row, pair in enumerate(pairs):
        length = len(pair.ids)
        ids[row, :length] = pair.ids
        types[row, :length] = pair.types
        mask[row, :length] = 1
        window[row, pair.first : pair.last] = True
    none = np.zeros(0, dtype=np.int64)
    return Batch(ids, types, mask, window, none, none, none.astype(np.float32), none.astype("f4"))


def collate(examples: Sequence[Encoded]) -> Batch:
    """Examples padded into one batch."""
    bare = inputs([example.pair for example in examples])
    evidence = np.zeros(bare.ids.shape, dtype=np.float32)
    for row, example in enumerate(examples):
        evidence[row, : len(example.evidence)] = example.evidence
    return Batch(
        bare.ids,
        bare.types,
        bare.mask,
        bare.window,
        start=np.asarray([example.start for example in examples], dtype=np.int64),
        end=np.asarray([example.end for example in examples], dtype=np.int64),
        evidence=evidence,
        answerable=np.asarray([example.answerable for example in examples], dtype=np.float32),
    )


def batches(
    epoch: Callable[[int], Sequence[Encoded]], *, size: int, seed: int, skip: int = 0
) -> Iterator[Batch]:
    """Batches of ``size`` without end, pass after pass, from number ``skip`` on.

    ``epoch`` gives the examples of a pass in their order. Neighbours in that order are sorted by
    length before they are cut into batches, and the batches shuffled, so that little is padded.
    """
    number = 0
    while True:
        examples = epoch(number)
        order = _order([len(example.pair.ids) for example in examples], size, f"{seed}/{number}")
        number += 1
        if skip >= len(order):
            skip -= len(order)
            continue
        for rows in order[skip:]:
            yield collate([examples[row] for row in rows])
        skip = 0


def _order(lengths: Sequence[int], size: int, seed: str) -> list[list[int]]:
    rng = random.Random(seed)
    order: list[list[int]] = []
    for first in range(0, len(lengths), size * _POOL):
        pool = range(first, min(first + size * _POOL, len(lengths)))
        rows = sorted(pool, key=lambda row: (lengths[row], row))
        cut = [rows[place : place + size] for place in range(0, len(rows), size)]
        rng.shuffle(cut)
        order += cut
    return order
