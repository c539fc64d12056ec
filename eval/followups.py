"""Measure how follow-ups are resolved: ``python -m eval.followups``.

Measures, each for several ways to search a turn: content terms and harm on public conversations
(:mod:`eval.followup_terms`), the cosine of the searched text with the rewrite, and, on the split
``dev`` of our own questions, evidence found for follow-ups and harm where the subject changes. The
figures go to ``var/followups.json``.
"""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from statistics import fmean
from typing import Any

import numpy as np
from pydantic import BaseModel
from rich.table import Table

from eval.followup_fit import fit_and_choose
from eval.followup_rules import question_before
from eval.followup_sets import HALVES, SETS, MissingData, Turn, load_turns
from eval.followup_terms import TermFigures, term_figures
from eval.public_data import data_folder
from index.types import Embedder, Hit, IndexFault
from qa.followup import Weights, resolve, searched_question
from qa.pipeline import Pipeline, open_pipeline
from settings import ROOT, SettingsError, load_settings
from terminal import build_visibly, load_embedder_visibly, stderr

WRONG_INPUT = 2
QUESTIONS = ROOT / "eval" / "questions" / "greater_bay_area.jsonl"
RESULTS = ROOT / "var" / "followups.json"
DEPTHS = (1, 3, 5)

_COVERED = 0.5  # a piece of evidence is found when this share of its characters is

Way = Callable[[str, Sequence[str]], str]
REWRITE = "rewrite"

Figures = dict[str, dict[str, float | None]]


class Piece(BaseModel):
    """A place in a document that answers a question."""

    document: str
    start: int
    end: int


class FollowUp(BaseModel):
    """A follow-up of our own set."""

    question: str
    history: tuple[str, ...]
    evidence: tuple[Piece, ...]


def ways(fitted: Weights) -> dict[str, Way]:
    """The ways that are compared, the product's own as "quoth"."""
    return {
        "last turn": lambda question, history: question,
        "first rule": question_before,
        "quoth": searched_question,
        "fitted": lambda question, history: resolve(question, history, fitted),
        "all questions": lambda question, history: " ".join([*history, question]),
    }


def measure_terms(turns: Sequence[Turn], ways: Mapping[str, Way]) -> Figures:
    """The term figures of each way, and of the rewrite itself."""
    searched = {
        name: [way(turn.question, turn.history) for turn in turns] for name, way in ways.items()
    }
    searched[REWRITE] = [turn.gold for turn in turns]
    return {name: _figures(term_figures(turns, texts)) for name, texts in searched.items()}


def measure_cosine(
    turns: Sequence[Turn], ways: Mapping[str, Way], embedder: Embedder
) -> dict[str, float]:
    """The mean cosine with the rewrite of what each way searches, over turns after the first."""
    later = [turn for turn in turns if turn.history]
    searched = {
        name: [way(turn.question, turn.history) for turn in later] for name, way in ways.items()
    }
    searched[REWRITE] = gold = [turn.gold for turn in later]
    texts = sorted({text for each in searched.values() for text in each})
    row = {text: number for number, text in enumerate(texts)}
    vectors = embedder.embed_queries(texts)
    target = vectors[[row[text] for text in gold]]
    return {
        name: round(float(np.mean(np.sum(vectors[[row[t] for t in each]] * target, axis=1))), 4)
        for name, each in searched.items()
    }


def follow_ups() -> list[FollowUp]:
    """The answerable follow-ups of our own set, of the split ``dev`` only."""
    return [FollowUp.model_validate(row) for row in _own_rows() if row["kind"] == "follow_up"]


def measure_retrieval(
    rows: Sequence[FollowUp], ways: Mapping[str, Way], pipeline: Pipeline
) -> Figures:
    """The share of the evidence among the first hits, for each way."""
    result: Figures = {}
    for name, way in ways.items():
        hits = [pipeline.trace(way(row.question, row.history)).hits for row in rows]
        result[name] = {
            f"recall@{depth}": round(
                fmean(_recall(row, found[:depth]) for row, found in zip(rows, hits, strict=True)),
                3,
            )
            for depth in DEPTHS
        }
    return result


def measure_changes_of_subject(ways: Mapping[str, Way]) -> Figures:
    """The share changed of questions that stand alone, asked after one on another fact.

    Of our own set, split ``dev``; every fourth question serves as the one before.
    """
    rows = [row for row in _own_rows() if not row["history"]]
    pairs = [
        (row["question"], other["question"])
        for row in rows
        for other in rows[::4]
        if row["fact"] != other["fact"]
    ]
    return {
        name: {
            "pairs": len(pairs),
            "changed": round(
                fmean(way(question, [before]) != question for question, before in pairs), 4
            ),
        }
        for name, way in ways.items()
        if name != "all questions"
    }


def _own_rows() -> list[dict[str, Any]]:
    """The rows of our own set in the split ``dev``; no other is looked at."""
    rows = map(json.loads, QUESTIONS.read_text(encoding="utf-8").splitlines())
    return [row for row in rows if row["split"] == "dev"]


def _recall(row: FollowUp, hits: Sequence[Hit]) -> float:
    return fmean(_covered(piece, hits) >= _COVERED for piece in row.evidence)


def _covered(piece: Piece, hits: Sequence[Hit]) -> float:
    """The share of a piece's characters that lie in a hit."""
    inside: set[int] = set()
    for hit in hits:
        if hit.passage.document == piece.document:
            inside.update(
                range(max(piece.start, hit.passage.start), min(piece.end, hit.passage.end))
            )
    return len(inside) / (piece.end - piece.start)


def _figures(found: TermFigures) -> dict[str, float | None]:
    return {
        field: round(value, 4) if isinstance(value, float) else value
        for field, value in asdict(found).items()
    }


def show(title: str, figures: Figures) -> None:
    """Print a table with a row for each way."""
    table = Table(title=title, title_justify="left")
    table.add_column("searched")
    for field in next(iter(figures.values())):
        table.add_column(field.replace("_", " "), justify="right")
    for name, values in figures.items():
        cells = (
            "-" if value is None else str(value) if isinstance(value, int) else f"{value:.3f}"
            for value in values.values()
        )
        table.add_row(name, *cells)
    stderr.print(table)


def main() -> int:
    """Measure, print, write ``var/followups.json`` and return the exit code."""
    try:
        turns = load_turns(data_folder())
        settings = load_settings()
        embedder = load_embedder_visibly(settings)
        build_visibly(settings, embedder)
        pipeline = open_pipeline(settings, embedder)
    except (MissingData, SettingsError, IndexFault) as error:
        stderr.print(f"Error: {error}", markup=False, style="red")
        return WRONG_INPUT
    fitted, cross_validated = fit_and_choose([turn for turn in turns if turn.half == "tune"])
    compared = ways(fitted)
    result: dict[str, Figures] = {}
    for source in SETS:
        for half in HALVES:
            own = [turn for turn in turns if (turn.source, turn.half) == (source, half)]
            figures = measure_terms(own, compared)
            for name, cosine in measure_cosine(own, compared, embedder).items():
                figures[name]["cosine"] = cosine
            if half == "tune":
                figures["fitted, cross-validated"] = {
                    **_figures(cross_validated[source]),
                    "cosine": None,
                }
            show(f"{source}, {half} half", figures)
            result[f"{source} {half}"] = figures
    rows = follow_ups()
    retrieval = measure_retrieval(rows, compared, pipeline)
    show(f"our own follow-ups, split dev, {len(rows)} questions", retrieval)
    result["own dev"] = retrieval
    changes = measure_changes_of_subject(compared)
    show("our own questions, split dev, after one on another fact", changes)
    result["changes of subject dev"] = changes
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    stderr.print(f"Wrote {RESULTS}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
