"""Items of evidence -> YAML text that is read back as the same data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from patronage.sim.files.values import flow


def evidence_text(items: Iterable[Mapping[str, Any]], head: str) -> str:
    """The text of a file of evidence: `head`, which is comments, and its items."""
    blocks = ["\n".join(_item(item)) for item in items]
    return head + ("items:\n" + "\n\n".join(blocks) + "\n" if blocks else "items: []\n")


def _item(item: Mapping[str, Any]) -> list[str]:
    lines = []
    for name, value in item.items():
        if isinstance(value, list):
            lines.append(f"{name}:")
            lines += [f"  - {flow(row)}" for row in value]
        else:
            lines.append(f"{name}: {flow(value)}")
    return [f"{'  - ' if k == 0 else '    '}{line}" for k, line in enumerate(lines)]
