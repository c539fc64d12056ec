"""How close a searched question comes to a person's rewrite, by its content terms."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

import Stemmer

from eval.followup_sets import Turn
from qa.phrases import content_words

_stemmer = Stemmer.Stemmer("english")


@dataclass(frozen=True, slots=True)
class TermFigures:
    """Means over the turns after the first, but for harm, which is over standalone turns.

    ``closed`` is the share of the gap in ``recall`` between the last turn alone and the rewrite;
    ``precision`` that of the added terms which the rewrite has; ``added`` their number a turn.
    ``helped`` is the share of turns changed among those whose rewrite takes terms from before.
    ``harm`` is the share changed of the turns that stand alone: first turns and those whose rewrite
    is the turn itself; ``harm_later`` leaves first turns out. ``words_changed`` is the share of
    words added or removed in them.
    """

    turns: int
    recall: float
    closed: float
    precision: float | None
    added: float
    helped: float
    standalone: int
    harm: float
    later: int
    harm_later: float
    words_changed: float


def terms(text: str) -> set[str]:
    """The stems of the content words; parts of a hyphenated word count each."""
    parts = (
        part
        for word in content_words(text)
        for part in re.findall(r"[^\W_]+", word.low.removesuffix("'s"))
    )
    return {_stemmer.stemWord(part) for part in parts}


def wanted(turn: Turn) -> set[str]:
    """The terms that the rewrite takes from earlier questions."""
    said = set().union(*map(terms, turn.history))
    return (terms(turn.gold) - terms(turn.question)) & said


def stands_alone(turn: Turn) -> bool:
    """Whether nothing should be added: a first turn, or one that its rewrite repeats."""
    return not turn.history or _plain(turn.question) == _plain(turn.gold)


def term_figures(turns: Sequence[Turn], searched: Sequence[str]) -> TermFigures:
    """The figures of one way to search those turns."""
    recalls, lasts, added, right, changed_needy = [], [], [], 0, []
    for turn, text in zip(turns, searched, strict=True):
        gold, own = terms(turn.gold), terms(turn.question)
        if not turn.history or not gold:
            continue
        found = terms(text)
        recalls.append(len(gold & found) / len(gold))
        lasts.append(len(gold & own) / len(gold))
        added.append(len(found - own))
        right += len((found - own) & gold)
        if wanted(turn):
            changed_needy.append(_plain(text) != _plain(turn.question))
    alone = [(turn, text) for turn, text in zip(turns, searched, strict=True) if stands_alone(turn)]
    harmed = [_plain(text) != _plain(turn.question) for turn, text in alone]
    later = [harm for harm, (turn, _) in zip(harmed, alone, strict=True) if turn.history]
    recall, last = fmean(recalls), fmean(lasts)
    return TermFigures(
        turns=len(recalls),
        recall=recall,
        closed=(recall - last) / (1 - last),
        precision=right / sum(added) if any(added) else None,
        added=fmean(added),
        helped=fmean(changed_needy),
        standalone=len(alone),
        harm=fmean(harmed),
        later=len(later),
        harm_later=fmean(later),
        words_changed=fmean(_changed(turn.question, text) for turn, text in alone),
    )


def _plain(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _changed(question: str, text: str) -> float:
    """Words added or removed, per word of the question."""
    before, after = Counter(_plain(question)), Counter(_plain(text))
    return ((before - after).total() + (after - before).total()) / max(1, before.total())
