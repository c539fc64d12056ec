"""What goes wrong while something is shown on the terminal."""

import pytest

import qa.starters.prepare
from qa.pipeline import Pipeline
from settings import SettingsError
from terminal import find_starters_visibly, stderr


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


def test_with_a_log_instead_of_a_terminal_it_is_said_there(
    fake_pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*parts: object) -> None:
        raise SettingsError("no such reader")

    monkeypatch.setattr(qa.starters.prepare, "prepare_starters", fail)
    monkeypatch.setattr(stderr, "quiet", True)
    find_starters_visibly(fake_pipeline.settings, fake_pipeline.index.manifest, fake_pipeline)
    assert "The page will show no questions to start with: no such reader" in caplog.text
