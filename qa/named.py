"""Does the text name what a question asks for, word for word?

"Core hours: 10 to 15" names it to "What are the core hours?", and so does the heading of a list or
the same question in a list of frequent ones. Then what stands there is an answer, however unsure
the reader is of a line that is no sentence.
"""

from corpus.layout import ENTRY, is_heading, line_above, line_start, marker_end
from qa.phrases import keys, word_set, words

CONFIDENCE = 0.8
"""The least confidence in an answer that is named so; set by hand, as no public set has such."""

_ASKS_WHAT = word_set("what what's")
_ASKS = _ASKS_WHAT | word_set("which who whom whose who's when where why how")
_DENIES = word_set("no not never none without except")


def is_named(question: str, text: str, start: int) -> bool:
    """Whether a label at ``start``, or the heading or question above, has the question's words."""
    asked = keys(question)
    first = line_start(text, start)
    if not asked or text[first:start].strip():
        return False
    above = line_above(text, first)
    title = text[marker_end(text, above[0]) : above[1]]
    if title.rstrip("*_ ").endswith("?"):
        return keys(title) == asked and _asks_by(title) == _asks_by(question)
    if not _asks_by(question) <= _ASKS_WHAT or {word.low for word in words(question)} & _DENIES:
        return False
    entry = ENTRY.match(text, marker_end(text, start))
    return (entry is not None and keys(entry[1]) == asked) or (
        keys(title) == asked and is_heading(text, *above)
    )


def _asks_by(question: str) -> set[str]:
    return {word.low for word in words(question)} & _ASKS
