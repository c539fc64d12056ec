"""Measure every choice on tuning data: ``python -m eval.ablation`` writes ``docs/ablation.md``.

Each table varies one choice and leaves the others as the settings have them; what lost stays in it.
The product's own index, retriever and quoting are run, never a copy of them. Texts are embedded
once: all indexes share a cache of vectors.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from pkgutil import resolve_name
from typing import Annotated

import numpy as np
import typer

from eval.metrics import citations as quotes
from eval.metrics.retrieval import evidence_recall, reciprocal_ranks
from eval.metrics.stretches import length, overlaps
from eval.places import alternatives_of, evidence_of, places_of_hits, places_of_quotes
from eval.question_set import Question
from eval.regimes import retriever_of, temporary_index
from eval.report_markdown import table
from eval.sentence_scorers import SCORERS
from eval.tuning_sets import SPLITTING_SETS, TuningGroup, tuning_groups
from index.types import Embedder, Hit, VectorIndex, Vectors
from qa.compose import choose_quotes
from qa.reader.onnx_reader import CrossEncoderReader, combine
from qa.types import Reader, Reading, Span
from settings import ROOT, Settings, load_settings
from terminal import load_embedder_visibly, progress_bar, stderr

SIZES = ((300, 0), (600, 0), (900, 0), (1200, 0), (600, 150), (600, 300))
DENSE_WEIGHTS = (0.0, 0.25, 0.5, 0.75, 1.0)
TOP_KS = (2, 3, 4, 5, 8)
QUOTES = ((0.0, 1), *product((0.02, 0.05, 0.1, 0.2, 0.4), (2, 3, 4)))  # margin, limit

# Passages of different sizes are compared by what the same number of characters holds.
BUDGET = 3000

IN_USE = " (in use)"
TIME = "ms"  # the one measure of which less is better


class CachingEmbedder:
    """Embeds each distinct text once."""

    def __init__(self, embedder: Embedder) -> None:
        """Wrap another embedder."""
        self._embedder = embedder
        self._documents: dict[str, Vectors] = {}
        self._queries: dict[str, Vectors] = {}
        self.name = embedder.name
        self.dim = embedder.dim

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts to be found."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._documents]
        if missing:
            vectors = self._embedder.embed_documents(missing)
            self._documents.update(zip(missing, vectors, strict=True))
        return np.stack([self._documents[text] for text in texts])

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._queries]
        if missing:
            vectors = self._embedder.embed_queries(missing)
            self._queries.update(zip(missing, vectors, strict=True))
        return np.stack([self._queries[text] for text in texts])


@dataclass
class Board:
    """The scores of one table: rows of what was tried, columns of measures, by set."""

    title: str
    note: str
    scores: dict[str, dict[str, dict[str, list[float]]]] = field(default_factory=dict)

    def add(self, tried: str, name: str, scores: Mapping[str, Iterable[float]]) -> None:
        """Add the scores of a group of the set ``name``, one for each question."""
        row = self.scores.setdefault(tried, {})
        for measure, values in scores.items():
            row.setdefault(measure, {}).setdefault(name, []).extend(values)

    def markdown(self) -> str:
        """The table: means over each set's questions and, last, over sets."""
        columns = [
            (measure, name)
            for measure, sets in next(iter(self.scores.values())).items()
            for name in [*sets, "mean"]
        ]
        means = {
            tried: [_mean_of(row[measure], name) for measure, name in columns]
            for tried, row in self.scores.items()
        }
        best = [
            min(values) if measure == TIME else max(values)
            for (measure, _), values in zip(columns, zip(*means.values(), strict=True), strict=True)
        ]
        rows = [
            [tried, *(_marked(value, top) for value, top in zip(values, best, strict=True))]
            for tried, values in means.items()
        ]
        headings = ["tried", *(f"{measure}: {name}" for measure, name in columns)]
        return f"## {self.title}\n\n{self.note}\n\n{table(headings, rows)}"


def _mean_of(sets: Mapping[str, Sequence[float]], name: str) -> float:
    """The mean of a set's scores, or of all sets' means."""
    if name == "mean":
        return float(np.mean([np.mean(values) for values in sets.values()]))
    return float(np.mean(sets[name]))


def _marked(value: float, best: float) -> str:
    return f"{value:.3f}{' ▲' if round(value, 3) == round(best, 3) else ''}"


def main(
    out: Annotated[Path, typer.Option(help="Where to write the tables.")] = ROOT
    / "docs"
    / "ablation.md",
) -> None:
    """Measure the choices of size, weights, limits and scorer on tuning data."""
    settings = load_settings()
    embedder = CachingEmbedder(load_embedder_visibly(settings))
    groups = tuning_groups(settings)
    boards = [
        splitter_board(settings, embedder, groups),
        *other_boards(settings, embedder, groups),
    ]
    page = "\n\n".join([_introduction(settings, groups), *(board.markdown() for board in boards)])
    out.write_text(page + "\n", encoding="utf-8")
    stderr.print(page, markup=False)
    stderr.print(f"Written to {out}.", markup=False)


def _introduction(settings: Settings, groups: Sequence[TuningGroup]) -> str:
    sizes: dict[str, tuple[int, int]] = {}
    for group in groups:
        questions, documents = sizes.get(group.set, (0, 0))
        sizes[group.set] = (
            questions + len(group.questions),
            documents + len(group.documents),
        )
    sets = "\n".join(
        f"- {name}: {questions} questions, {documents} documents"
        for name, (questions, documents) in sizes.items()
    )
    return (
        "# What was tried\n\n"
        "Generated by `make ablation`: do not edit. Everything here is tuning data; the `test` "
        "split of the fixed set is never read. Each table varies one choice and leaves the others "
        "as the settings have them. ▲ marks the best of a column; *mean* is over sets. Only "
        "answerable questions, all of them answered: refusal is chosen by `make calibrate`.\n\n"
        f"{sets}\n\n"
        f"Embedder: {settings.model}. Reader: {settings.reader}."
    )


def splitter_board(settings: Settings, embedder: Embedder, groups: Sequence[TuningGroup]) -> Board:
    """Passage size and overlap."""
    board = Board(
        "Passage size and overlap",
        f"Evidence recall in the first {BUDGET:,} characters of passages found, so that sizes "
        "compare fairly, and the characters' F1 of the sentences quoted from them.",
    )
    chosen = [group for group in groups if group.set in SPLITTING_SETS]
    with progress_bar() as progress:
        for size, overlap in progress.track(SIZES, description="Passage size and overlap"):
            varied = settings.model_copy(
                update={
                    "passage_size": size,
                    "passage_overlap": overlap,
                    "top_k": BUDGET // size + 3,  # passages may be shorter than their limit
                }
            )
            in_use = (size, overlap) == (settings.passage_size, settings.passage_overlap)
            for group in chosen:
                with temporary_index(varied, embedder, group.documents) as index:
                    found = search(varied, embedder, index, group.questions, varied.top_k)
                trimmed = [_within_budget(hits) for hits in found]
                board.add(
                    f"{size}, overlap {overlap}{IN_USE if in_use else ''}",
                    group.set,
                    {
                        "recall": _recalls(group.questions, trimmed),
                        "quote F1": _quote_scores(varied, group, map(_by_likeness, trimmed))["F1"],
                    },
                )
    return board


def other_boards(
    settings: Settings, embedder: Embedder, groups: Sequence[TuningGroup]
) -> list[Board]:
    """All that can be varied over one index."""
    weights = Board(
        "Weight of the cosine in retrieval",
        "Min-max normalised sum of cosine and BM25 over passages; 0 is BM25 alone, 1 the embedder.",
    )
    depths = Board(
        "Passages read (top k)",
        "Recall of evidence in them, whether the sentence ranked first by the reader in use is "
        "evidence, and milliseconds that the reader takes for a question.",
    )
    scorers = Board(
        "Sentence scorer",
        "Over the sentences of the passages found: is the first one evidence, and the reciprocal "
        "rank of the first that is.",
    )
    heads = Board(
        "What each part of the reader brings",
        "The sentence score with some of its parts left out: is the first sentence evidence, and "
        "the reciprocal rank of the first that is.",
    )
    limits = Board(
        "Quotes",
        "Sentences within a margin of the best one's score, up to a limit, scored by the reader in "
        "use: recall, precision and F1 of the evidence's characters.",
    )
    reader: Reader = resolve_name(settings.reader)()
    with progress_bar() as progress:
        for group in progress.track(groups, description="Weights, top k, scorers and quotes"):
            with temporary_index(settings, embedder, group.documents) as index:
                _add_weights(weights, settings, embedder, index, group)
                deep = search(settings, embedder, index, group.questions, max(TOP_KS))
            _add_depths(depths, settings, group, deep, reader)
            found = [hits[: settings.top_k] for hits in deep]
            readings = [
                reader.read(question.question, hits)
                for question, hits in zip(group.questions, found, strict=True)
            ]
            _add_scorers(scorers, group, found, readings)
            _add_limits(limits, settings, group, readings)
            if isinstance(reader, CrossEncoderReader):
                _add_heads(heads, group, found, reader)
    return [weights, depths, scorers, *([heads] if heads.scores else []), limits]


def _add_weights(
    board: Board, settings: Settings, embedder: Embedder, index: VectorIndex, group: TuningGroup
) -> None:
    for weight in DENSE_WEIGHTS:
        varied = settings.model_copy(update={"dense_weight": weight})
        found = search(varied, embedder, index, group.questions, settings.top_k)
        scores = {
            "recall@1": _recalls(group.questions, [hits[:1] for hits in found]),
            f"recall@{settings.top_k}": _recalls(group.questions, found),
            "MRR": _reciprocal_ranks(group.questions, found),
        }
        board.add(_tried(weight, settings.dense_weight), group.set, scores)


def _add_depths(
    board: Board,
    settings: Settings,
    group: TuningGroup,
    deep: Sequence[Sequence[Hit]],
    reader: Reader,
) -> None:
    for k in TOP_KS:
        found = [hits[:k] for hits in deep]
        begin = time.perf_counter()
        readings = [
            reader.read(question.question, hits)
            for question, hits in zip(group.questions, found, strict=True)
        ]
        taken = (time.perf_counter() - begin) * 1000 / len(readings)
        firsts = [
            first_is_evidence(question, reading.sentences)
            for question, reading in zip(group.questions, readings, strict=True)
        ]
        scores = {
            "recall": _recalls(group.questions, found),
            "first sentence": firsts,
            TIME: [taken] * len(readings),
        }
        board.add(_tried(k, settings.top_k), group.set, scores)


def _add_heads(
    board: Board,
    group: TuningGroup,
    found: Sequence[Sequence[Hit]],
    reader: CrossEncoderReader,
) -> None:
    parts = [
        reader.parts(question.question, hits)
        for question, hits in zip(group.questions, found, strict=True)
    ]
    nothing = {"sentence_margin": 0.0, "sentence_answer": 0.0, "sentence_likeness": 0.0}
    tried = {
        f"all{IN_USE}": reader.weights,
        "evidence alone": reader.weights.model_copy(update=nothing),
        **{
            f"without {name.removeprefix('sentence_')}": reader.weights.model_copy(
                update={name: 0.0}
            )
            for name in nothing
        },
    }
    for name, weights in tried.items():
        ranked = [combine(reads, weights).sentences for reads in parts]
        pairs = list(zip(group.questions, ranked, strict=True))
        board.add(
            name,
            group.set,
            {
                "first": [first_is_evidence(question, order) for question, order in pairs],
                "MRR": [reciprocal_rank(question, order) for question, order in pairs],
            },
        )


def _add_scorers(
    board: Board,
    group: TuningGroup,
    found: Sequence[Sequence[Hit]],
    readings: Sequence[Reading],
) -> None:
    tried = {name: [score(hits) for hits in found] for name, score in SCORERS.items()}
    tried[f"the reader{IN_USE}"] = [list(reading.sentences) for reading in readings]
    for name, rankings in tried.items():
        pairs = list(zip(group.questions, rankings, strict=True))
        scores = {
            "first": [first_is_evidence(question, ranked) for question, ranked in pairs],
            "MRR": [reciprocal_rank(question, ranked) for question, ranked in pairs],
        }
        board.add(name, group.set, scores)


def _add_limits(
    board: Board, settings: Settings, group: TuningGroup, readings: Sequence[Reading]
) -> None:
    for margin, limit in QUOTES:
        varied = settings.model_copy(update={"quote_margin": margin, "max_quotes": limit})
        in_use = (margin, limit) == (settings.quote_margin, settings.max_quotes)
        board.add(
            f"margin {margin}, limit {limit}{IN_USE if in_use else ''}",
            group.set,
            _quote_scores(varied, group, readings),
        )


def _tried(value: float, in_use: float) -> str:
    return f"{value}{IN_USE if value == in_use else ''}"


def search(
    settings: Settings,
    embedder: Embedder,
    index: VectorIndex,
    questions: Sequence[Question],
    k: int,
) -> list[list[Hit]]:
    """The ``k`` best hits for each question."""
    retriever = retriever_of(settings, embedder, index)
    return retriever.search_many([question.question for question in questions], k)


def _within_budget(hits: Sequence[Hit]) -> list[Hit]:
    """The first hits that together hold at most the budget's characters, at least one."""
    kept = list(hits[:1])
    for hit in hits[1:]:
        if length(places_of_hits([*kept, hit])) > BUDGET:
            break
        kept.append(hit)
    return kept


def _by_likeness(hits: Sequence[Hit]) -> Reading:
    return Reading(tuple(SCORERS["cosine .5 + BM25 .5"](hits)), (), 0.0)


def _quote_scores(
    settings: Settings, group: TuningGroup, readings: Iterable[Reading]
) -> dict[str, list[float]]:
    """Recall, precision and F1 of what would be quoted, question by question."""
    documents = {document.id: document for document in group.documents}
    scores: dict[str, list[float]] = {"recall": [], "precision": [], "F1": []}
    for question, reading in zip(group.questions, readings, strict=True):
        chosen = choose_quotes(
            reading, documents, margin=settings.quote_margin, limit=settings.max_quotes
        )
        quoted = places_of_quotes(chosen)
        best = max(alternatives_of(question), key=lambda pieces: quotes.f1(pieces, quoted))
        scores["recall"].append(quotes.recall(best, quoted))
        scores["precision"].append(quotes.precision(best, quoted))
        scores["F1"].append(quotes.f1(best, quoted))
    return scores


def _recalls(questions: Sequence[Question], found: Sequence[Sequence[Hit]]) -> list[float]:
    return [
        evidence_recall(alternatives_of(question), places_of_hits(hits), len(hits))
        for question, hits in zip(questions, found, strict=True)
    ]


def _reciprocal_ranks(questions: Sequence[Question], found: Sequence[Sequence[Hit]]) -> list[float]:
    ranks = reciprocal_ranks(
        {question.id: evidence_of(question) for question in questions},
        {
            question.id: places_of_hits(hits)
            for question, hits in zip(questions, found, strict=True)
        },
    )
    return [ranks[question.id] for question in questions]


def first_is_evidence(question: Question, ranked: Sequence[Span]) -> float:
    """1 where the sentence ranked first overlaps evidence, else 0."""
    return float(reciprocal_rank(question, ranked) == 1.0)


def reciprocal_rank(question: Question, ranked: Sequence[Span]) -> float:
    """One over the rank of the first sentence that overlaps evidence, 0 where there is none."""
    for rank, place in enumerate(places_of_quotes(ranked), 1):
        if any(overlaps(place, piece) for piece in evidence_of(question)):
            return 1 / rank
    return 0.0


if __name__ == "__main__":
    typer.run(main)
