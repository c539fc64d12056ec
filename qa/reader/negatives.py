"""Questions with windows that do not answer them, of every kind that a search can bring up."""

import random
import re
from collections.abc import Sequence
from typing import Literal, get_args

from index.lexical import WordStore
from qa.reader.examples import Article, Example, Paragraph, Question
from qa.reader.statements import untold
from qa.reader.windows import deleted, mentions, positive, without_answer

Kind = Literal[
    "deleted", "same article", "other article", "retrieved", "altered", "swapped", "untold"
]
KINDS: tuple[Kind, ...] = get_args(Kind)

_TOP = 4
_RIVALS_TOP = 8
_PASSED_OVER = 0.3  # of what a search finds, so that rivals differ from pass to pass
_SHARED = 0.6  # of the words, in two versions of one paragraph
_SHORTEST = 60  # characters of a window that is worth reading
_TRIES = 8
_NUMBER = re.compile(r"\b\d[\d,.]*\b")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w'-]+(?: (?:of |the )?[A-Z][\w'-]+)*")
_OPPOSITES = [
    "first last", "before after", "most least", "more less", "largest smallest", "oldest newest",
    "highest lowest", "biggest smallest", "longest shortest", "early late", "north south",
    "east west", "northern southern", "eastern western", "increase decrease", "increased decreased",
    "win lose", "won lost", "began ended", "begin end", "start stop", "started stopped",
    "allowed forbidden", "support oppose", "supported opposed", "male female", "men women",
    "accepted rejected", "never always", "major minor", "inside outside", "above below",
    "king queen", "father mother", "son daughter", "built destroyed", "gained lost", "old new",
    "public private", "internal external", "maximum minimum", "rich poor", "strong weak",
]  # fmt: skip
_OPPOSITE = {
    word: other for pair in _OPPOSITES for word, other in (pair.split(), reversed(pair.split()))
}


class Negatives:
    """Makes unanswerable examples from the questions of some articles."""

    def __init__(self, articles: Sequence[Article]) -> None:
        """Index each article's paragraphs by words; ``other article`` needs two of them."""
        self._articles = articles
        self._stores: dict[int, WordStore] = {}

    def make(
        self, kind: Kind, article: int, question: Question, size: int, rng: random.Random
    ) -> Example | None:
        """The question, of the article of that number, with a window that does not answer it.

        ``None`` where none of that kind can be made.
        """
        if kind == "altered":
            return self._altered(article, question, size, rng)
        if kind == "swapped":
            return _swapped(question, size, rng)
        if kind == "untold":
            return _untold(question, size, rng)
        window = {
            "deleted": self._deleted,
            "same article": self._same,
            "other article": self._other,
            "retrieved": self._retrieved,
        }[kind](article, question, size, rng)
        return None if window is None else Example(question.text, window, None, (), kind)

    def rivals(
        self,
        article: int,
        question: Question,
        window: str,
        sizes: Sequence[int],
        rng: random.Random,
    ) -> list[str]:
        """Windows to choose from beside ``window``, none with the answer written in it.

        The rest of its paragraph first, then what BM25 finds in the article, then anything; at most
        one for each of the sizes, and some may be alike.
        """
        if not sizes:
            return []
        own = question.paragraph
        found = self._found(article, question, _RIVALS_TOP)
        paragraphs = [
            *_beside(own, window),
            *(one for one in found if rng.random() > _PASSED_OVER and not _alike(one, own)),
        ]
        made: list[str] = []
        for paragraph in paragraphs:
            if len(made) == len(sizes):
                break
            if rival := without_answer(paragraph, question.answer_texts, sizes[len(made)], rng):
                made.append(rival)
        rest = [self._any(article, question, size, rng) for size in sizes[len(made) :]]
        return [*made, *(window for window in rest if window)]

    def _deleted(
        self, article: int, question: Question, size: int, rng: random.Random
    ) -> str | None:
        return deleted(question, size, rng)

    def _same(self, article: int, question: Question, size: int, rng: random.Random) -> str | None:
        paragraphs = self._articles[article].paragraphs
        for _ in range(_TRIES):
            paragraph = rng.choice(paragraphs)
            if paragraph != question.paragraph:
                window = without_answer(paragraph, question.answer_texts, size, rng)
                if window:
                    return window
        return None

    def _other(self, article: int, question: Question, size: int, rng: random.Random) -> str | None:
        others = [number for number in range(len(self._articles)) if number != article]
        if not others:
            return None
        return self._same(rng.choice(others), question, size, rng)

    def _any(self, article: int, question: Question, size: int, rng: random.Random) -> str | None:
        return self._same(article, question, size, rng) or self._other(article, question, size, rng)

    def _retrieved(
        self, article: int, question: Question, size: int, rng: random.Random
    ) -> str | None:
        found = self._found(article, question, _TOP)
        rng.shuffle(found)
        for paragraph in found:
            if window := without_answer(paragraph, question.answer_texts, size, rng):
                return window
        return None

    def _found(self, article: int, question: Question, top: int) -> list[Paragraph]:
        """The article's best paragraphs for the question, best first, without its own."""
        paragraphs = self._articles[article].paragraphs
        if article not in self._stores:
            self._stores[article] = WordStore.build([paragraph.text for paragraph in paragraphs])
        found = self._stores[article].search(question.text, top)
        return [paragraphs[row] for row, _ in found if paragraphs[row] != question.paragraph]

    def _altered(
        self, article: int, question: Question, size: int, rng: random.Random
    ) -> Example | None:
        """The window with the answer, and the question changed so that it asks something else."""
        kept = positive(question, size, rng)
        changed = kept and self._change(article, question, rng)
        if not kept or not changed:
            return None
        return Example(changed, kept.window, None, (), "altered")

    def _change(self, article: int, question: Question, rng: random.Random) -> str | None:
        """The question with another number or name, or with a word turned into its opposite."""
        text = question.text
        numbers, names = list(_NUMBER.finditer(text)), list(_NAME.finditer(text))
        turned = [
            (match, _OPPOSITE[match[0].lower()])
            for match in re.finditer(r"[A-Za-z]+", text)
            if match[0].lower() in _OPPOSITE
        ]
        options = [(match, _other_number(match[0], rng)) for match in numbers] + turned
        if names:
            other = rng.choice(self._articles[article].paragraphs).text
            strange = [
                match[0]
                for match in _NAME.finditer(other)
                if not mentions(question.paragraph.text, (match[0],))
            ]
            if strange:
                options += [(match, rng.choice(strange)) for match in names]
        if not options:
            return None
        match, new = rng.choice(options)
        return text[: match.start()] + new + text[match.end() :]


def _beside(paragraph: Paragraph, window: str) -> list[Paragraph]:
    """What the paragraph holds before and after a window of it."""
    before, found, after = paragraph.text.partition(window)
    parts = (before.strip(), after.strip()) if found else ()
    return [Paragraph(part) for part in parts if len(part) >= _SHORTEST]


def _alike(one: Paragraph, other: Paragraph) -> bool:
    """Whether one is but another version of the other: it may answer in other words."""
    words, others = set(one.text.split()), set(other.text.split())
    return len(words & others) > _SHARED * min(len(words), len(others))


def _swapped(question: Question, size: int, rng: random.Random) -> Example | None:
    """The window with the answer, and the question asked of another name that is in the window."""
    kept = positive(question, size, rng)
    names = list(_NAME.finditer(question.text))
    if not kept or not names:
        return None
    barred = (question.text, *question.answer_texts)
    others = [
        match[0]
        for match in _NAME.finditer(kept.window)
        if not any(mentions(text, (match[0],)) for text in barred)
    ]
    if not others:
        return None
    match = rng.choice(names)
    changed = question.text[: match.start()] + rng.choice(others) + question.text[match.end() :]
    return Example(changed, kept.window, None, (), "swapped")


def _untold(question: Question, size: int, rng: random.Random) -> Example | None:
    """The window with something asked that it does not tell."""
    kept = positive(question, size, rng)
    asked = kept and untold(kept.window, rng)
    return Example(asked, kept.window, None, (), "untold") if kept and asked else None


def _other_number(number: str, rng: random.Random) -> str:
    """Another number of the same form: a year becomes a year not far from it."""
    if len(number) == 4 and number.isdigit():
        return str(int(number) + rng.choice([-30, -12, -7, -4, -2, 2, 3, 6, 11, 25]))
    digits = [place for place, letter in enumerate(number) if letter.isdigit()]
    place = rng.choice(digits)
    new = rng.choice([digit for digit in "123456789" if digit != number[place]])
    return number[:place] + new + number[place + 1 :]
