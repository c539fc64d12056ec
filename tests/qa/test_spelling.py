"""Which words are corrected, to what, and which are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.spelling import Speller

TEXT = (
    "The Government of Zhuhai opened 130,000 scientific instruments to Macao. "
    "Students of Guangdong go to secondary schools. Macao's bridge is in trial operation. "
    "Kücükdeveci wrote forms of an important Directive; directives ruled the masses. "
    "Wi-Fi is free. The Organiser, a Specialist and an analyst hold seminars."
)
SPELLER = Speller([TEXT])


@pytest.mark.parametrize(
    ("asked", "searched"),
    [
        (
            "how many scientifc instrumnts are opend to Macoa?",
            "how many scientific instruments are opened to Macao?",
        ),
        ("goverment of Zhuhia", "Government of Zhuhai"),
        ("waht is in trail opperation", "what is in trail operation"),
        ("Where do studens of guandong go?", "Where do Students of Guangdong go?"),
        ("secondry scools", "secondary schools"),
        ("the Kucukdeveci case", "the Kücükdeveci case"),
        ("brigde?", "bridge?"),
        ("overnment of hzuhai, sbridge", "Government of Zhuhai, bridge"),
        ("Is there wifi?", "Is there Wi-Fi?"),
    ],
)
def test_words_near_a_word_of_the_documents_become_it(asked: str, searched: str) -> None:
    assert SPELLER.correct(asked) == searched


@pytest.mark.parametrize(
    "asked",
    [
        "Which instruments?",  # the documents' own
        "Is it unimportant? Are the dorms riled?",  # English, near important, forms and ruled
        "Does Normandy amass it?",  # a name the model knows; English, near mass
        "the brg of Mcoa",  # three letters, and too short for two edits
        "Zhuqing",  # near nothing
        "Who organises, analyses and specialises?",  # British, near "Organiser" and the like
        "When are the webinars?",  # near seminars; few mistake a first letter
        "code ZHUHA1 and A4x_brige",  # more than letters
        "",
        "???",
    ],
)
def test_other_words_are_left_alone(asked: str) -> None:
    assert SPELLER.correct(asked) == asked


def test_a_word_with_another_prefix_is_another_word() -> None:
    speller = Speller(["The onboarding of staff, its encryption and innovation are recorded."])
    assert speller.correct("offboarding, precorded?") == "offboarding, precorded?"
    assert speller.correct("onbording, encyption, inovation?") == (
        "onboarding, encryption, innovation?"
    )


def test_a_nearer_word_wins_then_a_more_frequent_one_in_its_commonest_form() -> None:
    speller = Speller(["Kalmar kalmar kalmar Kalmor", "Vastervik vasterviken vasterviken"])
    assert speller.correct("Kalmur") == "kalmar"  # Kalmor is as near, and rarer
    assert Speller(["with with"]).correct("wich") == "which"  # asks
    assert speller.correct("vasterviks") == "Vastervik"  # vasterviken is farther, and commoner


def test_without_words_nothing_is_corrected() -> None:
    assert Speller([]).correct("goverment of Zhuhia") == "goverment of Zhuhia"


@given(st.text(max_size=80))
def test_correcting_twice_changes_nothing_more(text: str) -> None:
    once = SPELLER.correct(text)
    assert SPELLER.correct(once) == once


@given(st.lists(st.sampled_from(TEXT.split()), max_size=12))
def test_the_documents_own_words_stay(words: list[str]) -> None:
    assert SPELLER.correct(" ".join(words)) == " ".join(words)


@pytest.mark.timeout(30)
def test_a_very_long_word_is_not_slow() -> None:
    """Work that is quadratic in its letters would take minutes."""
    assert Speller(["a" * 300_000 + "-" * 300_000]).correct("Macoa?") == "Macoa?"
