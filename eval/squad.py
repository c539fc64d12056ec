"""Read SQuAD 1.1 and 2.0 files (Rajpurkar et al., 2016 and 2018): every article is a document.

An article's paragraphs are joined by blank lines and the answers' offsets shifted accordingly. The
evidence of a question is the sentence that holds a reference answer, because Quoth quotes whole
sentences; where the references lie in several sentences, each of them is enough.
"""

import bisect
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any

from corpus.sentences import find_sentences
from corpus.types import Document
from eval.question_set import Evidence, Question, QuestionSet, raise_faults

PARAGRAPH_BREAK = "\n\n"
_NOT_IN_A_NAME = re.compile(r"[^\w.-]+")


def load_squad(path: Path, text: str) -> QuestionSet:
    """The questions and documents of a SQuAD file with that content.

    Answerable questions are of kind ``direct``, the others ``unanswerable``. Each question's
    ``fact`` is its document, so that intervals are clustered by document.

    Raises:
        EvaluationError: the file is not JSON or not in SQuAD's form, has no questions, repeats a
            question id, or an answer does not stand where its ``answer_start`` says.
    """
    reading = _Reading(path)
    try:
        articles = json.loads(text)["data"]
        for number, article in enumerate(articles, 1):
            reading.read_article(number, article)
    except json.JSONDecodeError as error:
        reading.faults.append(f"not JSON: {error.msg} at line {error.lineno}")
    except KeyError as error:
        reading.faults.append(f"{reading.place}: the field {error} is missing")
    except (TypeError, AttributeError):
        reading.faults.append(
            f"{reading.place}: not in SQuAD's form; expected "
            '{"data": [{"title", "paragraphs": [{"context", "qas": [...]}]}]}'
        )
    if not reading.questions and not reading.faults:
        reading.faults.append("found no questions")
    raise_faults(str(path), reading.faults)
    return QuestionSet(
        name=path.stem,
        questions=tuple(reading.questions),
        places=reading.places,
        documents=tuple(reading.documents),
        subjects=reading.subjects,
    )


@dataclass
class _Reading:
    """What has been read of a file so far."""

    path: Path
    place: str = ""
    documents: list[Document] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    subjects: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.place = self.path.name

    def read_article(self, number: int, article: dict[str, Any]) -> None:
        """Add an article as a document, with its questions."""
        title = str(article.get("title") or f"article {number}")
        self.place = f"{self.path.name} article {number} ({title})"
        paragraphs = article["paragraphs"]
        text = PARAGRAPH_BREAK.join(paragraph["context"] for paragraph in paragraphs)
        document = Document(id=self._name(title), title=title.replace("_", " "), text=text)
        if not text.strip():
            return
        self.documents.append(document)
        sentences = list(find_sentences(text))
        offset = 0
        for paragraph in paragraphs:
            for row in paragraph["qas"]:
                self._read_question(row, document, offset, sentences)
            offset += len(paragraph["context"]) + len(PARAGRAPH_BREAK)

    def _name(self, title: str) -> str:
        """A file name for a document, unlike all before."""
        stem = _NOT_IN_A_NAME.sub("_", title).strip("._")[:80] or "article"
        name, number = stem, 1
        while name.lower() in self.names:
            number += 1
            name = f"{stem}_{number}"
        self.names.add(name.lower())
        return f"{name}.txt"

    def _read_question(
        self,
        row: dict[str, Any],
        document: Document,
        offset: int,
        sentences: Sequence[tuple[int, int]],
    ) -> None:
        identity = str(row["id"])
        place = f"{self.place} question {identity!r}"
        if identity in self.places:
            self.faults.append(f"{place}: its id is that of {self.places[identity]} too")
            return
        references = [] if row.get("is_impossible") else row.get("answers", [])
        evidence: dict[tuple[int, int], None] = {}
        for reference in references:
            start = offset + reference["answer_start"]
            end = start + len(reference["text"])
            if document.text[start:end] != reference["text"] or not reference["text"].strip():
                self.faults.append(
                    f"{place}: answer_start {reference['answer_start']} is wrong: found "
                    f"{document.text[start:end]!r} there, expected {reference['text']!r}"
                )
                return
            evidence[_around(start, end, sentences)] = None
        self.places[identity] = place
        self.subjects[identity] = document.id
        self.questions.append(
            Question(
                id=identity,
                kind="direct" if evidence else "unanswerable",
                question=row["question"].strip() or "?",
                answers=tuple(dict.fromkeys(reference["text"] for reference in references)),
                evidence=tuple(
                    Evidence(document=document.id, start=s, end=e, quote=document.text[s:e])
                    for s, e in sorted(evidence)
                ),
                any_of=True,
                fact=document.id,
            )
        )


def _around(start: int, end: int, sentences: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The stretch of the sentences that ``[start, end)`` lies in, or itself where it is in none."""
    first = max(bisect.bisect_right(sentences, start, key=lambda sentence: sentence[0]) - 1, 0)
    touched = [
        sentence
        for sentence in takewhile(lambda sentence: sentence[0] < end, sentences[first:])
        if sentence[1] > start
    ]
    if not touched:
        return start, end
    return min(start, touched[0][0]), max(end, touched[-1][1])
