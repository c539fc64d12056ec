"""The plain reader: ranks sentences by likeness to the question, and finds no short answers."""

from collections.abc import Sequence

from index.types import Hit
from qa.reader.likeness import likeness
from qa.types import Reading, Span


class SentenceReader:
    """Needs no model: the scores come with the hits.

    ``no_answer`` is 1 less the best cosine: a weak signal, since a question about something the
    text mentions but does not say is as like it as one that it answers.
    """

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """The hits' distinct sentences, ties in the order of document and offset."""
        scores = {sentence: like.both for sentence, like in likeness(hits).items()}
        ranked = sorted(scores, key=lambda s: (-scores[s], s.document, s.start))
        sentences = tuple(Span(s.document, s.start, s.end, scores[s]) for s in ranked)
        best = max((one.dense for hit in hits for one in hit.sentences), default=0.0)
        return Reading(sentences, (), 1 - best)
