"""Words and phrases of a question, without a tagger: what carries meaning, and where it stands.

A phrase is a run of words that are neither function words nor light verbs ("key projects"); names
may hold small words ("University of Michigan"). English only. It does not parse: "team" in "which
team won" is found, and so is "solar power plants work" without "work".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+(?:['\u2019.,&/-][^\W_]+)*")


def word_set(text: str) -> frozenset[str]:
    """The words of a list kept as text."""
    return frozenset(text.split())


FUNCTION_WORDS = word_set(
    """a an the this that these those i me my mine myself we us our ours you your yours he him his
    he's she her hers she's it its it's itself they them their theirs they're themselves who
    who's whom whose what what's which when when's where where's why how how's whether am is
    are was were be been being do does did done doing have has had having can could may might
    must shall should will would ought aren't isn't wasn't weren't don't doesn't didn't can't
    cannot couldn't won't wouldn't shouldn't haven't hasn't hadn't that's there's here's
    let's i'm i've i'd you're we're and or but nor so yet if then than because as while
    though although unless until since of in on at by for from to into onto with without
    within about above below over under between among through during before after against per
    via upon up down out off around near not no yes ok okay please thanks thank well also too
    just only even very more most much many less least few any some all both each every
    either neither other others another such same else again still already ever never now
    here there one ones something anything thing things everything someone anyone tell give
    show explain describe know say said mean let get got like way kind sort lot really
    actually long often far"""
)

# Words that a topic neither begins nor ends with, unless they are part of a name.
_LIGHT_WORDS = word_set(
    """come comes coming came work works working worked use uses using used need needs needed happen
    happens happened cause causes caused start starts started become becomes became call
    called means meant provide provides provided compare compared check offer offers offered
    find found go goes going went make makes made making take takes took taken see look help
    helps want wants keep keeps think put seem seems include includes including affect
    affects relate relates related exist live lives create created add added changed buy sell
    pay learn ask asking talking speaking mention mentioned different good best better main
    important possible available common new popular large big great bad famous"""
)
_AUXILIARIES = word_set(
    """was were is are did does do been be has have had can could will would should being to"""
)
_HELPING = word_set("do does did can could will would should don't doesn't didn't can't")
_SUBJECTS = word_set("he she it they")  # what follows "did she" is a verb
_FUNCTION_VERBS = word_set("have do give show get know mean say tell let be")
ARTICLES = frozenset(["the", "a", "an"])
_INSIDE_NAMES = frozenset(["of", "the", "for", "and", "de"])
# Participles that do not end in -ed, and adjectives that stand as they do ("is the pool open?").
# Those that are the verb itself ("set", "cut") are left out: "how to set up a pool" has none.
_IRREGULAR_PARTICIPLES = word_set(
    """beaten begun born bought bound brought broken built burnt caught chosen dealt drawn driven
    drunk eaten fallen fed flown forbidden forgotten fought frozen given grown held hidden hung kept
    known laid led lent lost met paid proven sent sewn shot shown sold spent spoken stolen struck
    sung sunk swept sworn taught thrown told torn understood won worn written due open overdue"""
)
_REGULAR_PARTICIPLE = re.compile(r"\w{3,}ed")
_VERB = re.compile(r"\w+(?:ed|[^su]s)")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text; ``low`` is its lower case with a plain apostrophe."""

    start: int
    end: int
    text: str
    low: str

    @property
    def key(self) -> str:
        """What equal words share: no case, no plural, no possessive ("Projects'" is "project")."""
        return _key(self.low)

    @property
    def function(self) -> bool:
        """Whether it only holds the sentence together."""
        return self.low in FUNCTION_WORDS

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words ``first`` to ``last`` of a question; ``before`` is the word in front, or blank."""

    text: str
    keys: frozenset[str]
    first: int
    last: int
    before: str
    name: bool

    @property
    def quality(self) -> bool:
        """Whether it is what a question asks the measure of: "deep" in "How deep is it?"."""
        return self.first == 1 and self.before == "how"


def words(text: str) -> list[Word]:
    """The words of a text, in order."""
    return [
        Word(m.start(), m.end(), m.group(), m.group().casefold().replace("\u2019", "'"))
        for m in _WORD.finditer(text)
    ]


def content_words(text: str) -> list[Word]:
    """The words that are not function words."""
    return [word for word in words(text) if not word.function]


def keys(text: str) -> set[str]:
    """The keys of the content words."""
    return {word.key for word in content_words(text)}


def phrases(text: str) -> list[Phrase]:
    """The phrases of a question, in order."""
    found = words(text)
    idle = [_idle(found, number, text) for number in range(len(found))]
    return list(_runs(text, found, idle))


def _runs(text: str, found: list[Word], idle: list[bool]) -> Iterator[Phrase]:
    at = 0
    while at < len(found):
        if idle[at]:
            at += 1
            continue
        last = at
        while (following := _next(text, found, idle, last)) is not None:
            last = following
        inside = found[at : last + 1]
        yield Phrase(
            text=text[found[at].start : found[last].end],
            keys=frozenset(word.key for word in inside if not word.function),
            first=at,
            last=last,
            before=found[at - 1].low if at else "",
            name=any(word.capital for word in inside[at == 0 :]),
        )
        at = last + 1


def _next(text: str, found: list[Word], idle: list[bool], last: int) -> int | None:
    """The word that goes on with the phrase that ends at ``last``, if one does."""
    after = last + 1
    while (
        after < len(found)
        and after - last <= 2
        and found[after].text in _INSIDE_NAMES
        and _touch(text, found, after)
    ):
        after += 1
    if after >= len(found) or idle[after] or not _touch(text, found, after):
        return None
    if after == last + 1:
        return after
    linked = [word.text for word in found[last + 1 : after]]
    named = found[last].capital and found[after].capital
    return after if named and ("and" not in linked or linked == ["and"]) else None


def _touch(text: str, found: list[Word], number: int) -> bool:
    """Whether only blanks stand between that word and the one before."""
    return text[found[number - 1].end : found[number].start].isspace()


def _idle(found: list[Word], number: int, text: str) -> bool:
    """Whether a word belongs to no phrase: a function word, a light word, or a verb by its place.

    "launched" in "who launched that", "founded" in "when was the city founded", "bite" in "why do
    sharks bite" and "why do they bite".
    """
    word = found[number]
    if word.function:
        return True
    if number == 0:
        return word.low in _LIGHT_WORDS
    if word.capital:
        return False
    if word.low in _LIGHT_WORDS:
        return True
    final = (
        number + 1 == len(found)
        or found[number + 1].function
        or not _touch(text, found, number + 1)
    )
    if found[number - 1].low in {"who", "what", "that", "which"} and _VERB.fullmatch(word.low):
        return number + 1 < len(found)
    if not final:
        return False
    ends = number + 1 == len(found) or (
        found[number + 1].function and found[number + 1].low not in _FUNCTION_VERBS
    )
    if ends:
        begin = next((n for n in range(number - 1, -1, -1) if found[n].function), 0)
        if found[begin].low in ARTICLES and begin:
            begin -= 1
        if found[begin].low in _HELPING and number - begin > 1 and not found[number - 1].function:
            return True
        if found[number - 1].low in _SUBJECTS and found[number - 2].low in _HELPING:
            return True
    return _is_participle(word) and any(earlier.low in _AUXILIARIES for earlier in found[:number])


def _is_participle(word: Word) -> bool:
    return word.low in _IRREGULAR_PARTICIPLES or bool(_REGULAR_PARTICIPLE.fullmatch(word.low))


def _key(low: str) -> str:
    low = low.removesuffix("'s")
    if len(low) > 4 and low.endswith("ies"):
        return low[:-3] + "y"
    if len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "is")):
        return low[:-1]
    return low
