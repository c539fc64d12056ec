"""The FAISS store against plain NumPy."""

from pathlib import Path

import numpy as np
import pytest

from index.types import Vectors
from index.vectors import VectorStore


@pytest.fixture
def vectors() -> Vectors:
    rows = np.random.default_rng(7).normal(size=(50, 8)).astype(np.float32)
    normalised: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return normalised


def _oracle(vectors: Vectors, query: Vectors, k: int) -> list[tuple[int, float]]:
    scores = vectors @ query
    order = sorted(range(len(scores)), key=lambda row: (-scores[row], row))
    return [(row, float(scores[row])) for row in order[:k]]


@pytest.mark.parametrize("k", [1, 10, 50, 80])
def test_search_agrees_with_numpy(vectors: Vectors, k: int) -> None:
    found = VectorStore.build(vectors).search(vectors[3], k)
    expected = _oracle(vectors, vectors[3], k)
    assert [row for row, _ in found] == [row for row, _ in expected]
    assert [score for _, score in found] == pytest.approx([s for _, s in expected], abs=1e-5)
    assert found[0][0] == 3
    assert found[0][1] == pytest.approx(1.0, abs=1e-5)


def test_equal_scores_come_in_row_order() -> None:
    same = np.tile(np.array([[0.6, 0.8]], dtype=np.float32), (4, 1))
    assert [row for row, _ in VectorStore.build(same).search(same[0], 4)] == [0, 1, 2, 3]


def test_saved_and_opened_again(vectors: Vectors, tmp_path: Path) -> None:
    store = VectorStore.build(vectors)
    store.save(tmp_path / "v.faiss")
    opened = VectorStore.open(tmp_path / "v.faiss")
    assert len(opened) == 50
    assert opened.search(vectors[0], 5) == store.search(vectors[0], 5)
    assert np.array_equal(opened.all(), vectors)


def test_cut_short_is_an_error(vectors: Vectors, tmp_path: Path) -> None:
    path = tmp_path / "v.faiss"
    VectorStore.build(vectors).save(path)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(RuntimeError):
        VectorStore.open(path)
