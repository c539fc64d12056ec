"""Fit how the reader's scores add up: ``python -m eval.weigh`` writes its ``weights.json``.

Every tuning question is searched and read once. A conditional logit makes the sentences that are
evidence the likeliest of all that were read for their question. Then a logistic regression over
all sentences makes their score the probability that they are evidence. In both each tuning set
counts the same. ``test`` is never read.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import numpy as np
import numpy.typing as npt
import typer

from eval.ablation import first_is_evidence, search
from eval.caching_embedder import CachingEmbedder
from eval.choice import Choice, Floats, conditional_logit
from eval.question_set import Question
from eval.regimes import temporary_index
from eval.scikit import fit_logistic
from eval.tuning_sets import PUBLIC_SETS, TuningGroup, tuning_groups
from index.types import Embedder
from qa.reader.combine import Read, combine, features
from qa.reader.onnx_reader import AT_ONCE, ENOUGH, CrossEncoderReader
from qa.reader.weights import WEIGHTS, Weights
from qa.types import Span
from settings import Settings, load_settings
from terminal import load_embedder_visibly, progress_bar, stderr

_NAMES = tuple(name for name in Weights.model_fields if name != "bias")


@dataclass(frozen=True, slots=True)
class Case:
    """A tuning question with what the network says of every sentence that is read for it."""

    set: str
    question: Question
    reads: list[Read]


def fit(cases: Sequence[Case]) -> Weights:
    """The weights that put evidence first, such that scores are probabilities."""
    questions = Counter(case.set for case in cases)
    choices = [Choice(_rows(case), _evidence(case), 1 / questions[case.set]) for case in cases]
    order = conditional_logit(choices)
    scale, bias = _calibrated(cases, choices, order)
    fitted = {**dict(zip(_NAMES, scale * order, strict=True)), "bias": bias}
    return Weights(**{name: round(float(value), 4) for name, value in fitted.items()})


def _calibrated(
    cases: Sequence[Case], choices: Sequence[Choice], order: Floats
) -> tuple[float, float]:
    """By what the sums are to be multiplied, and what added, to be logits of being evidence."""
    sentences: Counter[str] = Counter()
    for case in cases:
        sentences[case.set] += len(case.reads)
    sums = np.concatenate([choice.features @ order for choice in choices])
    counts = np.concatenate([[1 / sentences[case.set]] * len(case.reads) for case in cases])
    fitted = fit_logistic(
        sums[:, None],
        np.concatenate([choice.right for choice in choices]),
        counts * len(sums) / len(sentences),
    )
    scale = fitted.weights[0] / fitted.scales[0]
    return scale, fitted.bias - scale * fitted.means[0]


def _rows(case: Case) -> Floats:
    parts = [features(read) for read in case.reads]
    return np.array([[part[name] for name in _NAMES] for part in parts])


def _evidence(case: Case) -> npt.NDArray[np.bool_]:
    """Which of a question's sentences are evidence."""
    sentences = (read.sentence for read in case.reads)
    spans = (Span(one.document, one.start, one.end, 0.0) for one in sentences)
    return np.array([bool(first_is_evidence(case.question, [span])) for span in spans])


def firsts(cases: Sequence[Case], weights: Weights) -> dict[str, float]:
    """How often the first sentence is evidence, of each set and on the mean of sets."""
    found: dict[str, list[float]] = {}
    for case in cases:
        sentences = combine(case.reads, weights).sentences
        found.setdefault(case.set, []).append(first_is_evidence(case.question, sentences))
    shares = {name: float(np.mean(values)) for name, values in found.items()}
    shares["mean"] = float(np.mean(list(shares.values())))
    return {name: round(share, 4) for name, share in shares.items()}


def _cases(
    settings: Settings,
    embedder: Embedder,
    reader: CrossEncoderReader,
    groups: Sequence[TuningGroup],
) -> Iterator[Case]:
    with progress_bar() as progress:
        for group in progress.track(groups, description="Reading the tuning sets"):
            with temporary_index(settings, embedder, group.documents) as index:
                found = search(settings, embedder, index, group.questions, settings.top_k)
            for question, hits in zip(group.questions, found, strict=True):
                yield Case(group.set, question, reader.parts(question.question, hits))


def main(
    out: Annotated[Path, typer.Option(help="Where to write the weights.")] = WEIGHTS,
) -> None:
    """Fit the weights of the reader's scores, on tuning data."""
    settings = load_settings()
    groups = tuning_groups(settings)
    if missing := PUBLIC_SETS - {group.set for group in groups}:
        stderr.print(f"Nothing was fitted without {', '.join(sorted(missing))}.", markup=False)
        raise typer.Exit(2)
    embedder = CachingEmbedder(load_embedder_visibly(settings))
    reader = CrossEncoderReader(weights=Weights(**dict.fromkeys(Weights.model_fields, 0.0)))
    read = _cases(settings, embedder, reader, groups)
    cases = [case for case in read if case.reads]
    weights = fit(cases)
    provenance = {
        "made_by": "python -m eval.weigh",
        "date": datetime.now(UTC).date().isoformat(),
        "questions": Counter(case.set for case in cases),
        "top_k": settings.top_k,
        "read at once": AT_ONCE,
        "read no more above": ENOUGH,
        "first sentence is evidence": firsts(cases, weights),
    }
    content = {"weights": weights.model_dump(), "provenance": provenance}
    out.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    stderr.print_json(json.dumps(content))
    stderr.print(f"Written to {out}.", markup=False)


if __name__ == "__main__":
    typer.run(main)
