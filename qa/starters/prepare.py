"""Find an index's starter questions once, and keep them."""

import logging

from qa.pipeline import Pipeline
from qa.starters.choose import Progress, starters
from qa.starters.file import read_starters, write_starters

logger = logging.getLogger(__name__)


def prepare_starters(pipeline: Pipeline, progress: Progress = lambda done, total: None) -> None:
    """Find the starters of the pipeline's index, unless they are there already.

    They are a help, not a part of the index: where they cannot be kept, that is only logged.
    """
    settings, fingerprint = pipeline.settings, pipeline.index.manifest.content.fingerprint
    if read_starters(settings, fingerprint) is not None:
        return
    found = starters(pipeline.index.documents(), pipeline, progress)
    try:
        write_starters(settings, fingerprint, found)
    except OSError as error:
        logger.warning("The page will show no questions to start with: %s", error)
