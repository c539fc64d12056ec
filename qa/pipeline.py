"""Ask: from a question to a checked answer."""

import logging
import math
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pkgutil import resolve_name
from typing import cast

from index.build import open_index
from index.embedders import load_embedder
from index.retriever import Retriever
from index.types import Embedder, Hit, VectorIndex
from qa.columns import in_named_column
from qa.compose import (
    answer_text,
    choose_quotes,
    cite,
    every_point,
    markable,
    short_answer,
)
from qa.decide import Decision, load_decision, signals
from qa.enumeration import number_asked_for
from qa.followup import searched_question
from qa.lookup import look_up
from qa.named import CONFIDENCE as NAMED
from qa.named import is_named
from qa.overview import asks_overview
from qa.question import QuestionError, check_history, check_question
from qa.spelling import Speller
from qa.types import Answer, Reader, Span
from qa.verify import faults
from settings import Settings, SettingsError

# Enough to tell answers apart, and coarse enough that a question asked alone and the same question
# embedded in a batch (whose vectors differ in the seventh digit) give the same figure.
_CONFIDENCE_DIGITS = 4
_NEAREST = 3

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Request:
    """A question as it was put, not yet checked; earlier questions oldest first.

    ``exact`` searches for just its words: nothing is taken from the history or corrected.
    """

    question: object
    history: object = ()
    id: str | None = None
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Trace:
    """An answer with what led to it: the hits, best first, and milliseconds by stage."""

    answer: Answer
    hits: tuple[Hit, ...]
    stages_ms: dict[str, float]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request that can be asked: what was asked, after what, and what is searched for it."""

    id: str | None
    asked: str
    history: tuple[str, ...]
    searched: str


class Pipeline:
    """Answers questions from one index. Safe to share between threads."""

    def __init__(
        self,
        index: VectorIndex,
        embedder: Embedder,
        reader: Reader,
        decision: Decision,
        settings: Settings,
    ) -> None:
        """Join the parts; :func:`open_pipeline` makes them from settings."""
        self.index = index
        self.settings = settings
        self.verbatim_failures = 0
        self._retriever = Retriever(
            index,
            embedder,
            candidates=settings.candidates,
            dense_weight=settings.dense_weight,
        )
        self._reader = reader
        self._decision = decision
        self._documents = {document.id: document for document in index.documents()}
        self._speller = Speller(document.text for document in self._documents.values())

    def ask(
        self,
        question: object,
        history: Sequence[str] = (),
        id: str | None = None,
        *,
        exact: bool = False,
    ) -> Answer:
        """The answer to a question, given the earlier questions of the conversation, oldest first.

        ``exact`` searches for just its words: nothing is taken from the history or corrected.

        Raises:
            QuestionError: the question or the history cannot be asked.
        """
        return self.trace(question, history, id, exact=exact).answer

    def trace(
        self,
        question: object,
        history: Sequence[str] = (),
        id: str | None = None,
        *,
        exact: bool = False,
    ) -> Trace:
        """Like :meth:`ask`, with what led to the answer."""
        [outcome] = self.trace_many([Request(question, history, id, exact)])
        if isinstance(outcome, QuestionError):
            raise outcome
        return outcome

    def trace_many(self, requests: Sequence[Request]) -> list[Trace | QuestionError]:
        """The outcome of each request, in order; the questions are embedded together.

        Each answer's time counts an equal share of the common work before it is read.
        """
        shared: dict[str, float] = {}
        with _timed(shared, "prepare"):
            prepared = [self.prepare(request) for request in requests]
        good = [one for one in prepared if isinstance(one, Prepared)]
        with _timed(shared, "search"):
            found = self._retriever.search_many([one.searched for one in good], self.settings.top_k)
        share = {stage: ms / max(1, len(good)) for stage, ms in shared.items()}
        hits = iter(found)
        return [
            one if isinstance(one, QuestionError) else self._trace(one, next(hits), share)
            for one in prepared
        ]

    def prepare(self, request: Request) -> Prepared | QuestionError:
        """The request checked, with what is searched for it; or why it cannot be asked."""
        length = self.settings.max_question_length
        try:
            asked = check_question(request.question, length)
            history = check_history(request.history, self.settings.max_history, length)
        except QuestionError as error:
            return error
        if request.exact:
            return Prepared(request.id, asked, history, asked)
        searched = self._speller.correct(searched_question(asked, history))
        return Prepared(request.id, asked, history, searched)

    def _trace(self, request: Prepared, hits: list[Hit], before: Mapping[str, float]) -> Trace:
        stages = dict(before)
        with _timed(stages, "total"):
            answer = self._answer(request, hits, stages)
        stages["total"] += sum(before.values())
        answer = answer.model_copy(update={"elapsed_ms": round(stages["total"], 1)})
        return Trace(answer, tuple(hits), stages)

    def _answer(self, request: Prepared, hits: Sequence[Hit], stages: dict[str, float]) -> Answer:
        searched = request.searched
        with _timed(stages, "read"):
            reading = self._reader.read(searched, hits)
        with _timed(stages, "compose"):
            confidence = self._decision.confidence(signals(searched, hits, reading))
            if looked_up := look_up(searched, reading, self._documents):
                reading, confidence = looked_up, max(confidence, NAMED)
            overview = asks_overview(request.asked) or asks_overview(searched)
            quotes = choose_quotes(
                reading,
                self._documents,
                margin=self.settings.quote_margin,
                limit=self.settings.max_quotes,
                overview=overview,
            )
            confidence = max(confidence, self._named(searched, quotes[:1]))
            count = number_asked_for(request.asked) or number_asked_for(searched)
            every = every_point(quotes, self._documents, count) if count else []
            quotes = every or quotes
            answers = [
                in_named_column(searched, self._documents[answer.document].text, answer)
                for answer in markable(reading, self._documents, whole=overview or bool(every))
            ]
            citations = cite(quotes, answers, self._documents)
            closest = choose_quotes(reading, self._documents, margin=math.inf, limit=_NEAREST)
            nearest = cite(closest, (), self._documents)
        with _timed(stages, "verify"):
            wrong = faults((*citations, *nearest), self._documents)
        if wrong:
            self.verbatim_failures += 1
            logger.error("Withheld an answer that is not verbatim: %s", "; ".join(wrong))
            citations = nearest = ()
        threshold = self.settings.threshold
        if threshold is None:
            threshold = self._decision.threshold
        answered = bool(citations) and confidence >= threshold
        return Answer(
            id=request.id,
            question=request.asked,
            history=request.history,
            searched=searched,
            answered=answered,
            confidence=round(confidence, _CONFIDENCE_DIGITS),
            short_answer=short_answer(quotes, answers, self._documents) if answered else None,
            text=answer_text(citations) if answered else "",
            citations=citations if answered else (),
            nearest=() if answered else nearest,
            index=self.index.manifest.content.fingerprint,
            elapsed_ms=0.0,
        )

    def _named(self, searched: str, quotes: Sequence[Span]) -> float:
        """The confidence that the text earns by naming what is asked for; 0 where it does not."""
        found = (
            is_named(searched, self._documents[one.document].text, one.start) for one in quotes
        )
        return NAMED if any(found) else 0.0


def open_pipeline(settings: Settings, embedder: Embedder | None = None) -> Pipeline:
    """A pipeline over the index that the settings name.

    The embedder is loaded from the settings unless one is given.

    Raises:
        IndexFault: there is no index, it is damaged, or was built with other settings.
        SettingsError: there is no such reader, or no such decision.
    """
    embedder = embedder or load_embedder(settings.embedder, settings.model)
    index = open_index(settings, embedder)
    return Pipeline(
        index, embedder, _load_reader(settings.reader), load_decision(settings.decision), settings
    )


def _load_reader(name: str) -> Reader:
    try:
        factory = resolve_name(name)
        if not callable(factory):
            raise ValueError("it is not a class")
        return cast(Reader, factory())
    except (ImportError, AttributeError, ValueError) as error:
        raise SettingsError(
            f"There is no reader {name!r}: {error}. Expected 'module:Class', "
            "for example qa.reader.sentence:SentenceReader."
        ) from error


@contextmanager
def _timed(stages: dict[str, float], stage: str) -> Iterator[None]:
    begin = time.perf_counter()
    try:
        yield
    finally:
        stages[stage] = (time.perf_counter() - begin) * 1000
