"""Cut windows of whole sentences out of paragraphs, with the answer or without it."""

import random
import re

from qa.reader.examples import Example, Paragraph, Question, Range

_PLAIN = re.compile(r"[^\w]+")


def positive(question: Question, size: int, rng: random.Random) -> Example | None:
    """The question with a window of about ``size`` characters around its answer.

    ``None`` where the answer crosses sentences, which an answer of ours never does.
    """
    paragraph = question.paragraph
    sentences = paragraph.sentences
    held = [_holder(sentences, answer) for answer in question.answers]
    if not held or held[0] is None:
        return None
    first, last = _grow(sentences, held[0], size, rng)
    begin, finish = sentences[first][0], sentences[last][1]
    evidence = {held[0]}
    if question.spans_known:
        evidence |= {number for number in held if number is not None and first <= number <= last}
    return Example(
        question=question.text,
        window=paragraph.text[begin:finish],
        span=_moved(question.answers[0], -begin) if question.spans_known else None,
        evidence=tuple(_moved(sentences[number], -begin) for number in sorted(evidence)),
        kind="answerable",
    )


def without_answer(
    paragraph: Paragraph, answers: tuple[str, ...], size: int, rng: random.Random
) -> str | None:
    """A window of about ``size`` characters in which none of the answers is written.

    ``None`` where every sentence holds one.
    """
    sentences = paragraph.sentences
    start = rng.randrange(len(sentences)) if sentences else 0
    for turn in range(len(sentences)):
        number = (start + turn) % len(sentences)
        first, last = _grow(sentences, number, size, rng)
        window = paragraph.text[sentences[first][0] : sentences[last][1]]
        if not mentions(window, answers):
            return window
    return None


def deleted(question: Question, size: int, rng: random.Random) -> str | None:
    """A window around the place of the answer, its sentence taken out.

    ``None`` where an answer is still written in what remains, or nothing remains.
    """
    paragraph = question.paragraph
    sentences = paragraph.sentences
    held = {_holder(sentences, answer) for answer in question.answers}
    if None in held:
        return None
    gold = question.answers and _holder(sentences, question.answers[0])
    if not isinstance(gold, int):
        return None
    first, last = _grow(sentences, gold, size, rng)
    rest = [
        paragraph.text[sentences[number][0] : sentences[number][1]]
        for number in range(first, last + 1)
        if number not in held
    ]
    window = " ".join(rest)
    return window if window and not mentions(window, question.answer_texts) else None


def mentions(text: str, answers: tuple[str, ...]) -> bool:
    """Whether one of the answers is written in the text, case and punctuation aside."""
    words = f" {_PLAIN.sub(' ', text.lower())} "
    plain = (_PLAIN.sub(" ", answer.lower()).strip() for answer in answers)
    return any(f" {answer} " in words for answer in plain if answer)


def _holder(sentences: tuple[Range, ...], answer: Range) -> int | None:
    for number, (start, end) in enumerate(sentences):
        if start <= answer[0] and answer[1] <= end:
            return number
    return None


def _grow(
    sentences: tuple[Range, ...], number: int, size: int, rng: random.Random
) -> tuple[int, int]:
    """A run of sentences around one of them, first and last, within ``size`` where it can be."""
    first = last = number
    while True:
        sides = []
        if first > 0 and sentences[last][1] - sentences[first - 1][0] <= size:
            sides.append(-1)
        if last + 1 < len(sentences) and sentences[last + 1][1] - sentences[first][0] <= size:
            sides.append(1)
        if not sides:
            return first, last
        if rng.choice(sides) < 0:
            first -= 1
        else:
            last += 1


def _moved(range_: Range, by: int) -> Range:
    return range_[0] + by, range_[1] + by
