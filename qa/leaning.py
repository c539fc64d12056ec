"""Does a question lean on the conversation before it?

Some wordings say so by themselves ("what about", "it" with nothing to refer to). Otherwise signals
are weighed: "what are the symptoms?" leans, "what is taurine?" does not. It judges wording, not
subject matter.
"""

import re
from collections.abc import Sequence

from qa.phrases import FUNCTION_WORDS, Phrase, Word, keys, phrases, word_set, words

POSSESSIVE = word_set("its his her their")
SINGULAR = word_set("it its itself he him his himself she her hers herself")
PLURAL = word_set("they them their theirs themselves")
_DEMONSTRATIVE = word_set("this that these those")
_FEW_WORDS = 3

# Nouns that are someone's or something's: "the symptoms" asks of what, unless it goes on to say.
_RELATIONAL = word_set(
    """symptom cause effect benefit type characteristic difference similarity advantage disadvantage
    role history feature price cost fee member example finding purpose significance
    requirement origin founder author creator owner leader reason result outcome impact
    importance meaning definition size population location date age risk danger treatment
    cure test option alternative step process rule limit deadline goal objective theme
    character part version model form method source evidence argument pro con consequence
    factor aspect problem issue solution salary diet weight height speed colour color winner
    rate amount number percentage total average influence"""
)
_BEFORE_NOUNS = word_set("the a an any some is are was were there other more most main these")
_GOES_ON = word_set("of in for between among on to with about that at from per by after before")

_OPENING = re.compile(r"^\s*(?:(?:and|but|so|ok|okay)\b,?\s+)?(?:what|how) (?:about|else)\b", re.I)
_LINK = re.compile(r"^\s*(?:and|but|so|also|or|then|ok|okay)\b,?\s*", re.I)
_DEFINITION = re.compile(
    r"^\s*(?:what|who)(?:['\u2019]s| is| are| was| were) (?!the\b)(?:an? )?[\w'\u2019 -]+[?. ]*$",
    re.I,
)
_REQUEST = re.compile(
    r"^\s*(?:(?:can|could) you )?(?:please )?(?:tell me|describe|explain|define)\b", re.I
)
_ASKS = word_set(
    """who whom what what's who's when where why how which is are was were do does did can could
    will would should has have had may might must am"""
)

# "it", "there" and "that" that refer to nothing: "is it safe to", "how many are there", "the plan
# that was approved". Blanked out before pronouns are looked for.
_NO_REFERENCE = re.compile(
    r"\b(?:is|was|be|would|wouldn't|isn't) it (?:\w+ ){1,4}?(?:to|that|if|for)\b"
    r"|\bit(?:'s| is| was) (?:\w+ ){1,3}?(?:to|that)\b"
    r"|\b(?:does|did|will|would) it (?:mean|take|cost) (?:\w+ ){0,2}?to\b|\bmake it \w+ to\b"
    r"|\b(?:is|are|was|were|be|been) there\b|\bthere (?:is|are|was|were|be|been)\b"
    r"|\b\w+ that (?=(?:is|are|was|were|has|have|had|will|can|do|does|would|could|the|an?|i|you|we"
    r"|they|he|it|people)\b)",
    re.I,
)
_COURTESY = word_set(
    "thanks thank cheers hello hi bye goodbye ok okay yes no please great perfect super cool"
)
_WITH_COURTESY = word_set("you very so much a lot many for the help")
_VERBS_OF_QUESTIONS = word_set(
    """is are was were do does did can could will would should has have had may might must who whom
    when where why tell describe explain"""
)
_CLAUSE = re.compile(r"[,.;:?!]|\b(?:and|or|but|if|when|once|because|so|while|than|to)\b", re.I)


def references(question: str) -> list[Word]:
    """The pronouns that refer to something outside the question.

    A pronoun after a clause with a noun of its own is taken to refer to that noun, and a possessive
    to any noun before: "Who was Ada Lovelace and what did she do?" has none, nor "Why did Macao
    stop its scheme?".
    """
    clean = _NO_REFERENCE.sub(lambda match: re.sub(r"\w", "_", match.group()), question)
    found = words(clean)
    outer = []
    for number, word in enumerate(found):
        base = re.sub(r"'(?:s|re|d|ll|ve)$", "", word.low)
        if not (base in SINGULAR or base in PLURAL or _points(found, number, clean)):
            continue
        before = clean[: word.start]
        owner = base in POSSESSIVE and found[max(0, number - 1)].low != "of" and phrases(before)
        if not owner and not _antecedent(before):
            outer.append(word)
    return outer


def explicit(question: str) -> bool:
    """Whether the wording alone says that something before is meant."""
    found = words(question)
    content = [word for word in found if not word.function]
    if not found:
        return False
    linked = bool(_LINK.match(question)) and (len(content) <= _FEW_WORDS or fragment(question))
    return (
        not content or linked or bool(_OPENING.match(question)) or bool(references(question))
    ) and not named(question)


def courteous(question: str) -> bool:
    """Whether it is courtesy and nothing else: "thanks", "ok, thank you very much"."""
    said = {word.low for word in words(question)}
    return bool(said & _COURTESY) and said <= _COURTESY | _WITH_COURTESY


def unlinked(question: str) -> str:
    """The question without the opening that ties it to the one before: "and", "what about"."""
    opening = _OPENING.match(question) or _LINK.match(question)
    return question[opening.end() :] if opening else question


def offered(question: str) -> str:
    """What is to be asked about instead: "the key projects" of "And the key projects?".

    Blank where the question has no such opening, or goes on to ask something itself.
    """
    rest = unlinked(question)
    found = words(rest)
    if rest == question or all(word.function for word in found):
        return ""
    asks = any(word.low in _VERBS_OF_QUESTIONS for word in found) or references(rest)
    return "" if asks else rest


def fragment(question: str) -> bool:
    """Whether it asks nothing itself: "in Nansha", "the key projects"."""
    lows = {word.low for word in words(question)}
    return bool(lows) and not lows & _ASKS and not _REQUEST.match(question)


def named(question: str) -> bool:
    """Whether the question says what it is about in front: "Lyme disease: can it be cured?"."""
    subject, colon, rest = question.partition(": ")
    return bool(colon and keys(subject) and rest.strip())


def signals(question: str, history: Sequence[str]) -> dict[str, float]:
    """What is weighed where the wording is not explicit, each 0 or 1."""
    found = words(question)
    own = keys(question)
    relational = _open_noun(question, found)
    count = sum(not word.function for word in found)
    values = {
        "relational": relational,
        "short": 1 <= count <= _FEW_WORDS and len(phrases(question)) <= 1,
        "long": count > 2 * _FEW_WORDS,
        "repeats": any(own & keys(turn) for turn in history),
        "defines": bool(_DEFINITION.match(question)) and not relational,
        "requests": bool(_REQUEST.match(question)) and not relational,
        "names": any(word.capital and not word.function for word in found[1:]),
        "sentences": len(re.findall(r"[.?!](?:\s|$)", question)) > 1,
    }
    return {name: float(value) for name, value in values.items()}


def _points(found: list[Word], number: int, text: str) -> bool:
    """Whether a demonstrative stands alone: "who launched that?", not "that project"."""
    if found[number].low not in _DEMONSTRATIVE:
        return False
    if number + 1 == len(found):
        return True
    following = found[number + 1]
    between = text[found[number].end : following.start].strip()
    return bool(between) or following.low in FUNCTION_WORDS


def _antecedent(before: str) -> bool:
    """Whether an earlier clause of the question offers a noun."""
    ends = [match.start() for match in _CLAUSE.finditer(before)]
    return bool(ends) and bool(phrases(before[: ends[-1]]))


def _open_noun(question: str, found: list[Word]) -> bool:
    """Whether a relational noun goes without its complement: "the symptoms", not "of flu"."""
    for phrase in phrases(question):
        inside = found[phrase.first : phrase.last + 1]
        owned = phrase.name or any(word.low.endswith("'s") for word in inside)
        follows = _following(question, found, phrase)
        open_ended = phrase.before in _BEFORE_NOUNS and follows not in _GOES_ON
        if inside[-1].key in _RELATIONAL and open_ended and not owned:
            return True
    return False


def _following(question: str, found: list[Word], phrase: Phrase) -> str:
    """The word after a phrase, blank at the end of a sentence."""
    if phrase.last + 1 >= len(found):
        return ""
    between = question[found[phrase.last].end : found[phrase.last + 1].start]
    return "" if re.search(r"[.;?!]", between) else found[phrase.last + 1].low
