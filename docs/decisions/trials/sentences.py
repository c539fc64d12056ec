"""Trial of sentence libraries, for decision 0002: traps, agreement with two public sets, speed.

Run from the project's root: `python docs/decisions/trials/sentences.py`. A library that is not
installed is left out and named. The public sets are read from `../shared/data`; without them the
agreement and speed columns are left out. The tests' own requirements must be installed.
"""

import importlib
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from corpus.sentences import _find, _sentencex_starts, find_sentences  # noqa: E402
from tests.corpus.test_sentences import ARTICLE, LANGUAGE, LAYOUT  # noqa: E402

DATA = ROOT.parent / "shared" / "data"
SETS = ("mlqa-r", "xquad-r")

Starts = Callable[[str], list[int]]
Spans = list[tuple[int, int]]


def offsets(text: str, sentences: Iterable[str]) -> list[int]:
    """Recover where each sentence begins; ValueError if one is not in the text as given."""
    found, at = [], 0
    for sentence in sentences:
        at = text.index(sentence, at)
        found.append(at)
        at += len(sentence)
    return found


def candidates() -> Iterator[tuple[str, Starts]]:
    """Yield every installed library as a function from a text to the offsets of its sentences."""

    def load(name: str) -> Any:
        try:
            return importlib.import_module(name)
        except ImportError:
            print(f"{name} is not installed: left out", file=sys.stderr)
            return None

    yield "sentencex", _sentencex_starts
    if nupunkt := load("nupunkt"):
        yield "nupunkt", lambda text: [start for start, _ in nupunkt.sent_spans(text)]
    if pysbd := load("pysbd"):
        rules = pysbd.Segmenter(language="en", clean=False, char_span=True)
        yield "pysbd", lambda text: [span.start for span in rules.segment(text)]
    if syntok := load("syntok.segmenter"):
        yield (
            "syntok",
            lambda text: [s[0].offset for part in syntok.analyze(text) for s in part if s],
        )
    if blingfire := load("blingfire"):
        yield (
            "blingfire",
            lambda text: [start for start, _ in blingfire.text_to_sentences_and_offsets(text)[1]],
        )
    if sentencesplit := load("sentencesplit"):
        more_rules = sentencesplit.Segmenter(language="en")
        yield "sentencesplit", lambda text: [s.start for s in more_rules.segment_spans(text)]
    if splitter := load("sentence_splitter"):
        moses = splitter.SentenceSplitter(language="en")
        yield "sentence-splitter", lambda text: offsets(text, filter(None, moses.split(text)))


def alone(text: str, starts: Starts) -> Spans:
    """Split `text` by the library alone, blanks trimmed."""
    pieces = [(a, b, text[a:b]) for a, b in pairwise(sorted({0, *starts(text), len(text)}))]
    return [(b - len(p.lstrip()), a + len(p.rstrip())) for a, b, p in pieces if p.strip()]


def passed(split: Callable[[str, Starts], Spans], starts: Starts, traps: Iterable[Any]) -> int:
    """Count the traps with exactly the expected sentences; an exception is a failure."""
    count = 0
    for text, expected in traps:
        try:
            count += [text[a:b] for a, b in split(text, starts)] == expected
        except Exception as error:
            print(f"{type(error).__name__} on {text!r}: {error}", file=sys.stderr)
    return count


def agreement(rows: list[tuple[str, Spans]], split: Callable[[str], Spans]) -> list[str]:
    """Return F1 on the ends inside a paragraph, F1 on those before a space, and characters/s."""
    counts = {True: [0, 0, 0], False: [0, 0, 0]}
    failed, began = 0, time.perf_counter()
    for text, gold in rows:
        try:
            ours = {end for _, end in split(text)[:-1]}
        except Exception:
            ours, failed = set(), failed + 1
        theirs = {end for _, end in gold[:-1]}
        for spaced, total in counts.items():
            a, b = ({e for e in ends if not spaced or text[e].isspace()} for ends in (ours, theirs))
            total[:] = [total[0] + len(a & b), total[1] + len(a), total[2] + len(b)]
    speed = sum(len(text) for text, _ in rows) / (time.perf_counter() - began)
    (hit, said, true), (spaced_hit, spaced_said, spaced_true) = counts[False], counts[True]
    return [
        f"{2 * hit / (said + true):.3f} ({hit / said:.3f}, {hit / true:.3f})"
        + (f", {failed} failed" if failed else ""),
        f"{2 * spaced_hit / (spaced_said + spaced_true):.3f}",
        f"{speed:,.0f}",
    ]


def read(name: str) -> list[tuple[str, Spans]]:
    """Read the paragraphs of a set with their sentence breaks."""
    data = json.loads((DATA / name / f"{name}.en.json").read_text(encoding="utf-8"))["data"]
    return [
        (paragraph["context"], [(start, end) for start, end in paragraph["sentence_breaks"]])
        for article in data
        for paragraph in article["paragraphs"]
    ]


def main() -> None:
    """Print one Markdown table row per library."""
    sets = {name: read(name) for name in SETS if (DATA / name).is_dir()}
    if len(sets) < len(SETS):
        print(f"public sets missing under {DATA}: agreement and speed left out", file=sys.stderr)
    running = [(" ".join(sentences), sentences) for sentences in LANGUAGE.values()]
    article = ARTICLE.read_bytes().decode()
    columns = ["library", f"alone /{len(running)}", f"in place /{len(running)}"]
    columns += [f"layout /{len(LAYOUT)}", "article"]
    for name in sets:
        columns += [f"{name} F1 (precision, recall)", "F1 at spaces", "characters/s"]
    print("| " + " | ".join(columns) + " |\n" + "|---" * len(columns) + "|")
    for name, starts in candidates():
        row = [
            f"{name} {version(name)}",
            str(passed(alone, starts, running)),
            str(passed(_find, starts, running)),
            str(passed(_find, starts, LAYOUT.values())),
            str(len(_find(article, starts))),
        ]
        for rows in sets.values():
            row += agreement(rows, partial(alone, starts=starts))
        print("| " + " | ".join(row) + " |", flush=True)
    row = ["`find_sentences`", "", "", "", ""]
    for rows in sets.values():
        row += agreement(rows, find_sentences)
    print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
