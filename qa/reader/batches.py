"""Examples as arrays: what is learnt from each, and in which batches.

Everything follows from the seed, so that a run taken up again sees the same batches.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qa.reader.examples import Example, Group, sentences_of
from qa.reader.tokens import Ints, Pair, PairTokeniser

Floats = npt.NDArray[np.float32]

NO_SPAN = -1  # the span of an example whose short answer is not known
_MULTIPLE = 16  # batches are padded to a multiple of this: fewer shapes, little waste
_POOL = 64  # batches' worth of examples sorted by length together


@dataclass(frozen=True, slots=True)
class Encoded:
    """An example in tokens: the answer's first and last (0 = there is none), evidence marked 1.

    ``sentences`` numbers the tokens of each of the window's sentences from 0; others are -1.
    """

    pair: Pair
    start: int
    end: int
    evidence: Floats
    answerable: bool
    sentences: Ints


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded inputs of shape ``(batch, tokens)`` with what is to be learnt from them.

    ``window`` marks the tokens of the windows. ``sentences`` numbers the sentences of the whole
    batch by token, -1 elsewhere; ``groups`` tells, by number, which windows one question has to
    choose from, shape ``(batch,)``. Inputs alone leave the targets empty.
    """

    ids: Ints
    types: Ints
    mask: Ints
    window: npt.NDArray[np.bool_]
    start: Ints
    end: Ints
    evidence: Floats
    answerable: Floats
    sentences: Ints
    groups: Ints


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
    sentences = np.full(len(pair.ids), -1, dtype=np.int64)
    for number, place in enumerate(sentences_of(example.window)):
        if tokens := pair.tokens(*place):
            sentences[slice(*tokens)] = number
    return Encoded(pair, start, end, evidence, example.answerable, sentences)


def encode_all(
    groups: Iterable[Group], tokeniser: PairTokeniser, max_tokens: int
) -> list[tuple[Encoded, ...]]:
    """The groups in tokens, without those where an answer lies beyond ``max_tokens``."""
    made = []
    for group in groups:
        encoded = (encode(example, tokeniser, max_tokens) for example in group)
        kept = tuple(one for one in encoded if one is not None)
        if len(kept) == len(group):
            made.append(kept)
    return made


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
    empty = none.astype(np.float32)
    return Batch(ids, types, mask, window, none, none, empty, empty, none, none)


def collate(groups: Sequence[Sequence[Encoded]]) -> Batch:
    """Groups of examples padded into one batch."""
    examples = [example for group in groups for example in group]
    bare = inputs([example.pair for example in examples])
    evidence = np.zeros(bare.ids.shape, dtype=np.float32)
    sentences = np.full(bare.ids.shape, -1, dtype=np.int64)
    count = 0
    for row, example in enumerate(examples):
        length = len(example.evidence)
        evidence[row, :length] = example.evidence
        sentences[row, :length] = np.where(example.sentences < 0, -1, example.sentences + count)
        count += int(example.sentences.max(initial=-1)) + 1
    return Batch(
        bare.ids,
        bare.types,
        bare.mask,
        bare.window,
        start=np.asarray([example.start for example in examples], dtype=np.int64),
        end=np.asarray([example.end for example in examples], dtype=np.int64),
        evidence=evidence,
        answerable=np.asarray([example.answerable for example in examples], dtype=np.float32),
        sentences=sentences,
        groups=np.repeat(np.arange(len(groups)), [len(group) for group in groups]),
    )


def batches(
    epoch: Callable[[int], Sequence[Sequence[Encoded]]], *, size: int, seed: int, skip: int = 0
) -> Iterator[Batch]:
    """Batches of ``size`` groups without end, pass after pass, from number ``skip`` on.

    ``epoch`` gives the groups of a pass in their order. Neighbours in that order are sorted by
    length before they are cut into batches, and the batches shuffled, so that little is padded.
    """
    number = 0
    while True:
        groups = epoch(number)
        lengths = [max(len(example.pair.ids) for example in group) for group in groups]
        order = _order(lengths, size, f"{seed}/{number}")
        number += 1
        if skip >= len(order):
            skip -= len(order)
            continue
        for rows in order[skip:]:
            yield collate([groups[row] for row in rows])
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
