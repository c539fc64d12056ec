"""Make a short answer whole: the network says which tokens, and a token may be half a word."""

import re

# One word to a person: an address, a time or figure, a code, or words with a hyphen between them.
_WHOLE = re.compile(
    r"https?://[^\s<>|)\]\"]*\w/?"
    r"|\w+(?:(?:(?<=\d)[.,:/](?=\d)|[.@](?=\w)|(?<!\d)[&-](?=\w)|(?<=\d)[&-](?=[^\W\d])|['’](?=\w\w))\w+)*"  # noqa: RUF001
)
_MARKS = "*_`|<> \t\r\n"
_WORD = re.compile(r"[^\W_]")
_SIGN = re.compile(r"(?:^|[\s(\[`])(--?|−)\Z")  # noqa: RUF001


def whole_span(sentence: str, start: int, end: int) -> tuple[int, int] | None:
    """The span of a sentence with its words and its quotation whole, and no marks at its ends.

    A sign belongs to its figure ("-18 °C"), and in code dashes and underscores to their name.

    ``None`` if it holds no word, or goes over several cells of a table.
    """
    for word in _WHOLE.finditer(sentence):
        if word.start() < start < word.end():
            start = word.start()
        if word.start() < end < word.end():
            end = word.end()
    inner = sentence[start:end]
    code = sentence.count("`", 0, start) + inner.count("`", 0, 1)
    marks = _MARKS.replace("_", "") if code % 2 else _MARKS
    start += len(inner) - len(inner.lstrip(marks))
    end -= len(inner) - len(inner.rstrip(marks))
    sign = _SIGN.search(sentence, 0, start)
    if sign and (code % 2 or sentence[start : start + 1].isdigit()):
        start = sign.start(1)
    if sentence.count('"', start, end) % 2 and sentence[end : end + 1] == '"':
        end += 1
    if "|" in sentence[start:end] or not _WORD.search(sentence, start, end):
        return None
    return start, end
