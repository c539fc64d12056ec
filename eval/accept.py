"""Make the present figures on the fixed question set the baseline: ``python -m eval.accept``."""

import sys

from eval.command import WRONG_INPUT, evaluate
from settings import SettingsError, load_settings
from terminal import stderr


def main() -> int:
    """Run the evaluation, write ``eval/baseline.json`` and return the exit code."""
    try:
        settings = load_settings()
    except SettingsError as error:
        stderr.print(f"Error: {error}", markup=False, style="red")
        return WRONG_INPUT
    return evaluate(settings, write_baseline=True)


if __name__ == "__main__":
    sys.exit(main())
