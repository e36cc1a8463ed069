"""Files that are whole or not there, whenever the process is killed or the power goes."""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_STOPS = (signal.SIGINT, signal.SIGTERM)
_SOME = bytes(1 << 16)  # for which there must be room where a file is to be written

DISK_TROUBLE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
"""Errors of a disk rather than of a name, which Python gives without the name of the file."""


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that, whenever the power goes, it has all of its bytes or is as it was before.

    Folders above it are made. OSError, such as of a full disk, names the file and leaves nothing new behind,
    and nor does an interruption.
    """
    own = f"{os.getpid()}-{threading.get_ident()}"  # so that two that write one file do not mix their bytes
    temporary, above = path.with_name(f".{path.name}.{own}.tmp"), lacking_above(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException as error:
        with suppress(OSError):
            temporary.unlink()
        remove_empty(above)
        if isinstance(error, OSError):
            raise _named(error, path) from None
        raise
    sync_folder(path.parent)


def lacking_above(path: Path) -> list[Path]:
    """The folders above a path that are not there yet, from within."""
    return [folder for folder in path.absolute().parents if not folder.exists()]


def remove_empty(folders: list[Path]) -> None:
    """Remove folders, from within, as long as nothing is in them."""
    with suppress(OSError):
        for folder in folders:
            folder.rmdir()


@contextmanager
def undisturbed() -> Iterator[None]:
    """Hold off Ctrl-C and SIGTERM until the end, as far as this thread can; then they have their effect."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = {each: handler for each in _STOPS if (handler := signal.getsignal(each)) is not None}
    for each in before:
        signal.signal(each, lambda number, _: came.append(number))
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
        for number in came[:1]:
            signal.raise_signal(number)


def check_writable(path: Path) -> None:
    """OSError that names the file if it could not be written now; leaves nothing behind.

    For before long work. Folders that are not there yet are looked for above.
    """
    import tempfile

    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        above = next(folder for folder in path.absolute().parents if folder.exists() or folder.is_symlink())
        if not above.exists():
            raise FileNotFoundError(errno.ENOENT, f"{above.name} is a link to what is not there")
        with tempfile.TemporaryFile(dir=above) as stream:
            stream.write(_SOME)
            stream.flush()
    except OSError as error:
        raise _named(error, path) from None


def _named(error: OSError, path: Path) -> OSError:
    """The same error, of this file."""
    return OSError(error.errno, error.strerror or str(error), str(path))


def sync_folder(folder: Path) -> None:
    """Make a renaming within the folder last."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
