"""Read a question file of either form."""

from pathlib import Path

from eval.errors import EvaluationError
from eval.jsonl import load_jsonl
from eval.question_set import QuestionSet
from eval.squad import load_squad


def load_questions(path: Path) -> QuestionSet:
    """The questions of ``path``: SQuAD for ``.json``, else one JSON object a line.

    Raises:
        EvaluationError: the file cannot be read, or rows of it cannot be used.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise EvaluationError(
            f"Cannot read the questions {path}: {error.strerror}. "
            "Expected our JSONL or a SQuAD .json file."
        ) from error
    except UnicodeDecodeError as error:
        raise EvaluationError(
            f"{path} is not UTF-8 (byte {error.start}). Save it as UTF-8 and try again."
        ) from error
    return load_squad(path, text) if path.suffix.lower() == ".json" else load_jsonl(path, text)
