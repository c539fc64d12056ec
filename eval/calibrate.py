"""Fit the decision to answer or refuse: ``python -m eval.calibrate`` writes ``qa/decision.json``.

A logistic regression of "the documents say it and it was found" on the signals of
:func:`qa.decide.signals`. It is fitted on the tuning articles of the SQuAD 2.0 development set (see
``docs/evaluation.md``) and on the invented documents for tuning, each of which is an index of its
own; both count the same. The articles that are held out only say how good the fit is. The threshold
is the lowest of three: those of the two, and that of the ``dev`` split of the fixed question set,
whose questions are put as people put them, all answerable ones counting as found. ``test`` is never
touched.

Four sorts of rows are fitted, each counted with the weight in :data:`WEIGHTS`: answerable
questions; unanswerable ones, which are about the same topic; answerable ones with every
passage that holds the answer taken away; and questions about another article.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from pkgutil import resolve_name
from typing import Annotated

import numpy as np
import numpy.typing as npt
import typer

from corpus.load import load_documents
from corpus.types import Document
from eval.command import QUESTIONS
from eval.load import load_questions
from eval.metrics.retrieval import evidence_recall
from eval.metrics.stretches import overlaps
from eval.places import alternatives_of, evidence_of, places_of_hits
from eval.public_data import public_questions, sample, tuning_and_held_out
from eval.question_set import Question, QuestionSet
from eval.regimes import retriever_of, temporary_index
from eval.scikit import LogisticFit, area_under_roc, fit_logistic
from eval.written import written_questions
from index.retriever import Retriever
from index.types import Embedder, Hit
from qa.decide import signals
from qa.spelling import Speller
from qa.types import Reader
from settings import Settings, load_settings
from terminal import load_embedder_visibly, progress_bar, stderr

DATA = "squad2/dev-16-articles.json"
SEED = 7
PER_ARTICLE = 60  # questions of each sort from each article

# Signals that add nothing to what the reader makes of it: fitted with them, AUROC was no higher on
# another tuning article and lower on dev (.80 with cosine and lead, .83 without).
LEFT_OUT = ("passage", "passage_words", "sentence_words", "lead")

# How much each sort counts. The first is the share of answerable questions that is assumed in use.
WEIGHTS: Mapping[str, float] = {
    "answerable": 0.60,
    "same topic": 0.20,
    "passage removed": 0.10,
    "other article": 0.10,
}
# The threshold is the highest one that refuses at most this share of the questions whose answer was
# found. On dev .79 of the questions end right with .1, .78 with .15, .77 with .25; with less there
# are more false answers, with more people stop asking. A refusal still shows the nearest sentences.
FALSE_REFUSALS = 0.15


@dataclass(frozen=True, slots=True)
class Row:
    """A question put to an index: of which set, its sort and signals, and if it was found."""

    set: str
    sort: str
    signals: dict[str, float]
    found: bool


def main(
    out: Annotated[
        Path | None,
        typer.Option(help="Where to write the decision.", show_default="the setting `decision`"),
    ] = None,
) -> None:
    """Fit the decision to answer or refuse, on tuning data."""
    questions = public_questions(DATA)
    if questions is None:
        stderr.print("Nothing was fitted: the decision is unchanged.")
        sys.exit(2)
    settings = load_settings()
    out = out or settings.decision
    fitted, held_out = tuning_and_held_out(questions)
    embedder = load_embedder_visibly(settings)
    invented = written_questions("tune")
    rows = [
        *_rows(settings, embedder, fitted, "tuning articles"),
        *_rows(settings, embedder, invented, "invented documents"),
    ]
    checks = list(_rows(settings, embedder, held_out, "held-out articles"))
    own = list(_own_rows(settings, embedder))
    decision = fit(rows, checks, own, _provenance(settings, fitted, invented, held_out))
    out.write_text(json.dumps(decision, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    stderr.print_json(json.dumps(decision))
    stderr.print(f"Written to {out}.", markup=False)


def fit(
    rows: Sequence[Row],
    checks: Sequence[Row],
    own: Sequence[Row],
    provenance: Mapping[str, object],
) -> dict[str, object]:
    """The decision fitted on ``rows``, as ``qa/decision.json`` holds it.

    ``checks`` are rows of other articles; how well it does on them is added to ``provenance``.
    ``own`` are answerable questions of another kind, which the threshold must not refuse either.
    """
    names = [name for name in rows[0].signals if name not in LEFT_OUT]
    outcomes = np.array([row.found for row in rows])
    logistic = fit_logistic(_matrix(rows, names), outcomes, _weights(rows))
    thresholds = {
        name: choose_threshold(
            logistic.probabilities(_matrix([row for row in of_set if row.found], names))
        )
        for name, of_set in _by_set([*rows, *own]).items()
    }
    threshold = min(thresholds.values())
    return {
        "signals": {
            name: {"mean": round(mean, 6), "scale": round(scale, 6), "weight": round(weight, 6)}
            for name, mean, scale, weight in zip(
                names, logistic.means, logistic.scales, logistic.weights, strict=True
            )
        },
        "bias": round(logistic.bias, 6),
        "threshold": threshold,
        "provenance": {
            **provenance,
            "thresholds": thresholds,
            "rows": {
                name: {sort: sum(row.sort == sort for row in of_set) for sort in WEIGHTS}
                for name, of_set in _by_set(rows).items()
            },
            "held_out": _check(logistic, names, threshold, checks),
        },
    }


def choose_threshold(found: npt.NDArray[np.float64]) -> float:
    """The highest threshold, to three places, that refuses no more than it may of what was found.

    That is :data:`FALSE_REFUSALS`; ``found`` are the confidences of those questions.
    """
    return float(np.floor(np.quantile(found, FALSE_REFUSALS, method="lower") * 1000) / 1000)


def _check(
    logistic: LogisticFit, names: Sequence[str], threshold: float, rows: Sequence[Row]
) -> dict[str, object]:
    """How a fit does on rows it has not seen."""
    confidences = logistic.probabilities(_matrix(rows, names))
    sorts = np.array([row.sort for row in rows])
    found = np.array([row.found for row in rows])
    positive = confidences[found]
    return {
        "rows": len(rows),
        "auroc": {
            sort: round(
                area_under_roc(
                    [True] * len(positive) + [False] * int((sorts == sort).sum()),
                    [*positive, *confidences[sorts == sort]],
                ),
                4,
            )
            for sort in WEIGHTS
            if sort != "answerable"
        },
        "auroc_of_one_signal": {name: round(_alone(rows, name), 4) for name in names},
        "brier": round(float(np.average((confidences - found) ** 2, weights=_weights(rows))), 4),
        "false_refusals": round(float((positive < threshold).mean()), 4),
        "false_answers": {
            sort: round(float((confidences[sorts == sort] >= threshold).mean()), 4)
            for sort in WEIGHTS
            if sort != "answerable"
        },
    }


def _alone(rows: Sequence[Row], name: str) -> float:
    """AUROC of one signal by itself: questions whose answer was found against same-topic ones."""
    values = [row.signals[name] for row in rows if row.found]
    others = [row.signals[name] for row in rows if row.sort == "same topic"]
    return area_under_roc([True] * len(values) + [False] * len(others), [*values, *others])


def _provenance(
    settings: Settings, fitted: QuestionSet, invented: QuestionSet, held_out: QuestionSet
) -> dict[str, object]:
    return {
        "made_by": "python -m eval.calibrate",
        "date": datetime.now(UTC).date().isoformat(),
        "data": f"{DATA} (CC BY-SA 4.0) and qa/reader/written.jsonl, an index for each document",
        "articles": [document.title for document in fitted.documents],
        "invented_documents": [document.title for document in invented.documents],
        "held_out_articles": [document.title for document in held_out.documents],
        "target": "the documents say it and it is among the hits",
        "weights": dict(WEIGHTS),
        "criterion": f"refuses at most {FALSE_REFUSALS:.0%} of what was found of any set",
        "seed": SEED,
        "reader": settings.reader,
        "settings": settings.model_dump(
            mode="json",
            include={"passage_size", "passage_overlap", "candidates", "dense_weight", "top_k"},
        ),
    }


def _rows(
    settings: Settings, embedder: Embedder, questions: QuestionSet, name: str
) -> Iterator[Row]:
    """The rows of all articles of a set."""
    reader: Reader = resolve_name(settings.reader)()
    answerable = [question for question in questions.questions if question.answerable]
    with progress_bar() as progress:
        for document in progress.track(questions.documents, description=name.capitalize()):
            own = [one for one in questions.questions if questions.subjects[one.id] == document.id]
            others = [one for one in answerable if questions.subjects[one.id] != document.id]
            with temporary_index(settings, embedder, [document]) as index:
                retriever = retriever_of(settings, embedder, index)
                yield from _article_rows(settings, retriever, reader, name, document, own, others)


def _own_rows(settings: Settings, embedder: Embedder) -> Iterator[Row]:
    """The answerable questions of ``dev`` that stand alone, put to the shipped documents."""
    reader: Reader = resolve_name(settings.reader)()
    questions = [
        one
        for one in load_questions(QUESTIONS).only("dev").questions
        if one.answerable and not one.history
    ]
    documents = load_documents(settings.documents)
    speller = Speller(document.text for document in documents)
    with temporary_index(settings, embedder, documents) as index:
        retriever = retriever_of(settings, embedder, index)
        searched = [speller.correct(one.question) for one in questions]
        found = retriever.search_many(searched, settings.top_k)
        for text, hits in zip(searched, found, strict=True):
            yield Row("dev", "answerable", signals(text, hits, reader.read(text, hits)), True)


def _article_rows(
    settings: Settings,
    retriever: Retriever,
    reader: Reader,
    name: str,
    document: Document,
    own: Sequence[Question],
    others: Sequence[Question],
) -> Iterator[Row]:
    """The rows of one article: its own questions, and some about others."""
    answerable = sample([one for one in own if one.answerable], PER_ARTICLE, SEED)
    asked = {
        "answerable": answerable,
        "same topic": sample([one for one in own if not one.answerable], PER_ARTICLE, SEED),
        "passage removed": answerable,
        "other article": sample(others, PER_ARTICLE, SEED),
    }
    speller = Speller([document.text])
    for sort, questions in asked.items():
        depth = settings.top_k * (3 if sort == "passage removed" else 1)
        searched = [speller.correct(one.question) for one in questions]
        found = retriever.search_many(searched, depth)
        for question, text, hits in zip(questions, searched, found, strict=True):
            if sort == "passage removed":
                hits = _without_answer(hits, question)
            hits = hits[: settings.top_k]
            values = signals(text, hits, reader.read(text, hits))
            yield Row(name, sort, values, sort == "answerable" and _is_found(question, hits))


def _without_answer(hits: Sequence[Hit], question: Question) -> list[Hit]:
    """The hits that neither overlap the evidence nor hold an accepted answer's words."""
    pieces = evidence_of(question)
    return [
        hit
        for hit, place in zip(hits, places_of_hits(hits), strict=True)
        if not any(overlaps(place, piece) for piece in pieces)
        and not any(answer.lower() in hit.passage.text.lower() for answer in question.answers)
    ]


def _is_found(question: Question, hits: Sequence[Hit]) -> bool:
    return evidence_recall(alternatives_of(question), places_of_hits(hits), len(hits)) == 1.0


def _matrix(rows: Sequence[Row], names: Sequence[str]) -> npt.NDArray[np.float64]:
    return np.array([[row.signals[name] for name in names] for row in rows], dtype=np.float64)


def _by_set(rows: Sequence[Row]) -> dict[str, list[Row]]:
    sets: dict[str, list[Row]] = {}
    for row in rows:
        sets.setdefault(row.set, []).append(row)
    return sets


def _weights(rows: Sequence[Row]) -> npt.NDArray[np.float64]:
    """Each row's weight, the same for each set; they sum to the number of rows."""
    counts = Counter((row.set, row.sort) for row in rows)
    each = len(rows) / len({row.set for row in rows})
    return np.array([WEIGHTS[row.sort] * each / counts[row.set, row.sort] for row in rows])


if __name__ == "__main__":
    typer.run(main)
