"""Load an embedder by the dotted name that the settings give it."""

from pkgutil import resolve_name
from typing import cast

from index.types import Embedder, IndexFault


def load_embedder(name: str, model: str) -> Embedder:
    """The embedder of class ``name`` (``module:Class``) with the weights ``model``.

    Raises:
        IndexFault: there is no such class, or it cannot load the model.
    """
    try:
        factory = resolve_name(name)
        if not callable(factory):
            raise ValueError("it is not a class")
    except (ImportError, AttributeError, ValueError) as error:
        raise IndexFault(
            f"There is no embedder {name!r}: {error}. Expected 'module:Class', "
            "for example index.two_sided:TwoSidedEmbedder."
        ) from error
    return cast(Embedder, factory(model))
