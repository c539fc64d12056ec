"""Turn a clause of a document into questions that it answers.

Each rule knows one shape of clause and one question that is grammatical for it, whatever the words
are. A clause that fits no rule gives no question: better none than a clumsy one.
"""

import re
from collections.abc import Callable, Iterator

from qa.starters.subject import Subjects
from qa.starters.words import (
    ACHIEVEMENTS,
    BASE_OF_PAST,
    COMMANDS,
    DEEDS,
    EVENTS,
    INTRANSITIVE,
    MONTHS,
    OWN_DEEDS,
    PAST_OF_PARTICIPLE,
    PEOPLE,
    PLURAL_VERBS,
    SAYINGS,
    STANDING_DEEDS,
    TASKS,
    THINGS,
    UNCLEAR,
)

MOST_CHARACTERS = 130
_LEAST_WORDS = 4

_YEAR = r"(?:1\d|20)\d\d(?!,?\d)"
_DATE = (
    rf"(?:in (?:early |late |mid-)?(?:(?:{MONTHS}) )?{_YEAR}s?"
    rf"|in the (?:early |late |mid-)?{_YEAR}s"
    r"|in the \d\d?(?:st|th) century"
    rf"|on (?:the )?\d\d?(?:st|nd|rd|th)? (?:{MONTHS})(?:,? {_YEAR})?"
    rf"|on (?:{MONTHS}) \d\d?(?:, {_YEAR})?)"
)
_SMALL = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_ABOUT = (
    r"(?:(?:a total of|more than|less than|fewer than|over|nearly|almost|about|around|roughly|"
    r"approximately|some|at least|at most|up to|exactly) )*"
)
_NUMBER = (
    rf"{_ABOUT}(?!{_YEAR}\b)(?:\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?|{_SMALL})"
    r"(?: (?:hundred|thousand|million|billion))?"
)
_ADVERB = r"(?:officially |formally |first |originally |initially |jointly |finally |fully )?"
_SUBJECT = r"(?P<subject>[^,;:()]+?)(?: \([^()]*\))?(?:, (?:an?|the) [^,;:()]+,)?"
_BE = r"(?P<be>is|are|was|were)"
_WORDS = r"[^,;:()]"
_UNITS = r"(?:m|km|ft|mi|cm|mm|metres|meters|kilometres|kilometers|feet|miles|inches|centimetres)"
_PASTS = "|".join(sorted(BASE_OF_PAST))
_OWN_DEEDS = "|".join(sorted(OWN_DEEDS))
# Where a clause may be cut: at its end, at a comma without a verb of the subject's own after it,
# or before what only adds to it.
_END = r"(?=\Z|,(?! (?:is|are|was|were|has|have|had)\b))"
_CUT = (
    rf"(?:{_END}| (?=[a-z]+ing\b|where\b|when\b|after\b|before\b|while\b|because\b"
    r"|and (?:it|he|she|they|was|were|the|then|later)\b))"
)
_STOP = re.compile(
    r"[,;:()]| (?:of|in|on|at|for|from|to|with|by|that|which|who|whose|where|and|or|between|near"
    r"|over|along|under|through|about)\b"
)
_NOUNS_END = re.compile(
    r" (?=(?:in|on|at|for|from|to|with|by|through|over|across|between|among|during|under|per|as"
    r"|within|into|about|against|after|before|without|throughout|around|near|along|since|until"
    r"|and (?:\d|more than|over|nearly|about))\b)"
)
_PLURALS = frozenset({"people", "men", "women", "children", "species", "series", "staff"})

# A clause, its document's subjects, and whether it began a sentence.
Rule = Callable[[str, Subjects, bool], Iterator[str]]


def questions(clause: str, subjects: Subjects, *, opens: bool) -> list[str]:
    """The questions that a clause without its full stop answers; ``opens``: it began a sentence."""
    found = [
        " ".join(question.split()) + "?"
        for rule in _RULES
        for question in rule(clause, subjects, opens)
    ]
    return [question for question in dict.fromkeys(found) if _well_formed(question)]


def _well_formed(question: str) -> bool:
    return (
        len(question) <= MOST_CHARACTERS
        and len(question.split()) >= _LEAST_WORDS
        and question.count("“") == question.count("”")
        and question.count('"') % 2 == 0
    )


# The rules.


def _definition(clause: str, subjects: Subjects, opens: bool) -> Iterator[str]:
    """From "X is a city": "What is X?"; "X was a poet": "Who was X?"."""
    match = re.match(rf"{_SUBJECT} {_BE} (?:also )?(?:an?|any|the|one of the) (?P<kind>.+)", clause)
    general = re.match(rf"(?P<an>An?) {_SUBJECT} (?P<be>is) an? (?P<kind>.+)", clause)
    if general and (noun := subjects.in_question(general["subject"], opens=False)):
        if noun[0].islower() and _kind(general["kind"]) in THINGS:
            yield f"What is {general['an'].lower()} {noun}"
        return
    if not match or not (subject := _subject(match, subjects, opens)):
        return
    kind = _kind(match["kind"])
    if kind in PEOPLE and subject[0].isupper():
        yield f"Who {match['be']} {subject}"
    elif kind in (THINGS if match["be"] in ("is", "are") else EVENTS):
        yield f"What {match['be']} {subject}"


def _definition_plural(clause: str, subjects: Subjects, opens: bool) -> Iterator[str]:
    """From "Xs are cities": "What are Xs?"."""
    match = re.match(rf"{_SUBJECT} are (?P<kind>.+)", clause)
    if match and (subject := _subject(match, subjects, opens)) and subject[0].islower():
        noun = "".join(_STOP.split(match["kind"], maxsplit=1)[0].split()[-1:])
        if noun.endswith("s") and _kind(match["kind"]) in THINGS and _countable(subject):
            yield f"What are {subject}"


def _superlative(clause: str, subjects: Subjects, opens: bool) -> Iterator[str]:
    """From "X is the largest city in Y": "What is the largest city in Y?"."""
    first = r"(?:(?:second|third|fourth)[- ])?(?:first|oldest|most [a-z]+|[a-z]+est)"
    match = re.match(
        rf"{_SUBJECT} (?P<be>is|was) (?P<best>the {first} {_WORDS}+? (?:in|of|on) {_WORDS}+)\Z",
        clause,
    )
    if not match or not _subject(match, subjects, opens) or not _plain(match["best"], 10):
        return
    kind = _kind(match["best"].removeprefix("the "))
    if re.search(r" (?:in|of|on) (?:the )?[A-Z]", match["best"]) and " and " not in match["best"]:
        if kind in PEOPLE:
            yield f"Who {match['be']} {match['best']}"
        elif kind in THINGS:
            yield f"What {match['be']} {match['best']}"


def _when_passive(clause: str, subjects: Subjects, opens: bool) -> Iterator[str]:
    """From "X was founded in 1982": "When was X founded?"."""
    done = rf"(?P<be>was|were) (?P<done>{_ADVERB}(?P<verb>\w+))"
    after = re.match(rf"{_SUBJECT} {done}(?P<tail>(?: {_WORDS}+?)?) {_DATE}(?: by\b|\Z|,)", clause)
    before = re.match(rf"{_DATE},? {_SUBJECT} {done}(?P<tail>{_WORDS}*?){_CUT}", _small(clause))
    match = after or before
    if not match or match["verb"] not in {*PAST_OF_PARTICIPLE, "born"}:
        return
    subject = _subject(match, subjects, opens and match is after)
    tail = match["tail"].split(" by ")[0]
    if subject and _plain(tail) and _settled(tail):
        yield f"When {match['be']} {subject} {match['done']}{tail}"


def _when_active(clause: str, subjects: Subjects, opens: bool) -> Iterator[str]:
    """From "In 1990, X joined Y": "When did X join Y?"."""
    done = rf"(?P<adverb>{_ADVERB})(?P<verb>{_PASTS})\b"
    after = re.match(rf"{_SUBJECT} {done}(?P<tail>(?: {_WORDS}+?)?) {_DATE}{_CUT}", clause)
    before = re.match(rf"{_DATE},? {_SUBJECT} {done}(?P<tail>{_WORDS}*?){_CUT}", _small(clause))
    match = after or before
    if not match:
        return
    subject = _subject(match, subjects, opens and match is after)
    tail = match["tail"]
    complete = match["verb"] in INTRANSITIVE or bool(re.match(r" (?:the |an? |[A-Z])", tail))
    if subject and complete and not re.search(r"\bby\b", tail) and _plain(tail) and _settled(tail):
        yield f"When did {subject} {match['adverb']}{BASE_OF_PAST[match['verb']]}{tail}"


def _who_passive(clause: str, subjects: Subjects, opens: bool) -> Iterator[str]:
    """From "X was founded by Y": "Who founded X?"."""
    match = re.match(
        rf"{_SUBJECT} {_BE} (?P<adverb>{_ADVERB})(?P<verb>\w+)(?: {_DATE})? by (?:the )?[A-Z]",
        clause,
    )
    if not match or not (subject := _subject(match, subjects, opens)):
        return
    past = PAST_OF_PARTICIPLE.get(match["verb"])
    if match["be"] in ("was", "were") and past in DEEDS:
        yield f"Who {match['adverb']}{past} {subject}"
    elif match["be"] in ("is", "are") and match["verb"] in STANDING_DEEDS:
        yield f"Who {match['adverb']}{STANDING_DEEDS[match['verb']]} {subject}"


def _who_made(clause: str, subjects: Subjects, opens: bool) -> Iterator[str]:
    """From "X is a novel written by Y": "Who wrote X?"."""
    match = re.match(
        rf"{_SUBJECT} {_BE} an? {_WORDS}+? (?P<verb>[a-z]+)(?:, [a-z]+)*(?: and [a-z]+)?"
        r" by (?:the )?[A-Z]",
        clause,
    )
    past = PAST_OF_PARTICIPLE.get(match["verb"]) if match else None
    if match and past in DEEDS and (subject := _subject(match, subjects, opens)):
        yield f"Who {past} {subject}"


def _who_active(clause: str, subjects: Subjects, opens: bool) -> Iterator[str]:
    """From "Y discovered X": "Who discovered X?"."""
    match = re.match(
        rf"{_SUBJECT} (?P<adverb>{_ADVERB})(?P<verb>{_OWN_DEEDS}) (?P<object>{_WORDS}+?)"
        rf"(?: {_DATE}| to .+)?(?:,.*)?\Z",
        clause,
    )
    if not match or not _subject(match, subjects, opens):
        return
    target = subjects.in_question(match["object"], opens=False)
    if target and re.search("[A-Z]", target):
        yield f"Who {match['adverb']}{match['verb']} {target}"


def _where(clause: str, subjects: Subjects, opens: bool) -> Iterator[str]:
    """From "X is located in Y": "Where is X located?"."""
    place = rf"(?:the )?(?!{MONTHS})[A-Z]"
    match = re.match(
        rf"{_SUBJECT} {_BE} (?P<state>(?:located|situated) (?:in|on|at|near|along|between)"
        rf"|(?:based|headquartered) (?:in|at)|(?:born|buried|held|listed) (?:in|on|at)) {place}",
        clause,
    )
    if match and (subject := _subject(match, subjects, opens)):
        yield f"Where {match['be']} {subject} {match['state'].split()[0]}"


_STATES = {
    r"(?:widely |commonly |mainly |often |mostly )?used (?:for|to)": "used for",
    r"composed of": "composed of",
    r"made up of": "made up of",
    r"made from": "made from",
    r"(?:best |well |widely )?known for": "known for",
    r"famous for": "famous for",
    r"responsible for": "responsible for",
    r"divided into": "divided into",
    r"designed to": "designed to do",
    r"required to": "required to do",
    r"based on": "based on",
    r"measured in": "measured in",
    r"also known as": "also known as",
}


def _what_state(clause: str, subjects: Subjects, opens: bool) -> Iterator[str]:
    """From "X is responsible for": "What is X responsible for?"."""
    for shape, asked in _STATES.items():
        match = re.match(rf"{_SUBJECT} {_BE} {shape} ", clause)
        if match and (subject := _subject(match, subjects, opens)):
            yield f"What {match['be']} {subject} {asked}"


def _what_causes(clause: str, subjects: Subjects, opens: bool) -> Iterator[str]:
    """From "X is caused by": "What causes X?"."""
    match = re.match(rf"{_SUBJECT} {_BE} (?:usually |mainly |often )?caused by ", clause)
    if match and (subject := _subject(match, subjects, opens)):
        yield f"What {'causes' if match['be'] in ('is', 'are') else 'caused'} {subject}"


_DOES = {
    "stands for": "stand for",
    "consists of": "consist of",
    "consisted of": "consist of",
    "refers to": "refer to",
    "depends on": "depend on",
    "aims to": "aim to do",
    "requires": "require",
    "contains": "contain",
    "specialises in": "specialise in",
    "specializes in": "specialize in",
    "focuses on": "focus on",
}


def _what_does(clause: str, subjects: Subjects, opens: bool) -> Iterator[str]:
    """From "X consists of": "What does X consist of?"."""
    match = re.match(rf"{_SUBJECT} (?P<does>{'|'.join(_DOES)}) \S", clause)
    if match and (subject := _subject(match, subjects, opens)):
        did = "did" if match["does"] == "consisted of" else "does"
        yield f"What {did} {subject} {_DOES[match['does']]}"


_ATTRIBUTES = (
    "aim|area|budget|capacity|capital|circumference|colour|currency|deadline|depth|diameter|goal"
    "|height|length|mass|meaning|motto|nickname|official language|population|purpose|speed|symbol"
    "|temperature|weight|width"
)


def _what_attribute(clause: str, subjects: Subjects, opens: bool) -> Iterator[str]:
    """From "X has a population of" or "The population of X is": "What is the population of X?"."""
    has = re.match(rf"{_SUBJECT} (?P<be>has|had) an? (?P<of>{_ATTRIBUTES}) of \S", clause)
    of = re.match(rf"[Tt]he (?P<of>{_ATTRIBUTES}) of {_SUBJECT} (?P<be>is|was) ", clause)
    match = has or of
    if match and (subject := _subject(match, subjects, opens and match is has)):
        be = {"has": "is", "had": "was"}.get(match["be"], match["be"])
        yield f"What {be} the {match['of']} of {subject}"


def _how_long(clause: str, subjects: Subjects, opens: bool) -> Iterator[str]:
    """From "X is 30 km long": "How long is X?"."""
    match = re.match(
        rf"{_SUBJECT} {_BE} {_NUMBER} {_UNITS}(?: \([^()]*\))? (?P<how>long|tall|high|wide|deep)\b",
        clause,
    )
    if match and (subject := _subject(match, subjects, opens)):
        yield f"How {match['how']} {match['be']} {subject}"


def _how_many_subject(clause: str, subjects: Subjects, opens: bool) -> Iterator[str]:
    """From "40 routes were opened": "How many routes were opened?"."""
    del subjects, opens
    rest = rf"(?P<nouns>(?!of ){_WORDS}+?) (?P<verb>{PLURAL_VERBS}) (?P<tail>{_WORDS}+)\Z"
    match = re.match(rf"(?:the )?{_NUMBER} {rest}", _small(clause))
    share = re.match(rf"{_ABOUT}\d+(?:\.\d+)?(?:%| percent| per cent) of {rest}", _small(clause))
    found = match or share
    if not found or not _plain(found["nouns"], 10) or not _plain(found["tail"], 14):
        return
    asked = f"{found['nouns']} {found['verb']} {found['tail']}"
    if not _about_something(asked):
        return
    if share:
        yield f"What percentage of {asked}"
    elif _countable(_NOUNS_END.split(re.split(r" of ", found["nouns"])[0])[0]):
        yield f"How many {asked}"


def _how_many_there(clause: str, subjects: Subjects, opens: bool) -> Iterator[str]:
    """From "There are 40 routes in X": "How many routes are there in X?"."""
    del subjects, opens
    match = re.match(rf"[Tt]here (?P<be>are|were) {_NUMBER} (?P<rest>{_WORDS}+)\Z", clause)
    if not match or not _about_something(match["rest"]):
        return
    doing = re.match(r"(?P<nouns>.+?s) (?P<doing>[a-z]+ing .+)", match["rest"])
    counted = _counted(match["rest"])
    if counted and counted[1].startswith(("in ", "on ", "at ")):
        yield f"How many {counted[0]} {match['be']} there {counted[1]}"
    elif doing and _plain(doing["nouns"]) and _plain(doing["doing"], 12):
        yield f"How many {doing['nouns']} {match['be']} {doing['doing']}"


def _how_many_object(clause: str, subjects: Subjects, opens: bool) -> Iterator[str]:
    """From "X has 40 routes": "How many routes does X have?", and the same with other verbs."""
    rest = rf"{_NUMBER} (?P<rest>{_WORDS}+)(?:\Z|,)"
    done = r"(?P<done>[a-z]+ed(?: (?:and|or) [a-z]+ed)?)"
    modal = r"(?P<verb>must|may|can|should|will) (?P<done>[a-z]+(?: over(?= up to))?)"
    for shape, question in (
        (rf"{_SUBJECT} has {rest}", "does {subject} have"),
        (rf"{_SUBJECT} have {rest}", "do {subject} have"),
        (rf"{_SUBJECT} had {rest}", "did {subject} have"),
        (rf"{_SUBJECT} (?P<verb>has|have|had) {done} {rest}", "{verb} {subject} {done}"),
        (rf"{_SUBJECT} {modal} {rest}", "{verb} {subject} {done}"),
        (rf"{_SUBJECT} (?P<verb>is|are) entitled to {rest}", "{verb} {subject} entitled to"),
    ):
        match = re.match(shape, clause)
        if not match or not (subject := _subject(match, subjects, opens)):
            continue
        if counted := _counted(match["rest"]):
            asked = question.format_map({**match.groupdict(), "subject": subject})
            yield f"How many {counted[0]} {asked} {counted[1]}"


def _for_how_many(clause: str, subjects: Subjects, opens: bool) -> Iterator[str]:
    """From "X has been first for 4 years": "For how many years has X been first?"."""
    match = re.match(
        rf"{_SUBJECT} (?P<has>has|have|had) (?P<done>(?:been|[a-z]+ed)(?: {_WORDS}+?)?)"
        rf" for {_NUMBER} (?P<units>(?:consecutive )?(?:days|weeks|months|years|decades))\Z",
        clause,
    )
    if match and (subject := _subject(match, subjects, opens)) and _plain(match["done"]):
        yield f"For how many {match['units']} {match['has']} {subject} {match['done']}"


def _by_when(clause: str, subjects: Subjects, opens: bool) -> Iterator[str]:
    """From "X must be paid within 30 days": "Within how many days must X be paid?"."""
    must = rf"{_SUBJECT} must be (?P<done>[a-z]+)"
    within = re.match(rf"{must} within {_NUMBER} (?P<unit>[a-z]+s)\b", clause)
    by = re.match(rf"{must} by (?:\d\d? )?(?:{MONTHS})\b", clause)
    match = within or by
    if match and (subject := _subject(match, subjects, opens)):
        when = f"Within how many {within['unit']}" if within else "By when"
        yield f"{when} must {subject} be {match['done']}"


def _what_said(clause: str, subjects: Subjects, opens: bool) -> Iterator[str]:
    """From "In 1990, X announced that": "What did X announce in 1990?"."""
    said = rf"{_SUBJECT} (?P<said>{'|'.join(SAYINGS)})(?: (?:during|in|at) [^,;:]+?)? that "
    match = re.match(rf"(?P<when>{_DATE}), {said}", _small(clause))
    if match and (subject := _subject(match, subjects, opens=False)):
        yield f"What did {subject} {SAYINGS[match['said']]} {match['when']}"


def _what_done(clause: str, subjects: Subjects, opens: bool) -> Iterator[str]:
    """From "X has launched a service": "What has X launched?"."""
    match = re.match(
        rf"{_SUBJECT} (?P<done>(?P<has>has|have) {_ADVERB}(?P<verb>{ACHIEVEMENTS}))"
        r" (?:an? |the |\"|“)",
        clause,
    )
    if match and (subject := _subject(match, subjects, opens)):
        yield f"What {match['has']} {subject} {match['done'].split(' ', 1)[1]}"


def _has_been(clause: str, subjects: Subjects, opens: bool) -> Iterator[str]:
    """From "X has been opened": "Has X been opened?"."""
    match = re.match(
        rf"{_SUBJECT} (?P<has>has|have) been (?P<done>{_ADVERB}[a-z]+ed(?: [a-z ]+)?)\Z", clause
    )
    if match and (subject := _subject(match, subjects, opens)) and _plain(match["done"], 6):
        yield f"{match['has'].capitalize()} {subject} been {match['done']}"


def _why(clause: str, subjects: Subjects, opens: bool) -> Iterator[str]:
    """From "X is rare because": "Why is X rare?"."""
    match = re.match(rf"{_SUBJECT} {_BE} (?P<state>{_WORDS}+?),? because ", clause)
    if match and (subject := _subject(match, subjects, opens)):
        state = match["state"]
        if _plain(state, 7) and not re.search(r"(?:ly|only|just|and)\Z", state):
            yield f"Why {match['be']} {subject} {state}"


def _how(clause: str, subjects: Subjects, opens: bool) -> Iterator[str]:
    """From "To reset the router, press": "How do you reset the router?"."""
    del subjects, opens
    match = re.match(rf"To (?P<task>[a-z]+) (?P<object>{_WORDS}+), (?P<next>[a-z]+)\b", clause)
    if match and match["task"] in TASKS and match["next"] in COMMANDS and _plain(match["object"]):
        yield f"How do you {match['task']} {match['object']}"


_RULES: tuple[Rule, ...] = (
    _definition,
    _definition_plural,
    _superlative,
    _when_passive,
    _when_active,
    _who_passive,
    _who_made,
    _who_active,
    _where,
    _what_state,
    _what_causes,
    _what_does,
    _what_attribute,
    _how_long,
    _how_many_subject,
    _how_many_there,
    _how_many_object,
    _for_how_many,
    _by_when,
    _what_said,
    _what_done,
    _has_been,
    _why,
    _how,
)


# What the rules share.


def _subject(match: re.Match[str], subjects: Subjects, opens: bool) -> str | None:
    return subjects.in_question(match["subject"], opens=opens)


def _plain(text: str, most: int = 8) -> bool:
    """Whether words can be taken over into a question: few, nothing unclear, no figures."""
    words = text.lower().split()
    return (
        len(words) <= most
        and not UNCLEAR & set(words)
        and not any(word[-1] in ".,;:" for word in words)
        and not re.search(r"\d", text)
    )


def _settled(tail: str) -> bool:
    """Whether it says what it means: no "the chair" without a name, no second verb after "and"."""
    words = tail.split()
    definite = any(
        word == "the" and not words[i + 1][:1].isupper() for i, word in enumerate(words[:-1])
    )
    return not (definite and not re.search("[A-Z]", tail)) and not re.search(r" and [a-z]", tail)


def _about_something(text: str) -> bool:
    """Whether a count is of something in particular: two words of a name, or something quoted."""
    return len(re.findall(r"\b[A-Z]\w*|“|\"", text)) >= 2


def _counted(rest: str) -> tuple[str, str] | None:
    """What is counted, and what follows it: "ports in the south" -> ("ports", "in the south")."""
    nouns, _, tail = _NOUNS_END.sub("\n", rest, count=1).partition("\n")
    if tail.startswith("and "):
        tail = ""
    if not _countable(re.split(r" of ", nouns)[0]) or not _plain(nouns) or not _plain(tail):
        return None
    return nouns, tail


def _countable(nouns: str) -> bool:
    words = nouns.split()
    last = words[-1].lower() if words else ""
    return last in _PLURALS or (last.endswith("s") and not last.endswith(("ss", "us", "is")))


def _kind(predicate: str) -> str:
    """The noun of a predicate: "small coastal city in Spain" -> "city"."""
    predicate = re.sub(r"\A(?:[a-z]+, )+(?!(?:an?|the|which|who) )", "", predicate)
    words = _STOP.split(predicate, maxsplit=1)[0].lower().split()
    while len(words) > 1 and words[-1].endswith(("ed", "ing", "known", "made", "built", "held")):
        words.pop()
    noun = words[-1] if words else ""
    singulars = (noun, noun.removesuffix("s"), noun.removesuffix("ies") + "y")
    return next((word for word in singulars if word in THINGS | EVENTS | PEOPLE), noun)


def _small(clause: str) -> str:
    return clause[:1].lower() + clause[1:]
