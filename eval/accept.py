"""Make the present figures on the fixed question set the baseline: ``python -m eval.accept``."""

import sys

from corpus.types import CorpusError
from eval.command import WRONG_INPUT, evaluate
from index.types import IndexFault
from settings import SettingsError, load_settings
from terminal import build_visibly, stderr


def main() -> int:
    """Run the evaluation, write ``eval/baseline.json`` and return the exit code.

    The index is brought up to date before: one of earlier rules would be measured as it is.
    """
    try:
        settings = load_settings()
        build_visibly(settings)
    except (CorpusError, IndexFault, SettingsError) as error:
        stderr.print(f"Error: {error}", markup=False, style="red")
        return WRONG_INPUT
    return evaluate(settings, write_baseline=True)


if __name__ == "__main__":
    sys.exit(main())
