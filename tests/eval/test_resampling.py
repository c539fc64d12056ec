"""Intervals and tests, against known values."""

import numpy as np
import pytest

from eval.resampling import interval, mcnemar, mean_interval, sign_flip


def test_the_interval_of_a_mean_is_that_of_the_same_statistic() -> None:
    values = np.array([0.0, 1, 1, 0, 1, 1, 1, 0, 1, 1] * 4)
    clusters = [np.array([number]) for number in range(len(values))]
    by_mean = mean_interval(values, np.ones_like(values))
    by_statistic = interval(clusters, lambda rows: float(values[rows].mean()))
    assert by_mean == pytest.approx(by_statistic)
    assert by_mean is not None
    assert by_mean[0] == pytest.approx(0.7 - 1.96 * np.sqrt(0.7 * 0.3 / 40), abs=0.03)
    assert by_mean[1] == pytest.approx(0.7 + 1.96 * np.sqrt(0.7 * 0.3 / 40), abs=0.03)


def test_questions_that_fall_together_widen_the_interval() -> None:
    values = np.repeat([0.0, 1, 1, 0, 1, 1, 1, 0, 1, 1], 10)
    alone = mean_interval(values, np.ones_like(values))
    together = mean_interval(values.reshape(10, 10).sum(axis=1), np.full(10, 10.0))
    assert alone is not None
    assert together is not None
    assert together[1] - together[0] > 2 * (alone[1] - alone[0])


def test_intervals_are_the_same_every_time() -> None:
    values = np.arange(30.0)
    assert mean_interval(values, np.ones(30)) == mean_interval(values, np.ones(30))


def test_one_cluster_has_no_interval() -> None:
    assert mean_interval(np.array([3.0]), np.array([5.0])) is None
    assert interval([np.arange(5)], lambda rows: 1.0) is None


def test_a_statistic_that_is_mostly_undefined_has_no_interval() -> None:
    clusters = [np.array([number]) for number in range(5)]
    assert interval(clusters, lambda rows: float("nan")) is None


def test_resamples_without_a_denominator_are_left_out() -> None:
    assert mean_interval(np.array([0.0, 3.0]), np.array([0.0, 3.0])) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("better", "worse", "p"), [(0, 0, 1.0), (5, 5, 1.0), (0, 5, 2 / 32), (9, 1, 22 / 1024)]
)
def test_mcnemar_is_an_exact_binomial_test(better: int, worse: int, p: float) -> None:
    assert mcnemar(better, worse) == pytest.approx(p)


def test_sign_flip_by_counting_all_signs() -> None:
    # Of 2 ** 5 signs only all plus and all minus are as extreme.
    assert sign_flip(np.array([1.0, 2.0, 3.0, 4.0, 5.0])) == pytest.approx(2 / 32)
    assert sign_flip(np.zeros(5)) == 1.0
