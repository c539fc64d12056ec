"""Was the evidence among the passages found? The only file that imports ir_measures.

A passage is relevant when it overlaps the evidence by at least a character. Only answerable
questions count. Reciprocal rank: ir_measures' ``RR`` over relevant passages (Voorhees, 1999).
"""

from collections.abc import Mapping, Sequence

import ir_measures
from ir_measures import RR, Qrel, ScoredDoc

from eval.metrics.stretches import Stretch, overlaps, shared

COVERED = 0.5
"""A piece of evidence is covered when at least this share of its characters is."""

Ranking = Sequence[Stretch]


def evidence_recall(alternatives: Sequence[Sequence[Stretch]], hits: Ranking, k: int) -> float:
    """The share of the evidence that the first ``k`` hits cover, 0 to 1.

    ``alternatives`` are sets of evidence, each enough by itself; the best of them counts.
    """
    top = hits[:k]
    return max(
        sum(shared([piece], top) >= COVERED * (piece.end - piece.start) for piece in pieces)
        / len(pieces)
        for pieces in alternatives
    )


def reciprocal_ranks(
    evidence: Mapping[str, Sequence[Stretch]], hits: Mapping[str, Ranking]
) -> dict[str, float]:
    """One over the rank of the first relevant passage, by question id; 0 where there is none.

    ``evidence`` names the questions that count; one that ``hits`` lacks scores 0.
    """
    run, relevant = [], []
    for question, pieces in evidence.items():
        # A passage that was never found stands for the evidence, so that each question is judged.
        relevant.append(Qrel(question, "not found", 1))
        for rank, hit in enumerate(hits.get(question, ())):
            run.append(ScoredDoc(question, str(rank), float(-rank)))
            if any(overlaps(hit, piece) for piece in pieces):
                relevant.append(Qrel(question, str(rank), 1))
    if not run:
        return dict.fromkeys(evidence, 0.0)
    metrics = ir_measures.iter_calc([RR], relevant, run)
    return {metric.query_id: float(metric.value) for metric in metrics}
