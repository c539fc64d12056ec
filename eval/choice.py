"""Learn what makes one of several the chosen one."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_RIDGE = 1e-3  # only so that a feature that never differs does no harm
_STEPS = 50
_CLOSE = 1e-8


class Choice(NamedTuple):
    """Alternatives, a row of features for each, which of them were right, and its weight."""

    features: Floats
    right: npt.NDArray[np.bool_]
    weight: float


def conditional_logit(choices: Sequence[Choice]) -> Floats:
    """The weight of each feature that makes the right alternatives likeliest.

    The chance of an alternative is the softmax of its weighted features over those of its choice;
    where several are right each is as good. The likelihood is concave, so Newton's method finds its
    one maximum (McFadden, 1974). Choices in which none is right say nothing and are passed over.
    """
    telling = [choice for choice in choices if choice.right.any()]
    width = telling[0].features.shape[1]
    weights = np.zeros(width)
    for _ in range(_STEPS):
        slope, bend = -_RIDGE * weights, _RIDGE * np.eye(width)
        for features, right, weight in telling:
            logits = features @ weights
            chances = np.exp(logits - logits.max())
            chances /= chances.sum()
            mean = chances @ features
            slope += weight * (features[right].mean(axis=0) - mean)
            bend += weight * ((features * chances[:, None]).T @ features - np.outer(mean, mean))
        step = np.linalg.solve(bend, slope)
        weights += step
        if np.abs(step).max() < _CLOSE:
            break
    return weights
