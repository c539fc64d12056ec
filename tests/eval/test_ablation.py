"""The ablation, without the public sets, with a fake embedder."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner

from corpus.types import Passage, Sentence
from eval import ablation, public_data, tuning_sets
from eval.board import Board
from eval.caching_embedder import CachingEmbedder
from eval.sentence_scorers import SCORERS
from eval.written import written_questions
from index.types import Hit, SentenceScore, Vectors
from settings import load_settings
from tests.conftest import FAKE_ENVIRONMENT
from tests.fakes import HashingEmbedder


def test_it_runs_without_public_data_and_marks_what_is_in_use(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in FAKE_ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv(public_data.VARIABLE, str(tmp_path))
    monkeypatch.setattr(ablation, "SIZES", ((600, 0), (300, 0)))
    app = Typer()
    app.command()(ablation.main)
    out = tmp_path / "ablation.md"
    result = CliRunner().invoke(app, ["--out", str(out)])
    assert result.exit_code == 0, result.output
    page = out.read_text(encoding="utf-8")
    assert page.count("\n## ") == 7
    assert page.count("(in use)") >= 4
    assert "- ours, dev: 79 questions, 1 documents" in page


def test_the_test_half_is_never_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(public_data.VARIABLE, str(tmp_path))
    ours, *written = tuning_sets.tuning_groups(load_settings())
    assert ours.set == "ours, dev"
    assert {question.split for question in ours.questions} == {"dev"}
    for_tuning = {document.text for document in written_questions("tune").documents}
    assert {group.set for group in written} == {"written"}
    assert {document.text for group in written for document in group.documents} == for_tuning


def test_a_text_is_embedded_once() -> None:
    seen: list[str] = []

    class Recording(HashingEmbedder):
        def embed_documents(self, texts: Sequence[str]) -> Vectors:
            seen.extend(texts)
            return super().embed_documents(texts)

    embedder = CachingEmbedder(Recording("test"))
    first = embedder.embed_documents(["a", "b", "a"])
    assert embedder.embed_documents(["b"]) == pytest.approx(first[1:2])
    assert seen == ["a", "b"]


def test_a_board_gives_means_over_questions_then_over_sets() -> None:
    board = Board("Size", "Note.")
    board.add("small", "one", {"recall": [1.0, 0.0]})
    board.add("small", "one", {"recall": [1.0, 0.0]})
    board.add("small", "two", {"recall": [1.0]})
    board.add("large", "one", {"recall": [0.25]})
    board.add("large", "two", {"recall": [1.0]})
    assert board.markdown().splitlines()[4:] == [
        "| tried | recall: one | recall: two | recall: mean |",
        "| --- | --- | --- | --- |",
        "| small | 0.500 ▲ | 1.000 ▲ | 0.750 ▲ |",
        "| large | 0.250 | 1.000 ▲ | 0.625 |",
    ]


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("cosine", 3),
        ("BM25", 1),
        ("best passage first", 1),
        ("cosine .5 + BM25 .5", 1),
        ("cosine + .2 passage", 1),
    ],
)
def test_sentence_scorers_by_hand(name: str, first: int) -> None:
    sentences = tuple(Sentence("d", start, start + 1) for start in range(4))
    scores = tuple(map(SentenceScore, sentences, (0.2, 0.6, 0.1, 0.7), (1.0, 4.0, 0.0, 0.0)))
    hits = [
        Hit(Passage("d", 0, 2, "", sentences[:2]), 1.0, 0, 0, scores[:2]),
        Hit(Passage("d", 2, 4, "", sentences[2:]), 0.0, 0, 0, scores[2:]),
    ]
    ranked = SCORERS[name](hits)
    assert ranked[0].start == first
    assert len(ranked) == 4
    assert SCORERS[name]([]) == []
