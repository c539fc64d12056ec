"""Questions written for this training: in other words than the text's, and near misses.

``written.jsonl`` holds a question a line and names its paragraph by a digest. Three of four are put
to paragraphs of the public sets, which are no part of the project; the others to the texts in
``texts.jsonl``, invented for this. How both were written is in ``WRITING.md``.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from qa.reader.examples import Article, Paragraph, Question
from qa.reader.sources import Part, policyqa, qed, squad2, squad11, squadshifts

WrittenKind = Literal["other words", "own words", "near", "false", "swap", "missing"]

QUESTIONS = Path(__file__).with_name("written.jsonl")
TEXTS = Path(__file__).with_name("texts.jsonl")
_SHARES = 20  # one for tuning, two for the report, the others for training


def digest(text: str) -> str:
    """The name of a paragraph."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def part_of(name: str) -> Part:
    """What the questions to the paragraph of that digest are for.

    Whole documents say so themselves; all other paragraphs are dealt out.
    """
    if part := _of_documents().get(name):
        return part
    share = int(name, 16) % _SHARES
    return "tune" if share == 0 else "report" if share <= 2 else "train"


def written(folder: Path, part: Part, *, misleading: bool = False) -> list[Article]:
    """The articles of the public sets, and our own, with the questions of that part alone.

    Either those that were written to mislead, or all others. Whole documents that are for another
    part are not among the articles, even without questions.
    """
    asked = _asked(part, misleading=misleading)
    return [
        _with(article, asked) for article in _articles(folder) if _part_of(article) in (part, None)
    ]


def kinds() -> dict[str, WrittenKind]:
    """The kind of each question, by its id."""
    return {row["id"]: row["kind"] for row in _rows(QUESTIONS)}


def texts() -> list[Article]:
    """The invented texts, without questions: whole documents, and texts about one kind of thing."""
    paragraphs: defaultdict[str, list[Paragraph]] = defaultdict(list)
    for row in _rows(TEXTS):
        paragraphs[row.get("document") or row["about"]].append(Paragraph(row["text"]))
    return [Article(title, tuple(of_it), ()) for title, of_it in paragraphs.items()]


def documents(part: Part) -> list[Article]:
    """The whole documents of that part with all their questions; they need no public set."""
    asked = _asked(part)
    return [_with(article, asked) for article in texts() if _part_of(article) == part]


def _part_of(article: Article) -> Part | None:
    """What a whole document is for; ``None`` of other articles."""
    return _of_documents().get(digest(article.paragraphs[0].text))


@cache
def _of_documents() -> dict[str, Part]:
    """What each paragraph, by digest, of a whole document is for."""
    return {digest(row["text"]): row["part"] for row in _rows(TEXTS) if "document" in row}


def _asked(part: Part, *, misleading: bool = False) -> dict[str, list[dict[str, Any]]]:
    """The questions of that part by the digest of their paragraph."""
    asked: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in _rows(QUESTIONS):
        if part_of(row["paragraph"]) == part and row.get("misleading", False) == misleading:
            asked[row["paragraph"]].append(row)
    return asked


def _articles(folder: Path) -> Iterator[Article]:
    yield from squad2(folder, "train")
    yield from squad11(folder)
    yield from squadshifts(folder, "new_wiki")
    yield from squadshifts(folder, "reddit")
    yield from squadshifts(folder, "amazon_reviews")
    yield from policyqa(folder)
    yield from qed(folder)
    yield from texts()


def _with(article: Article, asked: dict[str, list[dict[str, Any]]]) -> Article:
    """The article with what is asked about its paragraphs, which is taken out of ``asked``.

    So a paragraph that two sets hold is asked about once.
    """
    questions = [
        Question(
            id=row["id"],
            text=row["question"],
            paragraph=paragraph,
            answers=tuple((start, end) for start, end in row["answers"]),
            decoys=tuple((start, end) for start, end in row["decoys"]),
        )
        for paragraph in dict.fromkeys(article.paragraphs)
        for row in asked.pop(digest(paragraph.text), [])
    ]
    return replace(article, questions=tuple(questions))


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            yield {"id": f"written-{number}", **json.loads(line)}
