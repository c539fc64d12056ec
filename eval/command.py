"""The evaluation as a command: what ``quoth eval`` does, and its exit code."""

import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from rich.console import Console
from rich.table import Table

from corpus.types import CorpusError
from eval import baseline as gate
from eval import regimes
from eval.compare import PairedDifference, check_same_questions, compare
from eval.environment import libraries, machine
from eval.errors import EvaluationError
from eval.load import load_questions
from eval.metrics.latency import percentiles
from eval.question_set import QuestionSet, check_evidence
from eval.report import write_reports
from eval.report_markdown import change_rows, difference_rows
from eval.results import (
    QuestionResult,
    Results,
    SetEntry,
    Timing,
    free_folder,
    next_free,
    read_results,
    write_results,
)
from eval.run import Outcome, ask_all
from eval.scoring import score
from eval.summary import groups
from eval.tables import measure_rows
from index.generations import has_index
from index.types import Embedder, IndexFault
from settings import Settings, SettingsError
from terminal import build_visibly, load_embedder_visibly, progress_bar, stderr

QUESTIONS = Path(__file__).parent / "questions" / "greater_bay_area.jsonl"
RESULTS = Path("results")

DONE, REGRESSED, WRONG_INPUT = 0, 1, 2

# What may change an answer. The decision does too, but is named by its path: where things are, and
# who may reach them, is nobody's business.
_CONFIGURATION = {
    "embedder",
    "model",
    "passage_size",
    "passage_overlap",
    "candidates",
    "dense_weight",
    "top_k",
    "reader",
    "quote_margin",
    "max_quotes",
    "threshold",
    "max_question_length",
    "max_history",
}


def evaluate(
    settings: Settings,
    questions: Path | None = None,
    out: Path | None = None,
    check: bool = False,
    against: Path | None = None,
    pooled: bool = False,
    split: str | None = None,
    write_baseline: bool = False,
    baseline: Path = gate.BASELINE,
) -> int:
    """Ask all questions, write results and reports, and say how it went.

    ``questions`` is a file of our JSONL or of SQuAD (default: the fixed set), ``out`` the results
    folder. ``check`` compares with the ``baseline``, ``against`` with the results of another run.
    ``pooled`` puts all SQuAD articles into one index. ``split`` restricts the run to ``dev`` or
    ``test``. ``write_baseline`` makes this run the baseline. Figures go to standard output, all
    else to standard error.

    Returns:
        The exit code: 0 done, 1 the gate is red, 2 wrong input (said in a message).
    """
    try:
        asked = load_questions(questions or QUESTIONS).only(split)
        plan = _plan(asked, split, pooled, check, against, baseline)
        if out:
            free_folder(out)
        return _evaluate(settings, asked, plan, out, baseline if write_baseline else None)
    except (EvaluationError, CorpusError, IndexFault, SettingsError) as error:
        stderr.print(f"Error: {error}", markup=False, style="red")
        return WRONG_INPUT


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is asked, and what the results are compared with; all read before the long run."""

    entry: SetEntry
    baseline: gate.Baseline | None
    other: tuple[Results, list[QuestionResult]] | None


def _plan(
    asked: QuestionSet,
    split: str | None,
    pooled: bool,
    check: bool,
    against: Path | None,
    baseline: Path,
) -> _Plan:
    if pooled and not asked.documents:
        raise EvaluationError(
            f"--pooled is for SQuAD files, whose articles become documents; {asked.name} is put to "
            "the index of the settings. Leave --pooled out."
        )
    regime: Literal["index", "article", "pooled"] = "index"
    if asked.documents:
        regime = "pooled" if pooled else "article"
    entry = SetEntry(
        name=asked.name,
        sha256=asked.sha256,
        questions=len(asked.questions),
        split=split,
        regime=regime,
    )
    other = read_results(against) if against else None
    if other:
        check_same_questions(entry, other[0].set)
    return _Plan(entry, gate.read_baseline(baseline, entry) if check else None, other)


def _evaluate(
    settings: Settings,
    asked: QuestionSet,
    plan: _Plan,
    out: Path | None,
    accept: Path | None,
) -> int:
    begin = time.perf_counter()
    sat = _sit(settings, asked, plan.entry)
    seconds = time.perf_counter() - begin
    scored = score(sat.outcomes, sat.texts, _clusters(asked))
    stderr.print("Computing intervals…")
    results = Results(
        set=plan.entry,
        configuration=settings.model_dump(mode="json", include=_CONFIGURATION),
        indexes=sat.indexes,
        libraries=libraries(),
        groups=groups(scored),
        timing=Timing(
            stages_ms=percentiles([result.stages_ms for result in scored if not result.error]),
            seconds=round(seconds, 1),
        ),
        machine=machine(),
        date=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    comparison = (
        gate.compare_with_baseline(plan.baseline, results, scored) if plan.baseline else None
    )
    differences = compare((results, scored), plan.other) if plan.other else None
    out = out or _default_folder(results)
    write_results(out, results, scored)
    write_reports(out, results, scored, sat.texts, comparison, differences)
    if accept:
        gate.write_baseline(accept, gate.make_baseline(results, scored))
    _say(results, scored, comparison, differences)
    stderr.print(f"Report: {out / 'report.html'}", markup=False)
    return REGRESSED if comparison and not comparison.passed else DONE


@dataclass
class _Sat:
    """What came of all sittings together."""

    outcomes: list[Outcome] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    indexes: dict[str, str] = field(default_factory=dict)


def _sit(settings: Settings, asked: QuestionSet, entry: SetEntry) -> _Sat:
    """Put every question to its index."""
    sat = _Sat()
    embedder = load_embedder_visibly(settings)
    sittings = _sittings(settings, embedder, asked, entry)
    with progress_bar() as progress:
        task = progress.add_task("Asking", total=len(asked.questions))
        for sitting in sittings:
            index = sitting.pipeline.index
            texts = {document.id: document.text for document in index.documents()}
            if entry.regime == "index":
                check_evidence(asked, texts)
            sat.texts.update(texts)
            sat.indexes[sitting.name] = index.manifest.content.fingerprint
            sat.outcomes += ask_all(
                sitting.pipeline, sitting.questions, lambda: progress.advance(task)
            )
    # By article the questions are asked in another order than they stand in the file.
    order = {question.id: number for number, question in enumerate(asked.questions)}
    sat.outcomes.sort(key=lambda outcome: order[outcome.question.id])
    return sat


def _sittings(
    settings: Settings, embedder: Embedder, asked: QuestionSet, entry: SetEntry
) -> Iterator[regimes.Sitting]:
    if entry.regime == "pooled":
        return regimes.pooled(settings, embedder, asked)
    if entry.regime == "article":
        return regimes.by_article(settings, embedder, asked)
    if not has_index(settings.index):
        build_visibly(settings, embedder)
    return regimes.indexed(settings, embedder, asked)


def _clusters(asked: QuestionSet) -> Mapping[str, str]:
    """What each question is resampled with: its document where there are several, else its fact."""
    documents = {piece.document for one in asked.questions for piece in one.evidence}
    several = len(documents) > 1
    return {
        one.id: asked.subjects.get(one.id)
        or (one.evidence[0].document if several and one.evidence else one.fact or one.id)
        for one in asked.questions
    }


def _default_folder(results: Results) -> Path:
    """A new folder below ``results``, named after the set and the indexes that were asked."""
    prints = "".join(results.indexes.values())
    if len(results.indexes) > 1:
        prints = hashlib.sha256(prints.encode("ascii")).hexdigest()
    parts = (results.set.name, results.set.split, prints[:8])
    return next_free(RESULTS / "-".join(part for part in parts if part))


def _say(
    results: Results,
    scored: Sequence[QuestionResult],
    comparison: gate.Comparison | None,
    differences: Sequence[PairedDifference] | None,
) -> None:
    _print_table(results.set.name, *measure_rows(results))
    if differences is not None:
        _print_table("against the other results", *difference_rows(differences))
    errors = [result for result in scored if result.error]
    if errors:
        stderr.print(
            f"Questions that raised an error: {len(errors)}; the first is {errors[0].id}: "
            f"{errors[0].error}",
            markup=False,
            style="red",
        )
    if comparison is None:
        return
    if comparison.changes:
        _print_table("against the baseline", *change_rows(comparison))
    by_id = {result.id: result.question for result in scored}
    for name, ids in (
        ("Newly wrong", comparison.newly_wrong),
        ("Newly right", comparison.newly_right),
    ):
        for identity in ids:
            stderr.print(f"{name}: {identity} {by_id[identity]}", markup=False)
    stderr.print(
        "The gate is green: nothing is worse than the baseline beyond its tolerance."
        if comparison.passed
        else "The gate is red: see the measures marked REGRESSION.",
        style="green" if comparison.passed else "red",
    )


def _print_table(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = Table(title=title, title_justify="left")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for cells in rows:
        table.add_row(*cells)
    console = Console(markup=False)
    if not console.is_terminal:  # into a file, a row stays on a line
        console.width = 200
    console.print(table)
