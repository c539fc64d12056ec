"""Sentences: hand-made traps with their exact answers, and properties that hold for any string."""

import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.sentences import find_sentences

ARTICLE = Path(__file__).parents[2] / "corpus" / "documents" / "greater_bay_area.txt"

# Running text: these sentences, joined by one space, must come back exactly.
LANGUAGE: dict[str, list[str]] = {
    "shortened": ["Staff, incl. trainees, sign.", "It lasts max. 24 hours.", "Ask tel. +44 12."],
    "shortened at the end": ["It took 5 min.", "Then it ended."],
    "Ms": ["It was signed by Ms. Ada Byron.", "She left."],
    "decimal": ["Inflation was 3.5 percent.", "It fell later."],
    "percent": ["It rose by 3.5%.", "The rest fell."],
    "money": ["It cost $3.50.", "He paid £4."],
    "thousands": ["It has 1.234.567 rows.", "Count them."],
    "number starts": ["Funds are used in Macao.", "25 key projects are open."],
    "year ends": ["It was built in 2018.", "2019 was quiet."],
    "version": ["Version 2.0.1 fixes it.", "Upgrade to v3.11 now."],
    "address": ["Use 127.0.0.1 only.", "Port 80 is open."],
    "U.S. inside": ["The U.S. economy grew.", "Exports rose."],
    "U.S. in": ["He moved to the U.S. in 1990.", "He stayed."],
    "U.S. Senate": ["The U.S. Senate voted.", "It passed."],
    "U.S. ends": ["They live in the U.S.", "They like it."],
    "D.C. inside": ["Mr. Xi visited Washington, D.C. in May.", "He left."],
    "D.C. ends": ["He went to Washington D.C.", "The trip was long."],
    "acronym": ["The H.K.S.A.R. government agreed.", "It signed."],
    "e.g.": ["Bring fruit, e.g. apples or pears.", "Water helps."],
    "i.e.": ["One city, i.e. Macao, agreed.", "Others waited."],
    "etc. inside": ["Apples, pears, etc. are sold.", "Buy some."],
    "etc. ends": ["They sell apples, pears, etc.", "Prices vary."],
    "vs.": ["Brown v. Board and Roe vs. Wade are cases.", "Both matter."],
    "et al.": ["Smith et al. (2020) agree.", "Others do not."],
    "ca.": ["It dates from ca. 1850 or c. 1860.", "Nobody knows."],
    "approx.": ["It is approx. 5 km away.", "Walk there."],
    "titles": ["Dr. Smith met Mrs. Jones.", "They talked."],
    "more titles": ["Prof. Li spoke to Gen. Park and Sen. Rubio.", "All agreed."],
    "Jr.": ["Martin Luther King Jr. spoke.", "Crowds came."],
    "no-break space": ["Dr.\u00a0Smith came.", "He left."],
    "initials": ["J. K. Rowling wrote it.", "It sold well."],
    "middle initials": ["John F. Kennedy and George W. Bush served.", "Both won."],
    "joined initials": ["The author is J.R.R. Tolkien.", "He taught."],
    "one letter ends": ["Choose plan B.", "It is cheaper."],
    "vitamin C": ["It contains vitamin C.", "Eat it."],
    "I ends": ["So do I.", "We all do."],
    "Ph.D. inside": ["She has a Ph.D. in physics.", "He has an M.A. too."],
    "Ph.D. ends": ["She has a Ph.D.", "He does not."],
    "Inc. inside": ["Apple Inc. bought Acme Corp. last year.", "It paid cash."],
    "Inc. ends": ["He works at Acme Inc.", "She does not."],
    "Co., Ltd.": ["Huawei Technologies Co., Ltd. is in Shenzhen.", "It is large."],
    "Yahoo!": ["Yahoo! Inc. is a firm.", "It was sold."],
    "St.": ["St. Petersburg is cold.", "Main St. is long."],
    "months": ["On Jan. 5 and Sept. 11 it snowed.", "Then it thawed."],
    "a.m. inside": ["We met at 9 a.m. on Monday.", "It rained."],
    "a.m. ends": ["The shop opens at 9 a.m.", "It closes at 5 p.m.", "Come early."],
    "time zone": ["The show is at 5:30 p.m. EST today.", "Tune in."],
    "units": ["It weighs 5 kg.", "It is 3 ft. long."],
    "No. 5": ["See No. 5 on the list.", "It is short."],
    "the answer No.": ["Did he agree?", "No.", "He left."],
    "figure, page": ["As Fig. 3 and Sec. 4.2 show, it works.", "See p. 12."],
    "article": ["Under Art. 5(2) it applies.", "See § 3."],
    "volume": ["It is in vol. 2 of the set.", "Read it."],
    "chapter": ["See ch. 5 for more.", "It is long."],
    "equation": ["Use Eq. 3 here.", "It holds."],
    "Roman numeral": ["Henry VIII. was king.", "Part IV. begins here."],
    "straight quote": ['It is "a place for modernization."', "In order to promote it, they met."],
    "curly quote": ["She said “we are ready.”", "Then she left."],
    "quote closed first": ["Use the land of “one district and two parks”.", "Support the plan."],
    "question quoted": ["“Why?” he asked.", "She smiled."],
    "shout quoted": ['"Stop!" she cried.', "He ran."],
    "two sentences quoted": ['Tom said: "I came. I won."', "Then he left."],
    "apostrophes": ["The dogs' home is big.", "It's the '90s.", "He's back."],
    "parenthesis inside": ["The work is done (see the report).", "It ended."],
    "parenthesis ends": ["It helps people's livelihood.", "(People's Daily)"],
    "parenthesis between": ["He left.", "(It was late.)", "She stayed."],
    "brackets": ["He agreed [he said so.]", "She did not."],
    "list in a line": ["There are two: (a) the port and (b) the airport.", "Both grew."],
    "dots inside": ["He waited ... and then he left.", "Nobody came."],
    "one-character dots": ["He waited… and then he left.", "Nobody came."],
    "dots end": ["I do not know...", "Maybe tomorrow."],
    "one-character dots end": ["He left…", "She stayed."],
    "question and shout": ["What?!", "You did it!", "Yes."],
    "shouts": ["Stop!!!", "Now."],
    "colon": ["Note: the plan is new.", "It starts soon."],
    "semicolons": ["One; two; three.", "Four."],
    "URL ends": ["See https://example.com/a.b?x=1.", "It is free."],
    "URL inside": ["Visit www.example.co.uk or http://a.org/b. for details."],
    "domain": ["Amazon.com Inc. sells books.", "So does Alibaba."],
    "e-mail": ["Write to j.doe@example.org.", "We answer."],
    "file names": ["Edit app.py and README.md first.", "Then run it."],
    "dotted names": ["Use ASP.NET or Node.js there.", "Both work."],
    "lower-case start": ["He bought one.", "iPhones are popular."],
    "footnote": ["The bridge opened in 2018.[1]", "It is long."],
    "two footnotes": ["The bridge opened in 2018.[1][2]", "It is long.[3]"],
    "footnote after space": ["The bridge opened in 2018. [1]", "It is long."],
    "worded footnote": ["The bridge opened in 2018.[citation needed]", "It is long."],
    "raised footnote": ["The bridge opened in 2018.²", "It is long.³"],
    "emphasis": ["**The bridge is open.**", "*It is long.*", "_It is new._", "Go."],
    "Chinese": ["大湾区很大。", "它有十一个城市。"],
    "Arabic": ["مرحبا.", "كيف حالك؟", "جيد."],
    "emoji": ["It opened 😀.", "People came 🎉!", "Good."],
}

# Layout: (text, sentences).
LAYOUT: dict[str, tuple[str, list[str]]] = {
    "blank": (" \t\r\n\n\u3000", []),
    "empty": ("", []),
    "no stop": ("  One thing\n", ["One thing"]),
    "no space after the stop": (
        "He came from India.The rest left.",
        ["He came from India.", "The rest left."],
    ),
    "heading by blank lines": (
        "It ended.\n\n  Promote the area in depth\n\n  Standing here, it began.",
        ["It ended.", "Promote the area in depth", "Standing here, it began."],
    ),
    "markdown headings": (
        "# Plan\n## 1. What is it? A plan\nIt is new.\nIt is big.",
        ["# Plan", "## 1. What is it? A plan", "It is new.", "It is big."],
    ),
    "underlined heading": ("The plan\n========\nIt is new.", ["The plan\n========", "It is new."]),
    "terms": (
        "CAB - the Change Advisory Board\nGolden path - the way to build and deploy\nP1: urgent",
        [
            "CAB - the Change Advisory Board",
            "Golden path - the way to build and deploy",
            "P1: urgent",
        ],
    ),
    "values": (
        "Price: EUR 179.00\n**Made in:** Solingen, a town in Germany\nweight: 180 g",
        ["Price: EUR 179.00", "**Made in:** Solingen, a town in Germany", "weight: 180 g"],
    ),
    "a term that goes on": (
        "CAB - the board that approves\nwhat is new - and says so\nfor all who work on it.",
        ["CAB - the board that approves\nwhat is new - and says so\nfor all who work on it."],
    ),
    "table without outer marks": (
        "Code | What it means\n---- | -------\nE6 | The filter. Blocked\nThen call us.",
        ["Code | What it means", "---- | -------", "E6 | The filter. Blocked", "Then call us."],
    ),
    "numbered article": (
        "Article 3. Fees\n\nSECTION IV. Votes are held. Each counts.",
        ["Article 3. Fees", "SECTION IV. Votes are held.", "Each counts."],
    ),
    "quoted mail": ("> Hi Anna,\n>\n> It costs 4.", ["> Hi Anna,", ">", "> It costs 4."]),
    "heading above its text": (
        "Introduction\nThe plan for the area was made in the spring of last year.",
        ["Introduction", "The plan for the area was made in the spring of last year."],
    ),
    "dashes": (
        "We need:\n- a port. It is big\n- An airport\n",
        ["We need:", "- a port.", "It is big", "- An airport"],
    ),
    "numbers": (
        "1. The port. It grew.\n2. The U.S.\n3) Yes",
        ["1. The port.", "It grew.", "2. The U.S.", "3) Yes"],
    ),
    "numbers from nine": (
        "9. The port\n10. It grew\n\n12. Yes",
        ["9. The port", "10. It grew", "12. Yes"],
    ),
    "letters": (
        "(a) The port. It grew.\n(b) the airport;\nc) more",
        ["(a) The port.", "It grew.", "(b) the airport;", "c) more"],
    ),
    "item on two lines": (
        "* the port of\n  Nansha and\n  more. Yes.\n* b",
        ["* the port of\n  Nansha and\n  more.", "Yes.", "* b"],
    ),
    "wrapped line begins with a number": (
        "Over the years the number of projects in the area has grown to\n"
        "25. The rest of them are still to be approved by the Council.",
        [
            "Over the years the number of projects in the area has grown to\n25.",
            "The rest of them are still to be approved by the Council.",
        ],
    ),
    "wrapped line begins with a name": (
        "On Monday the Office of the Leading Group for Development in the\n"
        "Guangdong Hong Kong Macao Area met Dr. Li, Gen. Park and Mr.\n"
        "Smith of the U.S. Senate, who said that he was\n"
        "glad. It agreed on\n"
        "all.",
        [
            "On Monday the Office of the Leading Group for Development in the\n"
            "Guangdong Hong Kong Macao Area met Dr. Li, Gen. Park and Mr.\n"
            "Smith of the U.S. Senate, who said that he was\n"
            "glad.",
            "It agreed on\nall.",
        ],
    ),
    "CRLF": ("One is\r\nhere. Two.\r\n\r\nThree\r\n", ["One is\r\nhere.", "Two.", "Three"]),
    "CR": ("One is\rhere. Two.\r\rThree", ["One is\rhere.", "Two.", "Three"]),
    "table": (
        "| a. B | c |\n|---|---|\n| 1. D | 2 |",
        ["| a. B | c |", "|---|---|", "| 1. D | 2 |"],
    ),
    "divider": (
        "One.\n\n* * *\n\nTwo.\n\n---\n\nThree.",
        ["One.", "* * *", "Two.", "---", "Three."],
    ),
    "questions and answers": (
        "Q. Who pays? And when?\nA. You do. In May.\n\nA. Byron came.",
        ["Q. Who pays?", "And when?", "A. You do.", "In May.", "A. Byron came."],
    ),
    "initial": (
        "It was written for all by\nA. Byron and Q of it.",
        ["It was written for all by\nA. Byron and Q of it."],
    ),
    "item that goes on": (
        "1. Restart.\n\n   It takes a minute.\n2. Sign in.",
        ["1. Restart.", "It takes a minute.", "2. Sign in."],
    ),
    "bullets": ("Bring:\n– a pen\n● a map", ["Bring:", "– a pen", "● a map"]),  # noqa: RUF001
    "byte-order mark": ("\ufeffOne. Two.", ["One.", "Two."]),
    "NUL": ("One.\x00 Two.", ["One.", "\x00 Two."]),
    "lone surrogate": ("A \ud83d cat. Two.", ["A \ud83d cat.", "Two."]),
}


# What the library gets wrong and we accept: pinned, so that a new release shows what it changed.
ACCEPTED: dict[str, list[str]] = {
    "etc. ends": ["They sell apples, pears, etc. Prices vary."],
    "vitamin C": ["It contains vitamin C. Eat it."],
    "time zone": ["The show is at 5:30 p.m.", "EST today.", "Tune in."],
    "Roman numeral": ["Henry VIII.", "was king.", "Part IV.", "begins here."],
    "parenthesis between": ["He left.", "(It was late.) She stayed."],
    "brackets": ["He agreed [he said so.] She did not."],
    "one-character dots end": ["He left… She stayed."],
    "dotted names": ["Use ASP.", "NET or Node.js there.", "Both work."],
}

PIECES = st.sampled_from(
    [
        *" \n\t\u00a0\u2028\x0c\x1f\ufeff\x00.…。\"“”'()[]*#|²é\u0301😀\U0001d518大İ\ud800\udfff",
        *["\r\n", "\n\n", "\r\n\r\n", "...", "?!", "[1]", "---", "1. ", "- ", "(a) ", "# "],
        *["Dr", "U.S.", "e.g.", "vol. 2", "3.5", "A", "Word", "word", "http://a.b/c.", "مرحبا"],
    ]
)
MIXED = st.lists(st.one_of(PIECES, st.characters(exclude_categories=())), max_size=60).map("".join)


def sentences(text: str) -> list[str]:
    """Return the sentences themselves."""
    return [text[start:end] for start, end in find_sentences(text)]


def check(text: str) -> None:
    """Assert what must hold for any text: sentences are the text, less some blanks, in order."""
    at = int(text.startswith("\ufeff"))
    for start, end in find_sentences(text):
        assert at <= start < end <= len(text)
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()


@pytest.mark.parametrize("name", LANGUAGE)
def test_running_text(name: str) -> None:
    expected = LANGUAGE[name]
    assert sentences(" ".join(expected)) == ACCEPTED.get(name, expected)


@pytest.mark.parametrize("name", LANGUAGE)
def test_running_text_as_a_list_item(name: str) -> None:
    expected = ACCEPTED.get(name, LANGUAGE[name])
    found = sentences("# A\r\n1) " + " ".join(expected) + "\r\n2) B")
    assert found == ["# A", "1) " + expected[0], *expected[1:], "2) B"]


@pytest.mark.parametrize("name", sorted(LANGUAGE.keys() - {"list in a line"}))
@pytest.mark.parametrize("columns", [20, 30, 72])
def test_running_text_hard_wrapped(name: str, columns: int) -> None:
    """Line breaks for spaces change nothing, unless one makes a list item: `(b)` begins a line."""
    expected = ACCEPTED.get(name, LANGUAGE[name])
    text = textwrap.fill(
        " ".join(expected), columns, break_long_words=False, break_on_hyphens=False
    )
    assert [found.replace("\n", " ") for found in sentences(text)] == expected


@pytest.mark.parametrize("name", LAYOUT)
def test_layout(name: str) -> None:
    text, expected = LAYOUT[name]
    assert sentences(text) == expected


def test_accepted_imperfections_are_real() -> None:
    for name, wrong in ACCEPTED.items():
        assert wrong != LANGUAGE[name]
        assert " ".join(wrong).replace(" ", "") == "".join(LANGUAGE[name]).replace(" ", "")


def test_shipped_article() -> None:
    with ARTICLE.open(encoding="utf-8", newline="") as file:
        text = file.read()
    spans = find_sentences(text)
    found = [text[start:end] for start, end in spans]
    assert len(found) == 82
    assert spans[4] == (732, 805)
    assert found[4] == "The construction of the Greater Bay Area has achieved significant results"
    assert found[2].startswith("In April 2023, General Secretary")
    assert found[2].endswith('Chinese-style modernization."')
    assert found[10] == (
        "Central and Guangdong provincial financial scientific research funds "
        "are used in Hong Kong and Macao."
    )
    assert found[11] == (
        "25 key projects of the national key research and development plan and more than 130,000 "
        "large scientific research instruments and equipment are opened to Hong Kong and Macao."
    )
    assert found[24] == '"Bond Connect" was launched online and "Swap Connect" was implemented.'
    assert found[64].endswith("utilization of “one district and two parks”.")
    assert found[81] == "(People's Daily)"


def test_a_byte_order_mark_is_in_no_sentence() -> None:
    assert sentences("\ufeff# Handbook\nWelcome. Come in.") == [
        "# Handbook",
        "Welcome.",
        "Come in.",
    ]
    assert find_sentences("\ufeffOne.") == [(1, 5)]
    assert find_sentences("\ufeff") == []


@given(MIXED)
def test_any_text(text: str) -> None:
    check(text)


@settings(max_examples=25)
@given(st.lists(PIECES, min_size=1, max_size=8).map("".join), st.sampled_from([3_000, 12_000]))
def test_any_text_repeated(text: str, size: int) -> None:
    """Long enough that the library is asked about more than one window."""
    check(text * (size // len(text)))


@given(st.lists(st.sampled_from(["One is here.", "Was it 3.5?", "Dr. Li left!"]), min_size=1))
def test_same_sentences_however_long_the_paragraph(expected: list[str]) -> None:
    many = expected * (24_000 // sum(map(len, expected)))
    assert sentences(" ".join(many)) == many


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        ".",
        "«A. ",
        "“A? ",
        "A\n",
        ".*",
        ".[1]",
        "1. ",
        "1. a\n",
        "|\n",
        "-|",
        "-\n|",
        "a: a\n",
        "(",
        "\ud800. A",
        " ",
    ],
)
@pytest.mark.timeout(30)
def test_a_large_text_is_not_slow(unit: str) -> None:
    """Quadratic work on 300,000 characters of these would take minutes."""
    check(unit * (300_000 // len(unit)))
