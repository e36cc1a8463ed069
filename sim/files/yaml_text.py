"""YAML text -> plain data and the place of every value.

The reading is that of YAML 1.2, and stricter. A bare scalar is text unless it is written as a number,
`true`, `false` or `null`, so `2015-07` stays text. Refused, because readers differ on them or because
a small file could unfold into a huge one: anchors, aliases, tags, a key given twice, the bare words
yes, no, on and off, and whole numbers with a leading zero. Only `on`, which is a field, may be a bare key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from patronage.sim.files.faults import Fault, FaultError, Faults, Keys, path_text, short

Place = tuple[int, int]

DEEPEST = 20  # levels of lists and groups within one another; the project's own files need 5

# libyaml where PyYAML was built with it: about ten times as fast
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_INTEGER = re.compile(r"[-+]?[0-9]{1,300}", re.ASCII)  # longer ones exceed any float
_FLOAT = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?", re.ASCII)
_SPECIAL = re.compile(r"([-+]?)\.(inf|nan)", re.ASCII | re.IGNORECASE)
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]{1,299}", re.ASCII)
_AMBIGUOUS = {"yes", "no", "on", "off"}
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # characters that are not text
_NO_YAML = re.compile("[^\\t\\n\\r\\x20-\\x7e\\x85\\xa0-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_OPENED = {
    "flow sequence": "the list opened with '['",
    "flow mapping": "the group opened with '{'",
    "quoted scalar": "the quote opened",
}


@dataclass
class Parsed:
    """The data of a text; where the values and the keys stand (line and column, from 1); what is wrong.

    `refused` holds the keys that lead to a fault of their own, so that what follows from it need not be
    reported as well. `written` holds how each bare scalar is spelled that is not text.
    """

    data: Any = None
    values: dict[Keys, Place] = field(default_factory=dict)
    names: dict[Keys, Place] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)
    refused: set[Keys] = field(default_factory=set)
    written: dict[Keys, str] = field(default_factory=dict)


def parse(text: str, file: str) -> Parsed:
    """Reads a text; `file` is what faults call it.

    Raises FaultError where the text is no YAML; lesser faults are in `Parsed.faults`.
    """
    reader = _Reader(file)
    try:
        reader.read(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        raise FaultError([*reader.parsed.faults, _syntax_fault(text, file, error)]) from None
    except yaml.YAMLError:
        letter = _NO_YAML.search(text)
        what = f": it holds the character U+{ord(letter[0]):04X}" if letter else ""
        raise FaultError([*reader.parsed.faults, Fault(file, 0, 0, "", f"is not YAML{what}")]) from None
    return reader.parsed


def plain_value(text: str) -> Any:
    """What a bare scalar stands for by the core rules of YAML 1.2."""
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    special = _SPECIAL.fullmatch(text)
    return float(special[1] + special[2]) if special else text


def unquoted(value: object, *kinds: type) -> str:
    """Advice to leave out the quotes, where a text would be of one of these kinds without them."""
    wanted = isinstance(value, str) and type(plain_value(value)) in kinds
    return f"; write it without quotes: {short(value)[1:-1]}" if wanted else ""


def _place(mark: Any) -> Place:
    return mark.line + 1, mark.column + 1


def _syntax_fault(text: str, file: str, error: yaml.MarkedYAMLError) -> Fault:
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Fault(file, 0, 0, "", f"is not YAML: {error.problem}")
    line, column = _place(mark)
    if text[mark.index : mark.index + 1] == "\t":
        return Fault(file, line, column, "", "a tab stands where YAML takes only spaces")
    opened = next((what for name, what in _OPENED.items() if name in (error.context or "")), "")
    if opened and error.context_mark is not None:
        start_line, start_column = _place(error.context_mark)
        opened = f"{opened} at {start_line}:{start_column}"
    if not text[mark.index :].strip():
        message = f"the text ends before {opened or 'its last value'} is complete: it is cut short"
    elif opened:
        advice = "is it closed, and is text that holds a colon or a comma in quotes?"
        message = f"not YAML: {error.problem} in {opened}; {advice}"
    else:
        message = f"not YAML: {error.problem}"
    return Fault(file, line, column, "", message)


@dataclass
class _Open:
    """A list or group whose end is still to come; `key` is the key whose value comes next."""

    keys: Keys
    data: dict[str, Any] | list[Any]
    key: str | None = None

    def next_keys(self) -> Keys:
        return (*self.keys, len(self.data) if isinstance(self.data, list) else str(self.key))

    def take(self, value: Any) -> None:
        if isinstance(self.data, list):
            self.data.append(value)
        else:
            self.data[str(self.key)] = value
            self.key = None


class _Reader:
    """Builds the data from the parser's events, without recursion, so that depth cannot overrun a stack."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.parsed = Parsed()
        self.stack: list[_Open] = []
        self.aliased = False  # whether an anchor or alias is reported: once is enough

    def read(self, events: Iterator[Any]) -> None:
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.fault(event, (), "a second document starts here; a file holds one")
                    return
            elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
                self.stack.pop()
            elif isinstance(event, yaml.NodeEvent):
                self.node(event)

    def node(self, event: Any) -> None:
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.data, dict) and top.key is None:
            top.key = self.key(event, top)
            return
        keys = top.next_keys() if top is not None else ()
        self.parsed.values[keys] = _place(event.start_mark)
        self.refuse(event, keys)
        value: Any = None
        if isinstance(event, yaml.MappingStartEvent):
            value = {}
        elif isinstance(event, yaml.SequenceStartEvent):
            value = []
        elif isinstance(event, yaml.ScalarEvent):
            value = plain_value(event.value) if event.implicit[0] else event.value
            if not isinstance(value, str):
                self.parsed.written[keys] = event.value
        if top is None:
            self.parsed.data = value
        else:
            top.take(value)
        if isinstance(value, (dict, list)):
            if len(self.stack) == DEEPEST:
                self.fault(event, keys, f"more than {DEEPEST} lists and groups within one another")
                raise FaultError(self.parsed.faults)
            self.stack.append(_Open(keys, value))

    def key(self, event: Any, top: _Open) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            self.fault(event, top.keys, "the name of a field must be a plain word")
            raise FaultError(self.parsed.faults)
        name = str(event.value)
        keys = (*top.keys, name)
        first = self.parsed.names.setdefault(keys, _place(event.start_mark))
        if isinstance(top.data, dict) and name in top.data:
            self.fault(event, keys, f"the key {short(name)} is given twice; first in line {first[0]}")
        else:
            self.refuse(event, keys, named=name == "on")
        return name

    def refuse(self, event: Any, keys: Keys, *, named: bool = False) -> None:
        """Adds a fault for what is not taken here although YAML would; ``named``: the name of a field."""
        scalar = event.value if isinstance(event, yaml.ScalarEvent) else ""
        bare = scalar if isinstance(event, yaml.ScalarEvent) and event.implicit[0] else ""
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            if not self.aliased:
                self.fault(event, keys, "anchors (&) and aliases (*) are not read; write the values out")
            self.aliased = True
            self.parsed.refused.add(keys)
        elif event.tag not in {None, "!"}:
            self.fault(event, keys, f"the tag {short(event.tag)} is not read; write the plain value")
        elif CONTROL.search(scalar):
            self.fault(event, keys, f"{short(scalar)} holds a character that is not text")
        elif bare.lower() in _AMBIGUOUS and not named:
            meant = "true" if bare.lower() in {"yes", "on"} else "false"
            advice = f"write {meant}, or put the word in quotes: '{bare}'"
            self.fault(event, keys, f"a bare {bare} is text to some and {meant} to others; {advice}")
        elif _LEADING_ZERO.fullmatch(bare):
            advice = f"put a code in quotes: '{bare}', and write a number without the zero"
            self.fault(event, keys, f"a bare {bare} is text to some and a number to others; {advice}")

    def fault(self, event: Any, keys: Keys, message: str) -> None:
        self.parsed.refused.add(keys)
        self.parsed.faults.append(Fault(self.file, *_place(event.start_mark), path_text(keys), message))
