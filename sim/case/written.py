"""Items of evidence -> YAML text that is read back as the same data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:[ -][A-Za-z0-9_]+)*|[0-9]{4}-[0-9]{2}", re.ASCII)
_WORDS = {"yes", "no", "on", "off", "true", "false", "null", "y", "n", "nan", "inf"}


def scalar(value: object) -> str:
    """A text, number or nothing as YAML; text stays bare only where no reader takes it for anything else."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return repr(value)
    if _BARE.fullmatch(value) and value.lower() not in _WORDS:
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return "".join(c if c.isprintable() else _escape(c) for c in quoted)


def evidence_text(items: Iterable[Mapping[str, Any]], head: str) -> str:
    """The text of a file of evidence: `head`, which is comments, and its items."""
    blocks = ["\n".join(_item(item)) for item in items]
    return head + ("items:\n" + "\n\n".join(blocks) + "\n" if blocks else "items: []\n")


def _item(item: Mapping[str, Any]) -> list[str]:
    lines = []
    for name, value in item.items():
        if isinstance(value, list):
            lines.append(f"{name}:")
            lines += [f"  - {_flow(row)}" for row in value]
        else:
            lines.append(f"{name}: {_flow(value)}")
    return [f"{'  - ' if k == 0 else '    '}{line}" for k, line in enumerate(lines)]


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_flow(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return scalar(value)


def _escape(character: str) -> str:
    number = ord(character)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
