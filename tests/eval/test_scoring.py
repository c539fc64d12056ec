"""Scores of single questions, and figures of many."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from corpus.types import Passage
from eval.question_set import Evidence, Question
from eval.results import QuestionResult
from eval.run import Outcome, ask_all
from eval.scoring import score
from eval.summary import groups, measured
from index.types import Hit
from qa.types import Answer, Citation, CitedSpan

pytestmark = pytest.mark.usefixtures("few_resamples")

TEXT = "One two three. Four five six. Seven eight nine."
EVIDENCE = Evidence(document="d", start=15, end=29, quote="Four five six.")


@dataclass
class FakeTrace:
    answer: Answer
    hits: tuple[Hit, ...] = ()
    stages_ms: dict[str, float] = field(default_factory=lambda: {"total": 1.0})


def hit(start: int, end: int) -> Hit:
    return Hit(Passage("d", start, end, TEXT[start:end], ()), 0.5, 0.5, 0.5, ())


def cite(start: int, end: int, *spans: tuple[int, int]) -> Citation:
    return Citation(
        number=1,
        document="d",
        title="D",
        start=start,
        end=end,
        quote=TEXT[start:end],
        spans=tuple(CitedSpan(start=s, end=e, text=TEXT[s:e]) for s, e in spans),
    )


def answer(
    *citations: Citation,
    nearest: Sequence[Citation] = (),
    short: str | None = None,
    confidence: float = 0.8,
) -> Answer:
    return Answer(
        id="q",
        question="What?",
        history=(),
        searched="What?",
        answered=bool(citations),
        confidence=confidence,
        short_answer=short,
        text="",
        citations=citations,
        nearest=tuple(nearest),
        index="f",
        elapsed_ms=1.0,
    )


def question(identity: str = "q", *, answerable: bool = True, split: str = "dev") -> Question:
    return Question.model_validate(
        {
            "id": identity,
            "kind": "direct" if answerable else "near_miss",
            "question": "What?",
            "answers": ["five"] if answerable else [],
            "evidence": [EVIDENCE] if answerable else [],
            "split": split,
        }
    )


def scored(asked: Question, trace: FakeTrace | None) -> QuestionResult:
    outcome = Outcome(asked, trace, None if trace else "RuntimeError: broken")
    [result] = score([outcome], {"d": TEXT}, {asked.id: asked.id})
    return result


def test_a_right_answer() -> None:
    said = answer(cite(15, 29, (20, 24)), short="five")
    result = scored(question(), FakeTrace(said, (hit(0, 14), hit(15, 29))))
    assert result.right
    assert result.rank == 2
    assert result.scores == {
        "recall_at_1": 0.0,
        "recall_at_3": 1.0,
        "recall_at_5": 1.0,
        "mrr": 0.5,
        "first_citation_hit": 1.0,
        "evidence_recall": 1.0,
        "evidence_precision": 1.0,
        "evidence_f1": 1.0,
        "exact_match": 1.0,
        "f1": 1.0,
        "squad2_exact_match": 1.0,
        "squad2_f1": 1.0,
        "false_answer": None,
        "false_refusal": 0.0,
    }
    assert (result.verbatim_right, result.verbatim_checked) == (2, 2)


def test_without_a_short_answer_the_first_quote_is_scored() -> None:
    result = scored(question(), FakeTrace(answer(cite(15, 29))))
    assert result.scores["exact_match"] == 0.0
    assert result.scores["f1"] == 0.5  # one of its three words


def test_a_refusal_scores_nothing_and_stays_in_every_denominator() -> None:
    said = answer(nearest=[cite(15, 29)], confidence=0.2)
    result = scored(question(), FakeTrace(said, (hit(15, 29),)))
    assert not result.right
    assert result.would_be_right
    for name in ("first_citation_hit", "evidence_recall", "evidence_precision", "f1"):
        assert result.scores[name] == 0.0
    assert result.scores["recall_at_1"] == 1.0
    assert result.scores["false_refusal"] == 1.0


def test_an_unanswerable_question() -> None:
    refused = scored(question(answerable=False), FakeTrace(answer(nearest=[cite(0, 14)])))
    assert refused.right
    assert not refused.would_be_right
    assert refused.scores["false_answer"] == 0.0
    assert refused.scores["squad2_f1"] == 1.0
    assert refused.scores["f1"] is None
    assert refused.scores["mrr"] is None
    answered = scored(question(answerable=False), FakeTrace(answer(cite(0, 14))))
    assert not answered.right
    assert answered.scores["false_answer"] == 1.0
    assert answered.scores["squad2_f1"] == 0.0


@pytest.mark.parametrize("answerable", [True, False])
def test_an_error_is_wrong_whatever_was_asked(answerable: bool) -> None:
    result = scored(question(answerable=answerable), None)
    assert not result.right
    assert result.error == "RuntimeError: broken"
    assert result.confidence == (0.0 if answerable else 1.0)
    assert result.scores["squad2_f1"] == 0.0
    assert result.scores["false_answer"] == (None if answerable else 1.0)
    assert result.scores["mrr"] == (0.0 if answerable else None)


def test_half_of_the_evidence_is_right_less_is_not() -> None:
    assert scored(question(), FakeTrace(answer(cite(15, 22)))).right
    assert not scored(question(), FakeTrace(answer(cite(15, 21)))).right


def test_a_quote_that_is_not_verbatim_is_counted() -> None:
    wrong = cite(15, 29).model_copy(update={"quote": "Four FIVE six."})
    result = scored(question(), FakeTrace(answer(wrong)))
    assert (result.verbatim_right, result.verbatim_checked) == (0, 1)


def test_a_question_without_short_answers_has_no_exact_match() -> None:
    asked = question().model_copy(update={"answers": ()})
    result = scored(asked, FakeTrace(answer(cite(15, 29))))
    assert result.scores["exact_match"] is None
    assert result.scores["squad2_f1"] is None
    assert result.right


def results() -> list[QuestionResult]:
    right = FakeTrace(answer(cite(15, 29, (20, 24)), short="five", confidence=0.9), (hit(15, 29),))
    refused = FakeTrace(answer(nearest=[cite(0, 14)], confidence=0.3), (hit(0, 14),))
    rows: list[tuple[Question, FakeTrace | None]] = [
        (question("a"), right),
        (question("b", split="test"), refused),
        (question("c"), None),
        (question("d", answerable=False), refused),
        (question("e", answerable=False, split="test"), right),
    ]
    outcomes = [Outcome(asked, trace, None if trace else "E: x") for asked, trace in rows]
    return score(outcomes, {"d": TEXT}, {asked.id: asked.id for asked, _ in rows})


def test_figures_by_hand() -> None:
    measures = measured(results()).measures
    values = {name: estimate.value for name, estimate in measures.items()}
    assert values["right"] == 2 / 5
    assert values["recall_at_1"] == pytest.approx(1 / 3, abs=1e-6)
    assert values["f1"] == pytest.approx(1 / 3, abs=1e-6)
    assert values["squad2_f1"] == 2 / 5
    assert values["false_answer"] == 1 / 2
    assert values["false_refusal"] == pytest.approx(2 / 3, abs=1e-6)
    # Answerable .9 .3 0, unanswerable .3 .9: of six pairs one is right, two are ties.
    assert values["auroc"] == pytest.approx(2 / 6, abs=1e-6)
    assert values["brier"] == pytest.approx((0.01 + 0.49 + 1 + 0.09 + 0.81) / 5)
    # Two at .9 with one wrong, then two wrong at .3, then one wrong at 0.
    assert values["aurc"] == pytest.approx((0.5 + 0.5 + 2 / 3 + 3 / 4 + 4 / 5) / 5, abs=1e-6)
    assert values["verbatim"] == 1.0
    assert measures["f1"].questions == 3
    assert measures["right"].questions == 5


def test_groups_and_kinds() -> None:
    found = groups(results())
    assert list(found) == ["all", "dev", "test"]
    assert found["dev"].measures["right"].value == pytest.approx(2 / 3, abs=1e-6)
    assert list(found["all"].kinds) == ["direct", "near_miss"]
    assert found["all"].kinds["near_miss"]["right"].value == 0.5
    assert found["all"].kinds["near_miss"]["f1"].value is None
    assert found["all"].curves.risk_coverage[-1] == (1.0, 0.8)


class FlakyPipeline:
    """Breaks at every second question."""

    def __init__(self) -> None:
        self.asked: list[str | None] = []

    def trace(
        self,
        question: str,
        history: Sequence[str] = (),
        id: str | None = None,
    ) -> FakeTrace:
        self.asked.append(id)
        if id in ("b", "d"):
            raise RuntimeError("out of order")
        return FakeTrace(answer(cite(15, 29)))


def test_errors_do_not_stop_a_run() -> None:
    pipeline, steps = FlakyPipeline(), []
    asked = [question(name) for name in "abcd"]
    outcomes = ask_all(pipeline, asked, lambda: steps.append(1))
    assert pipeline.asked == ["a", "a", "b", "c", "d"]  # the first is asked once to warm up
    assert [outcome.error for outcome in outcomes] == [
        None,
        "RuntimeError: out of order",
        None,
        "RuntimeError: out of order",
    ]
    assert len(steps) == 4
