"""Stand-ins that stop where a test wants to look, until it lets them go.

They are told apart by a name, ``build`` or ``ask``. The environment variable ``HELD`` names a
folder: a stand-in that has come to its place writes ``<name>.reached`` there, and goes on when
``<name>.go`` is there.
"""

import os
import time
from collections.abc import Sequence
from pathlib import Path

from index.two_sided import TwoSidedEmbedder
from index.types import Hit, Vectors
from qa.reader.sentence import SentenceReader
from qa.types import Reading
from tests.fakes import HashingEmbedder


class HeldEmbedder(HashingEmbedder):
    """Stops in the middle of building an index."""

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        hold("build")
        return super().embed_documents(texts)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return super().embed_documents(texts)


class ToldEmbedder(TwoSidedEmbedder):
    """The product's own; says when torch is at work, which goes on for long."""

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        super().embed_documents(texts[:1])
        reached("build")
        return super().embed_documents([*texts] * 1000)[: len(texts)]


class HeldReader(SentenceReader):
    """Stops in the middle of answering, the question that warms up included."""

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        hold("ask")
        return super().read(question, hits)


def hold(name: str) -> None:
    reached(name)
    while not (_folder() / f"{name}.go").exists():
        time.sleep(0.01)


def reached(name: str) -> None:
    (_folder() / f"{name}.reached").touch()


def _folder() -> Path:
    return Path(os.environ["HELD"])
