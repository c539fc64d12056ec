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

    ``take`` is the number of its questions, each used ``times`` times; ``answerable`` the share of
    its answerable questions that stay so, the others becoming negatives.
    """

    load: Callable[[Path], list[Article]]
    take: int
    answerable: float = 0.62
    times: int = 1


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

PARTS: dict[str, Part] = {
    "squad2": Part(lambda folder: sources.squad2(folder, "train"), _ALL, 0.85, times=3),
    "squad11": Part(sources.squad11, _ALL),
    "new_wiki": Part(lambda folder: sources.squadshifts(folder, "new_wiki"), _ALL),
    "qed": Part(sources.qed, _ALL, 0.70),
    "reddit": Part(lambda folder: sources.squadshifts(folder, "reddit"), 3_000),
    "amazon": Part(lambda folder: sources.squadshifts(folder, "amazon_reviews"), 3_000),
    "policyqa": Part(sources.policyqa, 2_500),
    "nqg": Part(sources.nqg, 2_500),
}


def _misleading(folder: Path) -> list[Article]:
    return written(folder, "train", misleading=True)


def _beside_written(
    answerable: float, *, times: int, whether: int, own: int = _ALL, **takes: int
) -> dict[str, Part]:
    """So many of our own, the written questions, and of each public set's beside them."""
    return {
        "written": Part(lambda folder: written(folder, "train"), own, answerable, times),
        "squad2": replace(PARTS["squad2"], answerable=0.9, times=1),
        **{name: replace(PARTS[name], take=take, answerable=0.8) for name, take in takes.items()},
        "whether": Part(sources.whether_it_is_so, whether),
    }


COURSES: dict[str, Course] = {
    # To read: questions mostly as they were put.
    "first": Course(
        PARTS,
        negatives={
            "deleted": 0.24,
            "same article": 0.08,
            "other article": 0.08,
            "retrieved": 0.28,
            "altered": 0.32,
        },
        noises={"none": 0.52, "lower": 0.04, "unmarked": 0.14, "typo": 0.13, "terse": 0.17},
        sizes=(250, 700),
    ),
    # To be asked by anyone: other words, bad spelling, whether it is so, what is not told.
    "second": Course(
        PARTS | {"whether": Part(sources.whether_it_is_so, 3_000)},
        negatives={
            "deleted": 0.18,
            "same article": 0.06,
            "other article": 0.06,
            "retrieved": 0.15,
            "altered": 0.22,
            "swapped": 0.14,
            "untold": 0.19,
        },
        noises={
            "none": 0.26,
            "lower": 0.03,
            "unmarked": 0.10,
            "typo": 0.08,
            "terse": 0.14,
            "garbled": 0.11,
            "reworded": 0.28,
        },
        sizes=(200, 650),
    ),
    # To be asked about any document: all that the public sets hold, where the others take samples.
    "third": Course(
        {name: replace(part, take=_ALL) for name, part in PARTS.items()}
        | {"whether": Part(sources.whether_it_is_so, 3_000)},
        negatives={
            "deleted": 0.18,
            "same article": 0.06,
            "other article": 0.04,
            "retrieved": 0.18,
            "altered": 0.24,
            "swapped": 0.14,
            "untold": 0.16,
        },
        noises={
            "none": 0.36,
            "lower": 0.03,
            "unmarked": 0.11,
            "typo": 0.08,
            "terse": 0.13,
            "garbled": 0.07,
            "reworded": 0.22,
        },
        sizes=(150, 600),
    ),
    # To choose: each question with several windows, as a search in its article brings up.
    "fourth": Course(
        {"squad2": replace(PARTS["squad2"], answerable=0.9, times=1)}
        | {name: replace(PARTS[name], answerable=0.75) for name in ("squad11", "new_wiki")}
        | {"qed": replace(PARTS["qed"], take=4_000, answerable=0.8)}
        | {
            name: replace(PARTS[name], take=1_200, answerable=0.75)
            for name in ("reddit", "amazon", "policyqa", "nqg")
        },
        negatives={
            "deleted": 0.28,
            "retrieved": 0.28,
            "altered": 0.20,
            "swapped": 0.12,
            "untold": 0.12,
        },
        noises={
            "none": 0.36,
            "lower": 0.03,
            "unmarked": 0.11,
            "typo": 0.06,
            "terse": 0.13,
            "garbled": 0.05,
            "reworded": 0.26,
        },
        sizes=(200, 600),
        rivals=3,
    ),
    # To be asked in other words, and about what is nearly told: questions written for that, in most
    # windows, among the others'.
    "fifth": Course(
        _beside_written(
            0.88,
            times=2,
            squad11=2_500,
            new_wiki=3_000,
            qed=3_500,
            reddit=700,
            amazon=700,
            policyqa=1_200,
            nqg=600,
            whether=400,
        ),
        negatives={
            "deleted": 0.34,
            "retrieved": 0.25,
            "altered": 0.20,
            "swapped": 0.15,
            "untold": 0.06,
        },
        noises={
            "none": 0.50,
            "lower": 0.03,
            "unmarked": 0.12,
            "typo": 0.07,
            "terse": 0.10,
            "garbled": 0.05,
            "reworded": 0.13,
        },
        sizes=(200, 600),
        rivals=1,
        alone=0.6,
    ),
    # More of these, each once, with whole documents among them and more windows that lack the
    # answer: what one passage tells has to be told from what its neighbours do.
    "sixth": Course(
        _beside_written(
            0.84,
            times=1,
            squad11=2_000,
            new_wiki=2_500,
            qed=2_500,
            reddit=500,
            amazon=500,
            policyqa=1_000,
            nqg=500,
            whether=300,
        ),
        negatives={
            "deleted": 0.32,
            "other article": 0.06,
            "retrieved": 0.30,
            "altered": 0.16,
            "swapped": 0.12,
            "untold": 0.04,
        },
        noises={
            "none": 0.52,
            "lower": 0.03,
            "unmarked": 0.13,
            "typo": 0.07,
            "terse": 0.10,
            "garbled": 0.05,
            "reworded": 0.10,
        },
        sizes=(200, 600),
        rivals=2,
        alone=0.6,
    ),
    # To look at every word: questions that were written to mislead, each beside one like it that
    # the text answers.
    "seventh": Course(
        {"misleading": Part(_misleading, _ALL, 0.95)}
        | _beside_written(
            0.84,
            times=1,
            own=6_000,
            squad11=500,
            new_wiki=700,
            qed=600,
            reddit=100,
            amazon=100,
            policyqa=300,
            nqg=150,
            whether=100,
        ),
        negatives={
            "deleted": 0.32,
            "other article": 0.06,
            "retrieved": 0.32,
            "altered": 0.16,
            "swapped": 0.12,
            "untold": 0.02,
        },
        noises={
            "none": 0.62,
            "lower": 0.03,
            "unmarked": 0.12,
            "typo": 0.06,
            "terse": 0.06,
            "garbled": 0.03,
            "reworded": 0.08,
        },
        sizes=(200, 600),
        rivals=2,
        alone=0.65,
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
    for _ in range(part.times):
        for number, question in asked:
            example = _example(course, part, negatives, number, question, rng)
            if example is not None:
                noise = draw_noise(course.noises, rng)
                example = replace(example, question=add_noise(example.question, noise, rng))
                # Where none is alone nothing is drawn, so that earlier courses stay as they were.
                rivals = 0 if course.alone and rng.random() < course.alone else course.rivals
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
