"""What the page shows of an answer: as it should be, and as it is read back from its HTML."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import unquote

from qa.types import Answer

_LINK = re.compile(r"#src/(?P<document>[^?]+)/(?P<start>\d+)/(?P<end>\d+)\?")


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer on the page; a quote is document, start, end and text."""

    answered: bool
    short_answer: str | None
    quotes: tuple[tuple[str, int, int, str], ...]


def expected_on_page(answer: Answer) -> Shown:
    """What the page must show of this answer."""
    quotes = answer.citations if answer.answered else answer.nearest
    return Shown(
        answer.answered,
        answer.short_answer,
        tuple((quote.document, quote.start, quote.end, quote.quote) for quote in quotes),
    )


def read_page(content: str) -> Shown | None:
    """What a message of the page shows; None where it is no answer, but a notice."""
    parser = _Parser()
    parser.feed(content)
    parser.close()
    if not (parser.refused or parser.links):
        return None
    quotes = tuple(
        (unquote(link["document"]), int(link["start"]), int(link["end"]), text)
        for link, text in zip(parser.links, parser.quotes, strict=True)
    )
    return Shown(not parser.refused, parser.short, quotes)


class _Parser(HTMLParser):
    """Collects the text of the parts that matter, which are paragraphs, and the links."""

    def __init__(self) -> None:
        super().__init__()
        self.refused = False
        self.short: str | None = None
        self.quotes: list[str] = []
        self.links: list[re.Match[str]] = []
        self._quoting = False
        self._part = ""
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        if tag == "blockquote":
            self._quoting = True
        elif tag == "p":
            self._part, self._text = facts.get("class") or "", ""
        elif tag == "a" and (link := _LINK.match(facts.get("href") or "")):
            self.links.append(link)

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote":
            self._quoting = False
        elif tag == "p":
            if self._quoting:
                self.quotes.append(self._text)
            elif self._part == "q-short":
                self.short = self._text
            elif self._part == "q-refusal":
                self.refused = True
