"""Watch a training run on the tuning articles: a few windows, read like those it learns from.

For progress only; the figures that count are measured by :mod:`qa.reader.measure`.
"""

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from qa.reader.batches import Batch, Scores, inputs
from qa.reader.examples import Example, sentences_of
from qa.reader.metrics import auroc, overlap
from qa.reader.mix import example_of
from qa.reader.sources import squad2
from qa.reader.spans import best_spans
from qa.reader.tokens import PairTokeniser

_SEED = 5
_BATCH = 32


def tuning_examples(folder: Path, count: int) -> list[Example]:
    """Windows of 600 characters from the tuning articles, half of them answerable."""
    rng = random.Random(_SEED)
    questions = [question for article in squad2(folder, "tune") for question in article.questions]
    rng.shuffle(questions)
    made = [example for question in questions if (example := example_of(question, 600, rng))]
    sides = ([e for e in made if e.answerable], [e for e in made if not e.answerable])
    return [example for side in sides for example in side[: count // 2]]


def watch(
    scores: Callable[[Batch], Scores], examples: Sequence[Example], tokeniser: PairTokeniser
) -> dict[str, float]:
    """AUROC of the answer logit, F1 of the best span, and how often the right sentence is first."""
    answer: dict[bool, list[float]] = {True: [], False: []}
    f1, first = [], []
    ordered = sorted(examples, key=lambda example: len(example.window))
    for place in range(0, len(ordered), _BATCH):
        rows = ordered[place : place + _BATCH]
        pairs = [tokeniser.pairs(row.question, [row.window])[0] for row in rows]
        got = scores(inputs(pairs))
        for number, (row, pair) in enumerate(zip(rows, pairs, strict=True)):
            answer[row.answerable].append(float(got.answer[number]))
            if row.span is None:
                continue
            places = sentences_of(row.window)
            tokens = [t for place in places if (t := pair.tokens(*place))]
            [best] = best_spans(got.start[number], got.end[number], tokens, 1)
            text = row.window[
                pair.starts[best.first - pair.first] : pair.ends[best.last - pair.first]
            ]
            f1.append(overlap(text, [row.window[slice(*row.span)]]))
            means = [float(got.evidence[number, a:b].mean()) for a, b in tokens]
            first.append(float(places[int(np.argmax(means))] in row.evidence))
    return {
        "auroc": auroc(answer[True], answer[False]),
        "f1": float(np.mean(f1)),
        "evidence": float(np.mean(first)),
    }
