"""Fit how the reader's scores add up: ``python -m eval.weigh`` writes its ``weights.json``.

Every tuning question is searched and read once; then one weight at a time is moved over a small
grid, for a few rounds. What ranks sentences serves the share of questions whose first sentence is
evidence, on average over the tuning sets; what ranks short answers their F1 on SQuAD's tuning
articles and the invented documents for tuning. Last, a logistic regression over all sentences makes
the sentence score the probability that the sentence is evidence. ``test`` is never read.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from eval.ablation import first_is_evidence, reciprocal_rank, search
from eval.caching_embedder import CachingEmbedder
from eval.question_set import Question
from eval.regimes import temporary_index
from eval.scikit import fit_logistic
from eval.tuning_sets import PUBLIC_SETS, TuningGroup, tuning_groups
from index.types import Embedder
from qa.reader.metrics import overlap
from qa.reader.onnx_reader import (
    AT_ONCE,
    ENOUGH,
    WEIGHTS,
    CrossEncoderReader,
    Read,
    Weights,
    combine,
    sentence_logit,
)
from qa.types import Span
from settings import Settings, load_settings
from terminal import load_embedder_visibly, progress_bar, stderr

ROUNDS = 3
SHORT_ANSWERS = ("squad2", "written")  # the tuning sets with short answers
LOGITS = (0.0, 0.5, 1.0, 2.0, 3.0, 4.5, 6.0, 9.0, 12.0, 16.0)
GRIDS: Mapping[str, Sequence[float]] = {
    "sentence_meaning": LOGITS,
    "sentence_words": LOGITS,
    "sentence_rank": LOGITS,
    "sentence_margin": (0.0, 0.05, 0.1, 0.2, 0.35, 0.5),
    "sentence_answer": (0.0, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0),
    "span_evidence": (0.0, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5, 2.0),
    "span_answer": (0.0, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5),
    "span_meaning": LOGITS,
    "span_words": LOGITS,
    "span_rank": LOGITS,
}


@dataclass(frozen=True, slots=True)
class Case:
    """A tuning question with what the network says of every sentence that is read for it."""

    set: str
    question: Question
    reads: list[Read]
    texts: Mapping[str, str]


def fit(cases: Sequence[Case], start: Weights) -> Weights:
    """The weights that serve their figures best; of equals the smallest."""
    best = start
    for _ in range(ROUNDS):
        for name, grid in GRIDS.items():
            measure = _short_answers if name.startswith("span_") else _sentences
            best = _best_of(cases, best, name, grid, measure)
    return best


def calibrated(cases: Sequence[Case], weights: Weights) -> Weights:
    """The weights with scale and bias such that scores are probabilities; sets count equally."""
    plain = weights.model_copy(update={"sentence_scale": 1.0, "sentence_bias": 0.0})
    sizes: dict[str, int] = {}
    for case in cases:
        sizes[case.set] = sizes.get(case.set, 0) + len(case.reads)
    totals, outcomes, counts = [], [], []
    for case in cases:
        for read in case.reads:
            span = Span(read.sentence.document, read.sentence.start, read.sentence.end, 0.0)
            totals.append(sentence_logit(read, plain))
            outcomes.append(bool(first_is_evidence(case.question, [span])))
            counts.append(1 / sizes[case.set])
    fitted = fit_logistic(
        np.array(totals)[:, None], np.array(outcomes), np.array(counts) * len(totals) / len(sizes)
    )
    scale = fitted.weights[0] / fitted.scales[0]
    return plain.model_copy(
        update={
            "sentence_scale": round(scale, 4),
            "sentence_bias": round(fitted.bias - scale * fitted.means[0], 4),
        }
    )


def _best_of(
    cases: Sequence[Case],
    weights: Weights,
    name: str,
    grid: Sequence[float],
    measure: Callable[[Sequence[Case], Weights], float],
) -> Weights:
    return max(
        (weights.model_copy(update={name: value}) for value in grid),
        key=lambda tried: measure(cases, tried),
    )


def _sentences(cases: Sequence[Case], weights: Weights) -> float:
    """How often the first sentence is evidence, and a little for the rank where it is not."""
    scores = []
    for case in cases:
        rank = reciprocal_rank(case.question, combine(case.reads, weights).sentences)
        scores.append((case.set, ((rank == 1) + rank) / 2))
    return _mean_of_sets(scores)


def _short_answers(cases: Sequence[Case], weights: Weights) -> float:
    """F1 of the best short answer, over the sets that have them."""
    scores = []
    for case in cases:
        if case.set in SHORT_ANSWERS:
            answers = combine(case.reads, weights).answers
            best = case.texts[answers[0].document][answers[0].start : answers[0].end]
            scores.append((case.set, overlap(best, list(case.question.answers))))
    return _mean_of_sets(scores)


def _mean_of_sets(scores: Sequence[tuple[str, float]]) -> float:
    """The mean of the sets' means, so that each counts the same."""
    of_sets: dict[str, list[float]] = {}
    for name, score in scores:
        of_sets.setdefault(name, []).append(score)
    return float(np.mean([np.mean(values) for values in of_sets.values()]))


def _cases(
    settings: Settings,
    embedder: Embedder,
    reader: CrossEncoderReader,
    groups: Sequence[TuningGroup],
) -> Iterator[Case]:
    with progress_bar() as progress:
        for group in progress.track(groups, description="Reading the tuning sets"):
            texts = {document.id: document.text for document in group.documents}
            with temporary_index(settings, embedder, group.documents) as index:
                found = search(settings, embedder, index, group.questions, settings.top_k)
            for question, hits in zip(group.questions, found, strict=True):
                yield Case(group.set, question, reader.parts(question.question, hits), texts)


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
    read = _cases(settings, embedder, CrossEncoderReader(), groups)
    cases = [case for case in read if case.reads]
    weights = calibrated(cases, fit(cases, Weights()))
    sizes: dict[str, int] = {}
    for case in cases:
        sizes[case.set] = sizes.get(case.set, 0) + 1
    provenance = {
        "made_by": "python -m eval.weigh",
        "date": datetime.now(UTC).date().isoformat(),
        "questions": sizes,
        "top_k": settings.top_k,
        "read at once": AT_ONCE,
        "read no more above": ENOUGH,
        "first sentence is evidence, with its rank": round(_sentences(cases, weights), 4),
        "short-answer F1": round(_short_answers(cases, weights), 4),
    }
    content = {"weights": weights.model_dump(), "provenance": provenance}
    out.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    stderr.print_json(json.dumps(content))
    stderr.print(f"Written to {out}.", markup=False)


if __name__ == "__main__":
    typer.run(main)
