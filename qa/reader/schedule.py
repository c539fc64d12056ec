"""What a training run is, and how fast it learns at which point of it."""

from dataclasses import dataclass
from pathlib import Path

_WARM_UP = 0.06


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is, apart from its data. Give a budget in minutes or in questions."""

    out: Path
    minutes: float | None
    examples: int | None
    course: str = "reading"
    start: Path | None = None
    seed: int = 20
    rate: float = 2e-4
    batch: int = 16
    max_tokens: int = 224
    threads: int = 2

    def progress(self, seconds: float, seen: int) -> float:
        """The share of the budget that is used up; 1 or more ends the run."""
        if self.examples is not None:
            return seen / self.examples
        return seconds / (60 * (self.minutes or 0))


def rate_at(progress: float, peak: float) -> float:
    """The learning rate: a straight line up to the peak, then a straight line down to 0."""
    if progress < _WARM_UP:
        return peak * max(progress, 0.002) / _WARM_UP
    return peak * max(0.0, 1 - progress) / (1 - _WARM_UP)
