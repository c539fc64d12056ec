"""``GET /health/live``, ``/health/ready`` and ``/metrics``: for whoever looks after the server."""

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import Response

from web.api.models import EVERYWHERE, Status, errors
from web.metrics import Metrics


def watch_router(metrics: Metrics) -> APIRouter:
    """The routes."""
    router = APIRouter(tags=["operation"])

    @router.get("/health/live")
    def live() -> Status:
        """Say that the process runs."""
        return Status(status="live")

    @router.get("/health/ready", responses=errors(503))
    def ready() -> Status:
        """Say that questions are answered; 503 while the index is opened and warmed up."""
        return Status(status="ready")

    @router.get(
        "/metrics",
        response_class=Response,
        responses={
            200: {
                "description": "The figures in the text format of Prometheus.",
                "content": {"text/plain": {"schema": {"type": "string"}}},
            },
            **errors(*EVERYWHERE),
        },
    )
    def figures() -> Response:
        """Figures for Prometheus."""
        return Response(metrics.text(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return router
