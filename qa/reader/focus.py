"""Cut the part of a passage that is worth reading: time goes with the length of what is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.types import Passage, Sentence


@dataclass(frozen=True, slots=True)
class Window:
    """A run of a passage's sentences; ``start`` counts characters of the document."""

    start: int
    text: str
    sentences: tuple[Sentence, ...]


def focus(passage: Passage, likeness: Mapping[Sentence, float], size: int) -> Window:
    """The sentences around the one most like the question, at most ``size`` characters.

    It grows towards the neighbour that is more like the question. One sentence is kept whole,
    however long.
    """
    sentences = passage.sentences
    first = last = max(range(len(sentences)), key=lambda number: likeness[sentences[number]])
    while True:
        sides = []
        if first > 0 and sentences[last].end - sentences[first - 1].start <= size:
            sides.append(first - 1)
        if last + 1 < len(sentences) and sentences[last + 1].end - sentences[first].start <= size:
            sides.append(last + 1)
        if not sides:
            break
        side = max(sides, key=lambda number: likeness[sentences[number]])
        first, last = min(first, side), max(last, side)
    return _window(passage, sentences[first : last + 1])


def _window(passage: Passage, sentences: Sequence[Sentence]) -> Window:
    start, end = sentences[0].start, sentences[-1].end
    text = passage.text[start - passage.start : end - passage.start]
    return Window(start, text, tuple(sentences))
