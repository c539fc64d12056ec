"""A score of weighted signals, and the least that counts."""

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Points:
    """What each signal, 0 to 1, is worth, and how many points are enough."""

    worth: Mapping[str, float]
    least: float

    def score(self, signals: Mapping[str, float]) -> float:
        """The points; every signal with a worth must be given."""
        return math.fsum(worth * signals[name] for name, worth in self.worth.items())

    def enough(self, signals: Mapping[str, float]) -> bool:
        """Whether the points reach the least."""
        return self.score(signals) >= self.least
