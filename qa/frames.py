"""Ask an earlier question again of something else: "What about Macao?" after "Who runs Hengqin?".

The new words take the place of the part they contrast with, where one can be told; otherwise they
stand before what is left of the earlier question. Grammar is not mended ("How many key projects was
opened?").
"""

import re
from dataclasses import replace

from qa.phrases import Phrase, Word, content_words, phrases, word_set, words

_PREPOSITIONS = word_set("in for at on from by with of to about during under between")
_ASKED = re.compile(r"^\s*(how many|how much|which|what|whose)\s+", re.I)
_END = " \t\n?.!"
_ARTICLES = frozenset(["the", "a", "an"])


def statement(question: str) -> str:
    """What a question is about, without its asking words and its mark.

    "How many routes did the port open?" becomes "routes did the port open".
    """
    found = words(question)
    first = next((word for word in found if not word.function), None)
    return question[first.start :].rstrip(_END) if first else ""


def ask_of(earlier: str, rest: str) -> str:
    """The earlier question with ``rest`` in place of the part it contrasts with."""
    rest = rest.strip().rstrip(_END)
    new = words(rest)
    if not new or not content_words(earlier):
        return f"{earlier} {rest}".strip()
    if new[0].low in _PREPOSITIONS and len(new) > 1:
        return _in_other_place(earlier, rest, new)
    asked = _ASKED.match(rest)
    if asked:
        target = _asked_phrase(earlier, asked[1].casefold())
        bare = rest[asked.end() :]
    else:
        target = _contrast(earlier, rest)
        bare = rest[new[1].start :] if new[0].low in _ARTICLES and len(new) > 1 else rest
    if target is not None:
        return _replace(earlier, target, bare)
    dropped = None if asked else _asked_phrase(earlier)
    frame = _replace(earlier, dropped, "") if dropped else earlier
    about = statement(frame) or statement(earlier)
    return f"{about}: {rest}" if asked else f"{bare}: {about}"


def _in_other_place(earlier: str, rest: str, new: list[Word]) -> str:
    """``rest`` begins with a preposition: put it where the earlier question has the same one."""
    same = [phrase for phrase in phrases(earlier) if _preposition(earlier, phrase) == new[0].low]
    if same:
        return _replace(earlier, same[-1], _without_article(rest[new[1].start :]))
    return f"{earlier.rstrip().rstrip(_END)} {rest}?"


def _preposition(text: str, phrase: Phrase) -> str:
    """The preposition before a phrase and its article, or blank."""
    found = words(text)
    before = [word.low for word in found[max(0, phrase.first - 2) : phrase.first]]
    if before and before[-1] in _ARTICLES:
        before.pop()
    return before[-1] if before and before[-1] in _PREPOSITIONS else ""


def _contrast(earlier: str, rest: str) -> Phrase | None:
    """The phrase of the earlier question that plays the part of ``rest``.

    The one that ends in the same word ("tiger sharks", "Mako sharks"); a name for a name; the noun
    that was counted for a plural; the only one.
    """
    candidates = phrases(earlier)
    offered = phrases(rest)
    if len(offered) != 1 or not candidates:
        return None
    new = offered[0]
    last = words(rest)[new.last].key
    alike = [each for each in candidates if words(earlier)[each.last].key == last]
    if alike:
        return alike[-1]
    name = any(word.capital for word in words(new.text)) and not rest.istitle()
    name = name or all(word.capital for word in words(new.text))
    names = [each for each in candidates if each.name]
    if name and names:
        return names[-1]
    if not name and last != words(rest)[new.last].low:
        counted = _asked_phrase(earlier)
        if counted:
            return counted
    return candidates[0] if len(candidates) == 1 else None


def _asked_phrase(question: str, asking: str | None = None) -> Phrase | None:
    """The phrase after "how many" or "which", if the question opens so."""
    match = _ASKED.match(question)
    if not match or (asking and match[1].casefold() != asking):
        return None
    opening = len(words(match[1]))
    found = words(question)
    first = next(iter(phrases(question)), None)
    if first is None or any(word.function for word in found[opening : first.first]):
        return None
    return replace(first, first=opening)


def _replace(text: str, phrase: Phrase, new: str) -> str:
    found = words(text)
    start, end = found[phrase.first].start, found[phrase.last].end
    return re.sub(r"\s+", " ", f"{text[:start]}{new}{text[end:]}").strip()


def _without_article(text: str) -> str:
    found = words(text)
    return text[found[1].start :] if len(found) > 1 and found[0].low in _ARTICLES else text
