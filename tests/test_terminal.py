"""What goes wrong while something is shown on the terminal."""

import pytest

import qa.starters.prepare
from qa.pipeline import Pipeline
from terminal import find_starters_visibly


def test_no_starters_are_no_reason_to_stop(
    fake_pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*parts: object) -> None:
        raise ValueError("a fault of ours")

    monkeypatch.setattr(qa.starters.prepare, "prepare_starters", fail)
    find_starters_visibly(fake_pipeline.settings, fake_pipeline.index.manifest, fake_pipeline)
    shown = capsys.readouterr().err
    assert "no questions to start with" in shown
    assert "ValueError('a fault of ours')" in shown
    assert "Traceback" not in shown
