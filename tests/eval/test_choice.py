"""The conditional logit, against what its likelihood says."""

import numpy as np
import pytest

from eval.choice import Choice, conditional_logit


def choice(rows: list[list[float]], right: int, count: float = 1.0) -> Choice:
    return Choice(np.array(rows), np.arange(len(rows)) == right, count)


def test_the_weight_gives_each_alternative_its_share() -> None:
    # Of two alternatives that differ by 1 the greater is right three times in four: log 3.
    found = conditional_logit(
        [choice([[1.0], [0.0]], 0, 3.0), choice([[0.0], [1.0]], 0), choice([[5.0], [4.0]], 0, 0.0)]
    )
    assert found == pytest.approx([np.log(3)], abs=0.01)


def test_what_differs_between_choices_alone_says_nothing() -> None:
    choices = [
        choice([[9.0, 1.0], [9.0, 0.0]], 0, 3.0),
        choice([[-9.0, 0.0], [-9.0, 1.0]], 0),
    ]
    assert conditional_logit(choices) == pytest.approx([0.0, np.log(3)], abs=0.01)


def test_a_choice_without_a_right_one_changes_nothing() -> None:
    telling = [choice([[1.0], [0.0]], 0, 3.0), choice([[0.0], [1.0]], 0)]
    silent = Choice(np.array([[0.0], [7.0]]), np.array([False, False]), 9.0)
    assert conditional_logit([*telling, silent]) == pytest.approx(conditional_logit(telling))


def test_the_maximum_is_found_from_afar() -> None:
    rng = np.random.default_rng(3)
    truth = np.array([4.0, -1.0, 0.3])
    choices = []
    for _ in range(4000):
        rows = rng.normal(size=(6, 3))
        gumbel = rng.gumbel(size=6)
        choices.append(Choice(rows, np.arange(6) == np.argmax(rows @ truth + gumbel), 1.0))
    assert conditional_logit(choices) == pytest.approx(truth, abs=0.25)


def test_of_several_right_ones_each_is_as_good() -> None:
    both = Choice(np.array([[1.0], [2.0], [0.0]]), np.array([True, True, False]), 1.0)
    one, other = (choice([[1.0], [2.0], [0.0]], right, 0.5) for right in (0, 1))
    assert conditional_logit([both]) == pytest.approx(conditional_logit([one, other]))
