"""API tokens: random, shown once, kept only as hashes in a file.

A token is 256 random bits, which nobody can guess, so a plain SHA-256 is hash enough. The file is
JSON and may be read and copied; it does not help to get in.
"""

import hashlib
import hmac
import os
import re
import secrets
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

_PREFIX = "quoth_"  # so that scanners for leaked secrets know it
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")


class TokenError(Exception):
    """A token file or name that cannot be used; the message says what to do about it."""


class TokenEntry(BaseModel):
    """A token as the file lists it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    sha256: str
    created: str


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    tokens: tuple[TokenEntry, ...] = ()


def read_tokens(path: Path) -> tuple[TokenEntry, ...]:
    """The tokens of a file.

    Raises:
        TokenError: it cannot be read, or is no token file.
    """
    try:
        return _File.model_validate_json(path.read_bytes()).tokens
    except FileNotFoundError as error:
        raise TokenError(
            f"There is no token file {path}. Run 'quoth token new NAME', which writes it."
        ) from error
    except OSError as error:
        raise TokenError(f"Cannot read the token file {path}: {error.strerror}.") from error
    except ValidationError as error:
        raise TokenError(
            f"{path} is not a token file. Name another in the setting tokens, or remove it and "
            "run 'quoth token new NAME'."
        ) from error


def new_token(path: Path, name: str) -> str:
    """Make a token, add its hash to the file, and return the token: it is kept nowhere.

    Raises:
        TokenError: the name is taken or cannot be used, or the file cannot be read or written.
    """
    if not _NAME.fullmatch(name):
        raise TokenError(
            f"{name!r} cannot be a token's name: use up to 64 letters, digits and . _ @ -"
        )
    entries = read_tokens(path) if path.exists() else ()
    if any(entry.name == name for entry in entries):
        raise TokenError(f"There is a token {name!r} already. Revoke it, or use another name.")
    token = _PREFIX + secrets.token_urlsafe(32)
    created = datetime.now(UTC).isoformat(timespec="seconds")
    _write(path, (*entries, TokenEntry(name=name, sha256=_hash(token), created=created)))
    return token


def revoke_token(path: Path, name: str) -> None:
    """Remove a token from the file; a running server stops taking it at once.

    Raises:
        TokenError: there is none of this name, or the file cannot be read or written.
    """
    entries = read_tokens(path)
    kept = tuple(entry for entry in entries if entry.name != name)
    if len(kept) == len(entries):
        raise TokenError(f"There is no token {name!r} in {path}; see 'quoth token list'.")
    _write(path, kept)


class TokenFile:
    """The tokens of a file, read again whenever the file was replaced."""

    def __init__(self, path: Path) -> None:
        """Read the file.

        Raises:
            TokenError: it cannot be read, or is no token file.
        """
        self._path = path
        self._stamp = self._stat()
        self._entries = read_tokens(path)

    def owner(self, token: str) -> str | None:
        """The name of a token, or None where the file does not list it.

        Raises:
            TokenError: the file cannot be read any more; nobody is let in.
        """
        stamp = self._stat()
        if stamp != self._stamp:
            self._entries = read_tokens(self._path)
            self._stamp = stamp
        hashed = _hash(token)
        found = None
        for entry in self._entries:  # all of them, so that the time does not tell which
            if hmac.compare_digest(entry.sha256, hashed):
                found = entry.name
        return found

    def _stat(self) -> tuple[int, int, int] | None:
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _write(path: Path, entries: tuple[TokenEntry, ...]) -> None:
    """Replace the file in one step; only its owner may read it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(_File(tokens=entries).model_dump_json(indent=1) + "\n")
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as error:
        raise TokenError(f"Cannot write the token file {path}: {error.strerror}.") from error
