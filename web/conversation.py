"""One step of the conversation, from the transcript the browser sends to the one it gets back.

The transcript is the browser's and may be forged. Of its messages only the user's questions are
used, as the history of a follow-up; the rest goes back to the same browser to be shown again.
"""

import html
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from qa.question import QuestionError, check_question
from qa.types import Answer
from web.render import escape, render_answer, render_notice, render_rating
from web.types import Message, Pipeline

# Before a question it asks for just these words: nothing is taken from the conversation or
# corrected. The page puts it there for "Search the exact words instead"; it is invisible, and
# nobody types it.
EXACT = "\u2063"
MAX_MESSAGES = 120
MAX_CHARACTERS = 200_000
CUT = "The conversation has grown long; its beginning is no longer kept."
FAULT = "Something went wrong while looking for the answer. Please try again."
_CUT: Message = {"role": "assistant", "content": render_notice(CUT)}

# Stores an answer and returns its id.
Keep = Callable[[Answer], str]

logger = logging.getLogger(__name__)


def reply(
    pipeline: Pipeline, question: str, transcript: object, keep: Keep | None = None
) -> list[Message]:
    """The transcript with the question and Quoth's reply added. It never raises.

    ``keep`` stores an answer for feedback and returns the id by which it can be rated.
    """
    messages = list(_messages(transcript))
    limit = pipeline.settings.max_question_length
    exact = question.startswith(EXACT)
    history = questions(messages, limit, 0 if exact else pipeline.settings.max_history)
    question = question.removeprefix(EXACT)
    answer = _answer(pipeline, question, history, exact, keep)
    return shortened([*messages, *_asked(question, limit), answer])


def questions(messages: Sequence[Message], limit: int, most: int) -> list[str]:
    """The user's last ``most`` questions that can be asked, oldest first."""
    usable = []
    for message in messages:
        if message["role"] == "user":
            with suppress(QuestionError):
                usable.append(check_question(html.unescape(message["content"]), limit))
    return usable[max(0, len(usable) - most) :]


def shortened(messages: Sequence[Message]) -> list[Message]:
    """The newest messages that fit, so that the browser can send them back with a question.

    The last question and its reply always stay. Where messages are left out, the first says so.
    """
    kept = [message for message in messages if message != _CUT]
    size = sum(len(message["content"]) for message in kept)
    first = 0
    while len(kept) - first > 2 and (len(kept) - first > MAX_MESSAGES or size > MAX_CHARACTERS):
        size -= len(kept[first]["content"])
        first += 1
    return [_CUT, *kept[first:]] if first or len(kept) < len(messages) else kept


def _answer(
    pipeline: Pipeline, question: str, history: Sequence[str], exact: bool, keep: Keep | None
) -> Message:
    try:
        answer = pipeline.ask(question, history=history, exact=exact)
        content = render_answer(answer) + (render_rating(keep(answer)) if keep else "")
    except QuestionError as error:
        content = render_notice(str(error))
    except Exception:  # whatever it is, the visitor gets a sentence and the log the traceback
        logger.exception("A question could not be answered.")
        content = render_notice(FAULT)
    return {"role": "assistant", "content": content}


def _asked(question: str, limit: int) -> list[Message]:
    """The question as a message; none for a blank one, which would be an empty bubble.

    A question over the limit is cut one character past it, which keeps it out of the history.
    """
    # Half of a surrogate pair cannot be sent back as JSON.
    text = question.strip().encode("utf-8", "replace").decode("utf-8")
    if not text:
        return []
    shown = text if len(text) <= limit else text[:limit] + "…"
    return [{"role": "user", "content": escape(shown)}]


def _messages(transcript: object) -> Iterator[Message]:
    """The text messages of a transcript in Gradio's form; everything else is passed over."""
    for entry in transcript if isinstance(transcript, list) else []:
        if not isinstance(entry, dict):
            continue
        role, text = entry.get("role"), _text(entry.get("content"))
        if text and (role == "user" or role == "assistant"):
            yield {"role": role, "content": text}


def _text(content: object) -> str:
    """The text of a message: a string, or the first part of ``[{"type": "text", "text": …}]``."""
    if isinstance(content, list) and content and isinstance(content[0], dict):
        content = content[0].get("text")
    return content if isinstance(content, str) else ""
