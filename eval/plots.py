"""The report's plots, as SVG. The only file that imports matplotlib.

The same results give the same bytes: no date, no random ids, and the letters are drawn as paths so
that no font is asked for.
"""

import io
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from eval.results import Estimate

_STYLE: dict[Any, Any] = {
    "svg.hashsalt": "quoth",
    "svg.fonttype": "path",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


class Plot(NamedTuple):
    """A picture: what it shows in words, and its SVG text."""

    title: str
    svg: str


_BLUE, _GREY = "#1f5fa8", "#8a8f98"


def by_kind(kinds: Mapping[str, Estimate]) -> Plot:
    """The share of right questions of each kind, with intervals and numbers of questions."""
    shown = {kind: estimate for kind, estimate in kinds.items() if estimate.value is not None}
    figure, axes = _axes(height=0.7 + 0.32 * len(shown))
    for row, estimate in enumerate(shown.values()):
        value = estimate.value or 0.0
        axes.barh(row, value, color=_BLUE, height=0.6)
        if estimate.low is not None and estimate.high is not None:
            axes.plot([estimate.low, estimate.high], [row, row], color="black", linewidth=1.2)
    axes.set_yticks(range(len(shown)), [f"{kind} ({one.questions})" for kind, one in shown.items()])
    axes.invert_yaxis()
    axes.set_xlim(0, 1)
    axes.set_xlabel("share of questions that are right (95 % interval)")
    return _plot(figure, "Share of right questions by kind")


def risk_coverage(curve: Sequence[tuple[float, float]], operating: tuple[float, float]) -> Plot:
    """Risk against coverage; ``operating`` is the point at which Quoth answers today."""
    figure, axes = _axes()
    axes.plot([c for c, _ in curve], [r for _, r in curve], color=_BLUE, drawstyle="steps-post")
    axes.plot(*operating, "o", color="black", label="with the present threshold")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_xlabel("coverage: share of questions answered")
    axes.set_ylabel("risk: share of those that are wrong")
    axes.legend(frameon=False, loc="best")
    return _plot(figure, "Risk against coverage")


def reliability(bins: Sequence[tuple[float, float, int]]) -> Plot:
    """The share of answerable questions against confidence, in bins of equal mass."""
    figure, axes = _axes()
    axes.plot([0, 1], [0, 1], color=_GREY, linestyle="--", label="perfectly calibrated")
    axes.plot(
        [confidence for confidence, _, _ in bins],
        [share for _, share, _ in bins],
        "o-",
        color=_BLUE,
        label="measured",
    )
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_xlabel("mean confidence of the bin")
    axes.set_ylabel("share of answerable questions")
    axes.legend(frameon=False, loc="best")
    return _plot(figure, "Reliability of the confidence")


def latency(stages: Mapping[str, Mapping[str, float]]) -> Plot:
    """Median and 95th percentile of each stage."""
    figure, axes = _axes(height=0.9 + 0.4 * len(stages))
    for row, times in enumerate(stages.values()):
        axes.barh(row, times["p95"], color=_GREY, height=0.6, label="p95" if not row else None)
        axes.barh(row, times["p50"], color=_BLUE, height=0.6, label="p50" if not row else None)
    axes.set_yticks(range(len(stages)), list(stages))
    axes.invert_yaxis()
    axes.set_xlabel("milliseconds")
    if stages:
        axes.legend(frameon=False, loc="best")
    return _plot(figure, "Latency by stage")


def _axes(height: float = 3.2) -> tuple[Figure, Axes]:
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(5.2, height), layout="constrained")
        return figure, figure.subplots()


def _plot(figure: Figure, title: str) -> Plot:
    stream = io.StringIO()
    with mpl.rc_context(_STYLE):
        metadata = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        figure.savefig(stream, format="svg", metadata=metadata)
    return Plot(title, stream.getvalue())
