"""A fault of a user's file: where it is, what is wrong, what would be right."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

Keys = tuple[str | int, ...]
"""The way from the top of a file's data to one value: names of fields and places in lists, from 0."""

EMPTY = "is empty"  # what is said of a field that has no value
_LONGEST_VALUE = 80  # characters of a value that a message shows
_LONGEST_LIST = 30  # names that a list of what is allowed shows
_LONGEST_LINE = 2000  # characters of a fault's line, which only oddly long names get to
_LONGEST_FILE = 500  # letters of a file's name, so that what is wrong with it is still said
MOST = 50  # faults of a file that are shown; the rest are counted


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


def counted(count: int, one: str, many: str = "") -> str:
    """`1 run`, `1,000 runs`; ``many``: the plural where it is not ``one`` with an s."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The one of `names` spelled most like `name`, capitals apart; None where none is near."""
    by_folded = {known.casefold(): known for known in names}
    word = name[:_LONGEST_VALUE].casefold()
    swapped = (word[:k] + word[k + 1 : k + 2] + word[k] + word[k + 2 :] for k in range(len(word) - 1))
    close = [known for known in swapped if known in by_folded]  # too far off by letters in a short word
    close = close or difflib.get_close_matches(word, by_folded, n=1, cutoff=0.7)
    return by_folded[close[0]] if close else None


@dataclass(frozen=True, repr=False)  # pydantic asks for the text of whatever goes with an error
class Choice:
    """A name that is none of `names`: what a fault says is allowed, and which may be meant.

    Both are worked out when they are asked for, since of many faults only the first few are shown. `words`
    says what is allowed if not the names themselves; `prefix` stands before the name that may be meant.
    """

    given: str
    names: Iterable[str]
    words: str = ""
    prefix: str = ""

    @property
    def allowed(self) -> str:
        """What is allowed, in one line."""
        return self.words or listed(self.names)

    @property
    def suggestion(self) -> str | None:
        """The name that may be meant; None where none is near."""
        close = nearest(self.given, self.names)
        return None if close is None else f"{self.prefix}{close}"


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
    and `column` count from 1; line 0 stands for the whole of it. `more` above 0 makes it stand for so many
    faults of the file that are not shown.
    """

    file: str
    line: int
    column: int
    path: str
    message: str
    allowed: str = ""
    suggestion: str | None = None
    more: int = 0

    def __str__(self) -> str:
        if self.more:
            return one_line(f"{self.file}: and {counted(self.more, 'more error')}")
        file = self.file if len(self.file) <= _LONGEST_FILE else f"{self.file[:_LONGEST_FILE]}…"
        place = f"{file}:{self.line}:{self.column}" if self.line else file
        text = f"{place}: {self.path}: {self.message}" if self.path else f"{place}: {self.message}"
        if self.allowed:
            text += f"; allowed: {self.allowed}"
        if self.suggestion:
            text += f"; did you mean '{self.suggestion}'?"
        line = one_line(text)
        return line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}…"


class Faults(list[Fault]):
    """The faults of one file as they come: the first fifty, and after them one that counts the rest."""

    @property
    def full(self) -> bool:
        """Whether another fault would only be counted, so that it need not be worded."""
        return len(self) >= MOST

    def append(self, fault: Fault) -> None:
        """Add a fault."""
        if self.full:
            self.add_more(fault.file, fault.more or 1)
        else:
            super().append(fault)

    def extend(self, faults: Iterable[Fault]) -> None:
        """Add faults."""
        for fault in faults:
            self.append(fault)

    def add_more(self, file: str, more: int = 1) -> None:
        """Add faults of a file by their number only."""
        if len(self) > MOST:
            self[-1] = replace(self[-1], more=self[-1].more + more)
        else:
            super().append(Fault(file, 0, 0, "", "", more=more))


class FaultError(Exception):
    """All faults of what a user gave, in the order of their places; its text has one line each.

    Of a file with more than fifty the first fifty are kept, and one that counts the rest.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        unique = sorted(dict.fromkeys(faults), key=lambda fault: (fault.file, fault.line, fault.column))
        kept: list[Fault] = []
        for file, group in groupby(unique, key=lambda fault: fault.file):
            mine = list(group)
            single = [fault for fault in mine if not fault.more]
            rest = len(single[MOST:]) + sum(fault.more for fault in mine)
            kept += [*single[:MOST], *([Fault(file, 0, 0, "", "", more=rest)] if rest else [])]
        self.faults = tuple(kept)
        super().__init__("\n".join(map(str, kept)))
