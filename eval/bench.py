"""Measure speed and size: ``make bench``. Prints a table and saves it as JSON; asserts nothing.

Every figure is of real processes over the shipped article and its question set: cold starts are
whole processes, warm figures come from one process that asked each question once before.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from eval.bench_page import measure_page, why_not
from eval.environment import machine
from index.build import build_index
from index.embedders import load_embedder
from qa.pipeline import Pipeline, Request, open_pipeline
from settings import ROOT, Settings

RESULTS = ROOT / "var" / "bench.json"
_QUESTIONS = ROOT / "eval" / "questions" / "greater_bay_area.jsonl"
_COLD_RUNS = 3
_PAGE_QUESTIONS = 30


def measure(settings: Settings) -> dict[str, float]:
    """Each figure by its name, which ends in its unit."""
    rows = [json.loads(line) for line in _QUESTIONS.read_text(encoding="utf-8").splitlines()]
    requests = [Request(row["question"], row["history"], row["id"]) for row in rows]
    embedder = load_embedder(settings.embedder, settings.model)
    build_seconds = _seconds(lambda: build_index(settings, embedder))
    pipeline = open_pipeline(settings, embedder)
    figures = _warm(pipeline, requests)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "cold start of `quoth --help` (s)": _cold(settings, "--help"),
        "cold start of `quoth ask` (s)": _cold(settings, "ask", rows[0]["question"], "--json"),
        "index build, model loaded (s)": build_seconds,
        **figures,
        **_page(settings, [request.question for request in requests if not request.history]),
        "peak memory (MiB)": peak,
        "installed size (MiB)": _size(Path(sys.prefix)) / 2**20,
        "index size (MiB)": _size(settings.index) / 2**20,
    }


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _cold(settings: Settings, *arguments: str) -> float:
    """Median wall time of whole processes."""
    environment = {**os.environ, "QUOTH_INDEX": str(settings.index), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "cli", *arguments]
    times = [
        _seconds(lambda: subprocess.run(command, env=environment, check=True, capture_output=True))
        for _ in range(_COLD_RUNS)
    ]
    return statistics.median(times)


def _warm(pipeline: Pipeline, requests: list[Request]) -> dict[str, float]:
    for request in requests:
        pipeline.trace_many([request])
    times = [_seconds(lambda: pipeline.trace_many([request])) * 1000 for request in requests]  # noqa: B023  # called at once
    together = _seconds(lambda: pipeline.trace_many(requests))
    return {
        "warm ask p50 (ms)": float(np.percentile(times, 50)),
        "warm ask p95 (ms)": float(np.percentile(times, 95)),
        "batch (questions/s)": len(requests) / together,
    }


def _page(settings: Settings, questions: Sequence[object]) -> dict[str, float]:
    """What a visitor of the page waits, for some questions from all parts of the set."""
    if reason := why_not():
        print(f"Enter to answer in Chromium: skipped, {reason}.")
        return {}
    step = max(1, len(questions) // _PAGE_QUESTIONS)
    asked = [str(question) for question in questions[::step][:_PAGE_QUESTIONS]]
    return measure_page(settings.index, asked)


def _size(folder: Path) -> int:
    """Bytes in all files below a folder."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())


def main() -> None:
    """Measure, print and save."""
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Settings(index=Path(folder)))
    result = {"date": time.strftime("%Y-%m-%d"), "machine": machine(), "figures": figures}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    table = Table("figure", "value")
    for name, value in figures.items():
        table.add_row(name, f"{value:,.1f}")
    console = Console()
    console.print(table)
    console.print(f"{result['machine']}; saved in {RESULTS}", soft_wrap=True)


if __name__ == "__main__":
    main()
