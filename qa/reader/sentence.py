"""The plain reader: ranks sentences by similarity to the question, and finds no short answers."""

from collections.abc import Sequence

from index.types import Hit
from qa.types import Reading, Span


class SentenceReader:
    """Scores each sentence by the cosine of its embedding with the question's.

    The embedding is the index's, so nothing is embedded here. ``no_answer`` is 1 less the best
    score: a weak signal, since a question about something the text mentions but does not say is
    as similar to it as one that it answers.
    """

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """The hits' distinct sentences by cosine, ties in the order of document and offset."""
        scores = {
            sentence: score
            for hit in hits
            for sentence, score in zip(hit.passage.sentences, hit.sentence_scores, strict=True)
        }
        ranked = sorted(scores, key=lambda s: (-scores[s], s.document, s.start))
        sentences = tuple(Span(s.document, s.start, s.end, scores[s]) for s in ranked)
        return Reading(sentences, (), 1 - sentences[0].score if sentences else 1.0)
