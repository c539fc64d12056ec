"""Correct misspelt words of a question to words that the documents use.

A word is left alone if the documents have it, or if it is a word of English: in the dictionary of
pyspellchecker, which spells as Americans do, with a prefix or without ("offboarding" is no misspelt
"onboarding"), or whole in the vocabulary of the packaged model, which knows many names. Any other
is replaced by the nearest word of the documents, or one that questions ask with, by edits of a
letter and exchanges of two neighbours (optimal string alignment distance), where one is near enough
and begins alike: few mistake a first letter for another. The only file that imports pyspellchecker
and rapidfuzz.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA
from spellchecker import SpellChecker

from index.packaged import MODEL_DIR

_WORD = re.compile(r"\w+")
_HYPHENED = re.compile(r"\b\w++(?:-\w++)+")
_SHORTEST = 4  # letters; too much is near a shorter word
_TWO_EDITS = 8  # letters from which a word may differ by two edits
_PREFIX = re.compile(  # not "in": "inovation" is no word that "ovation" makes
    "anti|counter|dis|down|extra|inter|intra|micro|mid|mis|multi|non|off|on|out|over|post|pre|re|"
    "semi|sub|super|trans|un|under|up"
)
_BRITISH = re.compile(r"(i|y)s(e|ed|es|er|ers|ing|ation|ations)\Z")
_ROOT = 6  # letters; many misspelt words are a prefix and a shorter word
_ASKING = ["what", "when", "where", "which", "whose", "does", "many", "much"]


class Speller:
    """Knows the words of some texts. Safe to share between threads."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Count the words of the texts; a word's commonest form is the one it is corrected to."""
        seen = Counter(_ASKING)
        hyphened: Counter[str] = Counter()
        for text in texts:
            seen.update(filter(str.isalpha, _WORD.findall(text)))
            hyphened.update(_HYPHENED.findall(text))
        self._joined: dict[str, str] = {}
        for form, _ in hyphened.most_common():
            self._joined.setdefault(form.replace("-", "").casefold(), form)
        self._counts: Counter[str] = Counter()
        self._forms: dict[str, str] = {}
        for form, count in seen.most_common():
            self._counts[form.casefold()] += count
            self._forms.setdefault(form.casefold(), form)
        self._near = [word for word in self._forms if len(word) >= _SHORTEST]

    def correct(self, question: str) -> str:
        """The question with its misspelt words corrected; everything else stays as it is."""
        return _WORD.sub(lambda match: self._corrected(match[0]), question)

    def _corrected(self, word: str) -> str:
        plain = word.casefold()
        known = plain in self._counts or not word.isalpha()
        if len(plain) < _SHORTEST or known or _is_english(plain):
            return word
        if plain in self._joined:  # "wifi" for "Wi-Fi"
            return self._joined[plain]
        most = 2 if len(plain) >= _TWO_EDITS else 1
        found = process.extract(
            plain, self._near, scorer=OSA.distance, score_cutoff=most, limit=None
        )
        alike = [one for one in found if _begin_alike(plain, one[0])]
        return self._forms[min(alike, key=self._order)[0]] if alike else word

    def _order(self, found: tuple[str, float, int]) -> tuple[float, bool, int, str]:
        """Nearest first; of equals a word that asks, then the more frequent."""
        word, edits, _ = found
        return edits, word not in _ASKING, -self._counts[word], word


def _is_english(word: str) -> bool:
    american = _BRITISH.sub(r"\1z\2", word)
    return word in _vocabulary() or bool(_dictionary().known([word, american, *_roots(word)]))


def _begin_alike(word: str, other: str) -> bool:
    """Whether the first letter is the same, left out, too much, or exchanged with the second."""
    return word[0] in other[:2] or other[0] == word[1]


def _roots(word: str) -> list[str]:
    """What is left of the word without a prefix, where that is long enough to tell."""
    ends = range(2, len(word) - _ROOT + 1)
    return [word[end:] for end in ends if _PREFIX.fullmatch(word, 0, end)]


@lru_cache(maxsize=1)
def _vocabulary() -> frozenset[str]:
    """The whole words of the packaged model's vocabulary, in lower case."""
    tokeniser = json.loads((MODEL_DIR / "tokenizer.json").read_text(encoding="utf-8"))
    return frozenset(word for word in tokeniser["model"]["vocab"] if word.isalpha())


@lru_cache(maxsize=1)
def _dictionary() -> SpellChecker:
    return SpellChecker()  # takes a fifth of a second, so only when a word needs it
