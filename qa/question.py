"""What counts as a question that can be asked."""

from collections.abc import Sequence


class QuestionError(ValueError):
    """A question that cannot be asked; the message is for the person who asked it."""


def check_question(question: object, max_length: int) -> str:
    """The question without surrounding blanks.

    Raises:
        QuestionError: it is not a string, has no letter or digit, or is longer than ``max_length``
            characters.
    """
    if not isinstance(question, str):
        raise QuestionError(
            f"The question is {_kind(question)}; expected a string such as "
            '"How many routes were opened?".'
        )
    question = question.strip()
    if not question:
        raise QuestionError("The question is empty. Type a question and ask again.")
    if len(question) > max_length:
        raise QuestionError(
            f"The question has {len(question):,} characters; at most {max_length:,} are allowed. "
            "Shorten it and ask again."
        )
    if not any(character.isalnum() for character in question):
        raise QuestionError(
            "The question has no letters or digits. Type a question in words and ask again."
        )
    try:
        question.encode("utf-8")
    except UnicodeEncodeError as error:
        raise QuestionError(
            "The question is not valid text: it holds half of a surrogate pair."
        ) from error
    return question


def check_history(history: object, max_turns: int, max_length: int) -> tuple[str, ...]:
    """The last ``max_turns`` earlier questions, oldest first, each checked like a question.

    Raises:
        QuestionError: it is not a list of questions.
    """
    if isinstance(history, str) or not isinstance(history, Sequence):
        raise QuestionError(
            f"The history is {_kind(history)}; expected a list of earlier questions, oldest first."
        )
    try:
        return tuple(
            check_question(turn, max_length) for turn in history[max(0, len(history) - max_turns) :]
        )
    except QuestionError as error:
        raise QuestionError(f"An earlier question cannot be used. {error}") from error


def _kind(value: object) -> str:
    return "missing" if value is None else f"of type {type(value).__name__}"
