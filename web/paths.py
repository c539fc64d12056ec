"""Which requests are for programs, and which are the page's."""

from starlette.types import Scope

ASK = "/gradio_api/run/predict"
"""The one event of the page: a question."""
FEEDBACK = "/feedback"
"""Where the page sends ratings."""
HEALTH = frozenset({"/health/live", "/health/ready"})
_FOR_PROGRAMS = ("/api", "/health", "/metrics", "/openapi.json")


def route_path(scope: Scope) -> str:
    """The path below ``root_path``."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))


def for_programs(path: str) -> bool:
    """Whether who asks for this path reads JSON rather than a page."""
    return any(path == prefix or path.startswith(prefix + "/") for prefix in _FOR_PROGRAMS)
