"""Which generation of an index folder is current, and how a new one takes its place.

A generation (``gen-N``) is written aside and never changed once ``CURRENT`` names it. ``CURRENT``
is replaced in one step after everything is on disk, so a build killed at any moment leaves the old
index working. One build at a time holds the folder's lock; the system releases it when a process
dies.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.types import IndexFault

_CURRENT = "CURRENT"
_UNFINISHED = "unfinished"


def current_generation(folder: Path) -> Path:
    """The generation folder that ``CURRENT`` names.

    Raises:
        IndexFault: there is no index in ``folder``.
    """
    try:
        name = (folder / _CURRENT).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise IndexFault(
            f"There is no index in {folder}. Run 'quoth index' to build one, "
            "or name another folder with --index."
        ) from error
    return folder / name


def has_index(folder: Path) -> bool:
    """Whether there is an index in ``folder``, sound or not."""
    try:
        current_generation(folder)
    except IndexFault:
        return False
    return True


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Hold the folder's write lock, creating the folder if need be.

    Raises:
        IndexFault: another process is building, or the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / ".lock").open("w")
    except OSError as error:
        raise IndexFault(
            f"Cannot write to the index folder {folder}: {error.strerror}. "
            "Make it writable, or name another with --index."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise IndexFault(
                f"Another process is building the index in {folder}. Wait until it has finished."
            ) from error
        yield


@contextmanager
def new_generation(folder: Path) -> Iterator[Path]:
    """An empty folder to write an index into; on leaving without error it becomes current.

    To be used under :func:`writer_lock`. The generation before stays for processes that still open
    it; older ones and what a killed build left are removed.
    """
    aside = folder / _UNFINISHED
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    try:
        yield aside
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    numbers = sorted(_numbers(folder))
    name = f"gen-{numbers[-1] + 1 if numbers else 1}"
    for path in [*aside.rglob("*"), aside]:
        _sync(path)
    aside.rename(folder / name)
    pointer = folder / f"{_CURRENT}.new"
    pointer.write_text(f"{name}\n", encoding="utf-8")
    _sync(pointer)
    previous = _previous(folder)
    os.replace(pointer, folder / _CURRENT)
    _sync(folder)
    for number in numbers:
        if f"gen-{number}" != previous:
            shutil.rmtree(folder / f"gen-{number}", ignore_errors=True)


def _previous(folder: Path) -> str | None:
    try:
        return current_generation(folder).name
    except IndexFault:
        return None


def _numbers(folder: Path) -> Iterator[int]:
    for path in folder.glob("gen-*"):
        if (number := path.name.removeprefix("gen-")).isdecimal():
            yield int(number)


def _sync(path: Path) -> None:
    """Flush a file or folder to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
