"""What a conversation has been about: the phrases of earlier questions, each with signals.

How likely a phrase is meant again depends on where it was said (first question, last question, at
its end), on whether it is a name, and on whether it fits the pronoun. No statistics are needed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from qa.leaning import SINGULAR, explicit, references
from qa.phrases import Phrase, keys, phrases, words


@dataclass(frozen=True, slots=True)
class Topic:
    """A phrase that was said, as it was said last, with ``the`` where that stood before it."""

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
            mentions.setdefault(phrase.keys, []).append((turn, place, len(found), phrase))
    own = keys(question)
    said = [keys(turn) for turn in history]
    leaning = [explicit(turn) for turn in history]
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
            "name": any(each[3].name for each in places),
            "two_words": len(held) == 2,
            "ends": place == count - 1,
            "referred_alone": pronouns and turn == len(history) - 1 and count == 1,
            "number_clashes": singular and many,
        }
        text = f"the {phrase.text}" if phrase.before == "the" else phrase.text
        result.append(
            Topic(text, held, many, {name: float(bool(value)) for name, value in values.items()})
        )
    return result


def _is_plural(phrase: Phrase) -> bool:
    last = words(phrase.text)[-1]
    return last.key != last.low.removesuffix("'s")
