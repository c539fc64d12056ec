"""The list of other words, built of a few entries in WordNet's own format."""

from pathlib import Path

import pytest

from qa.reader.wordnet import WordNet, other_words

FILES = {
    "index.noun": "bridge n 1 1 @ 1 0 00000001\nspan n 1 0 1 0 00000001\ncity n 1 0 1 0 00000003\n"
    "town n 1 0 1 0 00000003\nstructure n 1 0 1 0 00000002\n",
    "data.noun": "00000001 06 n 02 bridge 0 span 0 001 @ 00000002 n 0000 | over a river\n"
    "00000002 06 n 01 structure 0 000 | a thing built\n"
    "00000003 06 n 02 city 0 town 0 000 | a large place\n",
    "index.verb": "build v 1 0 1 0 00000004\nconstruct v 1 0 1 0 00000004\n",
    "data.verb": "00000004 36 v 02 build 0 construct 0 000 01 + 08 00 | make\n",
    "verb.exc": "built build\n",
    "index.adj": "big a 1 0 1 0 00000005\nlarge a 1 0 1 0 00000005\n",
    "data.adj": "00000005 00 a 02 big 0 large(a) 0 000 | of size\n",
    "adj.exc": "biggest big\n",
    "noun.exc": "", "adv.exc": "", "index.adv": "", "data.adv": "",
}  # fmt: skip


@pytest.fixture
def net(tmp_path: Path) -> WordNet:
    for name, text in FILES.items():
        (tmp_path / name).write_text("  1 the licence\n" + text, encoding="utf-8")
    return WordNet(tmp_path)


def test_other_words_have_the_same_form(net: WordNet) -> None:
    words = "bridge bridges span spans structure cities towns town built constructed constructing"
    counts = dict.fromkeys([*words.split(), "biggest", "largest", "large"], 9)
    assert other_words(net, counts) == {
        "bridge": ["span", "structure"],
        "bridges": ["spans"],
        "span": ["bridge", "structure"],
        "spans": ["bridges"],
        "cities": ["towns"],
        "towns": ["cities"],
        "built": ["constructed"],
        "constructed": ["built"],
        "biggest": ["largest"],
        "largest": ["biggest"],
    }


def test_rare_words_are_left_out(net: WordNet) -> None:
    assert other_words(net, {"bridge": 9, "span": 3}) == {}
