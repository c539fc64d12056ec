"""Pack whole sentences into passages.

langchain-text-splitters does the packing and the cutting of over-long sentences, always with
overlap 0: with an overlap its reported start can point at an earlier identical text. Overlap is
added here afterwards, by moving a passage's start back over whole sentences.
"""

from collections.abc import Iterable
from itertools import pairwise

from langchain_text_splitters import RecursiveCharacterTextSplitter, TextSplitter

from corpus.sentences import find_sentences
from corpus.types import Document, Passage, Sentence

# No sentence of prose is longer: this is a table, code or text without punctuation. MiniLM reads
# no further than about so many characters.
LONGEST_SENTENCE = 1200


def split_document(document: Document, *, size: int, overlap: int) -> list[Passage]:
    """Split a document into passages of at most ``size`` characters, in document order.

    Blanks between sentences do not count towards ``size``, and a longer sentence is a passage of
    its own. A passage begins with up to ``overlap`` characters of the sentences before it, as far
    as whole sentences fit, on top of ``size``. What runs on for more than ``LONGEST_SENTENCE``
    characters without an end is cut at the softest boundary, and its pieces count as sentences.
    ``document.text[p.start:p.end] == p.text`` for every passage, and every non-blank character is
    in one.

    Raises:
        ValueError: ``size`` is not positive, or ``overlap`` is negative or not below ``size``.
    """
    if size <= 0 or not 0 <= overlap < size:
        raise ValueError(
            f"Passages of {size} characters with an overlap of {overlap} are impossible: expected "
            "a size above 0 and an overlap from 0 to below the size."
        )
    sentences = list(_sentences(document))
    passages = []
    previous = -1
    for first, last in _pack(document.text, sentences, size):
        widened = _widen(sentences, first, overlap, previous + 1)
        passages.append(_passage(document, sentences, widened, last))
        previous = first
    return passages


def _sentences(document: Document) -> Iterable[Sentence]:
    """The document's sentences, over-long ones cut into pieces."""
    cutter = RecursiveCharacterTextSplitter(
        chunk_size=LONGEST_SENTENCE,
        chunk_overlap=0,
        separators=["\n", "; ", ", ", " ", ""],
        keep_separator="end",
        strip_whitespace=False,
    )
    for start, end in find_sentences(document.text):
        if end - start <= LONGEST_SENTENCE:
            yield Sentence(document.id, start, end)
            continue
        for piece in cutter.split_text(document.text[start:end]):
            piece_end = start + len(piece)
            if document.text[start:piece_end] != piece:
                raise RuntimeError(f"The splitter altered the text of {document.id} at {start}.")
            if trimmed := piece.strip():
                begin = start + piece.index(trimmed)
                yield Sentence(document.id, begin, begin + len(trimmed))
            start = piece_end


class _SentencePacker(TextSplitter):
    """Joins ready pieces, in order, while they fit; never cuts a piece."""

    def __init__(self, size: int) -> None:
        super().__init__(
            chunk_size=size,
            chunk_overlap=0,
            # A longer piece counts as a full passage: the packer would complain of it.
            length_function=lambda piece: min(size, len(piece.rstrip())),
            strip_whitespace=False,
        )

    def split_text(self, text: str) -> list[str]:
        raise NotImplementedError("The packer is given sentences, not a text.")

    def pack(self, pieces: Iterable[str]) -> list[str]:
        """Consecutive pieces joined, up to the size; a longer piece stays alone."""
        return self._merge_splits(pieces, separator="")


def _pack(text: str, sentences: list[Sentence], size: int) -> list[tuple[int, int]]:
    """Index ranges ``[first, last)`` of the sentences that share a passage."""
    if not sentences:
        return []
    # Each piece runs to the start of the next sentence, so that the pieces join to the text itself.
    starts = [sentence.start for sentence in sentences] + [sentences[-1].end]
    pieces = [text[start:end] for start, end in pairwise(starts)]
    ends = {end: number + 1 for number, (_, end) in enumerate(pairwise(starts))}
    groups = []
    first, position = 0, starts[0]
    for packed in _SentencePacker(size).pack(pieces):
        end = position + len(packed)
        if end not in ends or text[position:end] != packed:
            raise RuntimeError(f"The splitter altered the text between {position} and {end}.")
        groups.append((first, ends[end]))
        first, position = ends[end], end
    return groups


def _widen(sentences: list[Sentence], first: int, overlap: int, lowest: int) -> int:
    """The earliest sentence, not before ``lowest``, that starts within ``overlap`` of ``first``.

    ``lowest`` keeps a passage from swallowing a short one before it whole.
    """
    limit = sentences[first].start - overlap
    while first > lowest and sentences[first - 1].start >= limit:
        first -= 1
    return first


def _passage(document: Document, sentences: list[Sentence], first: int, last: int) -> Passage:
    start, end = sentences[first].start, sentences[last - 1].end
    return Passage(document.id, start, end, document.text[start:end], tuple(sentences[first:last]))
