"""Mix the public sets into one stream of training examples.

A training run may end before it has seen all, so the stream is shuffled as a whole: any beginning
of it has every source and kind at its share.
"""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from qa.reader import sources
from qa.reader.augment import add_noise, draw_noise
from qa.reader.examples import Article, Example, Question
from qa.reader.negatives import KINDS, Kind, Negatives
from qa.reader.windows import positive

# Characters of a window: a passage of the index is at most 600, and short ones cost less to learn
# from.
_SIZES = (250, 700)
_DECOYED = 0.85  # of the questions asked in vain, those whose window holds the tempting answer
_SHARES: dict[Kind, float] = {
    "deleted": 0.24,
    "same article": 0.08,
    "other article": 0.08,
    "retrieved": 0.28,
    "altered": 0.32,
}


@dataclass(frozen=True, slots=True)
class Part:
    """How much of a source one pass over the mix holds.

    ``take`` is the number of its questions, each used ``times`` times; ``answerable`` the share of
    its answerable questions that stay so, the others becoming negatives.
    """

    load: Callable[[Path], list[Article]]
    take: int
    answerable: float = 0.62
    times: int = 1


PARTS: dict[str, Part] = {
    "squad2": Part(lambda folder: sources.squad2(folder, "train"), 99_999, 0.85, times=3),
    "squad11": Part(sources.squad11, 99_999),
    "new_wiki": Part(lambda folder: sources.squadshifts(folder, "new_wiki"), 99_999),
    "qed": Part(sources.qed, 99_999, 0.70),
    "reddit": Part(lambda folder: sources.squadshifts(folder, "reddit"), 3_000),
    "amazon": Part(lambda folder: sources.squadshifts(folder, "amazon_reviews"), 3_000),
    "policyqa": Part(sources.policyqa, 2_500),
    "nqg": Part(sources.nqg, 2_500),
}


class Mix:
    """The sources, loaded once; :meth:`epoch` makes the examples of one pass."""

    def __init__(self, folder: Path, parts: dict[str, Part] | None = None) -> None:
        """Read the sources.

        Raises:
            OSError: a source is missing from the folder.
        """
        self._parts = [(part, part.load(folder)) for part in (parts or PARTS).values()]

    def epoch(self, seed: int, number: int) -> list[Example]:
        """The examples of pass ``number``, in the order in which they are learnt from.

        The same seed and number give the same examples; another number takes other windows, noise
        and negatives.
        """
        rng = random.Random(f"{seed}/{number}")
        made = [example for part, articles in self._parts for example in _made(part, articles, rng)]
        rng.shuffle(made)
        return made


def _made(part: Part, articles: list[Article], rng: random.Random) -> Iterable[Example]:
    negatives = Negatives(articles)
    asked = [
        (number, question)
        for number, article in enumerate(articles)
        for question in article.questions
    ]
    if part.take < len(asked):
        asked = rng.sample(asked, part.take)
    for _ in range(part.times):
        for number, question in asked:
            example = _example(part, negatives, number, question, rng)
            if example is not None:
                noise = draw_noise(rng)
                yield replace(example, question=add_noise(example.question, noise, rng))


def _example(
    part: Part, negatives: Negatives, article: int, question: Question, rng: random.Random
) -> Example | None:
    size = rng.randint(*_SIZES)
    if not question.answers or rng.random() < part.answerable:
        return example_of(question, size, rng)
    kind = rng.choices(KINDS, [_SHARES[kind] for kind in KINDS])[0]
    made = negatives.make(kind, article, question, size, rng)
    return made or negatives.make("retrieved", article, question, size, rng)


def example_of(question: Question, size: int, rng: random.Random) -> Example | None:
    """The question as it stands with a window of its paragraph; ``None`` where none will do."""
    if question.answers:
        return positive(question, size, rng)
    return _asked_in_vain(question, size, rng)


def _asked_in_vain(question: Question, size: int, rng: random.Random) -> Example | None:
    """A question that people wrote to be unanswerable by this paragraph."""
    if question.decoys and rng.random() < _DECOYED:
        anchors = question.decoys
    else:
        anchors = (rng.choice(question.paragraph.sentences),)
    window = positive(replace(question, answers=anchors, spans_known=False), size, rng)
    return window and replace(window, evidence=(), kind="unanswerable")
