"""Fixtures shared by all tests."""

import os
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from index.build import build_index
from qa.pipeline import Pipeline, open_pipeline
from settings import ROOT, Settings, load_settings

FAKE_EMBEDDER = "tests.fakes:HashingEmbedder"
# Settings under which nothing is loaded and nothing that is fitted or tuned takes part.
FAKES = {
    "embedder": FAKE_EMBEDDER,
    "reader": "qa.reader.sentence:SentenceReader",
    "decision": str(ROOT / "tests" / "decision.json"),
    "quote_margin": "0.3",
}
FAKE_ENVIRONMENT = {f"QUOTH_{name.upper()}": value for name, value in FAKES.items()}

# Machines differ: what must not be slow has a pytest timeout.
hypothesis_settings.register_profile("quoth", deadline=None)
hypothesis_settings.load_profile("quoth")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Tests see neither the environment's settings nor a quoth.toml."""
    for name in list(os.environ):
        if name.startswith("QUOTH_") and name != "QUOTH_REQUIRE_BROWSER":
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def documents_folder() -> Path:
    """The shipped documents."""
    return ROOT / "corpus" / "documents"


@pytest.fixture(scope="session")
def fake_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings with the fake embedder, over the shipped documents."""
    folder = tmp_path_factory.mktemp("fake")
    return load_settings(index=folder / "index", **FAKES)


@pytest.fixture(scope="session")
def fake_pipeline(fake_settings: Settings) -> Pipeline:
    """A pipeline over the shipped article with the fake embedder."""
    build_index(fake_settings)
    return open_pipeline(fake_settings)


@pytest.fixture(scope="session")
def real_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The product's own settings, with an index built for the tests."""
    settings = load_settings(index=tmp_path_factory.mktemp("real") / "index")
    build_index(settings)
    return settings


@pytest.fixture(scope="session")
def real_pipeline(real_settings: Settings) -> Pipeline:
    """The product's own pipeline."""
    return open_pipeline(real_settings)
