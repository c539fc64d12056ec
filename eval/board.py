"""A table of what was tried: rows of choices, columns of measures, by set."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from eval.report_markdown import table

TIME = "ms"  # the one measure of which less is better


@dataclass
class Board:
    """The scores of one table: rows of what was tried, columns of measures, by set."""

    title: str
    note: str
    scores: dict[str, dict[str, dict[str, list[float]]]] = field(default_factory=dict)

    def add(self, tried: str, name: str, scores: Mapping[str, Iterable[float]]) -> None:
        """Add the scores of a group of the set ``name``, one for each question."""
        row = self.scores.setdefault(tried, {})
        for measure, values in scores.items():
            row.setdefault(measure, {}).setdefault(name, []).extend(values)

    def markdown(self) -> str:
        """The table: means over each set's questions and, last, over sets."""
        columns = [
            (measure, name)
            for measure, sets in next(iter(self.scores.values())).items()
            for name in [*sets, "mean"]
        ]
        means = {
            tried: [_mean_of(row[measure], name) for measure, name in columns]
            for tried, row in self.scores.items()
        }
        best = [
            min(values) if measure == TIME else max(values)
            for (measure, _), values in zip(columns, zip(*means.values(), strict=True), strict=True)
        ]
        rows = [
            [tried, *(_marked(value, top) for value, top in zip(values, best, strict=True))]
            for tried, values in means.items()
        ]
        headings = ["tried", *(f"{measure}: {name}" for measure, name in columns)]
        return f"## {self.title}\n\n{self.note}\n\n{table(headings, rows)}"


def _mean_of(sets: Mapping[str, Sequence[float]], name: str) -> float:
    """The mean of a set's scores, or of all sets' means."""
    if name == "mean":
        return float(np.mean([np.mean(values) for values in sets.values()]))
    return float(np.mean(sets[name]))


def _marked(value: float, best: float) -> str:
    return f"{value:.3f}{' ▲' if round(value, 3) == round(best, 3) else ''}"
