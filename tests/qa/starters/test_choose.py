"""Which candidates are kept, and where they are kept."""

import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.types import Document
from qa.pipeline import Pipeline
from qa.starters.candidates import MOST_DOCUMENTS, Candidate, candidates
from qa.starters.choose import MOST, MOST_ASKED, starters
from qa.starters.file import read_starters, write_starters
from qa.types import Answer, Citation
from settings import Settings, load_settings
from tests.conftest import FAKES

TEXT = """The lamp of the keeper is in the hall, and the oil is in a box for the winter.

The Harbour Bridge was designed by Ada Brown. The Ferry Club has 12 members.
The Leith Tower is located in Port Mary. The Northern Line was opened in 1904.
The Northern Line has been fully connected. The Old Dock was opened in 1911.
The Harbour Board is responsible for lights and buoys. The Harbour Bridge is 503 metres long.
"""
DOCUMENT = Document("port.txt", "Port", TEXT)


class _Sure:
    """Answers each question from the sentence it was made from; ``change`` alters the answer."""

    def __init__(self, change: Callable[[Answer], Answer] = lambda answer: answer) -> None:
        self.change = change
        self.asked: list[str] = []
        self.known: dict[str, Candidate] = {}

    def learn(self, documents: list[Document]) -> list[Document]:
        self.known = {candidate.question: candidate for candidate in candidates(documents)}
        return documents

    def ask(self, question: object) -> Answer:
        assert isinstance(question, str)
        self.asked.append(question)
        place = self.known[question]
        citation = Citation(
            number=1, document=place.document, title="", start=place.start, end=place.end, quote=""
        )
        return self.change(
            Answer(
                id=None,
                question=question,
                history=(),
                searched=question,
                answered=True,
                confidence=0.9,
                short_answer=None,
                text="",
                citations=(citation,),
                nearest=(),
                index="",
                elapsed_ms=0,
            )
        )


def _found(change: Callable[[Answer], Answer] = lambda answer: answer) -> tuple[str, ...]:
    pipeline = _Sure(change)
    return starters(pipeline.learn([DOCUMENT]), pipeline)


def test_six_that_ask_in_different_ways_about_different_things() -> None:
    assert _found() == (
        "Who designed the Harbour Bridge?",
        "Where is the Leith Tower located?",
        "What is the Harbour Board responsible for?",
        "How many members does the Ferry Club have?",
        "When was the Northern Line opened?",
        "When was the Old Dock opened?",
    )


@pytest.mark.parametrize(
    "change",
    [
        {"answered": False, "citations": ()},
        {"confidence": 0.69},
        {"short_answer": "the Harbour Bridge"},
    ],
)
def test_what_is_not_surely_answered_is_left_out(change: dict[str, object]) -> None:
    def worse(answer: Answer) -> Answer:
        bridge = "Harbour Bridge" in answer.question
        return answer.model_copy(update=change) if bridge else answer

    found = _found(worse)
    assert not [question for question in found if "Harbour Bridge" in question]
    assert "How many members does the Ferry Club have?" in found


@pytest.mark.parametrize("field", ["start", "end", "document"])
def test_what_is_answered_from_elsewhere_is_left_out(field: str) -> None:
    def moved(answer: Answer) -> Answer:
        [citation] = answer.citations
        other = {"start": citation.start + 1, "end": citation.end + 1, "document": "x"}[field]
        return answer.model_copy(
            update={"citations": (citation.model_copy(update={field: other}),)}
        )

    assert _found(moved) == ()


def test_the_surest_of_its_kind_comes_first() -> None:
    def ranked(answer: Answer) -> Answer:
        dock = "Old Dock" in answer.question
        return answer.model_copy(update={"confidence": 0.99 if dock else 0.8})

    found = _found(ranked)
    assert found[0] == "When was the Old Dock opened?"
    assert len(found) == MOST


def test_nothing_but_yes_or_no_gives_one() -> None:
    def only_has(answer: Answer) -> Answer:
        return answer.model_copy(update={"answered": answer.question.startswith("Has")})

    assert _found(only_has) == ("Has the Northern Line been fully connected?",)


def test_a_large_collection_is_asked_a_bounded_number_of_questions() -> None:
    documents = [
        Document(f"{n:04}.txt", f"Port {n}", TEXT.replace("The Ferry", f"The X{n} Ferry"))
        for n in range(500)
    ]
    pipeline = _Sure()
    found = starters(pipeline.learn(documents), pipeline)
    assert len(found) == MOST
    assert len(pipeline.asked) <= MOST_ASKED
    assert len({one.document for one in candidates(documents)}) <= MOST_DOCUMENTS


def test_documents_without_a_good_sentence_give_none() -> None:
    pipeline = _Sure()
    assert starters([], pipeline) == ()
    assert starters([Document("a", "A", "")], pipeline) == ()
    assert starters([Document("a", "A", "Milk\n- eggs\n- 3 apples")], pipeline) == ()
    assert pipeline.asked == []


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(index=tmp_path, **FAKES)


def test_what_is_written_is_read(settings: Settings) -> None:
    assert read_starters(settings, "f1") is None
    write_starters(settings, "f1", ["Who?", "Où? “x”"])
    assert read_starters(settings, "f1") == ("Who?", "Où? “x”")
    write_starters(settings, "f1", [])
    assert read_starters(settings, "f1") == ()
    assert [path.name for path in settings.index.iterdir()] == ["starters.json"]


def test_starters_of_anything_else_count_as_none(settings: Settings, tmp_path: Path) -> None:
    write_starters(settings, "f1", ["Who?"])
    assert read_starters(settings, "f2") is None
    other = tmp_path / "decision.json"
    other.write_text("{}")
    for change in ({"reader": "x:Y"}, {"threshold": 0.9}, {"decision": other}):
        assert read_starters(settings.model_copy(update=change), "f1") is None
    assert read_starters(settings.model_copy(update={"port": 1}), "f1") == ("Who?",)


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff", b"[]", b'{"version": 1}'])
def test_a_damaged_file_counts_as_none(settings: Settings, damage: bytes) -> None:
    (settings.index / "starters.json").write_bytes(damage)
    assert read_starters(settings, "f1") is None
    write_starters(settings, "f1", ["Who?"])
    assert read_starters(settings, "f1") == ("Who?",)


def test_a_reader_never_sees_half_a_file(settings: Settings) -> None:
    long = ["Who designed the Harbour Bridge?"] * 2000
    write_starters(settings, "f1", long)
    stop = threading.Event()
    seen = set()

    def read() -> None:
        while not stop.is_set():
            seen.add(len(read_starters(settings, "f1") or ()))

    thread = threading.Thread(target=read)
    thread.start()
    for _ in range(20):
        write_starters(settings, "f1", long)
    stop.set()
    thread.join()
    assert seen == {2000}


def test_the_file_names_no_folder(settings: Settings) -> None:
    write_starters(settings, "f1", ["Who?"])
    text = (settings.index / "starters.json").read_text()
    assert str(settings.index) not in text
    assert json.loads(text)["starters"] == ["Who?"]


@pytest.mark.model
def test_the_shipped_article(real_pipeline: Pipeline) -> None:
    found = starters(real_pipeline.index.documents(), real_pipeline)
    assert len(found) == MOST
    assert "How many runways of Hong Kong Airport were officially opened?" in {
        one.question for one in candidates(real_pipeline.index.documents())
    }
    for question in found:
        assert real_pipeline.ask(question).confidence >= 0.7
    assert starters(real_pipeline.index.documents(), real_pipeline) == found
