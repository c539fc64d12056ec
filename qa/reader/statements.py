"""Questions made of the sentences of a text: whether it is so, and what it does not tell.

People ask whether something is so ("Has the bridge been opened?") and the public sets hold few such
questions; and they take for granted what the text does not say ("Why was the bridge closed?").
"""

import random
import re
from dataclasses import dataclass

from qa.reader.examples import Article, Paragraph, Question, Range

# A sentence that begins with what it is about, then an auxiliary verb.
_STATEMENT = re.compile(
    r"(?P<subject>(?:(?:The|A|An|This|These|Its|His|Her|Their|Our|All|Most|Many|Some)\s)?"
    r"[A-Z0-9a-z][\w'\u2019-]*(?:\s(?!and\b|but\b|that\b|which\b|who\b|to\b)[\w'\u2019-]+){0,7}?)\s"
    r"(?P<verb>was|were|is|are|has been|have been|had been|can|could|will|would|must)\s"
    r"(?P<rest>[a-z][^,;:()\"“”]{4,120})"
)
_STOPS = re.compile(r"\s(?=(?:in|on|at|from|since|during|after|before)\s)")
_NO_SUBJECT = frozenset(
    re.findall(
        r"\w+",
        """he she it they we i you this these that those there but and so or however also one in on
        at if when while as for after before what how thus then to not only""",
    )
)
_DETERMINERS = frozenset(
    re.findall(
        r"\w+",
        "the a an this these its his her their our all most many some in on at for by with",
    )
)
_PER_PARAGRAPH = 2

# What is often asked about a thing, with the words that would tell it.
_UNTOLD: tuple[tuple[str, str], ...] = (
    ("How much did {s} cost?", r"cost|pric|\$|£|€|dollar|pound|euro|million|billion|paid|worth"),
    ("Who paid for {s}?", r"paid|pay|fund|financ|sponsor|donat|budget|cost"),
    ("Who designed {s}?", r"design|architect|drew|plann|creat"),
    ("Who runs {s}?", r"\brun|manag|operat|head|led|lead|direct|govern|control|own"),
    ("Which company owns {s}?", r"own|company|compan|bought|acqui|corporation|firm|inc\b"),
    ("Where is {s} located?", r"locat|situat|\bin [A-Z]|\bnear|\bat [A-Z]|north|south|east|west"),
    ("Who is in charge of {s}?", r"charge|head|led|lead|direct|manag|chair|president|govern"),
    ("How many people work for {s}?", r"employ|work|staff|people|\d{2,}"),
    ("How many people live in {s}?", r"live|inhabit|population|people|resid|\d{3,}"),
    ("How long did it take to complete {s}?", r"year|month|week|day|hour|took|complet|\d{4}"),
    ("When will {s} be finished?", r"will|finish|complet|end|20\d\d|plan"),
    ("What is the height of {s}?", r"high|height|tall|met|feet|foot"),
    ("Who criticised {s}?", r"critic|oppos|object|attack|blam|controvers|condemn"),
    ("What is the email address of {s}?", r"@|mail"),
    ("Who won the award for {s}?", r"award|prize|won|win|medal"),
    ("What was the first name of the founder of {s}?", r"found|establish|creat"),
    ("Which university took part in {s}?", r"universit|college|school|institut"),
    ("What share of {s} is foreign?", r"percent|%|foreign|share|abroad|oversea"),
    ("How does {s} compare with last year?", r"year|compar|than|increas|decreas|grew|rose|fell"),
    ("What language is used in {s}?", r"language|english|french|german|spoke|latin|chinese"),
    ("Which other countries have joined {s}?", r"countr|nation|join|member|state"),
    ("What are the names of those who belong to {s}?", r"member|belong|includ|name"),
    ("Who was the first to visit {s}?", r"visit|first|tour|travel"),
    ("What were the reasons given for {s}?", r"because|reason|since|due|caus|why|so that|in order"),
    ("What penalty applies to {s}?", r"penal|fine|punish|sentenc|prison|sanction"),
)  # fmt: skip
# What did not happen, as if it had.
_PRESUMED: tuple[tuple[str, str], ...] = (
    ("Why {v} {s} cancelled?", "cancel|abandon|stop|end"),
    ("Why {v} {s} closed?", "clos|shut|end"),
    ("Why {v} {s} rejected?", "reject|refus|den|declin|oppos"),
    ("When {v} {s} abolished?", "abol|end|dissol|repeal|disband"),
    ("Why {v} {s} moved abroad?", "mov|abroad|transfer|relocat|foreign"),
    ("Who decided to shut down {s}?", "shut|clos|end|decid"),
    ("What replaced {s}?", "replac|success|instead|substitut|follow"),
    ("Why {v} {s} delayed?", "delay|late|postpon|wait"),
    ("Why {v} {s} taken away?", "tak|took|remov|withdr|lost|depriv"),
    ("On what grounds {v} {s} forbidden?", "forb|ban|prohib|illegal|outlaw"),
    ("Why {v} {s} sold?", "s[oe]l[dl]|buy|bought|purchas"),
    ("When will {s} reopen?", "open|clos|shut"),
    ("Why did {s} fail?", "fail|collaps|lost|unsuccess|bankrupt"),
    ("Who refused to support {s}?", "refus|support|oppos|reject"),
    ("When {v} {s} destroyed?", "destr|demol|ruin|burn|fire|bomb"),
)


@dataclass(frozen=True, slots=True)
class Statement:
    """What a sentence says of what: places in its paragraph, in characters."""

    sentence: Range
    subject: str
    verb: str
    rest: Range


def statements(paragraph: Paragraph) -> list[Statement]:
    """The sentences that say something of a thing they name."""
    found = []
    for start, end in paragraph.sentences:
        match = _STATEMENT.match(paragraph.text, start, end)
        if match is None or match["subject"].split()[0].lower() in _NO_SUBJECT:
            continue
        found.append(Statement((start, end), match["subject"], match["verb"], match.span("rest")))
    return found


def whether(article: Article, rng: random.Random) -> list[Question]:
    """Questions whether something is so, answered by the words that say it is."""
    made = []
    for paragraph in article.paragraphs:
        told = statements(paragraph)
        chosen = rng.sample(told, min(_PER_PARAGRAPH, len(told)))
        made += [_whether(paragraph, statement, rng) for statement in chosen]
    return made


def _whether(paragraph: Paragraph, statement: Statement, rng: random.Random) -> Question:
    start, end = statement.rest
    stops = [
        start + match.start()
        for match in _STOPS.finditer(paragraph.text[start:end])
        if match.start() > 10
    ]
    end = rng.choice([*stops, end]) if stops else end
    text = paragraph.text[start:end].rstrip(" .!?")
    first, *others = statement.verb.split()
    subject = lowered(statement.subject)
    words = " ".join([first.capitalize(), subject, *others, text])
    begin = start - len(statement.verb) - 1
    return Question(
        f"whether-{statement.sentence[0]}",
        f"{words}?",
        paragraph,
        ((begin, start + len(text)),),
    )


def untold(window: str, rng: random.Random) -> str | None:
    """A question about something in the window that the window cannot answer.

    It asks for what none of the window's words would tell, or presumes what did not happen;
    ``None`` where the window names nothing that our patterns find.
    """
    told = statements(Paragraph(window))
    if not told:
        return None
    statement = rng.choice(told)
    patterns = _UNTOLD if rng.random() < 0.6 else _PRESUMED
    free = [form for form, words in patterns if not re.search(words, window, re.IGNORECASE)]
    if not free:
        return None
    plural = statement.verb in ("were", "are", "have been", "have")
    verb = "were" if plural else "was"
    return rng.choice(free).format(s=lowered(statement.subject), v=verb)


def lowered(subject: str) -> str:
    """The beginning of a sentence as it is written further inside.

    >>> lowered("The bridge"), lowered("Hong Kong")
    ('the bridge', 'Hong Kong')
    """
    first = subject.split(" ", 1)[0]
    if first.lower() in _DETERMINERS:
        return subject[0].lower() + subject[1:]
    return subject
