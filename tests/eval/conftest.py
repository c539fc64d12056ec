"""Settings over the small document; their embedder needs no model."""

from pathlib import Path

import pytest

from eval import resampling
from settings import Settings
from tests.conftest import FAKE_EMBEDDER, FAKES
from tests.eval.harbour import ROWS, TEXT, write_rows


@pytest.fixture
def questions_file(tmp_path: Path) -> Path:
    return write_rows(tmp_path / "harbour.jsonl", ROWS)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "harbour.txt").write_bytes(TEXT.encode("utf-8"))
    return Settings(
        documents=documents,
        index=tmp_path / "index",
        embedder=FAKE_EMBEDDER,
        reader=FAKES["reader"],
        decision=Path(FAKES["decision"]),
        model="test",
        passage_size=90,
        top_k=5,
        threshold=0.0,
    )


@pytest.fixture
def few_resamples(monkeypatch: pytest.MonkeyPatch) -> None:
    """Intervals too coarse to publish, in no time."""
    monkeypatch.setattr(resampling, "RESAMPLES", 20)
    monkeypatch.setattr(resampling, "PERMUTATIONS", 99)
