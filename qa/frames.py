"""Ask an earlier question again of something else: "What about Macao?" after "Who runs Hengqin?".

The new words take the place of the part they contrast with, where one can be told; otherwise they
stand before what is left of the earlier question. A question word alone takes the place of another
("Why?" after "When was it built?"). Grammar is not mended ("How many key projects was opened?").
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.phrases import ARTICLES, Phrase, Word, content_words, phrases, word_set, words

_PREPOSITIONS = word_set("in for at on from by with of to about during under between")
_ASKED = re.compile(r"^\s*(how many|how much|which|what|whose)\s+", re.I)
_END = " \t\n?.!"
_BE = word_set("is are was were")
_CIRCUMSTANCE = re.compile(
    r"(?P<place>when|where)|why|how|(?:since|until|by|from) when|(?:for )?how long|how often"
)
_DAYS = word_set("monday tuesday wednesday thursday friday saturday sunday weekday weekend")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_ASKS_CIRCUMSTANCE = re.compile(
    r"(?:(?P<asked>when|where|why|how) )?(?!(?:can|could|will|would) you )"
    r"(?P<verb>is|are|was|were|do|does|did|can|could|will|would|should|shall|has|have|had|may|might"
    r"|must) ",
    re.I,
)


def statement(question: str) -> str:
    """What a question is about, without its asking words and its mark.

    "How many routes did the port open?" becomes "routes did the port open".
    """
    found = words(question)
    first = next((word for word in found if not word.function), None)
    return question[first.start :].rstrip(_END) if first else ""


def ask_by(earlier: str, question_word: str) -> str:
    """The earlier question with another question word: "Why was it built?" after "When was it?".

    Blank where no well-formed question comes of it. A word for a circumstance takes the place of
    such a word or stands before a question for yes or no; "who" and "what" are parts of the
    sentence and stay.
    """
    asked = _CIRCUMSTANCE.fullmatch(question_word.strip(_END).casefold())
    subject, colon, question = earlier.strip().rpartition(": ")
    opening = _ASKS_CIRCUMSTANCE.match(question)
    if not asked or not opening:
        return ""
    complete = not opening["asked"] or opening["verb"].casefold() not in _BE
    if not (complete or asked["place"] or _ends_in_predicate(question)):
        return ""  # "Where is the museum?" says nothing of it that could be asked why
    begin = asked.group() if colon else asked.group().capitalize()
    rest = question[opening.start("verb") :].rstrip(_END)
    return f"{subject}{colon}{begin} {rest[0].lower()}{rest[1:]}?"


def _is_time(text: str) -> bool:
    """Whether nothing but a day or a year is named: "Sunday", "2024"."""
    found = content_words(text)
    return bool(found) and all(word.key in _DAYS or _YEAR.fullmatch(word.low) for word in found)


def _ends_in_predicate(question: str) -> bool:
    """Whether the last word is a verb or an adjective that belongs to no phrase: "born", "open"."""
    found = words(question)
    inside = {phrase.last for phrase in phrases(question)}
    return not found[-1].function and len(found) - 1 not in inside


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
        bare = rest[new[1].start :] if new[0].low in ARTICLES and len(new) > 1 else rest
    if target is not None:
        return _replace(earlier, target, bare)
    if _is_time(rest):
        return f"{earlier.rstrip(_END)} {'on' if new[-1].key in _DAYS else 'in'} {rest}?"
    dropped = None if asked else _asked_phrase(earlier)
    frame = _replace(earlier, dropped, "") if dropped else earlier
    about = statement(frame) or statement(earlier)
    return f"{about}: {rest}" if asked else f"{bare}: {about}"


def _in_other_place(earlier: str, rest: str, new: list[Word]) -> str:
    """``rest`` begins with a preposition: put it where the earlier question has the same one."""
    found = words(earlier)
    same = [phrase for phrase in phrases(earlier) if preposition(found, phrase) == new[0].low]
    if same:
        return _replace(earlier, same[-1], _without_article(rest[new[1].start :]))
    return f"{earlier.rstrip(_END)} {rest}?"


def preposition(found: Sequence[Word], phrase: Phrase) -> str:
    """The preposition before a phrase of those words and its article, or blank."""
    before = [word.low for word in found[max(0, phrase.first - 2) : phrase.first]]
    if before and before[-1] in ARTICLES:
        before.pop()
    return before[-1] if before and before[-1] in _PREPOSITIONS else ""


def replaced_subject(earlier: str, rest: str) -> Phrase | None:
    """The phrase that ended the earlier question, if ``rest`` is asked about in its place.

    "The teaching pool" takes the place of the sport pool after "How deep is the sport pool?". After
    "What is the depth of the pool?" the pool is still what is talked about.
    """
    if words(rest)[0].low in _PREPOSITIONS or _ASKED.match(rest):
        return None
    part = _contrast(earlier, rest)
    return part if part and part.last == phrases(earlier)[-1].last else None


def _contrast(earlier: str, rest: str) -> Phrase | None:
    """The phrase of the earlier question that plays the part of ``rest``.

    The one that ends in the same word ("tiger sharks", "Mako sharks"); a name for a name; the noun
    that was counted for a plural; the only one that is no name; the only one. A time only ever
    takes the place of a time.
    """
    time = _is_time(rest)
    candidates = [
        each for each in phrases(earlier) if not each.quality and _is_time(each.text) == time
    ]
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
    if not name and not _asked_phrase(earlier):
        # The capital of a first word says nothing: it may be a name.
        plain = [each for each in candidates if each.first and not each.name]
        if len(plain) == 1:
            return plain[0]
        if names and words(rest)[0].low == "the":
            return None  # "the depth" may be that of the lake that was named
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
    return text[found[1].start :] if len(found) > 1 and found[0].low in ARTICLES else text
