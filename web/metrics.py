"""What an operator can watch: counters and times, in a registry of our own.

Names and labels are documented in ``docs/operations.md``. No label holds anything that a visitor
chose, so their number stays small.
"""

from collections.abc import Iterable
from functools import partial

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.types import Answer
from web.ask_queue import AskQueue
from web.observe import observe
from web.paths import ASK, route_path
from web.types import Pipeline
from web.watched import OUTCOMES

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_METHODS = {"GET", "HEAD", "POST", "OPTIONS"}


class Metrics:
    """The figures of one server."""

    def __init__(self, pipeline: Pipeline, queue: AskQueue) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "quoth_requests",
            "Requests by route, method and status.",
            ["route", "method", "status"],
            registry=self.registry,
        )
        self.request_seconds = Histogram(
            "quoth_request_seconds",
            "Seconds from the end of the headers to the end of the response.",
            ["route"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.questions = Counter(
            "quoth_questions",
            "Questions by outcome: answered, refused, not_askable, failed.",
            ["outcome"],
            registry=self.registry,
        )
        for outcome in OUTCOMES:
            self.questions.labels(outcome)
        self.ask_seconds = Histogram(
            "quoth_ask_seconds",
            "Seconds that answering took, without waiting in the queue.",
            buckets=_SECONDS,
            registry=self.registry,
        )
        for name, text, value in (
            ("quoth_asks_running", "Questions being answered.", lambda: queue.running),
            ("quoth_asks_waiting", "Questions that wait in the queue.", lambda: queue.waiting),
        ):
            Gauge(name, text, registry=self.registry).set_function(value)
        content, counts = pipeline.index.manifest.content, pipeline.index.manifest.counts
        Gauge(
            "quoth_index_info",
            "The index that is asked; the value is always 1.",
            ["fingerprint", "embedder"],
            registry=self.registry,
        ).labels(content.fingerprint, content.embedder.name).set(1)
        Gauge("quoth_index_documents", "Documents in the index.", registry=self.registry).set(
            counts.documents
        )
        self.registry.register(_VerbatimFailures(pipeline))

    def __call__(
        self, question: object, answer: Answer | None, outcome: str, seconds: float
    ) -> None:
        """Count one question, as :class:`web.watched.WatchedPipeline` reports it."""
        self.questions.labels(outcome).inc()
        self.ask_seconds.observe(seconds)

    def text(self) -> bytes:
        """All figures in the text format of Prometheus."""
        return generate_latest(self.registry)


class _VerbatimFailures(Collector):
    """Counted by the pipeline itself; read when asked for."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline

    def collect(self) -> Iterable[Metric]:
        yield CounterMetricFamily(
            "quoth_verbatim_failures",
            "Answers withheld because a quote was not the document's text.",
            value=self._pipeline.verbatim_failures,
        )


class CountRequests:
    """Counts and times requests; must be the outermost layer, to see every refusal."""

    def __init__(self, app: ASGIApp, metrics: Metrics, routes: frozenset[str]) -> None:
        self.app = app
        self.metrics = metrics
        self.routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = route_path(scope)  # before a route changes it
        await observe(self.app, scope, receive, send, partial(self._count, scope, path))

    def _count(self, scope: Scope, path: str, status: int | None, seconds: float) -> None:
        route = self._label(scope, path)
        method = scope["method"] if scope["method"] in _METHODS else "other"
        answered = "none" if status is None else str(status)  # none: the visitor left
        self.metrics.requests.labels(route, method, answered).inc()
        self.metrics.request_seconds.labels(route).observe(seconds)

    def _label(self, scope: Scope, path: str) -> str:
        """The route's template, ``chat`` for a question on the page, ``page`` for all else."""
        if path == ASK:
            return "chat"
        if path in self.routes:
            return path
        template: str = getattr(scope.get("route"), "path_format", "")
        return template if template in self.routes else "page"
