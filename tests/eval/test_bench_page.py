"""From Enter to the answer: measured in a real browser, skipped with a reason without one."""

import pytest

from eval import bench
from eval.bench_page import measure_page, why_not
from settings import Settings
from tests.conftest import FAKE_ENVIRONMENT


def test_without_chromium_it_is_skipped_and_says_why(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], fake_settings: Settings
) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    assert why_not() == "no Chromium at /nowhere/chromium; set CHROMIUM"
    assert bench._page(fake_settings, ["What?"]) == {}
    assert capsys.readouterr().out == (
        "Enter to answer in Chromium: skipped, no Chromium at /nowhere/chromium; set CHROMIUM.\n"
    )


@pytest.mark.browser
def test_figures_of_a_few_questions(
    monkeypatch: pytest.MonkeyPatch, fake_pipeline: object, fake_settings: Settings
) -> None:
    if reason := why_not():
        pytest.skip(reason)
    for name, value in FAKE_ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    figures = measure_page(fake_settings.index, ["How many routes were opened?", "zebra?"])
    p50, p95 = figures.values()
    assert 0 < p50 <= p95
    assert list(figures) == [
        "Enter to answer in Chromium p50 (ms)",
        "Enter to answer in Chromium p95 (ms)",
    ]
