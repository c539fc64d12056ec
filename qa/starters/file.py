"""Where starter questions are kept: ``starters.json`` in the index folder, beside its generations.

Not inside a generation, which never changes once it is current: the same index gives other starters
with another reader. A file made for something else counts as none.
"""

import hashlib
import json
import os
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, ValidationError

from settings import Settings

# Raised when the rules change, so that starters are made anew.
VERSION = 1
_NAME = "starters.json"


class _Made(BaseModel):
    """What starters depend on, and the starters."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int
    index: str
    settings: dict[str, str]
    starters: tuple[str, ...]


def read_starters(settings: Settings, fingerprint: str) -> tuple[str, ...] | None:
    """The starters of the index with this fingerprint under these settings, or None."""
    try:
        made = _Made.model_validate_json((settings.index / _NAME).read_bytes())
        current = _made(settings, fingerprint, made.starters)
    except (OSError, ValidationError):
        return None
    return made.starters if made == current else None


def write_starters(settings: Settings, fingerprint: str, starters: Sequence[str]) -> None:
    """Keep the starters, in one step: a reader sees the old file or the new one.

    Raises:
        OSError: the index folder cannot be written.
    """
    made = _made(settings, fingerprint, tuple(starters))
    aside = settings.index / f".{_NAME}.{os.getpid()}"
    try:
        text = json.dumps(made.model_dump(), indent=2, ensure_ascii=False)
        aside.write_text(f"{text}\n", encoding="utf-8")
        os.replace(aside, settings.index / _NAME)
    finally:
        aside.unlink(missing_ok=True)


def _made(settings: Settings, fingerprint: str, starters: tuple[str, ...]) -> _Made:
    deciding = settings.model_dump(
        include={"candidates", "dense_weight", "max_quotes", "quote_margin", "reader"}
        | {"threshold", "top_k"}
    )
    # By content: the same decision may lie elsewhere on another machine.
    deciding["decision"] = hashlib.sha256(settings.decision.read_bytes()).hexdigest()
    return _Made(
        version=VERSION,
        index=fingerprint,
        settings={name: str(value) for name, value in sorted(deciding.items())},
        starters=starters,
    )
