"""Measure a reader on public questions: ``python -m qa.reader.measure --model FILE --out FILE``.

The threshold is chosen on the tuning articles and frozen; the figures are of the five report
articles, which nothing was trained or tuned on, with the paragraph given. Those of questions
written for the training are of others than it learns, but of the same writer.
"""

import argparse
import json
import math
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import track

from corpus.split import split_document
from corpus.types import Document, Passage
from index.types import Hit, SentenceScore
from qa.reader import sources
from qa.reader.augment import Noise, add_noise
from qa.reader.combine import no_answer
from qa.reader.examples import Article, Example, Paragraph, Question
from qa.reader.metrics import auroc, exact, overlap
from qa.reader.negatives import KINDS, Negatives
from qa.reader.onnx_reader import MODEL, CrossEncoderReader, Network
from qa.reader.session import OnnxNetwork
from qa.reader.statements import whether
from qa.reader.weights import WEIGHTS, load_weights
from qa.reader.windows import positive
from qa.reader.written import kinds, written
from qa.types import Reading

_SEED = 7
_DRAWS = 100
_NOISY = 300  # report questions asked again with each noise
_PASSAGE = 600  # characters, as the index splits documents
_NOISES: tuple[Noise, ...] = ("unmarked", "typo", "garbled", "terse", "reworded")
_EACH = 150  # questions for each kind of negative, and of those made of statements

Read = Callable[[str, Sequence[Hit]], Reading]


@dataclass(frozen=True, slots=True)
class Row:
    """What a reader made of a question."""

    question: Question
    reading: Reading

    @property
    def best(self) -> str:
        """Its best short answer."""
        if not self.reading.answers:
            return ""
        best = self.reading.answers[0]
        return self.question.paragraph.text[best.start : best.end]

    @property
    def first_holds(self) -> float:
        """1 where the first sentence holds an answer whole."""
        first = self.reading.sentences[0]
        return float(any(first.start <= a and b <= first.end for a, b in self.question.answers))


def reader_of(network: Network) -> CrossEncoderReader:
    """Reads all of a paragraph's passages alike: no search has put them in order."""
    weights = load_weights(WEIGHTS).model_copy(update={"rank": 0.0})
    return CrossEncoderReader(network, weights=weights, at_once=sys.maxsize)


@lru_cache(maxsize=2000)
def hits_of(paragraph: Paragraph) -> list[Hit]:
    """The paragraph as the index would split it, as if a search had found all of it."""
    document = Document("paragraph", "", paragraph.text)
    return [_hit(passage) for passage in split_document(document, size=_PASSAGE, overlap=0)]


def _hit(passage: Passage) -> Hit:
    scores = tuple(SentenceScore(sentence, 0.0, 0.0) for sentence in passage.sentences)
    return Hit(passage, 1.0, 0.0, 0.0, scores)


def rows(questions: Iterable[Question], read: Read, noise: Noise = "none") -> list[Row]:
    """Read every question with its paragraph, with seeded noise in the question."""
    rng = random.Random(_SEED)
    return [
        Row(question, read(add_noise(question.text, noise, rng), hits_of(question.paragraph)))
        for question in questions
    ]


def figures(found: Sequence[Row], threshold: float) -> dict[str, float]:
    """The figures of one set, answers withheld where ``no_answer`` is above the threshold.

    ``f1`` and ``em`` are those of the SQuAD 2.0 script; ``span_f1`` is F1 over the answerable
    questions with nothing withheld; ``evidence`` how often the first sentence holds an answer.
    """
    shown = [row.best if row.reading.no_answer <= threshold else "" for row in found]
    accepted = [row.question.answer_texts for row in found]
    answerable = [number for number, row in enumerate(found) if row.question.answers]
    vain = [number for number, row in enumerate(found) if not row.question.answers]
    result = {
        "questions": len(found),
        "f1": _mean(overlap(s, a) for s, a in zip(shown, accepted, strict=True)),
        "em": _mean(exact(s, a) for s, a in zip(shown, accepted, strict=True)),
        "has_answer_f1": _mean(overlap(shown[n], accepted[n]) for n in answerable),
        "span_f1": _mean(overlap(found[n].best, accepted[n]) for n in answerable),
        "span_em": _mean(exact(found[n].best, accepted[n]) for n in answerable),
        "evidence": _mean(found[n].first_holds for n in answerable),
    }
    if vain and answerable:
        result["no_answer_f1"] = _mean(float(not shown[n]) for n in vain)
        result["auroc"] = auroc(
            [found[n].reading.no_answer for n in vain],
            [found[n].reading.no_answer for n in answerable],
        )
    return {name: round(figure, 4) for name, figure in result.items()}


def best_threshold(found: Sequence[Row]) -> float:
    """The ``no_answer`` above which withholding gives the best F1."""
    ordered = sorted(found, key=lambda row: row.reading.no_answer)
    # Before any is shown every unanswerable question is right; each one shown moves the sum.
    total = best = float(sum(not row.question.answers for row in ordered))
    threshold = ordered[0].reading.no_answer - 1
    for row in ordered:
        accepted = row.question.answer_texts
        total += overlap(row.best, accepted) if accepted else -1.0
        if total > best:
            best, threshold = total, row.reading.no_answer
    return threshold


def intervals(
    found: Sequence[Row], threshold: float, names: Sequence[str]
) -> dict[str, list[float]]:
    """95 % intervals by bootstrap over paragraphs, whose questions are drawn together."""
    groups: dict[Paragraph, list[Row]] = {}
    for row in found:
        groups.setdefault(row.question.paragraph, []).append(row)
    sets = list(groups.values())
    rng = random.Random(_SEED)
    drawn = [
        figures([row for _ in sets for row in rng.choice(sets)], threshold) for _ in range(_DRAWS)
    ]
    return {
        name: [
            round(float(bound), 4)
            for bound in np.quantile([one[name] for one in drawn], [0.025, 0.975])
        ]
        for name in names
    }


def by_kind(articles: Sequence[Article], read: Read) -> dict[str, float]:
    """AUROC of "no answer" for each kind of negative made of some answerable questions.

    The same questions with a window that answers them are what each kind is told from.
    """
    rng = random.Random(_SEED)
    asked = [(n, q) for n, article in enumerate(articles) for q in article.questions if q.answers]
    chosen = rng.sample(asked, min(_EACH, len(asked)))
    negatives = Negatives(articles)

    def score(example: Example) -> float:
        return read(example.question, hits_of(Paragraph(example.window))).no_answer

    answered = [
        score(example) for _, question in chosen if (example := positive(question, _PASSAGE, rng))
    ]
    result = {}
    for kind in KINDS:
        made = [negatives.make(kind, n, question, _PASSAGE, rng) for n, question in chosen]
        scores = [score(example) for example in made if example]
        result[f"{kind} ({len(scores)})"] = round(auroc(scores, answered), 4)
    return result


def by_head(asked: Sequence[Question], reader: CrossEncoderReader) -> dict[str, float]:
    """AUROC of "there is an answer" by each head alone, and by :func:`no_answer`, as used.

    A window's score is its best sentence's; a question's is its best window's.
    """
    scores: dict[str, tuple[list[float], list[float]]] = {}
    for question in asked:
        reads = reader.parts(question.text, hits_of(question.paragraph))
        for head, values in {
            "answer": [read.answer for read in reads],
            "span": [read.margin for read in reads],
            "evidence": [read.evidence for read in reads],
            "together": [-no_answer(reads)],
        }.items():
            scores.setdefault(head, ([], []))[not question.answers].append(max(values))
    return {head: round(auroc(*sides), 4) for head, sides in scores.items()}


def whether_it_is_so(articles: Sequence[Article]) -> list[Question]:
    """Some questions whether something is so, made of the articles' statements."""
    rng = random.Random(_SEED)
    made = [question for article in articles for question in whether(article, rng)]
    return rng.sample(made, min(_EACH, len(made)))


def written_by_kind(
    folder: Path, part: sources.Part, read: Read, *, misleading: bool
) -> dict[str, float]:
    """On questions written for the training, to paragraphs whose written ones it did not learn.

    AUROC of "no answer" for each kind of unanswerable ones, told from all answerable ones; of
    these, by kind, the F1 of the short answer and how often the first sentence holds it.
    """
    known = kinds()
    found: dict[str, list[Row]] = {}
    for article in written(folder, part, misleading=misleading):
        for row in rows(article.questions, read):
            found.setdefault(known[row.question.id], []).append(row)
    answerable = [row for made in found.values() for row in made if row.question.answers]
    told = [row.reading.no_answer for row in answerable]
    result: dict[str, float] = {}
    for kind, made in sorted(found.items()):
        name = f"{kind} ({len(made)})"
        if made[0].question.answers:
            of_kind = figures(made, math.inf)
            result |= {f"{name}, {one}": of_kind[one] for one in ("span_f1", "evidence")}
        else:
            scores = [row.reading.no_answer for row in made]
            result[f"{name}, auroc"] = round(auroc(scores, told), 4)
    return result


def latency(reader: CrossEncoderReader, questions: Sequence[Question]) -> dict[str, float]:
    """Milliseconds to read 5 passages of about 600 characters, by question."""
    passages = [
        hit
        for question in questions
        for hit in hits_of(question.paragraph)
        if len(hit.passage.text) > _PASSAGE * 0.8
    ]
    taken = []
    for number, question in enumerate(questions[:60]):
        five = [passages[(number * 5 + place) % len(passages)] for place in range(5)]
        begin = time.perf_counter()
        reader.read(question.text, five)
        taken.append((time.perf_counter() - begin) * 1000)
    return {"p50": round(statistics.median(taken), 1), "best": round(min(taken), 1)}


def paraphrased(folder: Path) -> list[tuple[Question, Question]]:
    """Pairs of a question and its paraphrase whose paragraph is of no training article."""
    trained = {
        _key(paragraph)
        for article in (*sources.squad11(folder), *sources.squad2(folder, "train"))
        for paragraph in article.paragraphs
    }
    return [pair for pair in sources.paraphrases(folder) if _key(pair[0].paragraph) not in trained]


def _key(paragraph: Paragraph) -> str:
    return " ".join(paragraph.text.split())[:200]


def _mean(values: Iterable[float]) -> float:
    got = list(values)
    return sum(got) / len(got) if got else 0.0


def measure(model: Path, limit: int | None, console: Console) -> dict[str, Any]:
    """All figures of one model; ``limit`` takes so many of SQuAD's questions at random."""
    folder = sources.data_folder()
    reader = reader_of(OnnxNetwork(model))

    def asked(part: sources.Part) -> list[Question]:
        questions = [q for article in sources.squad2(folder, part) for q in article.questions]
        random.Random(_SEED).shuffle(questions)
        return questions[:limit]

    def shown(questions: list[Question], name: str) -> Iterable[Question]:
        return track(questions, name, console=console)

    tuning = rows(shown(asked("tune"), "tuning articles"), reader.read)
    threshold = best_threshold(tuning)
    report = asked("report")
    plain = rows(shown(report, "report articles"), reader.read)
    result: dict[str, Any] = {
        "model": model.name,
        "megabytes": round(model.stat().st_size / 1e6, 1),
        "threshold": round(threshold, 4),
        "tune": figures(tuning, threshold),
        "report": figures(plain, threshold),
        "report intervals": intervals(plain, threshold, ("f1", "span_f1", "auroc", "evidence")),
    }
    with console.status("report articles, by head"):
        result["report, AUROC by head"] = by_head(report, reader)
    articles = sources.squad2(folder, "report")
    with console.status("report articles, by kind of negative"):
        result["report, AUROC by kind of negative"] = by_kind(articles, reader.read)
        statements = rows(whether_it_is_so(articles), reader.read)
        result["report, whether it is so"] = figures(statements, threshold)
    for noise in _NOISES:
        noisy = rows(shown(report[:_NOISY], f"report articles, {noise}"), reader.read, noise)
        result[f"report, {noise}"] = figures(noisy, threshold)
    result["report, the same without noise"] = figures(plain[:_NOISY], threshold)
    for part in ("tune", "report"):
        for name, misleading in (("written", False), ("written to mislead", True)):
            with console.status(f"questions {name}, {part}"):
                result[f"{name}, {part}"] = written_by_kind(
                    folder, part, reader.read, misleading=misleading
                )
    pairs = paraphrased(folder)
    for name, side in (("as asked", 0), ("paraphrased", 1)):
        read = rows(shown([pair[side] for pair in pairs], name), reader.read)
        result[f"paraphrase, {name}"] = figures(read, threshold)
    result["latency of 5 passages, ms"] = latency(reader, report)
    return result


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure by command-line arguments; 2 where data is missing."""
    parser = argparse.ArgumentParser(prog="python -m qa.reader.measure", description=__doc__)
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--out", type=Path, required=True, help="JSON file for the figures")
    parser.add_argument("--limit", type=int, help="questions of SQuAD's articles")
    given = parser.parse_args(arguments)
    console = Console(stderr=True, highlight=False)
    try:
        result = measure(given.model, given.limit, console)
    except sources.DataMissing as error:
        console.print(str(error))
        return 2
    given.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    console.print_json(data=result)
    return 0


if __name__ == "__main__":
    sys.exit(main())
