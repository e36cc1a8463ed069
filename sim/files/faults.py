"""A fault of a user's file: where it is, what is wrong, what would be right."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

Keys = tuple[str | int, ...]
"""The way from the top of a file's data to one value: names of fields and places in lists, from 0."""

EMPTY = "is empty (null)"  # what is said of a field that has no value
_LONGEST_VALUE = 80  # characters of a value that a message shows
_LONGEST_LIST = 30  # names that a list of what is allowed shows
_MOST_LINES = 200  # faults that the text of an error shows


def one_line(text: str) -> str:
    """`text` with whatever a terminal would act on (line ends, escapes) written out instead."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def short(value: object) -> str:
    """A value as a message shows it: as YAML has it, on one line, cut where it is long, text in quotes."""
    text = str(value)
    if value is None or isinstance(value, bool):
        return "null" if value is None else text.lower()
    cut = one_line(text if len(text) <= _LONGEST_VALUE else text[:_LONGEST_VALUE] + "…")
    return f"'{cut}'" if isinstance(value, str) else cut


def listed(names: Iterable[str]) -> str:
    """`names` in one line, each once, cut after the first thirty."""
    every = list(dict.fromkeys(names))
    rest = len(every) - _LONGEST_LIST
    return ", ".join(every[:_LONGEST_LIST]) + (f" and {rest} more" if rest > 0 else "")


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The one of `names` spelled most like `name`, capitals apart; None where none is near."""
    by_folded = {known.casefold(): known for known in names}
    word = name[:_LONGEST_VALUE].casefold()
    swapped = (word[:k] + word[k + 1 : k + 2] + word[k] + word[k + 2 :] for k in range(len(word) - 1))
    close = [known for known in swapped if known in by_folded]  # too far off by letters in a short word
    close = close or difflib.get_close_matches(word, by_folded, n=1, cutoff=0.7)
    return by_folded[close[0]] if close else None


def reason_of(error: Exception) -> str:
    """What an error that is no fault says: of a file the system's words, of a bug its kind as well."""
    if isinstance(error, MemoryError):
        return "there is not enough memory"
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return f"{type(error).__name__}: {error}"


def path_text(keys: Keys) -> str:
    """The keys in one word: `("events", 2, "actor")` is `events[2].actor`."""
    parts = [f"[{key}]" if isinstance(key, int) else f".{short(key)[1:-1]}" for key in keys]
    return "".join(parts).removeprefix(".")


def shown(path: Path) -> str:
    """A path as messages show it: from the current directory where it lies below it, links as they are."""
    try:
        here = Path.cwd()
        return str((path if path.is_symlink() else path.resolve()).absolute().relative_to(here))
    except (ValueError, OSError, RuntimeError):
        return str(path)


@dataclass(frozen=True)
class Fault:
    """One fault.

    `file` is a file's name or what else the fault comes from, such as an option of a command. `line`
    and `column` count from 1; line 0 stands for the whole of it.
    """

    file: str
    line: int
    column: int
    path: str
    message: str
    allowed: str = ""
    suggestion: str | None = None

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        text = f"{place}: {self.path}: {self.message}" if self.path else f"{place}: {self.message}"
        if self.allowed:
            text += f"; allowed: {self.allowed}"
        if self.suggestion:
            text += f"; did you mean '{self.suggestion}'?"
        return one_line(text)


class FaultError(Exception):
    """All faults of what a user gave, in the order of their places; its text has one line each.

    ``faults`` is the tuple of them. The text stops after two hundred, lest a file that is something else
    altogether flood the terminal.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        unique = dict.fromkeys(faults)
        self.faults = tuple(sorted(unique, key=lambda fault: (fault.file, fault.line, fault.column)))
        rest = len(self.faults) - _MOST_LINES
        lines = [str(fault) for fault in self.faults[:_MOST_LINES]]
        super().__init__("\n".join([*lines, f"and {rest} more faults"] if rest > 0 else lines))
