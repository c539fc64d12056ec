"""Imports point one way, heavy libraries enter in one place, and importing does no work."""

import ast
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from settings import ROOT

# What each part of the product may import of the others.
ALLOWED = {
    "settings": set(),
    "corpus": {"corpus", "settings"},
    "index": {"corpus", "index", "settings"},
    "qa": {"corpus", "index", "qa", "settings"},
    "terminal": {"corpus", "index", "qa", "settings"},
    "tokens": set(),
    "web": {"corpus", "index", "qa", "settings", "tokens", "web"},
    "eval": {"corpus", "eval", "index", "qa", "settings", "terminal"},
    "app": {"corpus", "index", "qa", "settings", "terminal", "tokens", "web"},
    "cli": {"app", "corpus", "eval", "index", "qa", "settings", "terminal", "tokens", "web"},
}
HEAVY = {
    "bm25s",
    "faiss",
    "gradio",
    "ir_measures",
    "langchain_text_splitters",
    "matplotlib",
    "onnx",
    "onnxruntime",
    "rapidfuzz",
    "scipy",
    "sentence_transformers",
    "sentencex",
    "sklearn",
    "spellchecker",
    "torch",
    "torchmetrics",
    "transformers",
}
# Export and training, run by hand: what answers questions imports none of them.
TOOLS = {"index/export_minilm.py", "qa/reader/export.py", "qa/reader/network.py"}


def _sources() -> dict[Path, str]:
    """Each module of the product with the name of its part."""
    files = {ROOT / f"{part}.py": part for part in ALLOWED}
    for part in ALLOWED:
        files |= dict.fromkeys((ROOT / part).rglob("*.py"), part)
    return {path: part for path, part in files.items() if path.exists()}


def _imports(path: Path) -> set[str]:
    """The top-level names of all imports in a file, wherever they stand."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import"
            found.add(str(node.module).split(".")[0])
    return found


@pytest.mark.parametrize("part", ALLOWED)
def test_dependencies_point_one_way(part: str) -> None:
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path, owner in _sources().items()
        if owner == part
        for name in (_imports(path) & ALLOWED.keys()) - ALLOWED[part]
    }
    assert wrong == set()


def test_each_heavy_library_is_imported_in_one_file() -> None:
    importers = defaultdict(list)
    for path in _sources().keys() - {ROOT / tool for tool in TOOLS}:
        for name in _imports(path) & HEAVY:
            importers[name].append(path.relative_to(ROOT).as_posix())
    assert {name: files for name, files in importers.items() if len(files) > 1} == {}


def test_every_folder_is_a_package_that_setup_knows() -> None:
    pyproject = (ROOT / "pyproject.toml").read_text()
    for path, part in _sources().items():
        if path.parent != ROOT:
            assert (path.parent / "__init__.py").exists()
            assert f'"{path.parent.relative_to(ROOT).as_posix().replace("/", ".")}"' in pyproject
        else:
            assert f'"{part}"' in pyproject


def test_importing_a_package_loads_nothing_heavy() -> None:
    packages = ["corpus", "index", "qa", "qa.reader", "web", "eval", "settings", "cli", "app"]
    code = (
        f"import sys; [__import__(p) for p in {packages!r}];"
        f"print(sorted({HEAVY!r} & sys.modules.keys()))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"
