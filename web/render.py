"""Turn an answer into HTML that a chat bubble can show.

Gradio reads a bubble as Markdown with HTML in it. Everything that comes from a document or a
person is therefore escaped for both languages, and nothing here contains a line break, so that a
bubble is one HTML block in which no Markdown is read. Nothing is reworded: a quote's characters
reach the screen as they stand in the document.
"""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote as url_quote

from index.manifest import DocumentEntry
from qa.types import Answer, Citation
from web.links import answer_name, permalink, shown_spans, source_link

REFUSAL = "The documents do not answer this."
NEAREST = "Closest passages (not an answer)"
MOST_DOCUMENTS_LISTED = 12

# Every ASCII character that Markdown or HTML could read as a sign, and the line breaks.
_SIGNS = re.compile(r"[!-/:-@\[-`{-~\t\n\r]")


def escape(text: str) -> str:
    """Text as HTML that is also inert as Markdown; ``html.unescape`` gives the text back.

    >>> escape("a < b")
    'a &#60; b'
    """
    return _SIGNS.sub(lambda sign: f"&#{ord(sign[0])};", text)


def band(probability: float) -> str:
    """A probability in plain words."""
    if probability >= 0.9:
        return "very sure"
    return "fairly sure" if probability >= 0.7 else "not sure"


def render_answer(answer: Answer) -> str:
    """An answer or a refusal as one line of HTML.

    Gradio drops ``data-`` attributes on the way to the screen; ``static/app.js`` restores
    ``data-answer`` from the id. Scripts may add to ``q-actions``.
    """
    name = answer_name(answer)
    body = _answered(answer) if answer.answered else _refused(answer)
    return (
        f'<div class="q-answer" id="q-answer-{name}" data-answer="{name}">'
        f"{_searched(answer)}{body}{_actions(answer)}</div>"
    )


def render_notice(message: str) -> str:
    """A sentence of Quoth's own, such as why a question cannot be asked."""
    return f'<div class="q-answer"><p class="q-notice">{escape(message)}</p></div>'


def render_rating(id: str) -> str:
    """The place where ``static/feedback.js`` lets an answer be rated, by the id it was kept under.

    Gradio passes neither scripts nor ``data-`` attributes, but an id.
    """
    return f'<span class="q-rate" id="q-rate-{id}"></span>'


def render_welcome(documents: Sequence[DocumentEntry], starters: Sequence[str] = ()) -> str:
    """What a visitor reads before the first question: what Quoth is, knows, and can be asked."""
    listed = documents[:MOST_DOCUMENTS_LISTED]
    items = [
        f'<li><a href="#doc/{escape(url_quote(entry.id))}">{escape(entry.title)}</a></li>'
        for entry in listed
    ]
    if more := len(documents) - len(listed):
        items.append(f"<li>and {more:,} more</li>")
    knows = "this document" if len(documents) == 1 else f"these {len(documents):,} documents"
    return (
        '<div class="q-welcome"><h2>Ask, and read the answer in its source</h2>'
        "<p>Quoth answers in the exact words of your documents. It writes nothing itself: every "
        "answer is a quote, with a link to the place it comes from. When the documents do not "
        "say, Quoth says so.</p>"
        f"{_starters(starters)}"
        f"<p>It knows {knows}:</p><ul>{''.join(items)}</ul></div>"
    )


def _starters(starters: Sequence[str]) -> str:
    """Questions to start with, each a link ``#ask/<question>`` that static/starters.js asks."""
    if not starters:
        return ""
    items = [
        f'<li><a class="q-starter" href="#ask/{escape(url_quote(starter, safe=""))}">'
        f"{escape(starter)}</a></li>"
        for starter in starters
    ]
    return f'<p>You could ask:</p><ul class="q-starters">{"".join(items)}</ul>'


def _answered(answer: Answer) -> str:
    short = f'<p class="q-short">{escape(answer.short_answer)}</p>' if answer.short_answer else ""
    sure = f"Quoth is {band(answer.confidence)} that this answers the question."
    return short + _quotes(answer.citations, "q-quote") + f'<p class="q-note">{sure}</p>'


def _refused(answer: Answer) -> str:
    sureness = band(1 - answer.confidence)
    sure = (
        "Quoth is not sure of that."
        if sureness == "not sure"
        else f"Quoth is {sureness} that they do not say."
    )
    nearest = (
        f'<p class="q-label">{NEAREST}</p>' + _quotes(answer.nearest, "q-quote q-near")
        if answer.nearest
        else ""
    )
    return f'<p class="q-refusal">{REFUSAL}</p><p class="q-note">{sure}</p>{nearest}'


def _searched(answer: Answer) -> str:
    """Which question was searched, where it is not the one that was put."""
    if answer.searched.split() == answer.question.split():
        return ""
    return (
        f'<p class="q-note">searched: <q>{escape(answer.searched)}</q> '
        f'<button type="button" class="q-exact" value="{escape(answer.question)}">'
        "Search the exact words instead</button></p>"
    )


def _actions(answer: Answer) -> str:
    """What can be done with an answer: copy it, or copy a link to it."""
    return (
        '<div class="q-actions"><button type="button" class="q-copy">Copy</button>'
        f'<a class="q-link" href="{escape(permalink(answer))}">Copy link</a></div>'
    )


def _quotes(citations: Iterable[Citation], css_class: str) -> str:
    return "".join(
        f'<blockquote class="{css_class}"><p>{_marked(citation)}</p>{_mark(citation)}</blockquote>'
        for citation in citations
    )


def _mark(citation: Citation) -> str:
    """The citation mark: number, document and offsets, as one link to the source."""
    where = f"{escape(citation.title)} · {citation.start}\u2013{citation.end}"
    title = (
        f"Source {citation.number}: {escape(citation.title)}, "
        f"characters {citation.start} to {citation.end}"
    )
    return (
        f'<a class="q-cite" href="{escape(source_link(citation))}" title="{title}">'
        f'<span class="q-number">[{citation.number}]</span> '
        f'<span class="q-where">{where}</span></a>'
    )


def _marked(citation: Citation) -> str:
    """The quote with its spans emphasised."""
    parts, done = [], 0
    for span in shown_spans(citation):
        start, end = span.start - citation.start, span.end - citation.start
        parts.append(escape(citation.quote[done:start]))
        parts.append(f"<strong>{escape(citation.quote[start:end])}</strong>")
        done = end
    return "".join(parts) + escape(citation.quote[done:])
