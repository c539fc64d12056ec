import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.followup import searched_question
from qa.phrases import keys

INSTRUMENTS = "How many research instruments were opened to Hong Kong and Macao?"

RESOLVED = [
    # Asked again of something else.
    (
        INSTRUMENTS,
        "And the key projects?",
        "How many key projects were opened to Hong Kong and Macao?",
    ),
    (
        INSTRUMENTS,
        "And how many key projects?",
        "How many key projects were opened to Hong Kong and Macao?",
    ),
    (INSTRUMENTS, "What about transport?", "transport: opened to Hong Kong and Macao"),
    (
        "How many students does Hong Kong have?",
        "What about Macao?",
        "How many students does Macao have?",
    ),
    (
        "What have Hengqin and Macao piloted?",
        "And what about Guangdong and Hong Kong?",
        "What have Guangdong and Hong Kong piloted?",
    ),
    (
        "How dangerous are tiger sharks?",
        "What about the Mako sharks?",
        "How dangerous are Mako sharks?",
    ),
    (
        "How many routes did the port open in Guangzhou?",
        "And in Nansha?",
        "How many routes did the port open in Nansha?",
    ),
    (
        "How many routes did the port open?",
        "And in Nansha?",
        "How many routes did the port open in Nansha?",
    ),
    ("How large is Lake Varnholm?", "What about its fish?", "Lake Varnholm's fish?"),
    # Nothing but a question word.
    (
        INSTRUMENTS,
        "Since when?",
        "research instruments were opened to Hong Kong and Macao: since when?",
    ),
    (
        "Were research instruments opened to Hong Kong?",
        "How many?",
        "research instruments opened to Hong Kong: how many?",
    ),
    # Pronouns.
    ("What is the Combined Port?", "Who launched that?", "Who launched the Combined Port?"),
    ("What is Lyme disease?", "Can it be cured?", "Can Lyme disease be cured?"),
    ("Tell me about lung cancer.", "What are its symptoms?", "What are lung cancer's symptoms?"),
    ('What do the "18 regulations" support?', "Who issued them?", "Who issued the 18 regulations?"),
    # The subject left out.
    ("What is Lyme disease?", "What are the symptoms?", "Lyme disease: what are the symptoms?"),
    (
        "What are some interesting things around Ann Arbor?",
        "Are there any film festivals?",
        "Ann Arbor: are there any film festivals?",
    ),
]


@pytest.mark.parametrize(("before", "question", "searched"), RESOLVED)
def test_a_follow_up_takes_what_it_leaves_out_from_before(
    before: str, question: str, searched: str
) -> None:
    assert searched_question(question, [before]) == searched


@pytest.mark.parametrize(("before", "question", "searched"), RESOLVED)
def test_resolving_twice_changes_nothing_more(before: str, question: str, searched: str) -> None:
    assert searched_question(searched, [before]) == searched


@pytest.mark.parametrize(
    "question",
    [
        "How many routes did the combined port open?",
        "How many students are there in the schools of Guangdong?",
        "Which plan was the plan that the council reviewed?",
        "Is it safe to swim in the Pearl River?",
        "What did it cost to build the bridge over the Pearl River?",
        "Why did Macao stop its scheme for cars?",
        "Who was Ada Lovelace and what did she write?",
        "What is taurine?",
        "Tell me about Mako sharks.",
        "What are the symptoms of throat cancer?",
        "research instruments: how many were opened?",
    ],
)
def test_a_standalone_question_is_left_alone(question: str) -> None:
    assert searched_question(question, [INSTRUMENTS]) == question


@pytest.mark.parametrize("history", [[], [""], ["?!"], ["   "]])
def test_without_words_before_nothing_changes(history: list[str]) -> None:
    assert searched_question("Since when?", history) == "Since when?"


def test_a_history_without_content_is_no_help() -> None:
    assert searched_question("Why?", ["Since when?", "And where?"]) == "Why?"


def test_a_chain_of_follow_ups_reaches_back_to_its_subject() -> None:
    history = [INSTRUMENTS, "And the key projects?", "Since when?"]
    assert searched_question("Why?", history) == (
        "key projects were opened to Hong Kong and Macao: why?"
    )
    assert searched_question("And in Nansha?", history[:2]) == (
        "How many key projects were opened to Hong Kong and Macao in Nansha?"
    )


def test_the_subject_asked_last_counts_more() -> None:
    history = ["What is throat cancer?", "Is it treatable?", "Tell me about lung cancer."]
    assert searched_question("What are its symptoms?", history) == (
        "What are lung cancer's symptoms?"
    )


def test_a_subject_is_carried_over_follow_ups() -> None:
    history = ["What is Lyme disease?", "Can it be cured?", "What are the symptoms?"]
    assert searched_question("How reliable is the test?", history) == (
        "Lyme disease: how reliable is the test?"
    )


def test_a_long_conversation_is_answered() -> None:
    assert searched_question("And why?", [INSTRUMENTS, *["And where?"] * 5000])


@pytest.mark.timeout(30)
def test_long_turns_are_not_slow() -> None:
    """Work that is cubic in a turn's words would take minutes."""
    turn = " ".join(f"x{number} and it" for number in range(90))
    assert len(turn) < 1000
    assert searched_question("Who launched it?", [turn] * 20)


PIECES = """And what about it they its that the Hong Kong port's routes in for how 25 ? : " -"""
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(PIECES.split(" ")), max_size=10).map(" ".join),
)


def test_what_is_searched_stays_short() -> None:
    history = [f"How many {'very ' * 80}old routes?", *["And where in all of Nansha?"] * 19]
    question = "And in Macao?"
    assert len(searched_question(question, history)) <= len(question) + 500


@given(question=TEXTS, history=st.lists(TEXTS, max_size=5))
def test_no_text_fails_is_blanked_or_loses_its_words(question: str, history: list[str]) -> None:
    searched = searched_question(question, history)
    assert bool(searched.strip()) == bool(question.strip())
    assert keys(question) <= keys(searched)


@given(question=TEXTS, history=st.lists(TEXTS, max_size=5))
def test_only_words_of_the_conversation_are_searched(question: str, history: list[str]) -> None:
    said = keys(" ".join([question, *history]))
    assert keys(searched_question(question, history)) <= said | {"and"}
