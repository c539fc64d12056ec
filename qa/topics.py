"""What a conversation has been about: the phrases of earlier questions, each with signals.

How likely a phrase is meant again depends on where it was said (first question, last question, at
its end), on whether it is a name, on whether it fits the pronoun, and on whether another has taken
its place since. No statistics are needed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.frames import preposition, replaced_subject
from qa.leaning import SINGULAR, explicit, offered, references
from qa.phrases import ARTICLES, Phrase, keys, phrases, words

_WHAT_IT_IS_ABOUT = frozenset(["", "of", "about"])


@dataclass(frozen=True, slots=True)
class Topic:
    """A phrase that was said, as it was said last, with ``the`` where it had an article."""

    text: str
    keys: frozenset[str]
    plural: bool
    signals: dict[str, float]


def topics(question: str, history: Sequence[str]) -> list[Topic]:
    """The phrases of the history that the question does not hold itself, in order of mention."""
    mentions: dict[frozenset[str], list[tuple[int, int, int, Phrase]]] = {}
    for turn, text in enumerate(history):
        found = phrases(text)
        for place, phrase in enumerate(found):
            if phrase.quality:
                continue
            mentions.setdefault(phrase.keys, []).append((turn, place, len(found), phrase))
    own = keys(question)
    said = [keys(turn) for turn in history]
    replacing = dict(_replacements(history))
    replaced = {held: number for number, held in replacing.items()}
    leaning = [explicit(turn) and number not in replacing for number, turn in enumerate(history)]
    pronouns = references(question)
    singular = any(word.low in SINGULAR for word in pronouns)
    result = []
    for held, places in mentions.items():
        if held <= own:
            continue
        turn, place, count, phrase = places[-1]
        many = _is_plural(phrase)
        values = {
            "in_last": turn == len(history) - 1,
            "in_first": held <= said[0],
            "from_leaning": leaning[turn],
            "replaced": replaced.get(held, 0) > turn,
            "name": any(each[3].name for each in places),
            "two_words": len(held) == 2,
            "ends": place == count - 1,
            "referred_alone": pronouns and turn == len(history) - 1 and count == 1,
            "number_clashes": singular and many,
        }
        text = f"the {phrase.text}" if phrase.before in ARTICLES else phrase.text
        result.append(
            Topic(text, held, many, {name: float(bool(value)) for name, value in values.items()})
        )
    return result


def only_beside(topic: Topic, history: Sequence[str]) -> bool:
    """Whether a topic was never said but as a place or the like: "Do you ship to Norway?"."""
    for turn in history:
        found = words(turn)
        for phrase in phrases(turn):
            if phrase.keys == topic.keys and preposition(found, phrase) in _WHAT_IT_IS_ABOUT:
                return False
    return True


def _replacements(history: Sequence[str]) -> Iterator[tuple[int, frozenset[str]]]:
    """The turns that put something else in the place of a topic, and that topic's keys."""
    earlier = ""
    for number, turn in enumerate(history):
        other = offered(turn)
        if part := replaced_subject(earlier, other) if other and earlier else None:
            yield number, part.keys
        if any(not phrase.quality for phrase in phrases(turn)):
            earlier = turn


def _is_plural(phrase: Phrase) -> bool:
    last = words(phrase.text)[-1]
    return last.key != last.low.removesuffix("'s")
