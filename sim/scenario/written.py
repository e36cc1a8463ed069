"""The fields of a scenario -> the text of its file, and the same without a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from patronage.sim.files.faults import Faults, Keys
from patronage.sim.files.located import Located
from patronage.sim.files.values import flow, key
from patronage.sim.files.yaml_text import parse


def scenario_text(fields: Mapping[str, Any], question: str = "") -> str:
    """The text of a scenario's file: the question as its first comment, then a line for each field."""
    lines = [f"# {' '.join(question.split())}", ""] if question.strip() else []
    for name, value in fields.items():
        if isinstance(value, list) and value and not isinstance(value[0], str):
            lines += [f"{key(name)}:", *(f"  - {flow(each)}" for each in value)]
        else:
            lines.append(f"{key(name)}: {flow(value)}".rstrip())
    return "\n".join(lines) + "\n"


def in_code(fields: Mapping[str, Any], path: Path, file: str, question: str = "") -> Located:
    """The fields as if read from a file; ``file`` is what faults call it, which name paths and no lines."""
    text = scenario_text(fields, question)
    parsed = parse(text, file)
    nowhere: dict[Keys, tuple[int, int]] = {(): (0, 0)}
    parsed.values, parsed.names = nowhere, {}
    faults = [replace(fault, line=0, column=0) for fault in parsed.faults]
    parsed.faults = Faults(faults)
    return Located(path, file, text.encode(), parsed)
