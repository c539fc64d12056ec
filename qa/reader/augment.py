"""Questions as people type them: no question mark, typing errors, bare keywords, other words.

Only the question changes; the window it is read with stays as it is.
"""

import random
import re
from collections.abc import Mapping
from typing import Literal, get_args

from qa.reader.reword import reword

Noise = Literal["none", "lower", "unmarked", "typo", "terse", "garbled", "reworded"]
NOISES: tuple[Noise, ...] = get_args(Noise)

_GARBLED = 0.4  # of the longer words of a garbled question
_REWORDED_UNMARKED = 0.25
_FUNCTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        """a an the is are was were be been being am do does did has have had will would can could
        may might must shall should of to in on at by for from with and or that this these those it
        its their his her they he she there what which who whom whose when where why how""",
    )
)
# What a keyword search keeps of a question word: these say what kind of answer is wanted.
_KEPT = {"when": "when", "where": "where", "who": "who", "why": "why"}
_VOWELS = "aeiou"
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def draw_noise(shares: Mapping[Noise, float], rng: random.Random) -> Noise:
    """A kind of noise, at its share of the training questions."""
    return rng.choices(NOISES, [shares.get(noise, 0.0) for noise in NOISES])[0]


def add_noise(question: str, noise: Noise, rng: random.Random) -> str:
    """The question with that noise; never empty."""
    if noise == "none":
        return question
    if noise == "lower":
        return question.lower()
    bare = question.rstrip(" ?")
    if noise == "unmarked":
        return bare or question
    if noise == "terse":
        return terse(question, rng) or question
    if noise == "garbled":
        return garble(question, rng)
    if noise == "reworded":
        return _reworded(question, rng)
    return misspell(question, rng)


def terse(question: str, rng: random.Random) -> str:
    """The words a person would type into a search box.

    >>> terse("What is the capital of France?", random.Random(0))
    'capital france'
    """
    words = re.findall(r"[^\s?]+", question.lower())
    keep_asking = rng.random() < 0.5
    kept = [
        word for word in words if word not in _FUNCTION_WORDS or (keep_asking and word in _KEPT)
    ]
    if " ".join(words[:2]) in ("how many", "how much") and keep_asking:
        kept = ["how", *kept]
    return " ".join(kept)


def garble(question: str, rng: random.Random) -> str:
    """As typed in haste: lower case mostly, no mark, errors in many of the longer words."""
    words = (question.lower() if rng.random() < 0.75 else question).rstrip(" ?").split(" ")
    garbled = " ".join(
        _misheard(word, rng)
        if len(word) > 3 and word.isalpha() and rng.random() < _GARBLED
        else word
        for word in words
    )
    return (terse(garbled, rng) if rng.random() < 0.25 else garbled) or question


def _misheard(word: str, rng: random.Random) -> str:
    """A word with one error of the hand or of the ear: a wrong vowel, a single letter for two."""
    if rng.random() < 0.5:
        return _misspelt(word, rng)
    doubled = [place for place in range(1, len(word)) if word[place] == word[place - 1]]
    if doubled:
        place = rng.choice(doubled)
        return word[:place] + word[place + 1 :]
    vowels = [place for place in range(1, len(word)) if word[place] in _VOWELS]
    if not vowels:
        return _misspelt(word, rng)
    place = rng.choice(vowels)
    other = "" if rng.random() < 0.25 else rng.choice(_VOWELS.replace(word[place], ""))
    return word[:place] + other + word[place + 1 :]


def _reworded(question: str, rng: random.Random) -> str:
    changed = reword(question, rng)
    return changed.rstrip(" ?.") or question if rng.random() < _REWORDED_UNMARKED else changed


def misspell(question: str, rng: random.Random) -> str:
    """One error in a longer word, two in a long question: swapped, lost, doubled or wrong."""
    words = question.split(" ")
    long = [number for number, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    for number in rng.sample(long, min(len(long), 2 if len(words) > 9 else 1)):
        words[number] = _misspelt(words[number], rng)
    return " ".join(words)


def _misspelt(word: str, rng: random.Random) -> str:
    place = rng.randrange(1, len(word) - 1)
    match rng.randrange(4):
        case 0:
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        case 1:
            return word[:place] + word[place + 1 :]
        case 2:
            return word[:place] + word[place] + word[place:]
        case _:
            return word[:place] + _neighbour(word[place], rng) + word[place + 1 :]


def _neighbour(letter: str, rng: random.Random) -> str:
    """A letter beside this one on a keyboard."""
    for row in _KEYS:
        place = row.find(letter.lower())
        if place >= 0:
            return rng.choice(row[max(0, place - 1) : place] + row[place + 1 : place + 2])
    return "e"
