"""Links from an answer into its documents, and links that other people can open later.

Both carry a hash of the quoted words. A link that is opened after the document has changed is
then known to be stale, and nothing else is highlighted in its place.
"""

import hashlib
from urllib.parse import quote as url_quote

from qa.types import Answer, Citation, CitedSpan

MOST_SPANS = 20
_HASH_DIGITS = 16


def quote_hash(quote: str) -> str:
    """The first 16 hex digits of the SHA-256 of the quoted words."""
    return hashlib.sha256(quote.encode("utf-8")).hexdigest()[:_HASH_DIGITS]


def shown_spans(citation: Citation) -> list[CitedSpan]:
    """The spans that are marked in the quote, in order.

    Those that overlap an earlier one or lie outside the quote are passed over.
    """
    shown: list[CitedSpan] = []
    done = citation.start
    for span in sorted(citation.spans, key=lambda span: span.start):
        if done <= span.start < span.end <= citation.end and len(shown) < MOST_SPANS:
            shown.append(span)
            done = span.end
    return shown


def source_link(citation: Citation) -> str:
    """The link of a citation, which ``static/links.js`` reads; percent-encoded.

    ``#src/<document>/<start>/<end>?quote=<hash>``, and ``&spans=<start>-<end>,…`` where there are
    short answers inside the quote.
    """
    link = (
        f"#src/{url_quote(citation.document)}/{citation.start}/{citation.end}"
        f"?quote={quote_hash(citation.quote)}"
    )
    spans = ",".join(f"{span.start}-{span.end}" for span in shown_spans(citation))
    return f"{link}&spans={spans}" if spans else link


def permalink(answer: Answer) -> str:
    """A fragment of the page's own address that asks the question again and shows its citation.

    ``#ask=<searched question>&cite=<first citation's link>``. The question is the one that was
    searched, since the conversation it may have leaned on is not there when the link is opened. A
    fragment stays in the browser: no server and no log sees the question before it is asked.
    """
    link = f"#ask={url_quote(answer.searched, safe='')}"
    if answer.citations:
        cite = source_link(answer.citations[0]).removeprefix("#src/")
        link += f"&cite={url_quote(cite, safe='')}"
    return link


def answer_name(answer: Answer) -> str:
    """A short name of an answer: the same question to the same index gives the same name."""
    return quote_hash(f"{answer.index}\n{answer.searched}")
