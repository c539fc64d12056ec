"""Load a folder of ``.txt`` and ``.md`` files as documents.

The canonical text is the decoded file, unchanged: no newline translation, no Unicode
normalisation, no markup removal, so that a citation can be checked against the file itself.
"""

import logging
import os
import re
from pathlib import Path
from typing import NoReturn

from corpus.layout import BYTE_ORDER_MARK
from corpus.types import CorpusError, Document

SUFFIXES = (".md", ".txt")
_MARKDOWN_HEADING = re.compile(
    rf"^{BYTE_ORDER_MARK}?(?:#{{1,6}}[ \t]+(\S.*)|(\S.*)\n[ ]{{0,3}}===+[ \t]*\r?)$", re.MULTILINE
)
_FRONT_MATTER = re.compile(rf"\A{BYTE_ORDER_MARK}?---[ \t]*\r?\n(?:.*\n)*?---[ \t]*\r?(?:\n|\Z)")
_CODE = re.compile(r"^[ \t]*(```|~~~).*?(?:^[ \t]*\1[^\n]*|\Z)", re.MULTILINE | re.DOTALL)

logger = logging.getLogger(__name__)


def load_documents(folder: Path) -> list[Document]:
    """Read every ``.txt`` and ``.md`` file below ``folder``, sorted by id.

    An id is the file's path relative to ``folder``, with ``/`` between its parts. Files and folders
    whose name begins with a dot are passed over. A file without text is left out with a warning.

    Raises:
        CorpusError: the folder is missing, not readable or holds no text, or a file is not UTF-8.
    """
    try:
        is_folder, found = folder.is_dir(), "a file" if folder.exists() else "nothing"
    except OSError as error:
        _refuse(error)
    if not is_folder:
        raise CorpusError(
            f"The documents folder {folder} does not exist (found {found}). "
            "Expected a folder with .txt or .md files: create it, or name another with --documents."
        )
    documents = []
    for path in _text_files(folder):
        document = _load(path, _document_id(path, folder))
        if document.text.removeprefix(BYTE_ORDER_MARK).strip():
            documents.append(document)
        else:
            logger.warning("Left out %s: the file is empty.", path)
    if not documents:
        raise CorpusError(
            f"The documents folder {folder} holds no text. Expected at least one .txt or .md file "
            "with text in it: add one, or name another folder with --documents."
        )
    return documents


def _text_files(folder: Path) -> list[Path]:
    """All readable text files below ``folder``, in the order of their ids."""
    files = []
    for parent, folders, names in os.walk(folder, onerror=_refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths = (Path(parent, name) for name in names if not name.startswith("."))
        files += [path for path in paths if path.suffix.lower() in SUFFIXES and _is_file(path)]
    return sorted(files, key=lambda path: path.relative_to(folder).as_posix())


def _refuse(error: OSError) -> NoReturn:
    raise CorpusError(
        f"Cannot read {error.filename}: {error.strerror}. Expected a folder that Quoth may list: "
        "let it, or move what is not to be read out of the documents folder."
    ) from error


def _is_file(path: Path) -> bool:
    """Whether it is a file, or a link to one; what may not be looked at is refused."""
    try:
        return path.is_file()
    except OSError as error:
        _refuse(error)


def _document_id(path: Path, folder: Path) -> str:
    document_id = path.relative_to(folder).as_posix()
    try:
        document_id.encode("utf-8")
    except UnicodeEncodeError as error:
        raise CorpusError(
            f"The file name {document_id!r} in {folder} is not UTF-8. Rename the file."
        ) from error
    return document_id


def _load(path: Path, document_id: str) -> Document:
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise CorpusError(f"Cannot read {path}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CorpusError(
            f"{path} is not UTF-8: byte 0x{error.object[error.start]:02x} at position "
            f"{error.start} cannot be decoded. Save the file as UTF-8 and try again."
        ) from error
    return Document(id=document_id, title=_title(path, text), text=text)


def _title(path: Path, text: str) -> str:
    """The first Markdown heading of an ``.md`` file, else the file's name in plain words.

    Comments in front matter or fenced code look like headings and are none.
    """
    if path.suffix.lower() == ".md":
        found = _MARKDOWN_HEADING.finditer(_CODE.sub("", _FRONT_MATTER.sub("", text)))
        headings = (_closed((heading[1] or heading[2]).strip()) for heading in found)
        if first := next(filter(None, headings), ""):
            return first
    words = re.sub(r"[\s_-]+", " ", path.stem).strip()
    return words[:1].upper() + words[1:]


def _closed(heading: str) -> str:
    """A heading without the marks that close it: "Fees ##" is "Fees", "C#" is itself."""
    bare = heading.rstrip("#")
    return bare.rstrip() if not bare or bare[-1].isspace() else heading
