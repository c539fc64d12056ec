"""Stand-ins that are loaded through the same settings as the real parts."""

import re
import time
import zlib
from collections.abc import Sequence

import numpy as np

from index.types import Hit, Vectors
from qa.reader.sentence import SentenceReader
from qa.types import Reading, Span

_DIM = 64


class HashingEmbedder:
    """Counts words in hashed buckets: texts that share words are similar, with no model to load."""

    dim = _DIM

    def __init__(self, model: str) -> None:
        self.name = f"hashing-{model}"

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        return np.stack([_vector(text) for text in texts])

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self.embed_documents(texts)


class SlowEmbedder(HashingEmbedder):
    """Takes long enough over each batch for a build to be killed in the middle."""

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        time.sleep(0.5)
        return super().embed_documents(texts)


class SlowReader(SentenceReader):
    """Takes long enough over each question for others to come meanwhile."""

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        time.sleep(0.1)
        return super().read(question, hits)


class NumberReader(SentenceReader):
    """Takes every number in a sentence for a short answer."""

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        reading = super().read(question, hits)
        texts = {(hit.passage.document, hit.passage.start): hit.passage.text for hit in hits}
        answers = tuple(
            Span(sentence.document, start + found.start(), start + found.end(), sentence.score)
            for sentence in reading.sentences
            for (document, start), text in texts.items()
            if document == sentence.document
            for found in re.finditer(r"\d[\d,]*", text)
            if sentence.start <= start + found.start() and start + found.end() <= sentence.end
        )
        return Reading(reading.sentences, answers, reading.no_answer)


def _vector(text: str) -> Vectors:
    vector = np.zeros(_DIM, dtype=np.float32)
    for word in re.findall(r"\w+", text.lower()):
        vector[zlib.crc32(word.encode()) % _DIM] += 1
    vector[0] += 1e-3  # a text without words must have a direction too
    norm: np.float32 = np.linalg.norm(vector)
    return vector / norm
