"""What each kind of negative brings: ``python -m qa.reader.leave_out --out FILE``.

A reader learns first from answerable questions alone. From there one run each goes on with the
same number of examples of the reading course: of all kinds, twice, for the noise between runs; and
with each kind left out, its share going to the others; other paragraphs of the same and of other
articles count as one. All are measured on the tuning articles. Runs are short, so the figures
compare kinds and say nothing of what a whole training reaches. Every run is written when it is
done: started again with the same file, the command goes on with the runs that are not in it.
"""

import argparse
import json
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from index.packaged import MODEL_DIR
from qa.reader import sources
from qa.reader.batches import batches, encode_all
from qa.reader.checkpoint import replace as replace_file
from qa.reader.examples import Article, Question
from qa.reader.measure import Read, by_kind, figures, reader_of, rows
from qa.reader.mix import COURSES, Course, Mix, Part
from qa.reader.network import Learner
from qa.reader.schedule import rate_at
from qa.reader.tokens import PairTokeniser

VAIN = "asked in vain"  # the unanswerable questions that people, or a language model, wrote

_COURSE = COURSES["reading"]
_KINDS = [
    ("deleted",),
    ("same article", "other article"),
    ("retrieved",),
    ("altered",),
    ("swapped",),
    ("untold",),
    (VAIN,),
]
_WITH_VAIN = ("squad2", "written")
_TAKE = 700  # questions of each source: a short run sees no more
_ANSWERABLE = 0.62
_BASE = 3_200  # examples, all answerable
_BATCH = 16
_MAX_TOKENS = 224
_RATE = 2e-4
_QUESTIONS = 300  # of the tuning articles
_SEED = 31
_NONE = "answerable alone"


class OtherRuns(Exception):  # noqa: N818  # the message is for a person, not a fault in a program
    """The file to write holds something else."""


def answerable_only(course: Course) -> Course:
    """The course without any question that its window does not answer."""
    return replace(
        course,
        parts={
            name: replace(part, load=_without_vain(part), answerable=1.0)
            for name, part in course.parts.items()
        },
    )


def without(course: Course, kinds: Sequence[str]) -> Course:
    """The course without some kinds of negatives, as many of the other kinds instead."""
    if VAIN in kinds:
        changed = {
            name: replace(part, load=_without_vain(part), answerable=_ANSWERABLE)
            for name, part in course.parts.items()
            if name in _WITH_VAIN
        }
        return replace(course, parts=course.parts | changed)
    kept = {name: share for name, share in course.negatives.items() if name not in kinds}
    total = sum(kept.values())
    return replace(course, negatives={name: share / total for name, share in kept.items()})


def runs(course: Course) -> Iterator[tuple[str, Course, int]]:
    """What is tried: a name, what is learnt from, and the seed."""
    yield "all kinds", course, _SEED
    yield "all kinds, another seed", course, _SEED + 1
    for kinds in _KINDS:
        yield f"without {' and '.join(kinds)}", without(course, kinds), _SEED


def _without_vain(part: Part) -> Callable[[Path], list[Article]]:
    def load(folder: Path) -> list[Article]:
        return [
            replace(article, questions=tuple(q for q in article.questions if q.answers))
            for article in part.load(folder)
        ]

    return load


def _learn(
    learner: Learner, course: Course, examples: int, seed: int, name: str, bar: Progress
) -> None:
    tokeniser = PairTokeniser(MODEL_DIR / "tokenizer.json")
    mix = Mix(sources.data_folder(), course)
    stream = batches(
        lambda number: encode_all(mix.epoch(seed, number), tokeniser, _MAX_TOKENS),
        size=_BATCH,
        seed=seed,
    )
    steps = examples // _BATCH
    for step in bar.track(range(steps), description=name):
        learner.step(next(stream), rate_at(step / steps, _RATE))


def _measure(
    read: Read, articles: Sequence[Article], asked: Sequence[Question]
) -> dict[str, float]:
    found = figures(rows(asked, read), threshold=0.0)
    plain = {name: found[name] for name in ("auroc", "span_f1", "evidence")}
    return plain | by_kind(articles, read)


def done(out: Path, examples: int) -> dict[str, dict[str, float]]:
    """The figures that are in the file already, by run.

    Raises:
        OtherRuns: it holds something else, or runs over another number of examples.
    """
    if not out.exists():
        return {}
    try:
        written = json.loads(out.read_text(encoding="utf-8"))
        of, figures_by_run = written["examples"], dict(written["runs"])
    except (ValueError, KeyError, TypeError) as error:
        raise OtherRuns(f"{out} holds no figures of this command. Name another file.") from error
    if of != examples:
        raise OtherRuns(f"{out} holds runs over {of} examples, not {examples}. Name another file.")
    return figures_by_run


def leave_out(examples: int, out: Path, console: Console) -> None:
    """Write the figures of every run; beside them, the weights that all runs start from."""
    result = done(out, examples)
    data = sources.data_folder()
    articles = sources.squad2(data, "tune")
    asked = [question for article in articles for question in article.questions]
    asked = random.Random(_SEED).sample(asked, _QUESTIONS)
    course = replace(
        _COURSE,
        parts={name: replace(part, take=_TAKE) for name, part in _COURSE.parts.items()},
    )
    start = out.with_name("answerable.pt")
    with Progress(console=console) as bar:

        def begin(seed: int) -> Learner:
            learner = Learner(seed)
            learner.start(start)
            return learner

        def finish(name: str, learner: Learner) -> None:
            result[name] = _measure(reader_of(learner).read, articles, asked)
            content = {"examples": examples, "runs": result}
            replace_file(out, lambda file: _write(file, content))
            bar.console.print(f"{name}: {result[name]}")

        if not start.exists():
            learner = Learner(_SEED)
            _learn(learner, answerable_only(course), _BASE, _SEED, _NONE, bar)
            replace_file(start, lambda file: learner.save(file, {}))
        if _NONE not in result:
            finish(_NONE, begin(_SEED))
        for name, tried, seed in runs(course):
            if name not in result:
                learner = begin(seed)
                _learn(learner, tried, examples, seed, name, bar)
                finish(name, learner)


def _write(file: Path, content: object) -> None:
    file.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Leave kinds out by command-line arguments; 2 for missing data or another's file."""
    parser = argparse.ArgumentParser(prog="python -m qa.reader.leave_out", description=__doc__)
    parser.add_argument("--examples", type=int, default=1_600, help="of each run")
    parser.add_argument("--out", type=Path, required=True, help="JSON file for the figures")
    given = parser.parse_args(arguments)
    console = Console(stderr=True, highlight=False)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    try:
        leave_out(given.examples, given.out, console)
    except (sources.DataMissing, OtherRuns) as error:
        console.print(str(error))
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
