"""A short run of ``make load``: a real server, asked by several clients and by too many."""

import pytest

from eval.bench_load import is_sound, measure
from settings import Settings
from tests.conftest import FAKE_ENVIRONMENT


def test_no_answer_is_mixed_up_and_what_is_too_much_is_turned_away(
    monkeypatch: pytest.MonkeyPatch, fake_settings: Settings
) -> None:
    environment = FAKE_ENVIRONMENT | {"QUOTH_READER": "tests.fakes:SlowReader"}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("QUOTH_MAX_CONCURRENCY", "2")
    settings = Settings(index=fake_settings.index)
    phases = measure(settings, clients=4, seconds=2, questions=12)
    assert is_sound(phases)
    figures = {phase.name.split(" ")[0]: phase.figures() for phase in phases[:3]}
    for name in ("API", "page", "queue"):
        assert figures[name]["answered"] > 0
        assert (figures[name]["wrong"], figures[name]["failed"]) == (0, {})
        assert min(figures[name]["memory_mib"]) > 0
    assert figures["API"]["refused"] == figures["page"]["refused"] == {}
    # What is refused names when to come again, and has its code: else it would have failed.
    full, after_full, fast, after_fast = phases[2:]
    assert list(full.figures()["refused"]) == ["503"]
    assert list(fast.figures()["refused"]) == ["429"]
    for after in (after_full, after_fast):
        assert [outcome.kind for outcome in after.outcomes] == ["right", "right"]
