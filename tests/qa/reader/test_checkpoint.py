from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from qa.reader import checkpoint
from qa.reader.schedule import Plan, rate_at


class Notebook:
    """Keeps its facts in the file it saves."""

    def save(self, file: Path, about: Mapping[str, Any]) -> None:
        if about.get("torn"):
            file.write_text("half")
            raise KeyboardInterrupt
        file.write_text(str(about["steps"]))

    def load(self, file: Path) -> dict[str, Any]:
        return {"steps": int(file.read_text())}


def test_a_run_goes_on_from_its_last_whole_checkpoint(tmp_path: Path) -> None:
    assert checkpoint.restore(Notebook(), tmp_path) == {}
    checkpoint.save(Notebook(), tmp_path, {"steps": 5})
    with pytest.raises(KeyboardInterrupt):
        checkpoint.save(Notebook(), tmp_path, {"torn": True})
    assert checkpoint.restore(Notebook(), tmp_path) == {"steps": 5}


def test_the_rate_rises_to_its_peak_and_falls_to_nothing() -> None:
    rates = [rate_at(progress / 100, 1.0) for progress in range(101)]
    assert max(rates) == rates[6] == 1.0
    assert 0 < rates[0] < rates[3] < rates[6] > rates[50] > rates[99] > rates[100] == 0


def test_a_budget_is_used_up_by_the_clock_or_by_examples() -> None:
    assert Plan(Path(), 10, None).progress(300, 1) == 0.5
    assert Plan(Path(), None, 100).progress(300, 25) == 0.25
