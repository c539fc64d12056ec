"""Asking, end to end."""

import json
import logging
from pathlib import Path

import pytest

from index.build import build_index
from index.types import Hit
from qa.pipeline import Pipeline, Request, Trace, open_pipeline
from qa.question import QuestionError
from qa.types import Answer, Citation, Reading, Span
from settings import ROOT, Settings, SettingsError, load_settings
from tests.conftest import FAKES

KEY_PROJECTS = (
    "How many key projects of the national research plan are opened to Hong Kong and Macao?"
)


def _without_time(answer: Answer) -> str:
    return answer.model_copy(update={"elapsed_ms": 0.0}).model_dump_json()


def _questions(count: int) -> list[tuple[str, list[str]]]:
    path = ROOT / "eval" / "questions" / "greater_bay_area.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    step = len(rows) // count
    return [(row["question"], row["history"]) for row in rows[::step][:count]]


@pytest.mark.model
def test_key_projects(real_pipeline: Pipeline) -> None:
    answer = real_pipeline.ask(KEY_PROJECTS)
    file = (ROOT / "corpus" / "documents" / "greater_bay_area.txt").read_bytes().decode("utf-8")
    assert answer.answered
    assert any("25 key projects of the national" in c.quote for c in answer.citations)
    for citation in answer.citations:
        assert file[citation.start : citation.end] == citation.quote
    assert answer.text == " ".join(f"{c.quote} [{c.number}]" for c in answer.citations)


@pytest.mark.model
def test_thirty_questions_twice_give_the_same_json(real_settings: Settings) -> None:
    first, second = (open_pipeline(real_settings) for _ in range(2))
    for question, history in _questions(30):
        assert _without_time(first.ask(question, history)) == _without_time(
            second.ask(question, history)
        )


@pytest.mark.model
def test_asked_together_or_alone(real_pipeline: Pipeline) -> None:
    requests = [Request(question, history) for question, history in _questions(30)]
    for request, outcome in zip(requests, real_pipeline.trace_many(requests), strict=True):
        assert isinstance(outcome, Trace)
        alone = real_pipeline.ask(request.question, request.history)  # type: ignore[arg-type]
        assert _without_time(outcome.answer) == _without_time(alone)


HANDBOOK = """# Staff handbook

## Expenses

Expenses are paid back within ten working days. To claim expenses:

1. Fill in form E-12 on the intranet.
2. Attach every receipt.
3. Ask your manager to sign it.

Meals are paid up to 35 euros a day. Hotels are booked by the travel desk only.

## Our new office

The move to the Harbour site makes good progress. The ground floor was handed over in May. All
cabling was finished by June. The canteen will open in September.

**Core hours:** 10:00 to 15:00.

## Canteen prices

| Meal | Staff | Guests |
|------|------:|-------:|
| Lunch | 4.50 | 9.00 |
| Soup | 2.00 | 4.00 |

## Aims

The canteen has two aims.

First, food should be good. Nobody likes grey peas.

The second is to be cheap. Prices have not risen since May.

## Frequent questions

**Who pays for my phone?**

The company pays for the contract. You choose the device yourself.
"""


@pytest.mark.model
def test_lists_and_overviews_are_quoted_whole(real_settings: Settings, tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "handbook.md").write_text(HANDBOOK, encoding="utf-8")
    settings = real_settings.model_copy(
        update={"documents": documents, "index": tmp_path / "index", "threshold": 0.0}
    )
    build_index(settings)
    pipeline = open_pipeline(settings)
    steps = pipeline.ask("What are the steps to claim expenses?")
    assert steps.citations[0].quote == (
        "To claim expenses:\n\n1. Fill in form E-12 on the intranet.\n2. Attach every receipt.\n"
        "3. Ask your manager to sign it."
    )
    office = pipeline.ask("What is happening with the new office?")
    assert office.citations[0].quote == HANDBOOK[HANDBOOK.index("The move") :].split("\n\n")[0]
    assert office.short_answer is None
    assert office.citations[0].spans == ()
    misspelt = pipeline.ask("What progess has the move made?")
    assert misspelt.searched == "What progress has the move made?"
    assert misspelt.citations[0].quote == office.citations[0].quote
    phone = pipeline.ask("Who pays for my phone?")
    assert phone.citations[0].quote.startswith("The company pays for the contract.")
    assert "The company" in str(phone.short_answer)
    day = pipeline.ask("How much is paid for meals a day?")
    assert day.citations[0].quote == "Meals are paid up to 35 euros a day."
    assert "35 euros" in str(day.short_answer)
    soup = pipeline.ask("How much do guests pay for soup in the canteen?")
    assert soup.citations[0].quote == HANDBOOK[HANDBOOK.index("| Meal") :].split("\n\n")[0]
    assert soup.short_answer == "4.00"
    aims = pipeline.ask("What are the two aims of the canteen?")
    assert [citation.quote for citation in aims.citations] == [
        "First, food should be good.",
        "The second is to be cheap.",
    ]
    assert aims.short_answer is None
    core = pipeline.ask("What are the core hours?")
    assert core.citations[0].quote == "**Core hours:** 10:00 to 15:00."
    assert core.short_answer == "10:00 to 15:00"
    assert core.confidence == 0.8


@pytest.mark.model
def test_a_cell_is_looked_up_in_a_large_table(real_settings: Settings, tmp_path: Path) -> None:
    rows = [f"| HX-{number} | {3 * number} | {5 * number} |" for number in range(10, 90)]
    header = "| Heater | Power (W) | Width (mm) |"
    text = "\n".join(["Our heaters.", "", header, "|---|---|---|", *rows, ""])
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "heaters.md").write_text(text, encoding="utf-8")
    settings = real_settings.model_copy(
        update={"documents": documents, "index": tmp_path / "index"}
    )
    build_index(settings)
    pipeline = open_pipeline(settings)
    answer = pipeline.ask("What is the width of the HX-41?")
    assert [citation.quote for citation in answer.citations] == ["| HX-41 | 123 | 205 |", header]
    assert (answer.short_answer, answer.confidence) == ("205", 0.8)
    assert [span.text for span in answer.citations[0].spans] == ["205"]
    assert not pipeline.ask("What is the width of the HX-99?").answered


@pytest.mark.model
def test_another_subject_is_refused(real_pipeline: Pipeline) -> None:
    answer = real_pipeline.ask("Which goalkeeper won the 1978 football world cup?")
    assert not answer.answered
    assert answer.short_answer is None
    assert answer.citations == ()
    assert answer.text == ""
    assert len(answer.nearest) == 3
    assert [c.number for c in answer.nearest] == [1, 2, 3]


def test_schema_and_stages(fake_pipeline: Pipeline) -> None:
    trace = fake_pipeline.trace("  How many routes were opened?", ["What is the port?"], id="q1")
    answer = json.loads(trace.answer.model_dump_json())
    assert list(answer) == [
        "id",
        "question",
        "history",
        "searched",
        "answered",
        "confidence",
        "short_answer",
        "text",
        "citations",
        "nearest",
        "index",
        "elapsed_ms",
    ]
    assert answer["id"] == "q1"
    assert answer["question"] == "How many routes were opened?"
    assert answer["history"] == ["What is the port?"]
    assert answer["index"] == fake_pipeline.index.manifest.content.fingerprint
    stages = {"prepare", "search", "read", "compose", "verify"}
    assert set(trace.stages_ms) == {*stages, "total"}
    parts = sum(trace.stages_ms[stage] for stage in stages)
    assert parts <= trace.stages_ms["total"] == pytest.approx(trace.answer.elapsed_ms, abs=0.06)
    assert len(trace.hits) == fake_pipeline.settings.top_k
    for quote in answer["citations"] or answer["nearest"]:
        assert list(quote) == ["number", "document", "title", "start", "end", "quote", "spans"]


@pytest.mark.parametrize("threshold", [0.0, 1.0])
def test_threshold_is_a_setting(fake_settings: Settings, threshold: float) -> None:
    settings = fake_settings.model_copy(update={"threshold": threshold})
    answer = open_pipeline(settings).ask("How many routes were opened?")
    assert answer.answered == (threshold == 0.0)
    assert bool(answer.citations) == answer.answered
    assert bool(answer.nearest) != answer.answered


def test_what_is_searched_is_spelt_like_the_documents(fake_pipeline: Pipeline) -> None:
    answer = fake_pipeline.ask("How many reserch instrumnts were opend?")
    assert answer.question == "How many reserch instrumnts were opend?"
    assert answer.searched == "How many research instruments were opened?"
    right = fake_pipeline.ask("How many research instruments were opened?")
    assert answer.citations == right.citations
    assert answer.confidence == right.confidence


def test_exact_words_are_searched_as_they_are(fake_pipeline: Pipeline) -> None:
    asked, history = "Why reserch?", ["What is the port?"]
    assert fake_pipeline.ask(asked, history).searched == "the port: why research?"
    answer = fake_pipeline.ask(asked, history, exact=True)
    assert answer.searched == asked
    assert answer.history == ("What is the port?",)


def test_bad_question(fake_pipeline: Pipeline) -> None:
    with pytest.raises(QuestionError, match="empty"):
        fake_pipeline.ask(" ")
    good, bad = fake_pipeline.trace_many([Request("How many routes?"), Request(5)])
    assert isinstance(good, Trace)
    assert isinstance(bad, QuestionError)


def test_unknown_reader(fake_settings: Settings) -> None:
    with pytest.raises(SettingsError, match=r"no reader 'x:y'.*Expected 'module:Class'"):
        open_pipeline(fake_settings.model_copy(update={"reader": "x:y"}))


class SubstringReader:
    """Finds "57 routes" literally, as sentence and as short answer."""

    def read(self, question: str, hits: list[Hit]) -> Reading:
        for hit in hits:
            for sentence in hit.passage.sentences:
                text = hit.passage.text[sentence.start - hit.passage.start :]
                if (at := text.find("57 routes", 0, sentence.end - sentence.start)) >= 0:
                    start = sentence.start + at
                    whole = Span(sentence.document, sentence.start, sentence.end, 1.0)
                    short = Span(sentence.document, start, start + len("57 routes"), 1.0)
                    return Reading((whole,), (short,), 0.0)
        return Reading((), (), 1.0)


def test_another_reader_fills_the_seam(fake_settings: Settings) -> None:
    settings = fake_settings.model_copy(
        update={"reader": "tests.qa.test_pipeline:SubstringReader", "threshold": 0.0}
    )
    pipeline = open_pipeline(settings)
    answer = pipeline.ask("How many routes were opened by the combined port?")
    assert answer.short_answer == "57 routes"
    [citation] = answer.citations
    assert [span.text for span in citation.spans] == ["57 routes"]


def test_an_answer_that_is_not_verbatim_is_withheld(
    fake_settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pipeline = open_pipeline(fake_settings.model_copy(update={"threshold": 0.0}))
    import qa.pipeline

    def forged(*parts: object) -> tuple[Citation, ...]:
        return (
            Citation(
                number=1, document="greater_bay_area.txt", title="t", start=0, end=5, quote="Wrong"
            ),
        )

    monkeypatch.setattr(qa.pipeline, "cite", forged)
    with caplog.at_level(logging.ERROR):
        answer = pipeline.ask("How many routes were opened?")
    assert not answer.answered
    assert answer.citations == answer.nearest == ()
    assert answer.short_answer is None
    assert answer.text == ""
    assert pipeline.verbatim_failures == 1
    assert "Withheld an answer that is not verbatim: [1] greater_bay_area.txt 0-5" in caplog.text


def test_documents_of_many_kinds(tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "crlf.txt").write_bytes(
        "The harbour\r\nhas 9 cranes.\r\n\r\nÉté 😀 ends.".encode()
    )
    (documents / "words.md").write_text("# Only a heading")
    (documents / "dots.txt").write_text("... !!!")
    settings = load_settings(
        documents=documents,
        index=tmp_path / "index",
        threshold=0.0,
        **FAKES,
    )
    from index.build import build_index

    build_index(settings)
    answer = open_pipeline(settings).ask("How many cranes has the harbour?")
    assert [c.quote for c in answer.citations][:1] == ["The harbour\r\nhas 9 cranes."]
