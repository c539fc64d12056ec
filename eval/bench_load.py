"""Measure a server under load: ``make load``. Prints a table and saves the figures as JSON.

Clients on this machine ask a real server process the questions of the fixed set, as programs and
as the page do. Every answer is compared with the one that the pipeline gives in this process, so
an answer that went to the wrong client is found. Then more ask than may wait, and faster than the
rate limit lets pass. No time is judged; the exit code is 1 where an answer was wrong or a request
failed.
"""

import asyncio
import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from eval.environment import machine
from eval.load import load_questions
from eval.load_clients import Ask, ask_api, ask_page
from eval.load_phase import Phase, run_phase
from eval.question_set import Question
from eval.serving import Serving, served
from index.build import build_index
from qa.pipeline import open_pipeline
from qa.types import Answer
from settings import ROOT, Settings
from terminal import progress_bar

RESULTS = ROOT / "var" / "load.json"
_QUESTIONS = ROOT / "eval" / "questions" / "greater_bay_area.jsonl"
_CROWD = 4  # times as many clients as before, of which only so many may wait
_AFTERWARDS = "after"
_RETRY_SECONDS = 1.5


def measure(settings: Settings, clients: int, seconds: float, questions: int) -> list[Phase]:
    """Each phase in turn, over an index that is built at ``settings.index``.

    The servers take their settings from the environment, but for the limits: as many questions may
    wait as there are clients, and the rate is limited in the last phase alone.
    """
    build_index(settings)
    expected = _expected(settings, questions)
    both = (ask_api, ask_page)
    limits = {"max_waiting": str(clients)}
    with served(settings.index, rate_limit="off", **limits) as server:
        runner = _Runner(server, expected, seconds)
        phases = [
            runner.run("API", [ask_api], clients),
            runner.run("page", [ask_page], clients),
            runner.run("queue full", both, clients * _CROWD),
            runner.after("queue full", both),
        ]
    rate = max(2, int(phases[0].count("right") / phases[0].seconds / 2))
    with served(settings.index, rate_limit=f"{rate}/second", **limits) as server:
        runner = _Runner(server, expected, seconds)
        phases.append(runner.run(f"rate limit {rate}/s", both, clients))
        phases.append(runner.after("rate limit", both))
    return phases


def _expected(settings: Settings, most: int) -> list[Answer]:
    """The answers to up to ``most`` questions from all parts of the set, asked one by one."""
    asked = load_questions(_QUESTIONS).questions
    chosen: Sequence[Question] = asked[:: max(1, len(asked) // most)][:most]
    pipeline = open_pipeline(settings)
    with progress_bar() as progress:
        task = progress.add_task("Answers to compare with", total=len(chosen))
        answers = []
        for question in chosen:
            answers.append(pipeline.ask(question.question, question.history))
            progress.advance(task)
    return answers


class _Runner:
    """Runs phases against one server, visibly."""

    def __init__(self, server: Serving, expected: Sequence[Answer], seconds: float) -> None:
        self._server = server
        self._expected = expected
        self._seconds = seconds

    def run(self, name: str, asks: Sequence[Ask], clients: int) -> Phase:
        """One phase, with a progress bar."""
        with progress_bar() as progress:
            task = progress.add_task(f"{name}, {clients} clients", total=round(self._seconds))
            return asyncio.run(
                run_phase(
                    name,
                    self._server,
                    asks,
                    self._expected,
                    clients,
                    self._seconds,
                    lambda seconds: progress.update(task, completed=round(seconds)),
                )
            )

    def after(self, name: str, asks: Sequence[Ask]) -> Phase:
        """One question each way, as soon as who was turned away may come again."""
        time.sleep(_RETRY_SECONDS)
        phase = run_phase(f"{_AFTERWARDS} {name}", self._server, asks, self._expected, len(asks), 0)
        return asyncio.run(phase)


def is_sound(phases: Sequence[Phase]) -> bool:
    """Whether no answer was wrong, no request failed, and none was refused that need not be."""
    calm = [phase for phase in phases if phase.name in ("API", "page") or _AFTERWARDS in phase.name]
    return not any(phase.count("wrong") or phase.count("failed") for phase in phases) and not any(
        phase.count("refused") for phase in calm
    )


def _table(rows: Sequence[dict[str, Any]]) -> Table:
    table = Table("figure", *(row["phase"] for row in rows))
    for name in rows[0]:
        if name != "phase":
            table.add_row(name.replace("_", " "), *(_cell(row[name]) for row in rows))
    return table


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{number} of {status}" for status, number in value.items()) or "0"
    if isinstance(value, list):  # memory: at the beginning, at most, at the end
        return f"{value[0]}, {max(value)}, {value[-1]}" if value else ""
    return "" if value is None else f"{value:,}"


def main(
    clients: Annotated[int, typer.Option(min=2, help="Clients that ask at a time.")] = 8,
    seconds: Annotated[float, typer.Option(min=1, help="How long each phase lasts.")] = 20,
    questions: Annotated[int, typer.Option(min=1, help="Most different questions.")] = 60,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, not a table.")] = False,
) -> None:
    """Measure, print and save."""
    with tempfile.TemporaryDirectory() as folder:
        phases = measure(Settings(index=Path(folder)), clients, seconds, questions)
    rows = [phase.figures() for phase in phases]
    result = {"date": time.strftime("%Y-%m-%d"), "machine": machine(), "phases": rows}
    text = json.dumps(result, indent=2)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(text + "\n", encoding="utf-8")
    if as_json:
        print(text)
    else:
        Console().print(_table(rows), f"{result['machine']}; saved in {RESULTS}", soft_wrap=True)
    raise typer.Exit(0 if is_sound(phases) else 1)


if __name__ == "__main__":
    typer.run(main)
