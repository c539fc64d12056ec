"""What an index was built from, as the readable ``manifest.json`` of its generation."""

import hashlib
from typing import Literal

from pydantic import BaseModel, ConfigDict

FORMAT_VERSION: Literal[1] = 1


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DocumentEntry(_Part):
    """A document as the manifest lists it."""

    id: str
    title: str
    sha256: str
    characters: int


class SplitterEntry(_Part):
    """How documents were split: size and overlap in characters, and by which rules.

    ``rules`` is :data:`corpus.sentences.RULES` of that time, 1 where the manifest names none.
    """

    size: int
    overlap: int
    rules: int = 1


class EmbedderEntry(_Part):
    """Which vectors the index holds."""

    name: str
    dim: int


class Counts(_Part):
    """How much the index holds."""

    documents: int
    passages: int
    sentences: int


class Content(_Part):
    """Everything that decides what the index answers; equal contents give equal fingerprints."""

    format_version: Literal[1] = FORMAT_VERSION
    documents: tuple[DocumentEntry, ...]
    splitter: SplitterEntry
    embedder: EmbedderEntry
    libraries: dict[str, str]

    @property
    def fingerprint(self) -> str:
        """The first 16 hex digits of the SHA-256 of this content as JSON."""
        return hashlib.sha256(self.model_dump_json().encode("utf-8")).hexdigest()[:16]


class Manifest(_Part):
    """A generation's content, with its counts and the SHA-256 of each of its other files."""

    content: Content
    counts: Counts
    files: dict[str, str]
