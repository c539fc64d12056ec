"""Score outcomes one question at a time; :mod:`eval.summary` makes figures of the scores.

A question counts as right when it is answered and the quotes hold at least half of the evidence's
characters, or when it is unanswerable and refused. An error is wrong either way.
"""

from collections.abc import Mapping, Sequence

from eval.metrics import citations as quotes
from eval.metrics.refusal import false_answer, false_refusal
from eval.metrics.retrieval import COVERED, evidence_recall, reciprocal_ranks
from eval.metrics.short_answer import NO_ANSWER, score_short_answer
from eval.metrics.stretches import Stretch, overlaps
from eval.metrics.verbatim import count_verbatim
from eval.places import alternatives_of, evidence_of, places_of_hits, places_of_quotes
from eval.question_set import Question
from eval.results import Found, QuestionResult
from eval.run import Outcome
from qa.types import Answer

CUTOFFS = (1, 3, 5)
_DIGITS = 6


def score(
    outcomes: Sequence[Outcome], texts: Mapping[str, str], clusters: Mapping[str, str]
) -> list[QuestionResult]:
    """The result of each outcome, in order.

    ``texts`` are the documents' texts by id, for the verbatim check; ``clusters`` says by question
    id what a question is resampled with.
    """
    ranks = reciprocal_ranks(
        {o.question.id: evidence_of(o.question) for o in outcomes if o.question.answerable},
        {o.question.id: places_of_hits(o.trace.hits if o.trace else ()) for o in outcomes},
    )
    return [
        _score(outcome, texts, clusters[outcome.question.id], ranks.get(outcome.question.id))
        for outcome in outcomes
    ]


def _score(
    outcome: Outcome, texts: Mapping[str, str], cluster: str, reciprocal_rank: float | None
) -> QuestionResult:
    question, trace = outcome.question, outcome.trace
    answer = trace.answer if trace else None
    cited = places_of_quotes(answer.citations) if answer and answer.answered else []
    # What a person would have read had Quoth been made to answer.
    forced = cited or (places_of_quotes(answer.nearest) if answer else [])
    answered = bool(answer and answer.answered)
    shown = (*answer.citations, *answer.nearest) if answer else ()
    verbatim = count_verbatim(shown, texts)
    hits = places_of_hits(trace.hits if trace else ())
    return QuestionResult(
        id=question.id,
        kind=question.kind,
        split=question.split,
        cluster=cluster,
        question=question.question,
        history=question.history,
        answers=question.answers,
        evidence=question.evidence,
        searched=answer.searched if answer else "",
        answered=answered,
        # An error is the worst that could be said: sure of the wrong thing.
        confidence=answer.confidence if answer else float(not question.answerable),
        short_answer=answer.short_answer if answer else None,
        citations=answer.citations if answer else (),
        nearest=answer.nearest if answer else (),
        hits=tuple(
            Found(
                document=hit.passage.document,
                start=hit.passage.start,
                end=hit.passage.end,
                score=round(hit.score, _DIGITS),
            )
            for hit in (trace.hits if trace else ())
        ),
        error=outcome.error,
        right=_shows(question, cited) if question.answerable else bool(answer and not answered),
        would_be_right=question.answerable and _shows(question, forced),
        rank=next(
            (
                n
                for n, hit in enumerate(hits, 1)
                if any(overlaps(hit, p) for p in evidence_of(question))
            ),
            None,
        ),
        verbatim_right=verbatim.right,
        verbatim_checked=verbatim.checked,
        scores={
            **_retrieval_scores(question, hits, reciprocal_rank),
            **_citation_scores(question, cited),
            **_answer_scores(question, answer),
            "false_answer": false_answer(
                answerable=question.answerable, answered=answered, failed=answer is None
            ),
            "false_refusal": false_refusal(answerable=question.answerable, answered=answered),
        },
        stages_ms={stage: round(ms, 3) for stage, ms in (trace.stages_ms if trace else {}).items()},
    )


def _retrieval_scores(
    question: Question, hits: Sequence[Stretch], reciprocal_rank: float | None
) -> dict[str, float | None]:
    alternatives = alternatives_of(question)
    recalls = {
        f"recall_at_{k}": _rounded(evidence_recall(alternatives, hits, k)) if alternatives else None
        for k in CUTOFFS
    }
    return {**recalls, "mrr": None if reciprocal_rank is None else _rounded(reciprocal_rank)}


def _citation_scores(question: Question, cited: Sequence[Stretch]) -> dict[str, float | None]:
    alternatives = alternatives_of(question)
    if not alternatives:
        return dict.fromkeys(
            ("first_citation_hit", "evidence_recall", "evidence_precision", "evidence_f1")
        )
    best = max(alternatives, key=lambda pieces: quotes.f1(pieces, cited))
    return {
        "first_citation_hit": quotes.first_hit(alternatives, cited),
        "evidence_recall": _rounded(quotes.recall(best, cited)),
        "evidence_precision": _rounded(quotes.precision(best, cited)),
        "evidence_f1": _rounded(quotes.f1(best, cited)),
    }


def _answer_scores(question: Question, answer: Answer | None) -> dict[str, float | None]:
    """Exact match and F1: of answerable questions, and of all as SQuAD 2.0 counts them."""
    names = ("exact_match", "f1", "squad2_exact_match", "squad2_f1")
    if question.answerable and not question.answers:
        return dict.fromkeys(names)  # no short answer says what it answers
    if answer is None:
        exact = f1 = 0.0
    else:
        exact, f1 = map(_rounded, score_short_answer(_prediction(answer), question.answers))
    own = (exact, f1) if question.answerable else (None, None)
    return dict(zip(names, (*own, exact, f1), strict=True))


def _prediction(answer: Answer) -> str:
    """The short answer, or the first quote where a reader gives none; nothing for a refusal."""
    if not answer.answered:
        return NO_ANSWER
    return answer.short_answer or answer.citations[0].quote


def _shows(question: Question, shown: Sequence[Stretch]) -> bool:
    return any(quotes.recall(pieces, shown) >= COVERED for pieces in alternatives_of(question))


def _rounded(value: float) -> float:
    return round(float(value), _DIGITS)
