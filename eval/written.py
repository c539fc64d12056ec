"""Whole documents invented for the reader, with their questions, as a question set.

``python -m eval.written OUT.json`` writes those that nothing was trained or tuned on as a SQuAD
file, to be asked by ``quoth eval --questions``. How they were written is in
``qa/reader/WRITING.md``.
"""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from eval.question_set import QuestionSet
from eval.squad import load_squad
from qa.reader.examples import Article, Question
from qa.reader.sources import Part
from qa.reader.written import documents
from terminal import stderr


def main(
    target: Annotated[Path, typer.Argument(metavar="OUT.json", help="A new file.")],
) -> None:
    """Write the invented documents that are for figures, with their questions, as a SQuAD file."""
    if target.exists():
        stderr.print(
            f"Error: {target} exists. Nothing is overwritten: name another file.",
            markup=False,
            style="red",
        )
        raise typer.Exit(2)
    articles = documents("report")
    target.write_text(json.dumps(_as_squad(articles), ensure_ascii=False), encoding="utf-8")
    count = sum(len(article.questions) for article in articles)
    stderr.print(f"{target}: {len(articles)} documents, {count} questions.", markup=False)


def written_questions(part: Part) -> QuestionSet:
    """The documents of a part and what is asked of them."""
    return load_squad(Path("written"), json.dumps(_as_squad(documents(part))))


def _as_squad(articles: list[Article]) -> dict[str, Any]:
    return {"data": [_article(article) for article in articles]}


def _article(article: Article) -> dict[str, Any]:
    return {
        "title": article.title,
        "paragraphs": [
            {
                "context": paragraph.text,
                "qas": [_row(one) for one in article.questions if one.paragraph == paragraph],
            }
            for paragraph in article.paragraphs
        ],
    }


def _row(question: Question) -> dict[str, Any]:
    text = question.paragraph.text
    return {
        "id": question.id,
        "question": question.text,
        "is_impossible": not question.answers,
        "answers": [{"text": text[a:b], "answer_start": a} for a, b in question.answers],
    }


if __name__ == "__main__":
    typer.run(main)
