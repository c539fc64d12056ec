"""The rule that resolved follow-ups in the first version, to compare with."""

import re
from collections.abc import Sequence

_OPENING = re.compile(r"(and|but|so|also|or|then|what about|how about|what else)\b", re.IGNORECASE)
_REFERENCE = re.compile(
    r"\b(it|its|they|them|their|theirs|he|him|his|she|her|hers|this|these|those|that|one|ones|"
    r"there|then|here|such|same|former|latter)\b",
    re.IGNORECASE,
)
_NO_REFERENCE = re.compile(
    r"\b(?:(?:is|are|was|were|be|been) there|there (?:is|are|was|were|be|been)|"
    r"\w+ that (?:is|are|was|were|has|have|had|will|can|the|an?))\b",
    re.IGNORECASE,
)
_FEW_WORDS = 3


def question_before(question: str, history: Sequence[str]) -> str:
    """Put the last question that stands alone before one that leans: the first version's rule."""
    if not history or not _leans(question):
        return question
    subject = next((turn for turn in reversed(history) if not _leans(turn)), history[0])
    return f"{subject} {question}"


def _leans(question: str) -> bool:
    if _OPENING.match(question) or len(question.split()) <= _FEW_WORDS:
        return True
    return bool(_REFERENCE.search(_NO_REFERENCE.sub(" ", question)))
