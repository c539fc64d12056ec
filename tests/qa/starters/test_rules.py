"""Which question a sentence gives, word for word, and which sentences give none."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.types import Document
from qa.starters.candidates import candidates
from qa.starters.rules import MOST_CHARACTERS
from qa.starters.words import DEEDS, PAST_OF_PARTICIPLE, UNCLEAR

# Enough English around a sentence for its words' case to be known.
AROUND = (
    "The lamp and the oil of the house are in the hall, and a letter to the keeper is with it for "
    "the winter. In the hall of the keeper is a lamp."
)


def asked(sentence: str, title: str = "Notes", around: str = AROUND) -> list[str]:
    text = f"{around}\n\n{sentence}\n"
    return [one.question for one in candidates([Document("a.txt", title, text)])]


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        (
            "The Harbour Bridge Company was founded in 1982 by Ada Brown.",
            "When was the Harbour Bridge Company founded?",
        ),
        ("The Harbour Bridge was designed by Ada Brown.", "Who designed the Harbour Bridge?"),
        (
            "On 3 May 1904, the Harbour Bridge was officially opened.",
            "When was the Harbour Bridge officially opened?",
        ),
        ("The Ferry Club is owned by Ada Brown.", "Who owns the Ferry Club?"),
        (
            "The Harbour Bridge is a steel arch bridge over the bay.",
            "What is the Harbour Bridge?",
        ),
        (
            "Ada M. Brown (born 1860) was a Scottish engineer and painter.",
            "Who was Ada M. Brown?",
        ),
        (
            "Ada M. Brown, a Scottish engineer, was born in Leith in 1860.",
            "Where was Ada M. Brown born?",
        ),
        (
            "The Old Light is a novel written by Ada M. Brown.",
            "Who wrote the Old Light?",
        ),
        ("Ada M. Brown wrote The Old Light in 1901.", "Who wrote the Old Light?"),
        (
            "In 1901, Ada M. Brown joined the Harbour Board, a public body.",
            "When did Ada M. Brown join the Harbour Board?",
        ),
        ("The Harbour Bridge is located in Port Mary.", "Where is the Harbour Bridge located?"),
        ("The Harbour Bridge is 503 metres long.", "How long is the Harbour Bridge?"),
        ("The Harbour Board has 12 members.", "How many members does the Harbour Board have?"),
        (
            "The Harbour Board has opened more than 40 new ferry routes in the north.",
            "How many new ferry routes has the Harbour Board opened in the north?",
        ),
        (
            "The port is quiet, and nearly 350,000 Port Mary residents have left the city.",
            "How many Port Mary residents have left the city?",
        ),
        (
            "There are more than 25 harbour lights in Port Mary.",
            "How many harbour lights are there in Port Mary?",
        ),
        (
            "About 12% of Port Mary residents are members of the Ferry Club.",
            "What percentage of Port Mary residents are members of the Ferry Club?",
        ),
        (
            "Port Mary has a population of 56,000.",
            "What is the population of Port Mary?",
        ),
        ("The motto of Port Mary is short.", "What is the motto of Port Mary?"),
        (
            "The Harbour Board is responsible for lights and buoys.",
            "What is the Harbour Board responsible for?",
        ),
        (
            "The Harbour Board consists of three captains.",
            "What does the Harbour Board consist of?",
        ),
        (
            "The Harbour Bridge is closed in winter because ice falls from it.",
            "Why is the Harbour Bridge closed in winter?",
        ),
        (
            "In April 2023, Ada M. Brown announced that the Harbour Bridge would close.",
            "What did Ada M. Brown announce in April 2023?",
        ),
        (
            "The Harbour Light has ranked second in Scotland for four consecutive years.",
            "For how many consecutive years has the Harbour Light ranked second in Scotland?",
        ),
        (
            "The Northern Line has been fully connected.",
            "Has the Northern Line been fully connected?",
        ),
        (
            "Port Mary is the largest city in Old Scotland.",
            "What is the largest city in Old Scotland?",
        ),
    ],
)
def test_a_sentence_gives_this_question(sentence: str, question: str) -> None:
    assert question in asked(sentence)


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("To reset the router, press the button for ten seconds.", "How do you reset the router?"),
        (
            "Employees are entitled to 27 days of annual leave.",
            "How many days of annual leave are employees entitled to?",
        ),
        (
            "Employees may carry over up to 5 days of leave into the next year.",
            "How many days of leave may employees carry over into the next year?",
        ),
        (
            "Claims must be submitted within 30 days of the journey.",
            "Within how many days must claims be submitted?",
        ),
    ],
)
def test_manuals_and_policies(sentence: str, question: str) -> None:
    around = f"{AROUND} To employees, of employees and for employees. No claims, claims or claims."
    assert question in asked(sentence, around=around)


@pytest.mark.parametrize(
    "text",
    [
        "It was founded in 1982 by Ada Brown.",
        "He was born in Leith in 1860.",
        "The company was founded in 1982.",
        "The second bridge was built in 1904.",
        "Their Harbour Bridge was opened in 1904.",
        "In Leith, Ada Brown and her sister founded a school in 1901.",
        "The bridge that Ada Brown designed was opened in 1904.",
        "Originally the Harbour Bridge was built in 1904.",
        "A lamp, an oil, and Port Mary were opened in 1904.",
        "Although Port Mary was founded in 1982, Ada Brown is old.",
        "When was the Harbour Bridge opened in 1904?",
        "The Harbour Bridge was opened in 1904",
        "## The Harbour Bridge was opened in 1904.",
        "| The Harbour Bridge was opened in 1904. |",
        "The *Harbour Bridge* was opened in 1904.",
        "See https://port.test/. The [Harbour Bridge](x) was opened in 1904.",
        "To his surprise, press the button.",
        "1904 was a good year for Port Mary.",
        "Three of the bridges were opened in Port Mary.",
        "The Harbour Bridge was the longest until Leith Bridge was.",
        "",
    ],
)
def test_these_give_none(text: str) -> None:
    assert asked(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Der Hafen wurde 1982 von Ada Brown in Port Mary gegründet. Port Mary ist eine Stadt im "
        "Norden. Die Stadt hat 12 Bezirke und ein Hotel, das was ist is a was.",
        "Warszawa jest stolicą Polski. Pałac Kultury was founded in 1982 przez Ada Brown.",
        "東京は日本の首都である。 Tokyo was founded in 1457. 東京都には1400万人が住んでいる。",
    ],
)
def test_other_languages_give_none(text: str) -> None:
    assert asked(text, around="") == []


NAMES = st.lists(
    st.sampled_from(["Harbour", "Ferry", "Mary", "Leith", "Ada", "Old", "Bridge", "Club", "Board"]),
    min_size=2,
    max_size=4,
    unique=True,
).map(" ".join)
DATES = st.sampled_from(["in 1982", "in May 1982", "on 3 May 1982", "in the 19th century"])


@settings(max_examples=40)
@given(NAMES, st.sampled_from(sorted(PAST_OF_PARTICIPLE)), DATES, st.booleans())
def test_a_dated_passive_asks_when(name: str, verb: str, date: str, first: bool) -> None:
    sentence = (
        f"{date[0].upper()}{date[1:]}, the {name} was {verb}."
        if first
        else f"The {name} was {verb} {date}."
    )
    assert asked(sentence) == [f"When was the {name} {verb}?"]


@settings(max_examples=40)
@given(NAMES, NAMES, st.sampled_from(sorted(DEEDS & PAST_OF_PARTICIPLE.keys())))
def test_a_passive_with_an_agent_asks_who(name: str, agent: str, verb: str) -> None:
    question = f"Who {PAST_OF_PARTICIPLE[verb]} the {name}?"
    assert asked(f"The {name} was {verb} by the {agent}.") == [question]


WORDS = st.lists(
    st.sampled_from(
        re.findall(
            r"\S+",
            "The the In of and was is are has been founded in 1982 by Ada Mary it they which 12 "
            'members a city because , ; ( ) " “ ” * < not Port Bridge to more than were there that '
            "香港 population ports are discovered joined",
        )
    ),
    max_size=25,
)


@settings(max_examples=40)
@given(st.lists(WORDS, max_size=5))
def test_every_question_is_well_formed(sentences: list[list[str]]) -> None:
    text = AROUND + "\n\n" + "\n\n".join(" ".join(words) + "." for words in sentences)
    found = candidates([Document("a.txt", "Notes", text)])
    assert found == candidates([Document("a.txt", "Notes", text)])
    for one in found:
        assert re.fullmatch(r"[A-Z][^\n*<>]*[^\s.,;:]\?", one.question)
        assert len(one.question) <= MOST_CHARACTERS + 1
        assert one.question.count('"') % 2 == 0
        asking = {"who", "what", "when", "where", "why", "how", "is", "are", "was", "were"}
        asking |= {"has", "have", "had", "does", "do", "did", "there", "your", "than"}
        assert not set(one.question.lower().rstrip("?").split()) & UNCLEAR - asking
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.end - 1] in '."”'


@pytest.mark.parametrize(
    "sentence",
    [
        "The population of 香港 is more than seven million people.",
        "In 1990, 华为 joined the national alliance of firms.",
        "Ports are (in the law of the land) places of trade.",
    ],
)
def test_names_without_capitals_and_asides_give_no_question(sentence: str) -> None:
    ports = "The ports of the bay are old, and the ports of the sea are new."
    assert asked(sentence, around=f"{AROUND} {ports}") == []


def test_a_common_noun_may_begin_a_name() -> None:
    around = AROUND + " The lake is deep. Lake Varnholm is cold."
    assert asked("Lake Varnholm is a lake in the hills.", around=around) == [
        "What is Lake Varnholm?"
    ]
