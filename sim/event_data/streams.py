"""The lines of large files, one at a time, from a plain file, a gzip or a zip of one file."""

from __future__ import annotations

import errno
import gzip
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Generator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, cast

from patronage.sim.files.faults import Fault, FaultError, listed, reason_of, shown

LONGEST = 1 << 20  # bytes of a line; no row of any layout comes near
_BUFFER = 1 << 18
_DAMAGE = (EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, NotImplementedError, struct.error)
"""What unpacking raises besides OSError, such as one without a number, or of a place before the start."""

Complain = Callable[[int, str, int], None]
"""Is called for a line that cannot be read: its number, from 1; why; and in which column, from 1."""
_START = 4096  # bytes of a file by which one that is not text is recognised


def lines_of(path: Path, complain: Complain) -> Generator[tuple[int, str]]:
    """The lines of a file with their numbers, from 1; those that are no UTF-8 text are complained of.

    FaultError for what cannot be opened, is no text at all, or ends before it should.
    """
    number = 0
    try:
        with ExitStack() as opened:
            stream = _open(path, opened)
            start = stream.peek(_START)[:_START]
            while raw := stream.readline(LONGEST):
                number += 1
                if number == 1:
                    _check_start(path, raw, start)
                    raw = raw.removeprefix(b"\xef\xbb\xbf")
                if len(raw) == LONGEST and not raw.endswith(b"\n"):
                    complain(number, f"the line is longer than {LONGEST:,} bytes", 1)
                    while (rest := stream.readline(LONGEST)) and not rest.endswith(b"\n"):
                        pass
                elif b"\0" in raw:
                    complain(number, "the line holds a NUL byte", raw.index(b"\0") + 1)
                else:
                    try:
                        yield number, raw.decode("utf-8")
                    except UnicodeDecodeError as error:
                        message = f"not UTF-8: byte 0x{raw[error.start]:02x}; save the file as UTF-8"
                        complain(number, message, len(raw[: error.start].decode()) + 1)
    except (*_DAMAGE, OSError) as error:
        if isinstance(error, OSError) and error.errno not in {None, errno.EINVAL}:
            raise FaultError([Fault(shown(path), 0, 0, "", f"cannot be read: {reason_of(error)}")]) from None
        where = f" after line {number:,}" if number else ""
        message = f"is damaged or cut short{where}: {_why(error)}; get it anew"
        raise FaultError([Fault(shown(path), 0, 0, "", message)]) from None


def _why(error: Exception) -> str:
    if isinstance(error, EOFError):
        return "it ends in the middle of its compressed data"
    return reason_of(error) if isinstance(error, OSError) else str(error).rstrip(".") or "nobody knows how"


def _check_start(path: Path, raw: bytes, start: bytes) -> None:
    """FaultError for a file that is not text by its first line, or by that and what comes after it."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FaultError([Fault(shown(path), 1, 1, "", "is UTF-16; save the file as UTF-8")])
    try:
        raw.decode("utf-8")
        text = True
    except UnicodeDecodeError:
        text = False
    if raw.count(b"\0") > len(raw) // 4 or (b"\0" in start and not text):
        raise FaultError([Fault(shown(path), 0, 0, "", "is a binary file, not text")])


def _open(path: Path, opened: ExitStack) -> io.BufferedReader:
    """The bytes of a file, unpacked; what is packed is recognised by how it starts, not by its name."""
    if path.is_dir():
        raise FaultError([Fault(shown(path), 0, 0, "", "is a directory, not a file")])
    if path.exists() and not path.is_file():
        raise FaultError([Fault(shown(path), 0, 0, "", "is not an ordinary file")])
    stream = opened.enter_context(path.open("rb"))
    start = stream.read(4)
    stream.seek(0)
    if start[:2] == b"\x1f\x8b":
        unpacked = opened.enter_context(gzip.GzipFile(fileobj=stream))
        return io.BufferedReader(cast(io.RawIOBase, unpacked), _BUFFER)
    if start[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
        archive = opened.enter_context(zipfile.ZipFile(stream))
        return io.BufferedReader(cast(io.RawIOBase, opened.enter_context(_only(path, archive))), _BUFFER)
    return stream


def _only(path: Path, archive: zipfile.ZipFile) -> BinaryIO:
    """The one file of an archive; what a Mac or a file manager adds to it does not count."""
    names = [
        one.filename
        for one in archive.infolist()
        if not (
            one.is_dir() or one.filename.startswith("__MACOSX/") or one.filename.rpartition("/")[2][:1] == "."
        )
    ]
    if len(names) != 1:
        message = f"holds {len(names)} files: {listed(names)}" if names else "holds no file"
        raise FaultError(
            [Fault(shown(path), 0, 0, "", message, "a zip of one file; unpack it and name its files")]
        )
    try:
        return cast(BinaryIO, archive.open(names[0]))
    except (RuntimeError, NotImplementedError) as error:
        reason = "it has a password" if "password" in str(error) else str(error)
        raise FaultError(
            [Fault(shown(path), 0, 0, "", f"cannot be unpacked: {reason}; unpack it first")]
        ) from None
