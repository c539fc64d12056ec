"""Turn a follow-up question into one that can be searched on its own.

A question that leans on the conversation is given what it leaves out, in the conversation's own
words: an earlier question is asked again of something else ("What about transport?"), a pronoun is
replaced by what it stands for ("Who launched that?"), or the subject is put in front ("Lyme
disease: how reliable is the test?"). Any other question is left alone, word for word. Answers are
not looked at: a follow-up to something that only an answer said is not resolved.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.frames import ask_by, ask_of, statement
from qa.leaning import (
    PLURAL,
    POSSESSIVE,
    SINGULAR,
    courteous,
    explicit,
    named,
    offered,
    references,
    signals,
    unlinked,
)
from qa.phrases import Word, content_words, word_set, words
from qa.points import Points
from qa.topics import Topic, only_beside, topics

_TURNS = 20  # a conversation is searched no further back than this
_MOST_TOPICS = 2
_MOST_ADDED = 500  # characters; what would grow by more is searched as it was put
_ASKS_OF_A_THING = word_set("what who where when how")


@dataclass(frozen=True, slots=True)
class Weights:
    """Two scores: does a question lean, and is a topic meant again."""

    leans: Points
    carried: Points


# Set by hand on half of two public sets of conversations; weights fitted to the same signals closed
# less of the gap to people's rewrites (docs/decisions/0006-follow-ups.md).
WEIGHTS = Weights(
    leans=Points(
        worth={
            "relational": 3,
            "short": 2,
            "long": -1,
            "repeats": -2,
            "defines": -2,
            "requests": -2,
            "names": -1,
            "sentences": -2,
        },
        least=2,
    ),
    carried=Points(
        worth={
            "in_last": 2,
            "in_first": 2,
            "from_leaning": -4,
            "replaced": -3,
            "name": 2,
            "two_words": 1,
            "ends": 2,
            "referred_alone": 2,
            "number_clashes": -2,
        },
        least=5,
    ),
)


def searched_question(question: str, history: Sequence[str]) -> str:
    """The text to search for, given the earlier questions, oldest first."""
    return resolve(question, history, WEIGHTS)


def resolve(question: str, history: Sequence[str], weights: Weights) -> str:
    """The text to search for by given weights."""
    turns = [turn for turn in history if words(turn) and not courteous(turn)][-_TURNS:]
    if not turns or not words(question) or courteous(question):
        return question
    if not _leans(question, turns, weights.leans):
        return question
    completed = _completed(question, turns, weights).strip()
    return completed if 0 < len(completed) <= len(question) + _MOST_ADDED else question


def _leans(question: str, history: Sequence[str], points: Points) -> bool:
    if explicit(question):
        return True
    return not named(question) and points.enough(signals(question, history))


def _completed(question: str, history: Sequence[str], weights: Weights) -> str:
    """The question with what it leaves out; blank where the history offers nothing."""
    rest = unlinked(question)
    if other := offered(question):
        return ask_of(resolve(history[-1], history[:-1], weights), other)
    chosen = _carried(question, history, weights.carried)
    if not content_words(rest) and not _asks_of_a_thing(rest, chosen, history):
        return _of_last(rest or question, history, weights)
    return _about(chosen, rest) if chosen else ""


def _about(chosen: list[Topic], rest: str) -> str:
    """The question with the topics in place of its pronouns, or else in front.

    Pronouns of another kind than the first mean something else: "Why did they decide that?".
    """
    outer = references(rest)
    if outer:
        outer = [word for word in outer if (word.low in PLURAL) == (outer[0].low in PLURAL)]
        many = any(word.low in PLURAL for word in outer)
        both = many and not chosen[0].plural and len(chosen) == _MOST_TOPICS
        meant = chosen if both else chosen[:1]
        rest = _put(rest, outer, " and ".join(topic.text for topic in meant))
        chosen = chosen[len(meant) :]
    subject = ", ".join(topic.text for topic in chosen)
    return f"{subject}: {_lowered(rest)}" if subject else rest


def _asks_of_a_thing(rest: str, chosen: Sequence[Topic], history: Sequence[str]) -> bool:
    """Whether a pronoun stands for a topic and not for all that was said: "How much is it?".

    "Why is it?", "does it?" and "what is that?" ask about what was said of the topic. So does "How
    much is it?" after "Do you ship to Norway?": Norway has no price.
    """
    asks = words(rest)[:1]
    held = {word.low for word in references(rest)}
    if not (asks and asks[0].low in _ASKS_OF_A_THING and held & (SINGULAR | PLURAL)):
        return False
    return bool(chosen) and not only_beside(chosen[0], history)


def _of_last(question: str, history: Sequence[str], weights: Weights) -> str:
    """A question without content asked about what was asked last; blank where nothing was."""
    said = [number for number, turn in enumerate(history) if content_words(turn)]
    if not said:
        return ""
    earlier = resolve(history[said[-1]], history[: said[-1]], weights)
    return ask_by(earlier, question) or f"{statement(earlier)}: {_lowered(question)}"


def _carried(question: str, history: Sequence[str], points: Points) -> list[Topic]:
    """The topics meant again, best first; the best one however unlikely it is."""
    scored = [(points.score(topic.signals), topic) for topic in topics(question, history)]
    scored.sort(key=lambda pair: -pair[0])
    chosen: list[Topic] = []
    for score, topic in scored:
        if len(chosen) == _MOST_TOPICS or (chosen and score < points.least):
            break
        if not any(topic.keys & other.keys for other in chosen):
            chosen.append(topic)
    return chosen


def _put(text: str, pronouns: Sequence[Word], topic: str) -> str:
    """The text with the topic in place of each pronoun."""
    for word in reversed(pronouns):
        after = words(text[word.end :])
        base = word.low.partition("'")[0]
        owns = base in POSSESSIVE and base == word.low and bool(after) and not after[0].function
        possessive = ("'" if topic.endswith("s") else "'s") if owns else word.text[len(base) :]
        text = f"{text[: word.start]}{topic}{possessive}{text[word.end :]}"
    return re.sub(r"\b(the|The) the\b", r"\1", text)


def _lowered(text: str) -> str:
    """The text with a small first letter, if its first word is a function word other than I."""
    text = text.strip()
    found = words(text)
    if found and found[0].start == 0 and found[0].function and not found[0].low.startswith("i'"):
        return text[0].lower() + text[1:] if found[0].text != "I" else text
    return text
