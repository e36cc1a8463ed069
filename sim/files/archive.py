"""Zip archives: written so that the same files give the same bytes, and read as what a stranger sent.

Of an archive nothing is believed: neither its names, which could lead out of a folder or be two for one file,
nor its sizes, which could be those of a bomb, nor that its entries are files. What is not as a bundle's is
refused before anything is unpacked, and unpacking counts the bytes that really come.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from patronage.sim.files.faults import Fault, FaultError, reason_of, short, shown
from patronage.sim.files.names import alike, hidden, leaves_folder

MOST_FILES = 20_000
MOST_BYTES = 4_000_000_000  # unpacked, of all files together
MOST_IN_FILE = 500_000_000  # unpacked, of one
MOST_IN_JSON = 20_000_000  # of one that is read as a whole into objects many times as large
MOST_TIMES = 200  # by which a file may grow as it is unpacked, from _SMALL on
ENDINGS = (
    ".cff", ".csv", ".json", ".jsonl", ".md", ".parquet", ".pdf", ".png", ".svg", ".txt", ".yaml",
)  # fmt: skip
_PACKED = (".parquet", ".png")  # what is packed already
_SMALL = 1_000_000  # bytes
_DIRECTORY = 4_000_000  # bytes of an archive's list of files, which is read at once
_PIECE = 1 << 18
_LONGEST_NAME = 400
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first time that a zip can have
_READ, _ENCRYPTED = 0o644, 0x2041  # flags of encryption: traditional, strong, of the list of files
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!")
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_WAYS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    struct.error,
    ValueError,
    OverflowError,
)


def write_archive(path: Path, files: Mapping[str, bytes | Path]) -> None:
    """Write a zip of files by name, in the order of their names, with one time and one mode for all.

    The same files give the same bytes with the same zlib. OSError for what cannot be written or read.
    """
    with zipfile.ZipFile(path, "w") as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.create_system = 3  # Unix, on every system
            info.external_attr = (stat.S_IFREG | _READ) << 16
            stored = name.endswith(_PACKED)
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            given = files[name]
            data = given if isinstance(given, bytes) else given.read_bytes()
            archive.writestr(info, data)


class Archive:
    """An archive that was found to be harmless as far as its list of files says; by `opened_archive`.

    names: those of its files, in order. size: the bytes to which they are said to unpack.
    """

    def __init__(self, path: Path, archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo]) -> None:
        self._path, self._archive, self._entries = path, archive, entries

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its files, in order."""
        return tuple(sorted(self._entries))

    @property
    def size(self) -> int:
        """The bytes to which its files are said to unpack."""
        return sum(info.file_size for info in self._entries.values())

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a file, piece by piece; FaultError for more than were announced, or others."""
        info, count = self._entries[name], 0
        try:
            with self._archive.open(info) as stream:
                while piece := stream.read(_PIECE):
                    if not count and piece.startswith(_ARCHIVES):
                        raise _fault(
                            self._path, name, "is itself an archive, and archives are not unpacked twice"
                        )
                    count += len(piece)
                    if count > info.file_size:
                        raise _fault(self._path, name, "unpacks to more than it says")
                    yield piece
        except (*_DAMAGE, RuntimeError, OSError) as error:
            raise _fault(self._path, name, f"is damaged: {_why(error)}") from None
        if count != info.file_size:
            raise _fault(
                self._path, name, f"is damaged: it has {count:,} bytes instead of {info.file_size:,}"
            )

    def unpack(self, name: str, root: Path) -> Path:
        """Write a file below the folder ``root``, which is new and nobody else's; where it then is."""
        target = root.joinpath(*PurePosixPath(name).parts)
        if not target.resolve().is_relative_to(root.resolve()):
            raise _fault(self._path, name, "leads out of the folder")
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as stream:
            for piece in self.pieces(name):
                stream.write(piece)
        return target


@contextmanager
def opened_archive(path: Path) -> Iterator[Archive]:
    """A zip archive whose every entry may be unpacked; FaultError with the first reasons why not."""
    if path.is_dir() or (path.exists() and not path.is_file()):
        raise FaultError([Fault(shown(path), 0, 0, "", "is not an ordinary file")])
    with path.open("rb", buffering=0) as raw, _Bounded(raw) as stream:
        try:
            archive = zipfile.ZipFile(stream)
        except _TooMuchError:
            message = "its list of files is too long to be that of a bundle"
            raise FaultError([Fault(shown(path), 0, 0, "", message)]) from None
        except (*_DAMAGE, OSError) as error:
            if isinstance(error, FileNotFoundError):
                message = "there is no such file"
            elif isinstance(error, OSError):
                message = f"cannot be read: {reason_of(error)}"
            else:
                message = "is not a zip archive, or is cut short"
            raise FaultError([Fault(shown(path), 0, 0, "", message)]) from None
        with archive:
            yield Archive(path, archive, _checked(path, archive))


class _TooMuchError(Exception):
    """More was to be read at once than any list of files needs."""


class _Bounded(io.BufferedReader):
    """A file of which never much is read at once, however long a zip says that its list of files is."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or size < 0 or size > _DIRECTORY:
            data = super().read(_DIRECTORY + 1)
            if len(data) > _DIRECTORY:
                raise _TooMuchError
            return data
        return super().read(size)


def _checked(path: Path, archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files of an archive by name; FaultError for the first that may not be unpacked."""
    every = archive.infolist()
    if len(every) > MOST_FILES:
        message = f"holds {len(every):,} files"
        raise FaultError([Fault(shown(path), 0, 0, "", message, f"up to {MOST_FILES:,}")])
    found: dict[str, zipfile.ZipInfo] = {}
    alike_before: dict[str, str] = {}
    folders: set[str] = set()
    for info in every:
        name = info.orig_filename
        reason = _wrong_name(name) or _wrong_entry(info)
        if reason:
            raise _fault(path, name, reason)
        bare = name.rstrip("/")
        folders |= {alike(str(above)) for above in PurePosixPath(bare).parents}
        if info.is_dir():
            continue
        same = alike_before.setdefault(alike(bare), name)
        if bare in found:
            raise _fault(path, name, "is there twice")
        if same != name:
            raise _fault(path, name, f"differs from {short(same)} in capitals or width alone")
        found[name] = info
    for name in found:
        if alike(name) in folders:
            raise _fault(path, name, "is a file and a folder at once")
    total = sum(info.file_size for info in found.values())
    if total > MOST_BYTES:
        message = f"unpacks to {total:,} bytes"
        raise FaultError([Fault(shown(path), 0, 0, "", message, f"up to {MOST_BYTES:,}")])
    if sum(info.compress_size for info in found.values()) > path.stat().st_size:
        message = "has files that overlap, as those of a bomb do"
        raise FaultError([Fault(shown(path), 0, 0, "", message)])
    return found


def _wrong_name(name: str) -> str:
    """Why an entry cannot have this name; nothing where it can."""
    parts, seen = name.removesuffix("/").split("/"), hidden(name)
    wrong = {
        f"its name holds {seen}": bool(seen),
        "its name leads out of the folder, or would on another system": leaves_folder(name),
        f"its name has {len(name):,} letters": len(name) > _LONGEST_NAME,
        "its name is not written as a path is": any(part[-1:] in {"", " ", "."} for part in parts),
        "its name is that of a device on Windows": any(_DEVICE.fullmatch(part) for part in parts),
        "no file of a bundle has this ending": not name.lower().endswith((*ENDINGS, "/")),
    }
    return next((message for message, holds in wrong.items() if holds), "")


def _wrong_entry(info: zipfile.ZipInfo) -> str:
    """Why an entry cannot be unpacked, by what the list of files says of it; nothing where it can."""
    kind, size = stat.S_IFMT(info.external_attr >> 16), info.file_size
    ordinary = {0, stat.S_IFDIR} if info.is_dir() else {0, stat.S_IFREG}
    packed = info.compress_size
    most = MOST_IN_JSON if info.filename.lower().endswith((".json", ".jsonl")) else MOST_IN_FILE
    wrong = {
        "is encrypted": bool(info.flag_bits & _ENCRYPTED),
        "is a link, a device or another special file": kind not in ordinary,
        "is packed in a way that bundles are not": info.compress_type not in _WAYS,
        "is a folder with content": info.is_dir() and size > 0,
        f"unpacks to {size:,} bytes, more than the {most:,} of such a file": size > most,
        f"unpacks to {size:,} bytes from {packed:,}, as a bomb does": size > max(_SMALL, MOST_TIMES * packed),
    }
    return next((message for message, holds in wrong.items() if holds), "")


def _fault(path: Path, name: str, message: str) -> FaultError:
    return FaultError([Fault(shown(path), 0, 0, short(name), message)])


def _why(error: Exception) -> str:
    if isinstance(error, EOFError):
        return "it ends too early"
    return reason_of(error) if isinstance(error, OSError) else str(error) or type(error).__name__
