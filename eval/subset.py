"""Write a part of a SQuAD file as another: ``python -m eval.subset SQUAD.json OUT.json``.

``--held-out`` keeps the articles that nothing was tuned on
(:func:`eval.public_data.tuning_and_held_out`), for figures that may be reported. ``--questions N``
keeps a seeded sample of each article's questions, so that a run ends sooner.
"""

import json
import random
from pathlib import Path
from typing import Annotated, Any

import typer

from eval.errors import EvaluationError
from eval.load import load_questions
from eval.public_data import tuning_and_held_out
from terminal import stderr

SEED = 7


def main(
    source: Annotated[Path, typer.Argument(metavar="SQUAD.json")],
    target: Annotated[Path, typer.Argument(metavar="OUT.json", help="A new file.")],
    held_out: Annotated[
        bool, typer.Option("--held-out", help="Only the articles that nothing was tuned on.")
    ] = False,
    questions: Annotated[
        int | None, typer.Option(min=1, help="At most so many questions of each article.")
    ] = None,
) -> None:
    """Write a part of a SQuAD file as another."""
    try:
        asked = load_questions(source)
        if not asked.documents:
            raise EvaluationError(f"{source} is not a SQuAD file.")
        if target.exists():
            raise EvaluationError(f"{target} exists. Nothing is overwritten: name another file.")
        subjects = dict(asked.subjects)
        kept = {one.id for one in (tuning_and_held_out(asked)[1] if held_out else asked).documents}
        data = json.loads(source.read_text(encoding="utf-8-sig"))
        articles = [_part(article, subjects, kept, questions) for article in data["data"]]
        data["data"] = [article for article in articles if article]
        target.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    except EvaluationError as error:
        stderr.print(f"Error: {error}", markup=False, style="red")
        raise typer.Exit(2) from error
    count = len(load_questions(target).questions)
    stderr.print(f"{target}: {len(data['data'])} articles, {count} questions.", markup=False)


def _part(
    article: dict[str, Any], subjects: dict[str, str], kept: set[str], size: int | None
) -> dict[str, Any] | None:
    """An article with some of its questions; ``None`` where it is not kept or has none."""
    rows = [row for paragraph in article["paragraphs"] for row in paragraph["qas"]]
    if not rows or subjects[str(rows[0]["id"])] not in kept:
        return None
    chosen = rows if size is None else random.Random(SEED).sample(rows, min(size, len(rows)))
    ids = {row["id"] for row in chosen}
    return {
        **article,
        "paragraphs": [
            {**paragraph, "qas": [row for row in paragraph["qas"] if row["id"] in ids]}
            for paragraph in article["paragraphs"]
        ],
    }


if __name__ == "__main__":
    typer.run(main)
