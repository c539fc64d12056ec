"""Weights for follow-ups fitted to people's rewrites, to compare with those set by hand.

Two logistic regressions with ridge penalty, by Newton's method. The threshold for leaning is the
lowest at which, by cross-validation over conversations, no set has more harm than by the first
version's rule.
"""

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from eval.followup_rules import question_before
from eval.followup_sets import SEED, SETS, Turn
from eval.followup_terms import TermFigures, term_figures, terms, wanted
from qa.followup import Weights, resolve
from qa.leaning import signals
from qa.points import Points
from qa.topics import topics

_RIDGE = 5.0
_FOLDS = 5
_LEANS = [number / 100 for number in range(40, 81, 2)]
_CARRIED = 0.25
_ENOUGH = 0.5  # the share of a topic's terms that the rewrite has when it is meant again

_Rows = list[Mapping[str, float]]


def fit(turns: Sequence[Turn]) -> Weights:
    """Both scores fitted on those turns; a question leans from a probability of a half."""
    asked: _Rows = []
    offered: _Rows = []
    leaning: list[float] = []
    meant: list[float] = []
    for turn in turns:
        if not turn.history:
            continue
        asked.append(signals(turn.question, turn.history))
        leaning.append(float(bool(wanted(turn))))
        own = terms(turn.question)
        needed = terms(turn.gold) - own
        for topic in topics(turn.question, turn.history):
            if new := terms(topic.text) - own:
                offered.append(topic.signals)
                meant.append(float(len(new & needed) >= _ENOUGH * len(new)))
    return Weights(leans=_regress(asked, leaning, 0.5), carried=_regress(offered, meant, _CARRIED))


def fit_and_choose(turns: Sequence[Turn]) -> tuple[Weights, dict[str, TermFigures]]:
    """The weights with the threshold chosen, and their cross-validated figures by set."""
    conversations = sorted({turn.conversation for turn in turns})
    random.Random(SEED).shuffle(conversations)
    fold = {conversation: number % _FOLDS for number, conversation in enumerate(conversations)}
    limit = _figures(turns, lambda turn: question_before(turn.question, turn.history))
    found = limit
    fitted = [
        fit([turn for turn in turns if fold[turn.conversation] != number])
        for number in range(_FOLDS)
    ]
    for leans in _LEANS:
        folds = [_leaning_from(leans, weights) for weights in fitted]

        def by_other_folds(turn: Turn, folds: Sequence[Weights] = folds) -> str:
            return resolve(turn.question, turn.history, folds[fold[turn.conversation]])

        found = _figures(turns, by_other_folds)
        if all(found[source].harm <= limit[source].harm for source in SETS):
            break
    return _leaning_from(leans, fit(turns)), found


def _leaning_from(probability: float, weights: Weights) -> Weights:
    least = weights.leans.least + _logit(probability)
    return replace(weights, leans=replace(weights.leans, least=least))


def _logit(probability: float) -> float:
    return math.log(probability / (1 - probability))


def _figures(turns: Sequence[Turn], resolved: Callable[[Turn], str]) -> dict[str, TermFigures]:
    of_set = {source: [turn for turn in turns if turn.source == source] for source in SETS}
    return {
        source: term_figures(own, [resolved(turn) for turn in own])
        for source, own in of_set.items()
    }


def _regress(rows: _Rows, labels: Sequence[float], probability: float) -> Points:
    names = list(rows[0])
    values = np.array([[1.0, *(row[name] for name in names)] for row in rows])
    bias, *worth = _newton(values, np.array(labels)).tolist()
    least = _logit(probability) - bias
    return Points(worth=dict(zip(names, worth, strict=True)), least=least)


def _newton(values: NDArray[np.float64], labels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights of greatest penalised likelihood; the first, the bias, goes free."""
    penalty = np.eye(values.shape[1]) * _RIDGE
    penalty[0, 0] = 0
    weights = np.zeros(values.shape[1])
    for _ in range(50):
        likely = 1 / (1 + np.exp(-values @ weights))
        slope = values.T @ (labels - likely) - penalty @ weights
        curve = (values * (likely * (1 - likely))[:, None]).T @ values + penalty
        step = np.linalg.solve(curve, slope)
        weights += step
        if np.abs(step).max() < 1e-9:
            break
    return weights
