"""The mean of trained networks. Slow: it loads torch and the packaged model."""

from pathlib import Path

import pytest
import torch

from qa.reader import average
from qa.reader.network import Learner


@pytest.mark.model
def test_a_network_starts_from_the_mean_of_others(tmp_path: Path) -> None:
    files = [tmp_path / f"{seed}.pt" for seed in (1, 2)]
    for seed, file in enumerate(files, 1):
        Learner(seed).save(file, {})
    started = Learner(3)
    started.start(*files)
    started.save(tmp_path / "mean.pt", {})
    one, other, mean = (
        torch.load(file, weights_only=True)["network"] for file in (*files, tmp_path / "mean.pt")
    )
    assert not torch.equal(one["tokens.weight"], other["tokens.weight"])  # drawn by seed
    assert mean.keys() == one.keys()
    for name in ("tokens.weight", "answer.0.weight", "encoder.encoder.layer.5.output.dense.bias"):
        torch.testing.assert_close(mean[name], (one[name] + other[name]) / 2)


def test_a_missing_checkpoint_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert average.main([str(tmp_path / "none.pt"), "--out", str(out)]) == 2
    assert f"There is no checkpoint {tmp_path / 'none.pt'}." in capsys.readouterr().err
    assert not out.exists()
