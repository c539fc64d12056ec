"""How the reader's scores add up."""

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from settings import SettingsError

WEIGHTS = Path(__file__).resolve().parent / "model" / "weights.json"


class Weights(BaseModel):
    """What each part of a sentence's score counts; :mod:`eval.weigh` fits them.

    ``evidence`` is the network's logit of the sentence, ``margin`` its best span's logits less
    those of "no answer" in the same window, ``answer`` its window's logit of answerability.
    ``meaning`` and ``words`` are its likeness to the question, ``rank`` is the reciprocal rank of
    its passage among the hits. The logistic function makes of the weighted sum plus ``bias`` the
    probability that the sentence is evidence.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    evidence: float
    margin: float
    answer: float
    meaning: float
    words: float
    rank: float
    bias: float


def load_weights(path: Path) -> Weights:
    """The weights stored at ``path``.

    Raises:
        SettingsError: there are none, or they are not for this reader.
    """
    try:
        return Weights.model_validate(json.loads(path.read_text(encoding="utf-8"))["weights"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingsError(
            f"{path} does not hold the reader's weights. Expected a file that "
            f"'python -m eval.weigh' wrote: {error}"
        ) from error
