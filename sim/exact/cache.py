"""Compiled code kept from one process to the next: files that count only if they are one's own and whole.

They hold pickles and machine code, with which whoever can write them can make a process do anything, and of
which a part may crash it. So a folder is used only if nobody else can write to it, a file only if it is what
was written; anything else is as if it were not there. A cache is always something to do without.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

_SEAL = hashlib.sha256().digest_size  # bytes before the content, which are its digest


class CompileCache:
    """Named pieces of compiled code of one version, kept where the user says, else in the home.

    Where that cannot be written to, a folder of the user's below the system's temporary one takes them.
    """

    def __init__(self, version: str) -> None:
        self._version = version

    def read(self, name: str) -> bytes | None:
        """What was written under a name, None where there is nothing; what is damaged is removed."""
        for folder in self._folders():
            if _private(folder.parent) and _private(folder):
                content = _content(folder / name)
                if content is not None:
                    return content
        return None

    def write(self, name: str, content: bytes) -> None:
        """Keep content in the first folder that takes it, or in none."""
        for folder in self._folders():
            with contextlib.suppress(OSError):
                _make(folder)
                if _private(folder.parent) and _private(folder):
                    _write(folder / name, content)
                    return

    def _folders(self) -> Iterator[Path]:
        wanted = os.environ.get("PATRONAGE_CACHE") or os.environ.get("XDG_CACHE_HOME")
        with contextlib.suppress(OSError, RuntimeError):  # a user may have no home, nor a name
            home = Path(wanted) if wanted else Path.home() / ".cache"
            yield home.absolute() / "patronage" / self._version
        with contextlib.suppress(OSError):  # nor a system a temporary folder
            user = "" if sys.platform == "win32" else f"-{os.geteuid()}"
            yield Path(tempfile.gettempdir()) / f"patronage{user}" / self._version


def _make(folder: Path) -> None:
    """Make the two levels that are this project's for oneself alone, and what is missing above."""
    folder.parent.parent.mkdir(parents=True, exist_ok=True)
    for level in (folder.parent, folder):
        level.mkdir(mode=0o700, exist_ok=True)


def _private(folder: Path) -> bool:
    """Whether it is a folder and no link to one, one's own, and nobody else can write to it."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and _own(status)


def _own(status: os.stat_result) -> bool:
    """Whether a file or folder is one's own and nobody else can write to it.

    Windows says neither here, but keeps its homes and temporary folders from other users.
    """
    if sys.platform == "win32":
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _content(path: Path) -> bytes | None:
    """The content of a file, None unless it is one's own and whole; another is removed."""
    data = b""
    try:
        with path.open("rb") as file:
            if _own(os.fstat(file.fileno())):  # the file that is read, whatever its name leads to by now
                data = file.read()
    except FileNotFoundError:
        return None
    except OSError:
        pass  # such as a folder in its place
    seal, content = data[:_SEAL], data[_SEAL:]
    if hashlib.sha256(content).digest() == seal:
        return content
    with contextlib.suppress(OSError):
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    return None


def _write(path: Path, content: bytes) -> None:
    """Write a file that has all of its content or, after a loss of power, is seen to lack some."""
    handle, temporary = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(content).digest() + content)
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)
