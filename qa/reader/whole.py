"""Make a short answer whole: the network says which tokens, and a token may be half a word."""

import re

# One word to a person: an address, a time or figure, a code, or words with a hyphen between them.
_WHOLE = re.compile(
    r"https?://[^\s<>|)\]\"]*\w/?"
    r"|\w+(?:(?:(?<=\d)[.,:/](?=\d)|[.@](?=\w)|(?<!\d)[&-](?=\w)|(?<=\d)[&-](?=[^\W\d])|['’](?=\w\w))\w+)*"  # noqa: RUF001
)
_MARKS = "*_`|<> \t\r\n"
_WORD = re.compile(r"[^\W_]")


def whole_span(sentence: str, start: int, end: int) -> tuple[int, int] | None:
    """The span of a sentence with its words and its quotation whole, and no marks at its ends.

    ``None`` if it holds no word, or goes over several cells of a table.
    """
    for word in _WHOLE.finditer(sentence):
        if word.start() < start < word.end():
            start = word.start()
        if word.start() < end < word.end():
            end = word.end()
    inner = sentence[start:end]
    start += len(inner) - len(inner.lstrip(_MARKS))
    end -= len(inner) - len(inner.rstrip(_MARKS))
    if sentence.count('"', start, end) % 2 and sentence[end : end + 1] == '"':
        end += 1
    if "|" in sentence[start:end] or not _WORD.search(sentence, start, end):
        return None
    return start, end
