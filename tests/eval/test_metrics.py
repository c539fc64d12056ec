"""Every measure against examples that can be worked out by hand."""

import pytest

from eval.metrics import citations, retrieval
from eval.metrics.calibration import brier, expected_calibration_error, reliability
from eval.metrics.latency import percentiles
from eval.metrics.refusal import auroc, false_answer, false_refusal
from eval.metrics.risk_coverage import area, risk_coverage
from eval.metrics.stretches import Stretch, length, overlaps, shared, union
from eval.metrics.verbatim import count_verbatim
from qa.types import Citation, CitedSpan


def at(start: int, end: int, document: str = "d") -> Stretch:
    return Stretch(document, start, end)


def test_union_joins_what_touches_and_drops_what_is_empty() -> None:
    assert union([at(5, 9), at(0, 3), at(2, 5), at(4, 4, "e"), at(1, 2, "c")]) == [
        at(1, 2, "c"),
        at(0, 9),
    ]
    assert length([at(0, 3), at(2, 5), at(0, 1, "e")]) == 6


def test_shared_counts_a_character_once_and_only_within_a_document() -> None:
    assert shared([at(0, 10)], [at(5, 8), at(6, 12)]) == 5
    assert shared([at(0, 10)], [at(0, 10, "e")]) == 0
    assert overlaps(at(0, 5), at(4, 6))
    assert not overlaps(at(0, 5), at(5, 6))


def test_evidence_recall_counts_pieces_by_rank() -> None:
    evidence = [[at(0, 10), at(50, 60)]]
    hits = [at(100, 200), at(0, 40), at(40, 100)]
    assert [retrieval.evidence_recall(evidence, hits, k) for k in (1, 2, 3)] == [0.0, 0.5, 1.0]


def test_evidence_across_two_passages_is_covered_from_one_half_on() -> None:
    assert retrieval.evidence_recall([[at(0, 10)]], [at(0, 4)], 1) == 0.0
    assert retrieval.evidence_recall([[at(0, 10)]], [at(0, 5)], 1) == 1.0
    assert retrieval.evidence_recall([[at(0, 10)]], [at(0, 4), at(4, 9)], 2) == 1.0


def test_one_of_several_alternatives_is_enough() -> None:
    assert retrieval.evidence_recall([[at(0, 10)], [at(50, 60)]], [at(45, 70)], 1) == 1.0


def test_reciprocal_ranks_keep_questions_without_hits() -> None:
    evidence = {name: [at(0, 10)] for name in ("first", "third", "missed", "unasked")}
    hits = {
        "first": [at(5, 20), at(0, 5)],
        "third": [at(20, 30), at(30, 40), at(9, 12)],
        "missed": [at(10, 20)],
    }
    assert retrieval.reciprocal_ranks(evidence, hits) == {
        "first": 1.0,
        "third": pytest.approx(1 / 3),
        "missed": 0.0,
        "unasked": 0.0,
    }
    assert retrieval.reciprocal_ranks(evidence, {}) == dict.fromkeys(evidence, 0.0)


def test_citations_in_characters() -> None:
    evidence, quotes = [at(0, 10), at(20, 30)], [at(5, 20)]
    assert citations.recall(evidence, quotes) == 5 / 20
    assert citations.precision(evidence, quotes) == 5 / 15
    assert citations.f1(evidence, quotes) == 2 * 5 / 35
    assert citations.first_hit([evidence], [at(10, 20), at(0, 5)]) == 0.0
    assert citations.first_hit([evidence], [at(9, 20)]) == 1.0


def test_a_refusal_scores_nothing_on_citations() -> None:
    evidence = [at(0, 10)]
    assert citations.recall(evidence, []) == 0.0
    assert citations.precision(evidence, []) == 0.0
    assert citations.f1(evidence, []) == 0.0
    assert citations.first_hit([evidence], []) == 0.0


def test_auroc_counts_ties_half() -> None:
    assert auroc([0.9, 0.4, 0.4, 0.1], [True, True, False, False]) == 0.875
    assert auroc([0.9, 0.4], [True, True]) is None
    assert auroc([], []) is None


def test_false_answers_and_refusals_have_their_own_denominators() -> None:
    assert false_answer(answerable=False, answered=True, failed=False) == 1.0
    assert false_answer(answerable=False, answered=False, failed=False) == 0.0
    assert false_answer(answerable=False, answered=False, failed=True) == 1.0
    assert false_answer(answerable=True, answered=True, failed=False) is None
    assert false_refusal(answerable=True, answered=False) == 1.0
    assert false_refusal(answerable=False, answered=False) is None


def test_risk_coverage_by_hand() -> None:
    curve = risk_coverage([0.2, 0.9, 0.5, 0.7], [False, True, True, False])
    assert curve == [(0.25, 0.0), (0.5, 0.5), (0.75, pytest.approx(1 / 3)), (1.0, 0.5)]
    assert area(curve) == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)


def test_equal_confidences_share_their_errors() -> None:
    one_way = risk_coverage([0.5, 0.5], [True, False])
    assert one_way == risk_coverage([0.5, 0.5], [False, True]) == [(0.5, 0.5), (1.0, 0.5)]
    assert area([]) is None


def test_brier_by_hand() -> None:
    assert brier([1.0, 0.5, 0.2], [True, False, False]) == pytest.approx((0 + 0.25 + 0.04) / 3)
    assert brier([], []) is None


def test_calibration_bins_have_equal_mass() -> None:
    confidences = [n / 20 for n in range(20)]
    bins = reliability(confidences, [n % 2 == 1 for n in range(20)])
    assert [one.size for one in bins] == [2] * 10
    assert bins[0].confidence == pytest.approx(0.025)
    assert {one.share for one in bins} == {0.5}
    # Gaps of 0.475, 0.375 … 0.025 on either side.
    assert expected_calibration_error(bins) == pytest.approx(0.25)


def test_calibration_of_fewer_questions_than_bins() -> None:
    bins = reliability([0.0, 1.0], [False, True])
    assert [one.size for one in bins] == [1, 1]
    assert expected_calibration_error(bins) == 0.0
    assert expected_calibration_error([]) is None


def citation(start: int, end: int, quote: str, *spans: CitedSpan) -> Citation:
    return Citation(
        number=1, document="d", title="D", start=start, end=end, quote=quote, spans=spans
    )


def test_verbatim_means_the_very_characters() -> None:
    texts = {"d": "One  two thrée."}
    good = citation(0, 8, "One  two", CitedSpan(start=5, end=8, text="two"))
    assert count_verbatim([good], texts) == (2, 2)
    for bad in (
        citation(0, 8, "One two"),  # a blank less
        citation(1, 9, "One  two"),  # shifted
        citation(9, 15, "three."),  # an accent less
        citation(9, 99, "thrée."),
        citation(-6, 15, "thrée."),
    ):
        assert count_verbatim([bad], texts) == (0, 1)
    assert count_verbatim([good], {}) == (0, 2)


def test_a_span_must_lie_inside_its_quote() -> None:
    outside = citation(0, 3, "One", CitedSpan(start=5, end=8, text="two"))
    assert count_verbatim([outside], {"d": "One  two thrée."}) == (1, 2)


def test_latency_percentiles_interpolate() -> None:
    times = [{"search": float(n), "total": 2.0 * n} for n in range(1, 22)]
    assert percentiles(times) == {
        "search": {"p50": 11.0, "p95": 20.0},
        "total": {"p50": 22.0, "p95": 40.0},
    }
    assert percentiles([]) == {}
