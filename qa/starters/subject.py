"""Which noun phrases can stand in a question by themselves, and how they are written there."""

import re
from collections import Counter

from corpus.types import Document
from qa.starters.words import COMMON_ENGLISH, DETERMINERS, NOT_IN_A_SUBJECT

MOST_WORDS = 9
_OFTEN = 3  # a bare common noun in a question must be one that the document keeps coming back to
_USUAL = 2
_WORD = re.compile(r"[^\W_]+(?:[-’'.&/][^\W_]+)*\.?")  # noqa: RUF001
# Small words inside names: "University of Oxford", "Research and Trade".
_LINKS = frozenset({"of", "and", "the", "for", "de", "da", "di", "du", "la", "le", "van", "von"})
_QUOTE = "Quoted"
_QUOTED = re.compile(r"“[^“”\"]+”|\"[^“”\"]+\"")
_OPENS_ENGLISH = 0.12  # share of the commonest words in English prose: about a quarter


class Subjects:
    """Judges the noun phrases of one document."""

    def __init__(self, document: Document) -> None:
        words = re.findall(r"[^\W\d_]+", document.text)
        self._counts = Counter(words)
        # Capitalised though no sentence begins there: a name.
        self._names = Counter(re.findall(r"(?<=[a-z,] )[A-Z][^\W\d_]*", document.text))
        self._text = document.text
        self._title = document.title.lower()
        common = sum(count for word, count in self._counts.items() if word in COMMON_ENGLISH)
        self.english = common >= _OPENS_ENGLISH * max(1, len(words))

    def in_question(self, phrase: str, *, opens: bool) -> str | None:
        """The phrase as it is written inside a question, or None where it cannot stand there.

        It can if it names something: it holds a name, or is a bare noun of which the document
        often speaks. ``opens`` says that it began a sentence, so that its capital means nothing.
        """
        bare = _QUOTED.sub(_QUOTE, phrase)
        words = bare.split()
        if not 1 <= len(words) <= MOST_WORDS or not all(map(_WORD.fullmatch, words)):
            return None
        head, rest = words[0], words[1:]
        if {word.lower() for word in rest} & NOT_IN_A_SUBJECT - {"the"}:
            return None
        if any(word.endswith("ly") and word.islower() for word in rest):
            return None
        if words[-1].lower() in _LINKS or not self._links_join(words):
            return None
        if head.lower() in DETERMINERS:
            return self._definite(phrase, rest, head)
        if head.lower() in NOT_IN_A_SUBJECT or head.lower() in _LINKS or not head[0].isalpha():
            return None
        if opens and not self._is_name(head, rest):
            return self._bare(phrase, words)
        if head[0].islower():
            return phrase if self._common_noun(words) else None
        return phrase if self._named(words) else None

    def _definite(self, phrase: str, rest: list[str], head: str) -> str | None:
        """The phrase after "the": only with a name in it, or where it is what the title says."""
        if head.lower() != "the" or not rest or rest[0].lower() == "the":
            return None
        phrase = "the" + phrase[len(head) :]
        return phrase if self._titled(" ".join(rest)) or self._holds_name(rest) else None

    def _titled(self, phrase: str) -> bool:
        """Whether the title is that phrase, or that and one word: "Router manual"."""
        title, words = self._title.split(), phrase.lower().split()
        return title[: len(words)] == words and len(title) - len(words) <= 1

    def _holds_name(self, words: list[str]) -> bool:
        """Whether there is a name among them; "Court" is none where "court" is as usual."""
        names = [word for word in words if word[0].isupper()]
        usual = [word for word in names if self._counts[word.lower()] > _USUAL]
        return len(names) > len(usual) or len(names) > 1

    def _bare(self, phrase: str, words: list[str]) -> str | None:
        """A common noun that began the sentence, with a small letter, or None."""
        lower = phrase[0].lower() + phrase[1:]
        return lower if self._common_noun([words[0].lower(), *words[1:]]) else None

    def _common_noun(self, words: list[str]) -> bool:
        if len(words) > 2:
            return False
        phrase = " ".join(words).lower()
        return self._titled(phrase) or self._text.lower().count(phrase) >= _OFTEN

    def _named(self, words: list[str]) -> bool:
        """Whether all of it is a name, or names and then a plural such as "residents"."""
        if words == [_QUOTE]:
            return True
        capital = [i for i, word in enumerate(words) if word[0].isupper() or word[0].isdigit()]
        if not capital:  # a script without capitals
            return False
        tail = words[capital[-1] + 1 :]
        if len(words) == 1 and self._counts[words[0]] < 2 and words[0].lower() not in self._title:
            return False
        plural = tail and tail[-1].endswith("s") and len(tail) <= 3
        return not tail or bool(plural and not set(tail) & _LINKS)

    def _is_name(self, word: str, rest: list[str]) -> bool:
        """Whether a word that began a sentence is a name: its case elsewhere, or the next word."""
        if any(character.isupper() or character.isdigit() for character in word[1:]):
            return True
        small = self._counts[word.lower()]
        if self._names[word] > small:
            return True
        followed = bool(rest) and rest[0][0].isupper() and not word.endswith("ly")
        if followed and self._text.count(f"{word} {rest[0]}") >= _USUAL:
            return f"{word[0].lower()}{word[1:]} {rest[0]}" not in self._text
        return not small and (followed or word.lower() in self._title.split())

    @staticmethod
    def _links_join(words: list[str]) -> bool:
        """Whether "of" and its like stand between names, so that the phrase is one phrase."""
        for number, word in enumerate(words[1:-1], 1):
            if word in _LINKS and word != "the":
                after = [w for w in words[number + 1 :] if w != "the"]
                if not after or not (after[0][0].isupper() or (word == "of" and _has_name(after))):
                    return False
                if word == "and" and not any(w[0].isupper() for w in words[:number]):
                    return False
        return True


def _has_name(words: list[str]) -> bool:
    return any(word[0].isupper() for word in words)
