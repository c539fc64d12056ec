"""What the reader is trained on: a question, a window of text, and where the answer is in it.

Offsets count characters of the text they belong to, half-open. These types hold data.
"""

from dataclasses import dataclass, field
from functools import lru_cache

from corpus.sentences import find_sentences

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph that questions are put to."""

    text: str

    @property
    def sentences(self) -> tuple[Range, ...]:
        """Its sentences, by the splitter that the product reads documents with."""
        return sentences_of(self.text)


@dataclass(frozen=True, slots=True)
class Question:
    """A question put to a paragraph.

    ``answers`` are its answers there, the best first; a question without any is unanswerable.
    ``spans_known`` is false where only the sentences that hold the answer are known: ``answers``
    are then those sentences. ``decoys`` are what a hasty reader would answer where there is none.
    """

    id: str
    text: str
    paragraph: Paragraph
    answers: tuple[Range, ...]
    spans_known: bool = True
    decoys: tuple[Range, ...] = ()

    @property
    def answer_texts(self) -> tuple[str, ...]:
        """The answers as strings."""
        return tuple(self.paragraph.text[start:end] for start, end in self.answers)


@dataclass(frozen=True, slots=True)
class Article:
    """Paragraphs about one thing and the questions put to them."""

    title: str
    paragraphs: tuple[Paragraph, ...]
    questions: tuple[Question, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Example:
    """One question with one window, as the network sees them.

    ``span`` is the short answer in ``window``; ``None`` with ``evidence`` means that it is not
    known, ``None`` without that there is none. ``evidence`` are the sentences that hold an answer.
    ``kind`` says how the example was made, for counts and ablations.
    """

    question: str
    window: str
    span: Range | None
    evidence: tuple[Range, ...]
    kind: str

    @property
    def answerable(self) -> bool:
        """Whether the window answers the question."""
        return bool(self.evidence)


Group = tuple[Example, ...]
"""One question with each of the windows to choose from, often only one."""


@lru_cache(maxsize=50_000)
def sentences_of(text: str) -> tuple[Range, ...]:
    """The sentences of a text; remembered, since a paragraph serves many questions."""
    return tuple(find_sentences(text))
