"""Train the reader: ``python -m qa.reader.train --minutes 60 --out var/reader``.

The learning rate falls to nothing over a budget: ``--examples`` fixes what is seen and can be
repeated exactly; ``--minutes`` ends by the clock, on any machine. Run again with the same arguments
after an interruption, it goes on from its last checkpoint. ``--start`` takes the weights of another
run's checkpoint to begin with.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from index.packaged import MODEL_DIR
from qa.reader import checkpoint
from qa.reader.batches import Encoded, batches, encode_all
from qa.reader.export import export
from qa.reader.mix import COURSES, Mix
from qa.reader.network import Learner
from qa.reader.schedule import Plan, rate_at
from qa.reader.sources import DataMissing, data_folder
from qa.reader.tokens import PairTokeniser
from qa.reader.tune import tuning_examples, watch

_WATCHED = 128  # tuning windows
_WATCH_EVERY = 0.2  # of the budget
_SAVE_SECONDS = 240
_SMOOTHING = 0.98


def train(plan: Plan, console: Console) -> None:
    """Run, or take up, the training that the plan says, and export the network.

    Raises:
        DataMissing: the public question sets are not there.
    """
    folder = data_folder()
    plan.out.mkdir(parents=True, exist_ok=True)
    tokeniser = PairTokeniser(MODEL_DIR / "tokenizer.json")
    with console.status("Reading the public question sets"):
        mix = Mix(folder, COURSES[plan.course])
        watched = tuning_examples(folder, _WATCHED)
    learner = Learner(plan.seed, threads=plan.threads)
    if plan.start:
        learner.start(plan.start)
    about: dict[str, Any] = {"steps": 0, "seconds": 0.0, "watched": 0}
    about |= checkpoint.restore(learner, plan.out)
    log = (plan.out / "log.jsonl").open("a", encoding="utf-8")

    def note(**facts: Any) -> None:
        print(json.dumps(facts), file=log, flush=True)

    def epoch(number: int) -> list[tuple[Encoded, ...]]:
        return encode_all(mix.epoch(plan.seed, number), tokeniser, plan.max_tokens)

    note(plan={name: str(value) for name, value in asdict(plan).items()}, resumed=about)
    smooth: dict[str, float] = {}
    with log, _bar(console) as bar:
        task = bar.add_task("Making examples", total=1.0)
        stream = batches(epoch, size=plan.batch, seed=plan.seed, skip=about["steps"])
        batch = next(stream)
        begin, saved = time.monotonic() - about["seconds"], time.monotonic()
        while (progress := plan.progress(about["seconds"], about["steps"] * plan.batch)) < 1:
            losses = learner.step(batch, rate_at(progress, plan.rate))
            about["steps"] += 1
            for name, loss in losses.items():
                past = smooth.get(name, loss)
                smooth[name] = _SMOOTHING * past + (1 - _SMOOTHING) * loss
            if about["steps"] % 25 == 0:
                note(**about, progress=round(progress, 4), **_rounded(smooth))
            bar.update(task, completed=progress, description=_describe(about, plan, smooth))
            about["seconds"] = time.monotonic() - begin
            if progress >= _WATCH_EVERY * (about["watched"] + 1):
                about["watched"] += 1
                figures = watch(learner.scores, watched, tokeniser)
                note(steps=about["steps"], tune=_rounded(figures))
                bar.console.print(f"step {about['steps']}: {_rounded(figures)}")
            if time.monotonic() - saved > _SAVE_SECONDS:
                checkpoint.save(learner, plan.out, about)
                saved = time.monotonic()
            batch = next(stream)
            about["seconds"] = time.monotonic() - begin
        checkpoint.save(learner, plan.out, about)
        figures = watch(learner.scores, watched, tokeniser)
        note(**about, examples=about["steps"] * plan.batch, tune=_rounded(figures))
    export(learner, plan.out)
    console.print(f"Trained on {about['steps'] * plan.batch} questions: {_rounded(figures)}")


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:.1f} %"),
        TimeElapsedColumn(),
        console=console,
    )


def _describe(about: dict[str, Any], plan: Plan, losses: dict[str, float]) -> str:
    shown = " ".join(f"{name} {loss:.3f}" for name, loss in losses.items())
    return f"{about['steps'] * plan.batch} questions, {shown}"


def _rounded(figures: dict[str, float]) -> dict[str, float]:
    return {name: round(figure, 4) for name, figure in figures.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Train by command-line arguments; 2 for wrong usage or missing data."""
    parser = argparse.ArgumentParser(prog="python -m qa.reader.train", description=__doc__)
    budget = parser.add_mutually_exclusive_group(required=True)
    budget.add_argument("--minutes", type=float, help="end by the clock")
    budget.add_argument("--examples", type=int, help="end after so many questions")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoint and model")
    parser.add_argument(
        "--course", choices=sorted(COURSES), default="reading", help="what is learnt"
    )
    parser.add_argument("--start", type=Path, help="a checkpoint to start from, of another course")
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--rate", type=float, default=2e-4, help="peak learning rate")
    parser.add_argument("--batch", type=int, default=16, help="questions, each with its windows")
    parser.add_argument("--max-tokens", type=int, default=224)
    parser.add_argument("--threads", type=int, default=2)
    console = Console(stderr=True, highlight=False)
    try:
        train(Plan(**vars(parser.parse_args(arguments))), console)
    except DataMissing as error:
        console.print(str(error))
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
