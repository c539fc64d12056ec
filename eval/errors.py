"""The one error that a person who runs the evaluation sees."""


class EvaluationError(Exception):
    """A question file, results folder or baseline that cannot be used.

    The message names the row, what was found, what was expected and what to do.
    """
