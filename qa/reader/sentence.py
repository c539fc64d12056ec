"""The plain reader: ranks sentences by likeness to the question, and finds no short answers."""

from collections.abc import Mapping, Sequence

from corpus.types import Sentence
from index.types import Hit
from qa.types import Reading, Span


class SentenceReader:
    """Adds the min-max normalised cosine and BM25 score of each sentence, half and half.

    The best of the scorers tried (docs/ablation.md). Both scores come with the hits, so nothing is
    embedded here. ``no_answer`` is 1 less the best cosine: a weak signal, since a question about
    something the text mentions but does not say is as like it as one that it answers.
    """

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """The hits' distinct sentences, ties in the order of document and offset."""
        scored = {one.sentence: one for hit in hits for one in hit.sentences}
        if not scored:
            return Reading((), (), 1.0)
        dense = _normalised({sentence: one.dense for sentence, one in scored.items()})
        lexical = _normalised({sentence: one.lexical for sentence, one in scored.items()})
        score = {sentence: (dense[sentence] + lexical[sentence]) / 2 for sentence in scored}
        ranked = sorted(scored, key=lambda s: (-score[s], s.document, s.start))
        sentences = tuple(Span(s.document, s.start, s.end, score[s]) for s in ranked)
        return Reading(sentences, (), 1 - max(one.dense for one in scored.values()))


def _normalised(scores: Mapping[Sentence, float]) -> dict[Sentence, float]:
    """Scores mapped linearly onto [0, 1]; all 0 where they do not differ."""
    low, high = min(scores.values()), max(scores.values())
    width = high - low or 1.0
    return {sentence: (score - low) / width for sentence, score in scores.items()}
