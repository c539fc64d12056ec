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
    ("What is the width of the TX-40?", "and the depth?", "What is the depth of the TX-40?"),
    ("Who leads Project Heron?", "And the sponsor?", "sponsor: leads Project Heron"),
    ("How large is Lake Varnholm?", "And the depth?", "depth: large is Lake Varnholm"),
    ("How deep is the sport pool?", "And the sauna?", "How deep is the sauna?"),
    ("California: is rent capped?", "And the lease?", "California: is lease capped?"),
    ("How long are contracts kept?", "And applications?", "How long are applications kept?"),
    ("When is the garden open?", "What about Sunday?", "When is the garden open on Sunday?"),
    ("Is the garden open on Sunday?", "And Monday?", "Is the garden open on Monday?"),
    ("What was the rent in 2019?", "And 2020?", "What was the rent in 2020?"),
    ("What was the rent of the mill?", "And 2020?", "What was the rent of the mill in 2020?"),
    # Nothing but a question word.
    ("Where should the Duo be delivered?", "why?", "Why should the Duo be delivered?"),
    ("When was Ada Brandt born?", "And where?", "Where was Ada Brandt born?"),
    ("Does the Duo ship to Norway?", "Since when?", "Since when does the Duo ship to Norway?"),
    ("Siena 300: where is it made?", "How?", "Siena 300: how is it made?"),
    ("When is the party?", "Where?", "Where is the party?"),
    ("Where is the museum?", "Why?", "museum: why?"),
    ("What was repaired?", "When?", "repaired: when?"),
    ("Can you describe the museum?", "Why?", "museum: why?"),
    ("How long is the cake baked?", "Why?", "cake baked: why?"),
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
    ("What is the width of the TX-40?", "How much is it?", "How much is the TX-40?"),
    ("What does the TX-40 weigh?", "What does it do?", "What does the TX-40 do?"),
    ("Do you ship to Switzerland?", "How much is it?", "ship to Switzerland: how much is it?"),
    ("Was the TX-40 delayed?", "Why is it?", "TX-40 delayed: why is it?"),
    ("When was Ada Brandt born?", "Who did she marry?", "Who did Ada Brandt marry?"),
    ("When is leave lost?", "Why is it lost?", "Why is leave lost?"),
    ("Can children have a card?", "How much does it cost?", "How much does the card cost?"),
    (
        "What did the council decide?",
        "Why did they decide that?",
        "Why did the council decide that?",
    ),
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


@pytest.mark.parametrize(
    "courtesy", ["thanks", "ok, thank you", "Great, thanks a lot!", "no, thank you very much", "OK"]
)
def test_courtesy_is_neither_rewritten_nor_followed(courtesy: str) -> None:
    assert searched_question(courtesy, [INSTRUMENTS]) == courtesy
    assert searched_question("And Macao?", ["Who runs Hengqin?", courtesy]) == "Who runs Macao?"


def test_a_request_with_thanks_is_more_than_courtesy() -> None:
    assert searched_question("Thanks, and why?", ["When was the mill built?"]) == (
        "mill built: thanks, and why?"
    )


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


@pytest.mark.parametrize(
    ("history", "question", "searched"),
    [
        (
            ["How deep is the sport pool?", "And the teaching pool?"],
            "How warm is it?",
            "How warm is the teaching pool?",
        ),
        (
            ["What is a squad?", "How many people?", "And a tribe?"],
            "How big is it?",
            "How big is the tribe?",
        ),
        (
            ["Who was Elsa?", "What did she invent?", "and Ruth?"],
            "What did her son do?",
            "What did Ruth's son do?",
        ),
        (
            ["How much is a day pass?", "and a month pass?", "and for students?"],
            "When does it expire?",
            "When does the month pass expire?",
        ),
        (
            ["How tall is the tower?", "and the bridge?", "How old is it?"],
            "Where is it?",
            "Where is the bridge?",
        ),
        (
            ["What is the width of the TX-40?", "and the depth?"],
            "How heavy is it?",
            "How heavy is the TX-40?",
        ),
    ],
)
def test_what_takes_the_place_of_a_subject_is_the_subject(
    history: list[str], question: str, searched: str
) -> None:
    assert searched_question(question, history) == searched


def test_a_long_conversation_is_answered() -> None:
    assert searched_question("And why?", [INSTRUMENTS, *["And where?"] * 5000])


@pytest.mark.timeout(30)
def test_long_turns_are_not_slow() -> None:
    """Work that is cubic in a turn's words would take minutes."""
    turn = " ".join(f"x{number} and it" for number in range(90))
    assert len(turn) < 1000
    assert searched_question("Who launched it?", [turn] * 20)


@pytest.mark.timeout(30)
@pytest.mark.parametrize("question", ["How is it?", "And the mill?", "Why?"])
@pytest.mark.parametrize("piece", ["And the x{} ", "and why is to x{} ", "How is it in 20{} "])
def test_long_turns_are_not_slow_whatever_they_ask(piece: str, question: str) -> None:
    turn = "".join(piece.format(number) for number in range(50))
    assert searched_question(question, [turn] * 20)


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
