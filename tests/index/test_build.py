"""Building, updating and opening an index: what is on disk, and what happens when it is damaged."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from corpus.sentences import RULES
from corpus.types import CorpusError
from index.build import build_index, open_index
from index.embedders import load_embedder
from index.generations import current_generation, writer_lock
from index.local import LocalIndex, write_local
from index.manifest import Manifest
from index.types import IndexFault, Vectors
from settings import ROOT, Settings, load_settings
from tests.fakes import HashingEmbedder

FAKE = "tests.fakes:HashingEmbedder"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "ports.txt").write_text("The port opened 57 routes. It is large.\n\nIt is old.")
    (documents / "trains.md").write_text("# Trains\n\nThe train is fast. It opened in 2024.")
    return load_settings(
        documents=documents, index=tmp_path / "index", embedder=FAKE, passage_size=40
    )


def _open(settings: Settings) -> LocalIndex:
    return open_index(settings, load_embedder(settings.embedder, settings.model))


class _Counting(HashingEmbedder):
    """Counts the texts it is given."""

    def __init__(self, model: str) -> None:
        super().__init__(model)
        self.texts: list[str] = []

    def embed_documents(self, texts: object) -> Vectors:
        assert isinstance(texts, list)
        self.texts += texts
        return super().embed_documents(texts)


def test_what_is_built_is_what_opens(settings: Settings) -> None:
    manifest = build_index(settings)
    index = _open(settings)
    assert index.manifest == manifest
    assert [(d.id, d.title) for d in index.documents()] == [
        ("ports.txt", "Ports"),
        ("trains.md", "Trains"),
    ]
    assert manifest.counts.model_dump() == {"documents": 2, "passages": 4, "sentences": 6}
    assert index.document("ports.txt").text == (settings.documents / "ports.txt").read_text()
    [(passage, score)] = index.search_words("routes", 5)
    assert (passage.document, passage.start, passage.end) == ("ports.txt", 0, 39)
    assert score > 0
    vector = HashingEmbedder("m").embed_queries([passage.text])[0]
    found = index.search_vectors(vector, 9)
    assert found[0][0] == passage
    assert found[0][1] == pytest.approx(1.0, abs=1e-5)
    assert len(found) == 4
    with pytest.raises(KeyError):
        index.document("ships.txt")


def test_manifest_is_readable_and_names_no_path(settings: Settings) -> None:
    build_index(settings)
    text = (current_generation(settings.index) / "manifest.json").read_text()
    content = json.loads(text)["content"]
    assert content["splitter"] == {"size": 40, "overlap": 0, "rules": RULES}
    assert content["documents"][0]["sha256"] == (
        hashlib.sha256((settings.documents / "ports.txt").read_bytes()).hexdigest()
    )
    assert str(settings.documents) not in text


def test_nothing_is_written_or_embedded_when_up_to_date(settings: Settings) -> None:
    build_index(settings)
    before = current_generation(settings.index)
    embedder = _Counting(settings.model)
    build_index(settings, embedder)
    assert current_generation(settings.index) == before
    assert embedder.texts == []


def test_an_update_embeds_only_what_is_new(settings: Settings) -> None:
    first = build_index(settings)
    (settings.documents / "ships.txt").write_text("Ships sail.")
    (settings.documents / "trains.md").unlink()
    embedder = _Counting(settings.model)
    steps: list[tuple[int, int]] = []
    second = build_index(settings, embedder, lambda done, total: steps.append((done, total)))
    assert embedder.texts == ["Ships sail."]
    assert steps == [(0, 1), (1, 1)]
    assert second.content.fingerprint != first.content.fingerprint
    index = _open(settings)
    assert [d.id for d in index.documents()] == ["ports.txt", "ships.txt"]
    fresh = build_index(settings.model_copy(update={"index": settings.index / "other"}))
    assert fresh.content == second.content
    assert fresh.files == second.files


def test_an_open_index_survives_two_rebuilds(settings: Settings) -> None:
    build_index(settings)
    old = _open(settings)
    for text in ("Ships sail.", "Ships float."):
        (settings.documents / "ships.txt").write_text(text)
        build_index(settings)
    [(passage, _)] = old.search_words("routes", 5)
    vector = HashingEmbedder("m").embed_queries(["port"])[0]
    [scores] = old.score_sentences([passage], "large", vector)
    assert [one.sentence for one in scores] == list(passage.sentences)
    assert [one.lexical > 0 for one in scores] == [False, True]
    assert [d.id for d in old.documents()] == ["ports.txt", "trains.md"]
    assert len(list(settings.index.glob("gen-*"))) == 2


def test_no_pickle_on_disk(settings: Settings) -> None:
    build_index(settings)
    for path in current_generation(settings.index).rglob("*"):
        if path.suffix == ".npy":
            np.load(path, allow_pickle=False)
        assert path.suffix not in {".pkl", ".pickle"}


def test_missing(settings: Settings) -> None:
    with pytest.raises(IndexFault, match=r"There is no index in .*Run 'quoth index'"):
        _open(settings)


def test_bad_documents_leave_the_old_index_alone(settings: Settings) -> None:
    build_index(settings)
    (settings.documents / "bad.txt").write_bytes(b"\xff")
    with pytest.raises(CorpusError, match=r"bad\.txt is not UTF-8"):
        build_index(settings)
    assert len(_open(settings).documents()) == 2


@pytest.mark.parametrize(
    "name",
    ["vectors.faiss", "sentence_vectors.npy", "records.sqlite", "words/vocab.index.json"],
)
@pytest.mark.parametrize("damage", ["cut", "gone", "altered"])
def test_damaged_file_is_named(settings: Settings, name: str, damage: str) -> None:
    build_index(settings)
    path = current_generation(settings.index) / name
    content = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(content[: len(content) // 2] + (b"" if damage == "cut" else b"?" * 9))
    with pytest.raises(IndexFault, match=rf"is damaged: {name}.*Run 'quoth index'"):
        _open(settings)
    build_index(settings)
    assert len(_open(settings).documents()) == 2


@pytest.mark.parametrize("text", ["", "{}", "not json", '{"content": {"format_version": 2}}'])
def test_manifest_damaged_or_of_another_version(settings: Settings, text: str) -> None:
    build_index(settings)
    (current_generation(settings.index) / "manifest.json").write_text(text)
    with pytest.raises(IndexFault, match=r"another format version \(expected version 1\)"):
        _open(settings)


def test_another_format_version(settings: Settings) -> None:
    build_index(settings)
    path = current_generation(settings.index) / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["content"]["format_version"] = 2
    path.write_text(json.dumps(manifest))
    with pytest.raises(IndexFault, match=r"another format version \(expected version 1\)"):
        _open(settings)


@pytest.mark.parametrize("pointer", ["gen-99\n", "", "../elsewhere"])
def test_pointer_to_nothing(settings: Settings, pointer: str) -> None:
    build_index(settings)
    (settings.index / "CURRENT").write_text(pointer)
    with pytest.raises(IndexFault, match="has no readable manifest"):
        _open(settings)
    build_index(settings)
    assert len(_open(settings).documents()) == 2


def test_built_with_another_embedder(settings: Settings) -> None:
    build_index(settings)
    other = settings.model_copy(update={"model": "other"})
    with pytest.raises(
        IndexFault,
        match=r"built with the embedder hashing-gt.* settings name hashing-other.*'quoth index'",
    ):
        _open(other)
    build_index(other)
    assert _open(other).manifest.content.embedder.name == "hashing-other"


def test_built_with_another_splitter(settings: Settings) -> None:
    build_index(settings)
    with pytest.raises(IndexFault, match=r"passages of 40 .* settings say 50 and 10.*quoth index"):
        _open(settings.model_copy(update={"passage_size": 50, "passage_overlap": 10}))


def test_sentences_by_earlier_rules_are_answered_from_until_they_are_built_anew(
    settings: Settings,
) -> None:
    build_index(settings)
    manifest = current_generation(settings.index) / "manifest.json"
    old = json.loads(manifest.read_text())
    del old["content"]["splitter"]["rules"]
    manifest.write_text(json.dumps(old))
    assert _open(settings).manifest.content.splitter.rules == 1
    build_index(settings)
    assert _open(settings).manifest.content.splitter.rules == RULES


def test_one_builder_at_a_time(settings: Settings) -> None:
    with (
        writer_lock(settings.index),
        pytest.raises(IndexFault, match="Another process is building"),
    ):
        build_index(settings)


@pytest.mark.parametrize("vectors", ["short", "infinite"])
def test_vectors_that_do_not_fit_are_refused(
    settings: Settings, tmp_path: Path, vectors: str
) -> None:
    build_index(settings)
    index = _open(settings)
    passages = [passage for passage, _ in index.search_words("routes", 1)]
    good = np.zeros((2, 64), dtype=np.float32)
    bad = good[:0] if vectors == "short" else np.full((1, 64), np.inf, dtype=np.float32)
    with pytest.raises(ValueError, match="shape" if vectors == "short" else "not finite"):
        write_local(tmp_path, index.manifest.content, index.documents(), passages, bad, good)


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """A folder that any user may enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        yield Path(name)


def test_read_only_index_folder(settings: Settings, shared_folder: Path) -> None:
    shared = settings.model_copy(
        update={
            "index": shared_folder / "index",
            "documents": ROOT / "corpus" / "documents",
        }
    )
    build_index(shared)
    for path in [shared.index, *shared.index.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    embedder = load_embedder(shared.embedder, shared.model)
    effective = os.geteuid()
    if effective == 0:
        os.seteuid(65534)
    try:
        assert len(open_index(shared, embedder).documents()) == 1
        with pytest.raises(IndexFault, match=r"Cannot write to the index folder .*--index"):
            build_index(shared, embedder)
        with pytest.raises(IndexFault, match=r"Cannot write to the index folder .*--index"):
            build_index(shared.model_copy(update={"index": shared.index / "new"}), embedder)
    finally:
        os.seteuid(effective)
        for path in [shared.index, *shared.index.rglob("*")]:
            path.chmod(0o755)


def test_a_build_killed_half_way_leaves_the_old_index(settings: Settings) -> None:
    old = build_index(settings)
    (settings.documents / "more.txt").write_text(
        "\n\n".join(f"Sentence number {n} is here." for n in range(200))
    )
    # The same weights by name, so that the index of the killed build would be accepted.
    environment = os.environ | {
        "QUOTH_EMBEDDER": "tests.fakes:SlowEmbedder",
        "QUOTH_PASSAGE_SIZE": "40",
        "QUOTH_DOCUMENTS": str(settings.documents),
        "QUOTH_INDEX": str(settings.index),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "cli", "index"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE)
    try:
        _wait_for_lock(settings.index, process)
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert _open(settings).manifest == old
    subprocess.run(command, env=environment, check=True, capture_output=True)
    assert [d.id for d in _open(settings).documents()] == ["more.txt", "ports.txt", "trains.md"]


def _wait_for_lock(folder: Path, process: "subprocess.Popen[bytes]") -> None:
    """Until the process is in the middle of its build."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with writer_lock(folder):
                pass
        except IndexFault:
            time.sleep(0.7)
            return
        time.sleep(0.05)
    pytest.fail("The build never began.")


def test_a_build_killed_while_writing_is_cleaned_up(settings: Settings) -> None:
    build_index(settings)
    leftover = settings.index / "unfinished"
    leftover.mkdir()
    (leftover / "vectors.faiss").write_bytes(b"half")
    (settings.documents / "ships.txt").write_text("Ships sail.")
    manifest: Manifest = build_index(settings)
    assert not leftover.exists()
    assert _open(settings).manifest == manifest
