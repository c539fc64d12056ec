"""Where a training run stands, on disk: replaced in whole, so that a killed run can go on."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

NAME = "checkpoint.pt"


class Stateful(Protocol):
    """What can be saved and taken up again."""

    def save(self, file: Path, about: Mapping[str, Any]) -> None:
        """Write everything that going on needs, with facts about the run."""

    def load(self, file: Path) -> dict[str, Any]:
        """Go on from a saved state; the facts saved with it."""


def save(learner: Stateful, folder: Path, about: Mapping[str, Any]) -> None:
    """Replace the checkpoint in the folder."""
    replace(folder / NAME, lambda file: learner.save(file, about))


def replace(target: Path, write: Callable[[Path], None]) -> None:
    """Write a file beside its place, then put it there: readers see the old one or the new."""
    aside = target.with_name(f"{target.name}.partial")
    write(aside)
    with aside.open("rb") as file:
        os.fsync(file.fileno())
    os.replace(aside, target)


def restore(learner: Stateful, folder: Path) -> dict[str, Any]:
    """Go on from the folder's checkpoint; nothing where there is none."""
    file = folder / NAME
    return learner.load(file) if file.exists() else {}
