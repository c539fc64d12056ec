"""Conversations whose follow-ups people rewrote to stand alone: MTRAG and TREC CAsT 2019.

Only the questions are read; what was answered is not. Conversations, not turns, are dealt to the
two halves: weights and thresholds are fitted on ``tune``, figures reported on ``report``.
"""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from eval.public_data import VARIABLE

SETS = ("mtrag", "cast")
HALVES = ("tune", "report")
SEED = 7

_MTRAG_PARTS = ("clapnq", "govt", "fiqa", "cloud")
_SPEAKER = "|user|:"


class MissingData(Exception):  # noqa: N818
    """The public sets are not where they were looked for."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question with the earlier ones, oldest first, and its rewrite by a person."""

    source: str
    conversation: str
    half: str
    history: tuple[str, ...]
    question: str
    gold: str


def load_turns(folder: Path) -> list[Turn]:
    """The turns of both sets, in order.

    Raises:
        MissingData: a set is not in the folder.
    """
    try:
        rows = [*_mtrag(folder / "mtrag-rewrite"), *_cast(folder / "cast2019")]
    except FileNotFoundError as error:
        raise MissingData(
            f"{error.filename} is missing. Set {VARIABLE} to the folder that holds "
            "mtrag-rewrite and cast2019."
        ) from error
    tuning: set[str] = set()
    for source in SETS:
        conversations = sorted({row[1] for row in rows if row[0] == source})
        random.Random(SEED).shuffle(conversations)
        tuning.update(conversations[: len(conversations) // 2])
    return [
        Turn(source, conversation, HALVES[conversation not in tuning], history, question, gold)
        for source, conversation, history, question, gold in rows
    ]


_Row = tuple[str, str, tuple[str, ...], str, str]


def _mtrag(folder: Path) -> Iterator[_Row]:
    for part in _MTRAG_PARTS:
        texts: dict[str, dict[str, str]] = {}
        for field in ("questions", "rewrite"):
            path = folder / part / f"{part}_{field}.jsonl"
            for line in path.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                texts.setdefault(row["_id"], {})[field] = row["text"]
        for id, fields in texts.items():
            *history, question = _said(fields["questions"])
            [gold] = _said(fields["rewrite"])
            yield "mtrag", f"{part} {id.partition('<')[0]}", tuple(history), question, gold


def _said(text: str) -> list[str]:
    return [turn.strip() for turn in re.split(rf"\n?{re.escape(_SPEAKER)}", text)[1:]]


def _cast(folder: Path) -> Iterator[_Row]:
    resolved = (folder / "evaluation_topics_annotated_resolved_v1.0.tsv").read_text("utf-8")
    gold = dict(line.split("\t", 1) for line in resolved.splitlines())
    topics = json.loads((folder / "evaluation_topics_v1.0.json").read_text("utf-8"))
    for topic in topics:
        history: list[str] = []
        for turn in topic["turn"]:
            question = turn["raw_utterance"].strip()
            rewrite = gold[f"{topic['number']}_{turn['number']}"].strip()
            yield "cast", f"cast {topic['number']}", tuple(history), question, rewrite
            history.append(question)
