"""What a person sees on the terminal; all of it on standard error.

Heavy modules are imported inside the functions, so that a command's help need not wait for them.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from settings import Settings, SettingsError

if TYPE_CHECKING:
    from index.manifest import Manifest
    from index.types import Embedder
    from qa.pipeline import Pipeline

logger = logging.getLogger(__name__)

stderr = Console(stderr=True, highlight=False, soft_wrap=True)

_LOADING = "Loading the embedding model"


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A progress bar that stays on screen when done."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=stderr) as progress:
        yield progress


def load_embedder_visibly(settings: Settings) -> "Embedder":
    """The embedder, with a word on the screen for the seconds it takes."""
    from index.embedders import load_embedder

    with stderr.status(_LOADING):
        return load_embedder(settings.embedder, settings.model)


def build_visibly(settings: Settings, embedder: "Embedder | None" = None) -> "Manifest":
    """Build the index, or bring it up to date, with a progress bar."""
    from index.build import build_index

    with progress_bar() as progress:
        task = progress.add_task("Preparing" if embedder else _LOADING, total=None)

        def show(done: int, total: int) -> None:
            progress.update(
                task, description="Embedding passages and sentences", completed=done, total=total
            )

        manifest = build_index(settings, embedder, show)
        progress.update(task, visible=progress.tasks[task].completed > 0)
        return manifest


def find_starters_visibly(
    settings: Settings, manifest: "Manifest", pipeline: "Pipeline | None" = None
) -> None:
    """Find questions to start with, unless the index has some, with a word on the screen.

    They are a help: where none can be found, a line says why, and that is all.
    """
    from index.types import IndexFault
    from qa.pipeline import open_pipeline
    from qa.starters.file import read_starters
    from qa.starters.prepare import prepare_starters

    if read_starters(settings, manifest.content.fingerprint) is not None:
        return
    with progress_bar() as progress:
        task = progress.add_task("Finding questions to start with", total=None)
        try:
            prepare_starters(
                pipeline or open_pipeline(settings),
                lambda done, total: progress.update(task, completed=done, total=total),
            )
        except (IndexFault, SettingsError) as error:
            _warn(f"The page will show no questions to start with: {error}")
        except Exception as error:  # a fault of ours, which must not keep anybody from asking
            logger.debug("No questions to start with", exc_info=True)
            _warn(
                "The page will show no questions to start with. That is a fault in Quoth; please "
                f"report it: {error!r}"
            )
        progress.update(task, visible=False)


def _warn(sentence: str) -> None:
    """Say it on the terminal, or in the log where that takes its place."""
    stderr.print(sentence, markup=False)
    if stderr.quiet:
        logger.warning(sentence)
