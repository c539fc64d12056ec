"""The whole evaluation, on a small index with a fake embedder."""

import json
import re
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from eval import command
from eval.baseline import Baseline
from eval.command import DONE, REGRESSED, WRONG_INPUT, evaluate
from eval.results import read_results
from index.retriever import Retriever
from index.types import Hit
from settings import Settings
from tests.eval.harbour import ROWS, write_rows

pytestmark = pytest.mark.usefixtures("few_resamples")

TIMED = {"timing", "machine", "date"}


def without_times(folder: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    results = json.loads((folder / "results.json").read_text())
    rows = [json.loads(line) for line in (folder / "questions.jsonl").read_text().splitlines()]
    for row in rows:
        del row["stages_ms"]
    return {key: value for key, value in results.items() if key not in TIMED}, rows


@pytest.fixture
def baseline(settings: Settings, questions_file: Path, tmp_path: Path) -> Path:
    """The baseline of the pipeline as it is."""
    path = tmp_path / "baseline.json"
    first = tmp_path / "first"
    code = evaluate(settings, questions_file, first, write_baseline=True, baseline=path)
    assert code == DONE
    return path


def break_retriever(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on, the worst passage is all that is found."""
    search_many = Retriever.search_many

    def worst(self: Retriever, questions: Sequence[str], k: int) -> list[list[Hit]]:
        return [hits[-1:] for hits in search_many(self, questions, k + 1000)]

    monkeypatch.setattr(Retriever, "search_many", worst)


def test_files_of_a_run(settings: Settings, questions_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert evaluate(settings, questions_file, out) == DONE
    assert sorted(path.name for path in out.iterdir()) == [
        "questions.jsonl",
        "report.html",
        "report.md",
        "results.json",
    ]
    results, questions = read_results(out)
    assert [question.id for question in questions] == [row["id"] for row in ROWS]
    assert results.set.questions == len(ROWS)
    assert list(results.groups) == ["all", "dev", "test"]
    assert results.groups["all"].measures["verbatim"].value == 1.0
    assert results.groups["all"].measures["recall_at_5"].value == 1.0
    assert results.configuration["passage_size"] == 90
    private = {"documents", "index", "decision", "feedback", "host", "port", "grace_seconds"}
    private |= {"max_concurrency", "max_waiting", "rate_limit", "allowed_hosts", "allowed_origins"}
    private |= {"tokens", "trusted_proxies", "user_header", "root_path", "log_format"}
    private |= {"log_questions"}
    assert results.configuration.keys() == Settings.model_fields.keys() - private
    stages = {"prepare", "search", "read", "compose", "verify", "total"}
    assert set(results.timing.stages_ms) == stages
    assert {question.cluster for question in questions} >= {"bridge", "lighthouse"}


def test_two_runs_differ_only_in_their_times(
    settings: Settings, questions_file: Path, tmp_path: Path
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    evaluate(settings, questions_file, one)
    evaluate(settings, questions_file, two)
    assert without_times(one) == without_times(two)


def test_the_gate_is_green_when_nothing_changed(
    settings: Settings, questions_file: Path, baseline: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate(settings, questions_file, check=True, baseline=baseline) == DONE
    assert "The gate is green" in capsys.readouterr().err


def test_a_broken_retriever_turns_the_gate_red(
    settings: Settings,
    questions_file: Path,
    baseline: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    right = Baseline.model_validate_json(baseline.read_bytes()).right
    fallen = [row for row in ROWS if right[row["id"]] and row["evidence"]]
    assert len(fallen) >= 4
    break_retriever(monkeypatch)
    out = tmp_path / "broken"
    assert evaluate(settings, questions_file, out, check=True, baseline=baseline) == REGRESSED
    shown = capsys.readouterr()
    assert "The gate is red" in shown.err
    assert "REGRESSION" in shown.out
    for name in ("report.md", "report.html"):
        report = (out / name).read_text(encoding="utf-8")
        assert "The gate is red" in report
        listed = report[report.index("Newly wrong") : report.index("Newly right")]
        for row in fallen:
            assert f"{row['id']}: {row['question']}" in listed
            assert f"Newly wrong: {row['id']} {row['question']}" in shown.err


def test_a_baseline_of_other_questions(
    settings: Settings,
    baseline: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    other = write_rows(tmp_path / "other.jsonl", ROWS[:3])
    assert evaluate(settings, other, check=True, baseline=baseline) == WRONG_INPUT
    message = capsys.readouterr().err
    assert "is of other questions: found harbour (7 questions, SHA-256" in message
    assert "expected other (3 questions" in message
    assert not (tmp_path / "results").exists()


def test_no_or_damaged_baseline(
    settings: Settings, questions_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "baseline.json"
    assert evaluate(settings, questions_file, check=True, baseline=path) == WRONG_INPUT
    assert "Cannot read the baseline" in capsys.readouterr().err
    path.write_text("{}")
    assert evaluate(settings, questions_file, check=True, baseline=path) == WRONG_INPUT
    assert "is damaged or of another version" in capsys.readouterr().err


def test_a_results_folder_that_is_not_empty(
    settings: Settings, questions_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("precious")
    assert evaluate(settings, questions_file, out) == WRONG_INPUT
    assert "exists and is not empty" in capsys.readouterr().err
    assert [path.name for path in out.iterdir()] == ["mine.txt"]


def test_a_results_folder_that_cannot_be_made_is_told_before_anything_is_asked(
    settings: Settings, questions_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate(settings, questions_file, questions_file / "out") == WRONG_INPUT
    said = capsys.readouterr().err
    assert f"Cannot write the results to {questions_file / 'out'}: Not a directory." in said
    assert "Asking" not in said


def test_default_folders_are_numbered(
    settings: Settings, questions_file: Path, tmp_path: Path
) -> None:
    for _ in range(2):
        assert evaluate(settings, questions_file, split="dev") == DONE
    first, second = sorted(path.name for path in (tmp_path / "results").iterdir())
    assert re.fullmatch(r"harbour-dev-[0-9a-f]{8}", first)
    assert second == f"{first}-2"


def test_faulty_questions(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [evidence] = ROWS[0]["evidence"]
    rows = [{**ROWS[0], "evidence": [{**evidence, "start": 5}]}]
    path = write_rows(tmp_path / "faulty.jsonl", rows)
    assert evaluate(settings, path) == WRONG_INPUT
    message = capsys.readouterr().err
    assert "faulty.jsonl line 1: evidence 1: wrong offset" in message
    assert "Traceback" not in message
    assert evaluate(settings, tmp_path / "none.jsonl") == WRONG_INPUT
    assert not (tmp_path / "results").exists()


def test_documents_that_cannot_be_read(
    settings: Settings, questions_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = settings.model_copy(update={"documents": tmp_path / "none"})
    assert evaluate(missing, questions_file) == WRONG_INPUT
    assert "does not exist" in capsys.readouterr().err


def test_an_error_of_one_question_is_counted_and_said(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [*ROWS, {**ROWS[6], "id": "q8", "question": "???", "fact": None}]
    out = tmp_path / "out"
    assert evaluate(settings, write_rows(tmp_path / "odd.jsonl", rows), out) == DONE
    assert "Questions that raised an error: 1; the first is q8: QuestionError" in (
        capsys.readouterr().err
    )
    results, questions = read_results(out)
    assert questions[-1].error
    assert not questions[-1].right
    assert results.groups["all"].measures["right"].questions == 8


def squad_file(tmp_path: Path) -> Path:
    harbour = "The harbour bridge opened in 1932. It carries eight lanes of traffic."
    museum = "The museum owns nine whale skeletons. Its library opens on Sundays only."
    articles = [
        {
            "title": title,
            "paragraphs": [
                {
                    "context": text,
                    "qas": [
                        {
                            "id": title,
                            "question": question,
                            "answers": [{"text": answer, "answer_start": text.index(answer)}],
                        },
                        {
                            "id": f"{title} 2",
                            "question": "Who invented the telephone?",
                            "answers": [],
                            "is_impossible": True,
                        },
                    ],
                }
            ],
        }
        for title, text, question, answer in (
            ("Harbour", harbour, "When was the harbour bridge opened?", "1932"),
            ("Museum", museum, "How many whale skeletons does the museum own?", "nine"),
        )
    ]
    path = tmp_path / "squad.json"
    path.write_text(json.dumps({"data": articles}))
    return path


@pytest.mark.parametrize("pooled", [False, True])
def test_squad_articles_are_documents(settings: Settings, tmp_path: Path, pooled: bool) -> None:
    out = tmp_path / "out"
    assert evaluate(settings, squad_file(tmp_path), out, pooled=pooled) == DONE
    results, questions = read_results(out)
    assert results.set.regime == ("pooled" if pooled else "article")
    assert list(results.indexes) == (["pooled"] if pooled else ["Harbour.txt", "Museum.txt"])
    assert [question.id for question in questions] == ["Harbour", "Harbour 2", "Museum", "Museum 2"]
    assert [question.cluster for question in questions] == 2 * ["Harbour.txt"] + 2 * ["Museum.txt"]
    assert results.groups["all"].measures["recall_at_5"].value == 1.0
    assert not settings.index.exists()


def test_pooled_is_for_squad_only(
    settings: Settings, questions_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate(settings, questions_file, pooled=True) == WRONG_INPUT
    assert "--pooled is for SQuAD files" in capsys.readouterr().err


def test_against_other_results(
    settings: Settings,
    questions_file: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    good, bad = tmp_path / "good", tmp_path / "bad"
    assert evaluate(settings, questions_file, good) == DONE
    break_retriever(monkeypatch)
    assert evaluate(settings, questions_file, bad, against=good) == DONE
    shown = capsys.readouterr().out
    assert "McNemar, exact" in shown
    assert "## Against other results" in (bad / "report.md").read_text(encoding="utf-8")
    part = write_rows(tmp_path / "part.jsonl", ROWS[:2])
    assert evaluate(settings, part, against=good) == WRONG_INPUT
    assert evaluate(settings, questions_file, against=tmp_path / "none") == WRONG_INPUT
    (good / "results.json").write_text("{}")
    assert evaluate(settings, questions_file, against=good) == WRONG_INPUT
    messages = capsys.readouterr().err
    assert "The other results are of other questions: found harbour (7 questions" in messages
    assert "Found no results in" in messages
    assert "are damaged or of another version" in messages


class Page(HTMLParser):
    """Collects the tags, the addresses and the marked text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.marked: list[str] = []
        self._in_mark = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]
        self._in_mark = tag == "mark"

    def handle_data(self, data: str) -> None:
        if self._in_mark:
            self.marked.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._in_mark = self._in_mark and tag != "mark"


def test_the_page_shows_every_miss_beside_its_evidence_and_asks_for_nothing(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nasty = "<script>alert('x')</script> & \"quotes\" <img src=https://example.org/x>?"
    rows = [{**ROWS[0], "question": nasty}, *ROWS[1:]]
    break_retriever(monkeypatch)
    out = tmp_path / "out"
    assert evaluate(settings, write_rows(tmp_path / "q.jsonl", rows), out) == DONE
    html = (out / "report.html").read_text(encoding="utf-8")
    page = Page(html)
    _, questions = read_results(out)
    missed = [question for question in questions if not question.right]
    assert len(missed) >= 4
    assert f"Misses: {len(missed)} of {len(rows)}" in html
    assert page.marked == [piece.quote for question in missed for piece in question.evidence]
    assert not page.tags & {"script", "link", "iframe", "object"}
    assert len(page.addresses) == 4
    assert all(address.startswith("data:image/svg+xml;base64,") for address in page.addresses)
    assert "url(" not in html
    markdown = (out / "report.md").read_text(encoding="utf-8")
    assert "<script>" not in markdown.replace("\\<", "")


def test_the_build_is_made_if_there_is_none_and_kept_if_there_is(
    settings: Settings, questions_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert evaluate(settings, questions_file) == DONE
    monkeypatch.setattr(command, "build_visibly", lambda *_: pytest.fail("built again"))
    assert evaluate(settings, questions_file) == DONE
