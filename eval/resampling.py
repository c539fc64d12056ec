"""Bootstrap intervals and paired tests. The only file that imports scipy.

Questions about one document, or one fact of it, succeed and fail together, so whole clusters of
questions are resampled (Davison and Hinkley, 1997, section 3.8). All randomness is seeded.
"""

import warnings
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from scipy.stats import DegenerateDataWarning, binomtest, bootstrap, permutation_test

SEED = 20240607
RESAMPLES = 1000
PERMUTATIONS = 9999
CONFIDENCE = 0.95

Rows = npt.NDArray[np.int64]


def interval(
    clusters: Sequence[Rows], statistic: Callable[[Rows], float]
) -> tuple[float, float] | None:
    """The 95 % percentile bootstrap interval of a statistic of row numbers.

    ``clusters`` are the row numbers of each cluster. ``None`` where there are fewer than two
    clusters, or a resample leaves the statistic undefined too often to tell.
    """
    if len(clusters) < 2:
        return None

    def resampled(numbers: npt.NDArray[np.int64]) -> float:
        return statistic(np.concatenate([clusters[number] for number in numbers]))

    return _bootstrap(np.arange(len(clusters)), resampled)


def mean_interval(
    sums: npt.NDArray[np.float64], counts: npt.NDArray[np.float64]
) -> tuple[float, float] | None:
    """The same interval for a mean, from each cluster's sum and number of questions."""
    if len(sums) < 2:
        return None

    def resampled(numbers: npt.NDArray[np.int64], axis: int = -1) -> npt.NDArray[np.float64]:
        with np.errstate(invalid="ignore"):
            return np.asarray(sums[numbers].sum(axis) / counts[numbers].sum(axis))

    return _bootstrap(np.arange(len(sums)), resampled, vectorized=True)


def _bootstrap(
    numbers: npt.NDArray[np.int64],
    statistic: Callable[..., object],
    *,
    vectorized: bool = False,
) -> tuple[float, float] | None:
    with warnings.catch_warnings():
        # A resample may lack, say, every unanswerable question. It is left out below.
        warnings.simplefilter("ignore", DegenerateDataWarning)
        drawn = bootstrap(
            (numbers,),
            statistic,
            n_resamples=RESAMPLES,
            vectorized=vectorized,
            method="percentile",
            rng=np.random.default_rng(SEED),
        ).bootstrap_distribution
    defined = drawn[np.isfinite(drawn)]
    if len(defined) < RESAMPLES / 2:
        return None
    low, high = np.quantile(defined, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return float(low), float(high)


def mcnemar(better: int, worse: int) -> float:
    """The exact two-sided p-value of McNemar's test (1947) from numbers of changed questions."""
    changed = better + worse
    return float(binomtest(better, changed).pvalue) if changed else 1.0


def sign_flip(differences: npt.NDArray[np.float64]) -> float:
    """The two-sided p-value of a paired permutation test of the clusters' summed differences.

    Under the null hypothesis each cluster's difference is as likely to have the other sign.
    """
    if not differences.any():
        return 1.0

    def total(sample: npt.NDArray[np.float64], axis: int = -1) -> npt.NDArray[np.float64]:
        return np.asarray(sample.sum(axis=axis))

    return float(
        permutation_test(
            (differences,),
            total,
            permutation_type="samples",
            vectorized=True,
            n_resamples=PERMUTATIONS,
            rng=np.random.default_rng(SEED),
        ).pvalue
    )
