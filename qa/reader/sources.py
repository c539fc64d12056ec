"""Read the public question sets that the reader learns from, each into articles of one form.

The files are no part of the project: ``QUOTH_DATA`` names their folder. What a set may be used for
is written in its manifest; this file only reads.
"""

import json
import os
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from qa.reader.detokenise import detokenise
from qa.reader.examples import Article, Paragraph, Question, Range
from qa.reader.statements import whether

Part = Literal["train", "tune", "report"]
_HELD_OUT: tuple[Part, ...] = ("tune", "report")

_ROOT = Path(__file__).resolve().parents[2]
_SPLIT_SEED = 20


class DataMissing(Exception):  # noqa: N818  # the message is for a person, not a fault in a program
    """The folder of public data is not there."""


def data_folder() -> Path:
    """Where the public question sets lie.

    Raises:
        DataMissing: there is no such folder.
    """
    folder = Path(os.environ.get("QUOTH_DATA", _ROOT.parent / "shared" / "data"))
    if not (folder / "squad2").is_dir():
        raise DataMissing(
            f"There are no public question sets in {folder}. Set QUOTH_DATA to the folder that "
            "holds squad2/, squad11/ and the others; serving and evaluation do not need it."
        )
    return folder


def squad2(folder: Path, part: Part) -> list[Article]:
    """SQuAD 2.0: 8 articles to train on, 3 to tune on, and 5 only ever to report on.

    The articles, in the order of their titles, are shuffled by a fixed seed and cut.
    """
    articles = _squad(folder / "squad2" / "dev-16-articles.json")
    parts = parts_of(article.title for article in articles)
    return [article for article in articles if parts[article.title] == part]


def parts_of(titles: Iterable[str]) -> dict[str, Part]:
    """Which of SQuAD 2.0's articles are for what, by title: 8, 3 and 5 of 16."""
    ordered = sorted(titles)
    random.Random(_SPLIT_SEED).shuffle(ordered)
    train, tune = len(ordered) // 2, -(-len(ordered) * 11 // 16)
    return {
        title: "train" if place < train else "tune" if place < tune else "report"
        for place, title in enumerate(ordered)
    }


def squad11(folder: Path) -> list[Article]:
    """SQuAD 1.1: 13 articles of Wikipedia."""
    return _squad(folder / "squad11" / "13-articles.json")


def whether_it_is_so(folder: Path) -> list[Article]:
    """Questions whether something is so, made of the sentences of Wikipedia's articles above."""
    rng = random.Random(_SPLIT_SEED)
    articles = [*squad2(folder, "train"), *squad11(folder), *squadshifts(folder, "new_wiki")]
    return [replace(one, questions=tuple(whether(one, rng))) for one in articles]


def squadshifts(
    folder: Path, domain: Literal["new_wiki", "reddit", "amazon_reviews"]
) -> list[Article]:
    """SQuADShifts: questions put like SQuAD's to other text. Reviews count as one article."""
    articles = _squad(folder / "squadshifts" / f"{domain}_v1.0.json")
    if domain != "amazon_reviews":
        return articles
    return [
        Article(
            domain,
            tuple(paragraph for article in articles for paragraph in article.paragraphs),
            tuple(question for article in articles for question in article.questions),
        )
    ]


def policyqa(folder: Path) -> list[Article]:
    """PolicyQA: questions about privacy policies."""
    return _squad(folder / "policyqa" / "dev.json") + _squad(folder / "policyqa" / "test.json")


def qed(folder: Path, *, dev: bool = False) -> list[Article]:
    """QED: questions typed into a search engine, with a paragraph of Wikipedia. One article.

    Paragraphs of an article that SQuAD 2.0's tuning or report articles hold are left out.
    """
    held_out = {
        article.title.replace("_", " ") for part in _HELD_OUT for article in squad2(folder, part)
    }
    paragraphs: list[Paragraph] = []
    questions: list[Question] = []
    for path in sorted((folder / "qed").glob("qed-dev*" if dev else "nq-train-*")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["title_text"] in held_out:
                continue
            spans = row.get("answer_spans") or [
                (part["start"], part["end"])
                for answer in row["original_nq_answers"][:1]
                for part in answer
            ]
            restored = detokenise(row["paragraph_text"])
            paragraph = Paragraph(restored.text)
            answers = tuple(restored.map(start, end) for start, end in spans)
            if answers and all(start < end for start, end in answers):
                paragraphs.append(paragraph)
                questions.append(
                    Question(str(row["example_id"]), row["question_text"], paragraph, answers)
                )
    return [Article("qed", tuple(paragraphs), tuple(questions))]


def nqg(folder: Path, *, width: int = 5) -> list[Article]:
    """NQG: questions with the sentence that holds the answer, in lower case. One article.

    Its lines follow the text, so a paragraph is made of the sentences around the one asked about;
    some sentences of the text are missing.
    """
    sentences = _restored_lines(folder / "nqg" / "src-test.txt")
    asked = _restored_lines(folder / "nqg" / "tgt-test.txt")
    order = list(dict.fromkeys(sentences))
    place = {sentence: number for number, sentence in enumerate(order)}
    paragraphs = [
        Paragraph(" ".join(order[first : first + width])) for first in range(0, len(order), width)
    ]
    questions = []
    for number, (sentence, question) in enumerate(zip(sentences, asked, strict=True)):
        paragraph = paragraphs[place[sentence] // width]
        start = paragraph.text.index(sentence)
        answer = (start, start + len(sentence))
        questions.append(Question(f"nqg-{number}", question, paragraph, (answer,), False))
    return [Article("nqg", tuple(paragraphs), tuple(questions))]


def paraphrases(folder: Path) -> Iterator[tuple[Question, Question]]:
    """Questions of SQuAD paragraphs, each as it was asked and in other words."""
    for name in ("dev", "adv"):
        asked, reworded = (
            [
                question
                for article in _squad(folder / "paraphrase" / f"{name}_{form}.DEV.json")
                for question in article.questions
            ]
            for form in ("orig", "para")
        )
        yield from zip(asked, reworded, strict=True)


def _restored_lines(path: Path) -> list[str]:
    return [detokenise(line.strip()).text for line in path.read_text("utf-8").splitlines()]


def _squad(path: Path) -> list[Article]:
    return [_article(row) for row in json.loads(path.read_text(encoding="utf-8"))["data"]]


def _article(row: dict[str, Any]) -> Article:
    paragraphs = []
    questions = []
    for part in row["paragraphs"]:
        paragraph = Paragraph(part["context"])
        paragraphs.append(paragraph)
        questions += [
            Question(
                id=str(qa["id"]),
                text=qa["question"].strip(),
                paragraph=paragraph,
                answers=_answers(qa["answers"]),
                decoys=_answers(qa.get("plausible_answers", [])),
            )
            for qa in part["qas"]
        ]
    return Article(row.get("title", ""), tuple(paragraphs), tuple(questions))


def _answers(rows: list[dict[str, Any]]) -> tuple[Range, ...]:
    """Distinct answers, the one most annotators marked first, the shortest of equals."""
    counted = Counter((r["answer_start"], r["answer_start"] + len(r["text"])) for r in rows)
    return tuple(sorted(counted, key=lambda a: (-counted[a], a[1] - a[0], a)))
