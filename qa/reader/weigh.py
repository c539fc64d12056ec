"""Fit how the heads' logits add up, on the tuning articles: ``python -m qa.reader.weigh FILE``.

One weight at a time over a small grid, but for ``sentence_likeness``, which needs a search: it was
set on the sets of :mod:`eval.tuning_sets`. Prints the weights for :mod:`qa.reader.onnx_reader`.
"""

import random
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from rich.console import Console
from rich.progress import track

from qa.reader import sources
from qa.reader.examples import Question
from qa.reader.measure import Row, figures, hits_of
from qa.reader.onnx_reader import CrossEncoderReader, Read, Weights, combine
from qa.reader.session import OnnxNetwork

_GRID = (0.0, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5)
_ROUNDS = 2
_DECIDES = {
    "sentence_margin": "evidence",
    "sentence_answer": "evidence",
    "span_evidence": "span_f1",
    "span_answer": "span_f1",
    "answer_margin": "auroc",
}

Parts = Sequence[tuple[Question, list[Read]]]


def weigh(parts: Parts, start: Weights) -> Weights:
    """The weights that serve their figures best; of equals the smallest."""
    best = start
    for _ in range(_ROUNDS):
        for name in _DECIDES:
            best = max(
                (replace(best, **{name: value}) for value in _GRID),
                key=lambda weights: _figure(parts, weights, _DECIDES[name]),  # at once
            )
    return best


def _figure(parts: Parts, weights: Weights, name: str) -> float:
    return figures([Row(question, combine(reads, weights)) for question, reads in parts], 0)[name]


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit for the model given; 2 for wrong usage or missing data."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    console = Console(stderr=True, highlight=False)
    try:
        folder = sources.data_folder()
        [model] = given
    except (sources.DataMissing, ValueError) as error:
        console.print(f"usage: python -m qa.reader.weigh MODEL.onnx ({error})")
        return 2
    reader = CrossEncoderReader(OnnxNetwork(Path(model)))
    questions = [q for article in sources.squad2(folder, "tune") for q in article.questions]
    random.Random(0).shuffle(questions)
    parts = [
        (question, reader.parts(question.text, hits_of(question.paragraph)))
        for question in track(questions, "Reading the tuning articles", console=console)
    ]
    for weights in (Weights(), weigh(parts, Weights())):
        console.print(asdict(weights))
        console.print({name: _figure(parts, weights, name) for name in set(_DECIDES.values())})
    return 0


if __name__ == "__main__":
    sys.exit(main())
