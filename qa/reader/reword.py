"""Ask the same in other words: synonyms, other question words, a turn of phrase around it."""

import json
import random
import re
from functools import cache
from pathlib import Path

SYNONYMS = Path(__file__).parent / "synonyms.json"  # built by qa.reader.wordnet
_CHANGED = 0.55  # of the words that have another word for them
_ASKED_OTHERWISE = 0.5
_WRAPPED = 0.12

# How a question begins, and how else it may: the same kind of answer is asked for.
_BEGINNINGS: dict[str, tuple[str, ...]] = {
    "how many": ("what number of", "what is the number of", "the number of"),
    "how much": ("what amount of", "what quantity of"),
    "how long": ("for what length of time", "over what period"),
    "how often": ("with what frequency", "how many times"),
    "in what year": ("when", "in which year", "what year"),
    "what year": ("when", "which year", "in what year"),
    "when did": ("in what year did", "at what time did", "on what date did", "since when did"),
    "when was": ("in what year was", "at what time was", "on what date was"),
    "when were": ("in what year were", "at what time were"),
    "where did": ("in what place did", "at what location did", "in which place did"),
    "where is": ("in what place is", "what is the location of", "whereabouts is"),
    "where was": ("in what place was", "at what location was"),
    "who was": ("which person was", "what person was", "what was the name of"),
    "who is": ("which person is", "what is the name of"),
    "who": ("which person", "what person", "which people", "whoever"),
    "why did": ("for what reason did", "what made", "how come", "what was the reason that"),
    "why was": ("for what reason was", "what is the reason why"),
    "why": ("for what reason", "how come", "on what grounds"),
    "what is the name of": ("what do they call", "which is", "how is one to call"),
    "what was the name of": ("what did they call", "which was"),
    "what does": ("which thing does", "just what does"),
    "what kind of": ("what sort of", "which type of"),
    "what type of": ("what kind of", "which sort of"),
    "what": ("which", "what exactly", "just what"),
    "which": ("what",),
}  # fmt: skip
_ORDER = sorted(_BEGINNINGS, key=len, reverse=True)
_WRAPPERS = (
    "Can you tell me {}?", "Do you know {}?", "I would like to know {}.", "Tell me {}.",
    "Does it say {}?", "Please find out {}.", "Any idea {}?", "I was wondering {}?",
)  # fmt: skip
_WORD = re.compile(r"\b[a-z]{4,}\b")


def reword(question: str, rng: random.Random) -> str:
    """The question with some words replaced by others of nearly the same meaning.

    Names are kept: only words in lower case change.
    """
    beginning, rest = _split(question)
    if beginning and rng.random() < _ASKED_OTHERWISE:
        new = rng.choice(_BEGINNINGS[beginning.lower()])
        beginning = new[0].upper() + new[1:] if beginning[0].isupper() else new
    changed = beginning + _WORD.sub(lambda match: _other(match[0], rng), rest)
    bare = changed.rstrip(" ?.")
    if bare and rng.random() < _WRAPPED:
        changed = rng.choice(_WRAPPERS).format(bare[0].lower() + bare[1:])
    return changed


def _split(question: str) -> tuple[str, str]:
    """The question's beginning, where it is one of ours, and the rest."""
    for beginning in _ORDER:
        if question[: len(beginning) + 1].lower() == f"{beginning} ":
            return question[: len(beginning)], question[len(beginning) :]
    return "", question


def _other(word: str, rng: random.Random) -> str:
    others = _synonyms().get(word)
    return rng.choice(others) if others and rng.random() < _CHANGED else word


@cache
def _synonyms() -> dict[str, list[str]]:
    read: dict[str, list[str]] = json.loads(SYNONYMS.read_text(encoding="utf-8"))
    return read
