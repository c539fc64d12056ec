"""Mix the public sets, and questions written for it, into one stream of training examples.

A training run may end before it has seen all, so the stream is shuffled as a whole: any beginning
of it has every source and kind at its share.
"""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from qa.reader import sources
from qa.reader.augment import Noise, add_noise, draw_noise
from qa.reader.examples import Article, Example, Group, Question
from qa.reader.negatives import KINDS, Kind, Negatives
from qa.reader.windows import positive
from qa.reader.written import written

_DECOYED = 0.85  # of the questions asked in vain, those whose window holds the tempting answer


@dataclass(frozen=True, slots=True)
class Part:
    """How much of a source one pass over the mix holds.

    ``take`` is the number of its questions; ``answerable`` the share of its answerable questions
    that stay so, the others becoming negatives.
    """

    load: Callable[[Path], list[Article]]
    take: int
    answerable: float


@dataclass(frozen=True, slots=True)
class Course:
    """What is learnt from: sources, kinds of negatives and of noise by their shares.

    ``sizes`` are the fewest and most characters of a window: a passage of the index is at most
    600, and short ones cost less to learn from. ``rivals`` is how many more windows there are to
    choose from, ``alone`` the share of the questions that have none.
    """

    parts: dict[str, Part]
    negatives: dict[Kind, float]
    noises: dict[Noise, float]
    sizes: tuple[int, int]
    rivals: int = 0
    alone: float = 0.0


_ALL = 99_999

PUBLIC: dict[str, Callable[[Path], list[Article]]] = {
    "squad2": lambda folder: sources.squad2(folder, "train"),
    "squad11": sources.squad11,
    "new_wiki": lambda folder: sources.squadshifts(folder, "new_wiki"),
    "qed": sources.qed,
    "reddit": lambda folder: sources.squadshifts(folder, "reddit"),
    "amazon": lambda folder: sources.squadshifts(folder, "amazon_reviews"),
    "policyqa": sources.policyqa,
    "nqg": sources.nqg,
}
_LOAD = PUBLIC | {
    "written": lambda folder: written(folder, "train"),
    "misleading": lambda folder: written(folder, "train", misleading=True),
    "whether": sources.whether_it_is_so,
}


def _parts(**shares: tuple[int, float]) -> dict[str, Part]:
    """Of each source named, how many questions and how many of them stay answerable."""
    return {name: Part(_LOAD[name], *share) for name, share in shares.items()}


# What courses have in common.
_NEGATIVES: dict[Kind, float] = {
    "deleted": 0.32,
    "other article": 0.06,
    "retrieved": 0.32,
    "altered": 0.16,
    "swapped": 0.11,
    "untold": 0.03,
}
_NOISES: dict[Noise, float] = {
    "none": 0.54,
    "lower": 0.03,
    "unmarked": 0.13,
    "typo": 0.07,
    "terse": 0.10,
    "garbled": 0.04,
    "reworded": 0.09,
}
_SIZES = (200, 600)

COURSES: dict[str, Course] = {
    # To read: a question and one window. Three of ten windows were made to lack the answer.
    "reading": Course(
        _parts(
            written=(_ALL, 0.84),
            squad2=(_ALL, 0.90),
            squad11=(_ALL, 0.75),
            new_wiki=(6_500, 0.75),
            qed=(4_000, 0.75),
            reddit=(1_200, 0.75),
            amazon=(1_200, 0.75),
            policyqa=(1_500, 0.75),
            nqg=(1_000, 0.75),
            whether=(1_000, 0.62),
        ),
        negatives={
            "deleted": 0.30,
            "other article": 0.07,
            "retrieved": 0.29,
            "altered": 0.18,
            "swapped": 0.11,
            "untold": 0.05,
        },
        noises={
            "none": 0.50,
            "lower": 0.03,
            "unmarked": 0.13,
            "typo": 0.07,
            "terse": 0.11,
            "garbled": 0.05,
            "reworded": 0.11,
        },
        sizes=_SIZES,
    ),
    # To choose: two in five questions with several windows, as a search brings them up, and
    # questions with one thing changed, which mislead a reader that looks for likeness.
    "choosing": Course(
        _parts(
            misleading=(_ALL, 0.95),
            written=(_ALL, 0.84),
            squad2=(_ALL, 0.95),
            squad11=(900, 0.80),
            new_wiki=(1_000, 0.80),
            qed=(900, 0.80),
            reddit=(150, 0.80),
            amazon=(150, 0.80),
            policyqa=(400, 0.80),
            nqg=(200, 0.80),
            whether=(100, 0.80),
        ),
        negatives={
            "deleted": 0.32,
            "other article": 0.06,
            "retrieved": 0.32,
            "altered": 0.16,
            "swapped": 0.12,
            "untold": 0.02,
        },
        noises=_NOISES,
        sizes=_SIZES,
        rivals=2,
        alone=0.6,
    ),
    # To read on: as many of the public sets' questions as of the written ones, with other windows.
    "again": Course(
        _parts(
            misleading=(4_000, 0.95),
            written=(9_000, 0.84),
            squad2=(_ALL, 0.92),
            squad11=(_ALL, 0.78),
            new_wiki=(5_000, 0.78),
            qed=(2_500, 0.78),
            reddit=(500, 0.78),
            amazon=(500, 0.78),
            policyqa=(700, 0.78),
            nqg=(300, 0.78),
            whether=(300, 0.62),
        ),
        negatives=_NEGATIVES,
        noises=_NOISES,
        sizes=_SIZES,
        rivals=2,
        alone=0.75,
    ),
    # To compare: every question with three windows, as a search brings them up.
    "comparing": Course(
        _parts(
            misleading=(2_500, 0.95),
            written=(4_600, 0.88),
            squad2=(1_300, 0.95),
            squad11=(500, 0.84),
            new_wiki=(500, 0.84),
            qed=(300, 0.84),
            reddit=(50, 0.84),
            amazon=(50, 0.84),
            policyqa=(100, 0.84),
        ),
        negatives=_NEGATIVES,
        noises=_NOISES,
        sizes=_SIZES,
        rivals=2,
    ),
}


class Mix:
    """The sources, loaded once; :meth:`epoch` makes the examples of one pass."""

    def __init__(self, folder: Path, course: Course) -> None:
        """Read the sources.

        Raises:
            OSError: a source is missing from the folder.
        """
        self._course = course
        self._parts = [(part, part.load(folder)) for part in course.parts.values()]

    def epoch(self, seed: int, number: int) -> list[Group]:
        """The groups of pass ``number``, in the order in which they are learnt from.

        The same seed and number give the same groups; another number takes other windows, noise
        and negatives.
        """
        rng = random.Random(f"{seed}/{number}")
        made = [
            example
            for part, articles in self._parts
            for example in _made(self._course, part, articles, rng)
        ]
        rng.shuffle(made)
        return made


def _made(
    course: Course, part: Part, articles: list[Article], rng: random.Random
) -> Iterable[Group]:
    negatives = Negatives(articles)
    asked = [
        (number, question)
        for number, article in enumerate(articles)
        for question in article.questions
    ]
    if part.take < len(asked):
        asked = rng.sample(asked, part.take)
    for number, question in asked:
        example = _example(course, part, negatives, number, question, rng)
        if example is not None:
            noise = draw_noise(course.noises, rng)
            example = replace(example, question=add_noise(example.question, noise, rng))
            rivals = course.rivals if course.rivals and rng.random() >= course.alone else 0
            sizes = [rng.randint(*course.sizes) for _ in range(rivals)]
            windows = negatives.rivals(number, question, example.window, sizes, rng)
            yield example, *(Example(example.question, w, None, (), "rival") for w in windows)


def _example(
    course: Course,
    part: Part,
    negatives: Negatives,
    article: int,
    question: Question,
    rng: random.Random,
) -> Example | None:
    size = rng.randint(*course.sizes)
    if not question.answers or rng.random() < part.answerable:
        return example_of(question, size, rng)
    kind = rng.choices(KINDS, [course.negatives.get(kind, 0.0) for kind in KINDS])[0]
    made = negatives.make(kind, article, question, size, rng)
    instead: Kind = "retrieved" if course.negatives.get("retrieved") else "same article"
    return made or negatives.make(instead, article, question, size, rng)


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
