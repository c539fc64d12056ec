import errno
import logging
import os
from pathlib import Path

import pytest

from corpus.load import load_documents
from corpus.types import CorpusError


def test_ids_are_relative_paths_in_order(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("Second.")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "z.md").write_text("# Sea *levels*\n\nThey rise.")
    (tmp_path / "a-b.TXT").write_text("Third.")
    (tmp_path / ".hidden.txt").write_text("No.")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "c.txt").write_text("No.")
    (tmp_path / "data.csv").write_text("1,2")
    documents = load_documents(tmp_path)
    assert [(d.id, d.title) for d in documents] == [
        ("a-b.TXT", "A b"),
        ("a/z.md", "Sea *levels*"),
        ("b.txt", "B"),
    ]


def test_text_is_the_decoded_file_unchanged(tmp_path: Path) -> None:
    raw = "\ufeffOne.\r\n\r\nTwo\x00 e\u0301 \U0001f600\n".encode()
    (tmp_path / "a.txt").write_bytes(raw)
    [document] = load_documents(tmp_path)
    assert document.text.encode() == raw


def test_shipped_article_is_byte_for_byte_the_owners(documents_folder: Path) -> None:
    [document] = load_documents(documents_folder)
    assert document.id == "greater_bay_area.txt"
    assert document.sha256 == "58f9370380ad24d4c3e48be45d6376f890ffabadd36bab4de5ae3b872c1f3e44"


@pytest.mark.parametrize("kind", ["missing", "file", "empty"])
def test_folder_without_documents(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "documents"
    if kind == "file":
        folder.write_text("x")
    if kind == "empty":
        folder.mkdir()
    expected = {
        "missing": r"documents does not exist \(found nothing\).*--documents",
        "file": r"documents does not exist \(found a file\)",
        "empty": r"documents holds no text\. Expected at least one \.txt or \.md",
    }
    with pytest.raises(CorpusError, match=expected[kind]):
        load_documents(folder)


def test_not_utf8_names_file_and_byte(tmp_path: Path) -> None:
    (tmp_path / "latin.txt").write_bytes("café".encode("latin-1"))
    with pytest.raises(CorpusError, match=r"latin\.txt is not UTF-8: byte 0xe9 at position 3"):
        load_documents(tmp_path)


def test_empty_file_is_left_out_with_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "empty.txt").write_text(" \n")
    (tmp_path / "marked.txt").write_text("\ufeff")
    (tmp_path / "full.txt").write_text("Words.")
    with caplog.at_level(logging.WARNING):
        assert [d.id for d in load_documents(tmp_path)] == ["full.txt"]
    assert "empty.txt: the file is empty" in caplog.text
    assert "marked.txt: the file is empty" in caplog.text


def test_a_folder_that_cannot_be_looked_at_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="File name too long"):
        load_documents(tmp_path / ("a" * 300))


def test_file_name_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xff.txt")).write_text("Words.")
    with pytest.raises(CorpusError, match=r"is not UTF-8\. Rename the file"):
        load_documents(tmp_path)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("\ufeff# Handbook\r\nWelcome.\n## Expenses", "Handbook"),
        ("#tag\n## Fees and costs ##  \n", "Fees and costs"),
        ("# C#\n", "C#"),
        ("# #\n\n# Then\n", "Then"),
        ("---\ntags: a\n# no title\n---\n\n# Plum cake\n", "Plum cake"),
        ("---\n\n# Fees\n", "Fees"),
        ("```sh\n# connect first\n```\n\n# The VPN\n", "The VPN"),
        ("~~~\n# connect first\n~~~\n\n# The VPN\n", "The VPN"),
        ("1. Do:\n\n   ```\n   x\n# connect\n   ```\n\n# The VPN\n", "The VPN"),
        ("---\r\nname: x\r\n# note\r\n---\r\n# Plum cake\r\n", "Plum cake"),
        ("Plum cake\r\n=========\r\n\r\nMix.\r\n", "Plum cake"),
        ("Plum cake\n=========\n\n# Dough\n", "Plum cake"),
        ("Nothing marked.", "My notes"),
    ],
)
def test_title_is_the_first_heading(tmp_path: Path, text: str, title: str) -> None:
    (tmp_path / "my_notes.md").write_text(text, encoding="utf-8", newline="")
    assert [document.title for document in load_documents(tmp_path)] == [title]


@pytest.mark.timeout(10)
def test_a_title_with_many_blanks_is_found_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# a" + " " * 20_000 + "b" + " " * 20_000 + "\n")
    [document] = load_documents(tmp_path)
    assert document.title == "a" + " " * 20_000 + "b"


@pytest.mark.timeout(10)
def test_a_title_below_much_commented_code_is_found_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("```sh\n" + "# connect\n" * 200_000 + "```\n\n# The VPN\n")
    [document] = load_documents(tmp_path)
    assert document.title == "The VPN"


@pytest.mark.parametrize("mode", [0o000, 0o444])
def test_a_folder_that_may_not_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int
) -> None:
    (tmp_path / "a.txt").write_text("One.")
    closed = tmp_path / "closed"
    closed.mkdir()
    (closed / "b.txt").write_text("Two.")
    if os.geteuid() == 0:  # whom no mode keeps out: let the system refuse in its words
        _refuse_below(monkeypatch, closed, listing=mode == 0o444)
    closed.chmod(mode)
    try:
        with pytest.raises(CorpusError, match=r"Cannot read .*closed.*: Permission denied"):
            load_documents(tmp_path)
    finally:
        closed.chmod(0o755)


def _refuse_below(monkeypatch: pytest.MonkeyPatch, folder: Path, *, listing: bool) -> None:
    scandir, stat = os.scandir, os.stat

    def closed_scandir(path: str) -> object:
        if Path(path) == folder and not listing:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scandir(path)

    def closed_stat(path: str | Path, **options: bool) -> object:
        if Path(path).parent == folder:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return stat(path, **options)

    monkeypatch.setattr(os, "scandir", closed_scandir)
    monkeypatch.setattr(os, "stat", closed_stat)
