"""Files that are whole or not there, whenever the process is killed or the power goes."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

_SOME = bytes(1 << 16)  # for which there must be room where a file is to be written

DISK_TROUBLE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
"""Errors of a disk rather than of a name, which Python gives without the name of the file."""


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that, whenever the power goes, it has all of its bytes or is as it was before.

    OSError, such as of a full disk, names the file and leaves nothing new behind.
    """
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        with temporary.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise _named(error, path) from None
    sync_folder(path.parent)


def check_writable(path: Path) -> None:
    """OSError that names the file if it could not be written now; leaves nothing behind.

    For before long work. Folders that are not there yet are looked for above.
    """
    import tempfile

    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        above = next(folder for folder in path.absolute().parents if folder.exists())
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
