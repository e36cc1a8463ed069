"""The front of every file a user writes: bytes -> text -> data that know their places.

What is wrong with a file is collected in `Located.faults` for as long as reading can go on, so that all
of it is reported at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from patronage.sim.files.faults import (
    Choice,
    Fault,
    FaultError,
    Faults,
    Keys,
    listed,
    nearest,
    path_text,
    reason_of,
    short,
    shown,
)
from patronage.sim.files.yaml_text import Parsed, Place, parse

__all__ = ["Fault", "FaultError", "Keys", "Located", "nearest", "read_bytes", "read_yaml", "text_of"]

LARGEST = 1_000_000  # bytes; the largest file so far takes a fifteenth of it

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TAB_INDENT = re.compile(r"^ *\t", re.MULTILINE)


@dataclass
class Located:
    """Data of a YAML file, with the place of every value.

    `origins` holds, by keys, what a value comes from if not from the file; `faults` what is wrong so far.
    """

    path: Path
    file: str
    raw: bytes
    parsed: Parsed
    origins: dict[Keys, str] = field(default_factory=dict)

    @property
    def data(self) -> Any:
        """The data: groups as dictionaries, lists as lists, text, numbers, true, false and None."""
        return self.parsed.data

    @property
    def faults(self) -> Faults:
        """What is wrong so far."""
        return self.parsed.faults

    def mark(self, keys: Keys) -> Place:
        """Line and column, from 1, of the value the keys lead to, or of what would enclose it."""
        while keys and keys not in self.parsed.values:
            keys = keys[:-1]
        return self.parsed.values.get(keys, (1, 1))

    def where(self, keys: Keys) -> str:
        """The place of a value as another fault gives it: `line 7`, or `events[0]` of what is in no file."""
        line = self.mark(keys)[0]
        return f"line {line}" if line else path_text(keys)

    def fault(
        self,
        keys: Keys,
        message: str,
        allowed: str = "",
        suggestion: str | None = None,
        *,
        at_name: bool = False,
    ) -> Fault:
        """A fault of the value the keys lead to or, `at_name`, of its key; `report` also keeps it."""
        for length in range(len(keys), 0, -1):
            origin = self.origins.get(keys[:length])
            if origin is not None:
                path = "" if length == len(keys) else path_text(keys)
                return Fault(origin, 0, 0, path, message, allowed, suggestion)
        place = self.parsed.names.get(keys) if at_name else None
        line, column = place or self.mark(keys)
        return Fault(self.file, line, column, path_text(keys), message, allowed, suggestion)

    def report(
        self,
        keys: Keys,
        message: str,
        allowed: str | Choice = "",
        suggestion: str | None = None,
        *,
        at_name: bool = False,
    ) -> None:
        """Adds a fault, unless the reader has refused that very value already.

        Where there are so many that it is only counted, a `Choice` among names is not looked through.
        """
        if keys in self.parsed.refused:
            return
        if self.faults.full:
            self.faults.add_more(self.file)
            return
        if isinstance(allowed, Choice):
            suggestion, allowed = allowed.suggestion, allowed.allowed
        self.faults.append(self.fault(keys, message, allowed, suggestion, at_name=at_name))

    def at(self, *keys: str | int) -> Any:
        """The value the keys lead to, or None where there is none."""
        found = self.data
        for key in keys:
            if isinstance(found, dict):
                found = found.get(key)
            elif isinstance(found, list) and isinstance(key, int) and key < len(found):
                found = found[key]
            else:
                return None
        return found

    def rows(self, *keys: str | int) -> Iterator[tuple[Keys, dict[str, Any]]]:
        """The groups of a list, each with its keys; what is no list or no group is passed over."""
        found = self.at(*keys)
        for index, row in enumerate(found if isinstance(found, list) else []):
            if isinstance(row, dict):
                yield (*keys, index), row

    def unique(self, *rows: str, name: str = "id", taken: dict[str, str] | None = None) -> None:
        """Reports each row of a list whose `name` an earlier row has too.

        `taken` holds the names given already, each with its place; those of this list are added to it.
        """
        places = {} if taken is None else taken
        for keys, row in self.rows(*rows):
            value = row.get(name)
            if not isinstance(value, str):
                continue
            if value in places:
                first = places[value].replace(f"{self.file}:", "line ")
                message = f"the {name} {short(value)} is given twice; first in {first}"
                self.report((*keys, name), message)
            else:
                line = self.mark((*keys, name))[0]
                places[value] = f"{self.file}:{line}" if line else path_text(keys)

    def raise_faults(self) -> None:
        """Raises FaultError if anything is wrong."""
        if self.faults:
            raise FaultError(self.faults)


def _place(text: str, index: int) -> Place:
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def _nearest_folder(folder: Path) -> Path | None:
    """The folder that a path leads to if each part of it that is not there is read as the nearest that is."""
    here = Path(folder.anchor)
    for part in folder.parts[len(here.parts) :]:
        there = here / part
        if not there.is_dir():
            names = [each.name for each in here.iterdir() if each.is_dir()] if here.is_dir() else []
            meant = nearest(part, names)
            if meant is None:
                return None
            there = here / meant
        here = there
    return here


def _no_such_file(path: Path, names: Iterable[str]) -> Fault:
    """The fault of a path that leads nowhere, with the file or the name that is most like it."""
    called = {name: name for name in names}
    allowed = "a file, or " + listed(called) if called and path.parent == Path() else ""
    folder = _nearest_folder(path.parent)
    files = sorted(folder.glob("*.y*ml")) if folder is not None else []
    called |= {file.stem: shown(file) for file in files}
    stem = nearest(path.stem, called)
    meant = called[stem] if stem is not None else None
    return Fault(shown(path), 0, 0, "", "there is no such file", "" if meant else allowed, meant)


def _undecoded(error: UnicodeDecodeError, file: str, kind: str) -> FaultError:
    """The fault of a byte that is not UTF-8, at its line and column."""
    raw, at = error.object, error.start  # counted from behind a byte-order mark
    line, start = raw.count(b"\n", 0, at) + 1, raw.rfind(b"\n", 0, at) + 1
    column = len(raw[start:at].decode("utf-8", "replace")) + 1
    message = f"is not UTF-8 text: byte 0x{raw[at]:02x}; save the file as {kind}"
    return FaultError([Fault(file, line, column, "", message)])


def utf8_text(raw: bytes, file: str, kind: str) -> str:
    """The text of a file's bytes; FaultError for what is not UTF-8 or is binary, to be saved as ``kind``."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _undecoded(error, file, kind) from None
    if "\x00" in text:
        raise FaultError([Fault(file, 0, 0, "", "is a binary file, not text")])
    return text


def read_bytes(path: Path, names: Iterable[str] = ()) -> bytes:
    """The bytes of a file; FaultError where there is none, or it is not a file, or larger than 1 MB.

    For a file that is not there, one of a like path or of a like name among `names` is suggested.
    """
    try:
        if path.is_dir():
            raise FaultError([Fault(shown(path), 0, 0, "", "is a directory, not a file")])
        if not path.exists():
            lost = f"is a link to {path.readlink()}, which is not there" if path.is_symlink() else ""
            raise FaultError([Fault(shown(path), 0, 0, "", lost) if lost else _no_such_file(path, names)])
        if not path.is_file():
            raise FaultError([Fault(shown(path), 0, 0, "", "is not an ordinary file")])
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except OSError as error:
        raise FaultError([Fault(shown(path), 0, 0, "", f"cannot be read: {reason_of(error)}")]) from None
    except ValueError:  # a NUL within the name
        raise FaultError([Fault(str(path), 0, 0, "", "is not a name a file can have")]) from None
    if len(raw) > LARGEST:
        raise FaultError([Fault(shown(path), 0, 0, "", f"is larger than {LARGEST // 1_000_000} MB")])
    return raw


def files_in(folder: Path, ending: str) -> list[Path]:
    """The files of an ending in a folder, in order, if there is one; FaultError if it cannot be read."""
    try:
        return sorted(path for path in folder.iterdir() if path.name.endswith(ending))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise FaultError([Fault(shown(folder), 0, 0, "", f"cannot be read: {reason_of(error)}")]) from None


def text_of(raw: bytes, file: str) -> str:
    """The text of a file's bytes; FaultError for what is not UTF-8 text indented with spaces."""
    if b"\x00" in raw:
        raise FaultError([Fault(file, 0, 0, "", "is a binary file, not text")])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _undecoded(error, file, "UTF-8") from None
    control = _CONTROL.search(text)
    if control is not None:
        message = f"is a binary file, not text: it holds the control character U+{ord(control[0]):04X}"
        raise FaultError([Fault(file, *_place(text, control.start()), "", message)])
    tabs = list(_TAB_INDENT.finditer(text))
    if tabs:
        more = f" (so are {len(tabs) - 1} more lines)" if len(tabs) > 1 else ""
        message = f"this line is indented with a tab{more}; YAML is indented with spaces"
        raise FaultError([Fault(file, *_place(text, tabs[0].end() - 1), "", message)])
    return text


def read_yaml(path: Path, names: Iterable[str] = ()) -> Located:
    """Reads a user's YAML file; `names` are those by which such a file can also be called.

    Raises FaultError where nothing can be made of it; lesser faults are in `Located.faults`.
    """
    raw = read_bytes(path, names)
    file = shown(path)
    parsed = parse(text_of(raw, file), file)
    if parsed.data is None and not parsed.faults:
        raise FaultError([Fault(file, 0, 0, "", "is empty")])
    return Located(path, file, raw, parsed)
