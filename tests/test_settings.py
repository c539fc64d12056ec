from pathlib import Path

import pytest

from settings import SettingsError, load_settings


def test_flags_win_over_environment_over_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "quoth.toml").write_text("top_k = 1\ncandidates = 11\nmax_quotes = 21\n")
    monkeypatch.setenv("QUOTH_TOP_K", "2")
    monkeypatch.setenv("QUOTH_CANDIDATES", "12")
    settings = load_settings(top_k=3, candidates=None)
    assert (settings.top_k, settings.candidates, settings.max_quotes) == (3, 12, 21)


def test_a_settings_file_that_cannot_be_read_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "quoth.toml").symlink_to("/proc/self/mem")  # a file, and not even root can read it
    with pytest.raises(SettingsError, match=r"quoth\.toml cannot be read"):
        load_settings()


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        ({"passage_size": 0}, r"passage_size: .* greater than 0 \(found 0\)"),
        ({"port": 70_000}, r"port: .* \(found 70000\)"),
        ({"passage_size": 50, "passage_overlap": 50}, "overlap must be smaller than the size"),
        ({"nonsense": 1}, r"nonsense: Extra inputs are not permitted \(found 1\)"),
    ],
)
def test_errors_name_the_setting(flags: dict[str, object], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        load_settings(**flags)
