"""Turn a question and a window into the network's input, and tokens back into characters.

The only file of the reader that imports tokenizers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

Ints = npt.NDArray[np.int64]

QUESTION_TOKENS = 64
MAX_TOKENS = 512


@dataclass(frozen=True, slots=True)
class Pair:
    """``[CLS] question [SEP] window [SEP]`` as token numbers.

    ``types`` is 1 for the window and the ``[SEP]`` after it. Tokens ``[first, last)`` are the
    window's, and ``starts`` and ``ends`` are their character offsets in the window. ``whole`` is
    false where the window was cut to fit.
    """

    ids: Ints
    types: Ints
    first: int
    last: int
    starts: Ints
    ends: Ints
    whole: bool

    def tokens(self, start: int, end: int) -> tuple[int, int] | None:
        """The tokens that touch the window's characters ``[start, end)``, half-open, if any do."""
        begin = int(np.searchsorted(self.ends, start, side="right"))
        finish = int(np.searchsorted(self.starts, end, side="left"))
        return (self.first + begin, self.first + finish) if begin < finish else None


class PairTokeniser:
    """WordPiece over pairs, by the tokenizer that the encoder was trained with."""

    def __init__(self, file: Path) -> None:
        """Load ``tokenizer.json``."""
        self._tokenizer = Tokenizer.from_file(str(file))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._cls, self._sep = (self._tokenizer.token_to_id(token) for token in ("[CLS]", "[SEP]"))

    def pairs(
        self, question: str, windows: Sequence[str], max_tokens: int = MAX_TOKENS
    ) -> list[Pair]:
        """One pair for each window; a question is cut at 64 tokens, a window where it must be."""
        asked, *read = self._tokenizer.encode_batch([question, *windows], add_special_tokens=False)
        head = [self._cls, *asked.ids[:QUESTION_TOKENS], self._sep]
        room = max_tokens - len(head) - 1
        pairs = []
        for encoding in read:
            ids = encoding.ids[:room]
            offsets = np.asarray(encoding.offsets[:room], dtype=np.int64).reshape(-1, 2)
            pairs.append(
                Pair(
                    ids=np.asarray([*head, *ids, self._sep], dtype=np.int64),
                    types=np.asarray([0] * len(head) + [1] * (len(ids) + 1), dtype=np.int64),
                    first=len(head),
                    last=len(head) + len(ids),
                    starts=offsets[:, 0],
                    ends=offsets[:, 1],
                    whole=len(ids) == len(encoding.ids),
                )
            )
        return pairs
