"""What a network learns from, and the mean of several. Slow: torch and the packaged model."""

import math
from pathlib import Path

import pytest
import torch

from index.packaged import MODEL_DIR
from qa.reader import average
from qa.reader.batches import collate, encode_all
from qa.reader.examples import Example
from qa.reader.network import Learner, choice
from qa.reader.tokens import PairTokeniser

TOKENISER = PairTokeniser(MODEL_DIR / "tokenizer.json")


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


def test_the_choice_is_a_softmax_over_a_group_and_nothing() -> None:
    scores = torch.tensor([1.0, -2.0, 0.5, 3.0])
    groups = torch.tensor([0, 0, 1, 1])
    for right, expected in (
        ([1, 0, 0, 1], (math.exp(1), math.exp(3))),
        ([1, 1, 0, 0], (math.exp(1) + math.exp(-2), 1)),
        ([0, 0, 0, 0], (1, 1)),
    ):
        wholes = (1 + math.exp(1) + math.exp(-2), 1 + math.exp(0.5) + math.exp(3))
        loss = sum(math.log(w / r) for w, r in zip(wholes, expected, strict=True)) / 2
        assert float(choice(scores, torch.tensor(right) > 0, groups)) == pytest.approx(loss)


@pytest.mark.model
def test_sentences_compete_within_their_own_question() -> None:
    told, other = (
        "The bridge is long. Anna Lund built the bridge.",
        "The toll was lifted. It rains.",
    )
    evidence = (told.index("Anna"), len(told))
    groups = [
        (
            Example(question, told, None, (evidence,), "answerable"),
            Example(question, other, None, (), "rival"),
        )
        for question in ("Who built the bridge?", "Which woman made it?")
    ]
    batch = collate(encode_all(groups, TOKENISER, 64))
    learner = Learner(1)
    logits = learner.scores(batch).evidence
    expected = 0.0
    for rows in ((0, 1), (2, 3)):
        odds = [
            math.exp(logits[row][batch.sentences[row] == number].mean())
            for row in rows
            for number in sorted(set(batch.sentences[row].tolist()) - {-1})
        ]
        assert len(odds) == 4
        expected += math.log((1 + sum(odds)) / odds[1]) / 2
    assert learner.step(batch, 0.0)["sentence"] == pytest.approx(expected, rel=1e-4)


@pytest.mark.model
def test_a_network_learns_to_choose_among_windows() -> None:
    question = "Who built the bridge?"
    told = "The bridge is long. Anna Lund built the bridge."
    sentence = (told.index("Anna"), len(told))
    group = (
        Example(question, told, (sentence[0], sentence[0] + 9), (sentence,), "answerable"),
        Example(question, "The bridge was built in 1894. It is old.", None, (), "rival"),
    )
    batch = collate(encode_all([group], TOKENISER, 64))
    learner = Learner(1)
    losses = [learner.step(batch, 1e-4) for _ in range(12)]
    assert losses[0].keys() == {"span", "answer", "evidence", "sentence", "window"}
    assert losses[-1]["sentence"] < losses[0]["sentence"] / 2
    alone = collate(encode_all([group[:1]], TOKENISER, 64))
    assert learner.step(alone, 0.0).keys() == {"span", "answer", "evidence"}
