"""What the evaluation takes from scikit-learn. The only file of this package that imports it."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler


def area_under_roc(outcomes: Sequence[bool], scores: Sequence[float]) -> float:
    """The area under the ROC curve; both outcomes must occur."""
    return float(roc_auc_score(np.asarray(outcomes), np.asarray(scores)))


class LogisticFit(NamedTuple):
    """A logistic regression on standardised signals.

    ``probability = 1 / (1 + exp(-(bias + sum(weight * (x - mean) / scale))))``.
    """

    means: list[float]
    scales: list[float]
    weights: list[float]
    bias: float

    def probabilities(self, signals: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """The probability of each row of ``signals``, shape ``(rows, signals)``."""
        standard = (signals - np.array(self.means)) / np.array(self.scales)
        logits = standard @ np.array(self.weights) + self.bias
        return np.asarray(1 / (1 + np.exp(-logits)), dtype=np.float64)


def fit_logistic(
    signals: npt.NDArray[np.float64],
    outcomes: npt.NDArray[np.bool_],
    weights: npt.NDArray[np.float64],
) -> LogisticFit:
    """Fit ``outcomes`` on ``signals`` of shape ``(rows, signals)``, each row counted by its weight.

    Ridge penalty 1 on standardised signals (scikit-learn's default), solved to convergence, so the
    result does not depend on a seed.
    """
    scaler = StandardScaler().fit(signals, sample_weight=weights)
    model = LogisticRegression(max_iter=1000).fit(
        scaler.transform(signals), outcomes, sample_weight=weights
    )
    return LogisticFit(
        means=scaler.mean_.tolist(),
        scales=scaler.scale_.tolist(),
        weights=model.coef_[0].tolist(),
        bias=float(model.intercept_[0]),
    )
