"""Where an evaluation ran: library versions and the machine, without its name."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

# Everything that can change a figure.
_LIBRARIES = (
    "bm25s",
    "faiss-cpu",
    "ir-measures",
    "langchain-text-splitters",
    "numpy",
    "onnxruntime",
    "pydantic",
    "PyStemmer",
    "scikit-learn",
    "scipy",
    "sentence-transformers",
    "sentencex",
    "tokenizers",
    "torch",
    "torchmetrics",
    "transformers",
)


def libraries() -> dict[str, str]:
    """The versions of Python and of those libraries that are installed."""
    found = {"python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def machine() -> dict[str, str | int]:
    """Processor, cores that may be used, and platform."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count() or 1,
        "platform": f"{platform.system()} {platform.machine()}",
    }


def _processor() -> str:
    """The processor's model name."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
