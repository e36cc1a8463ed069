"""Does what a page of the documentation says, as a reader would: writes its files and runs its commands.

A fence ``sh`` is run, a ``{code-block}`` with a caption is written to the file of that name; every other
fence is for reading only and says so by being ``text``, ``json`` or ``mermaid``.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

DOCS = Path(__file__).parents[2] / "docs"
READ_ONLY = {"text", "json", "mermaid", "math", "toctree"}

_FENCE = re.compile(
    r"^```(?:\{(?P<directive>[\w-]+)\})? ?(?P<kind>[\w-]*)\n"
    r"(?::caption: (?P<name>\S+)\n\n)?(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


class Block(NamedTuple):
    """A fenced block: its language, the file it is to be written to, and its text."""

    kind: str
    name: str | None
    text: str


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page, in order; a directive other than code-block is its own kind."""
    found = []
    for match in _FENCE.finditer(page.read_text("utf-8")):
        directive = match["directive"]
        kind = match["kind"] if directive in (None, "code-block") else directive
        found.append(Block(kind, match["name"], match["text"]))
    return found


def shell_script(some: list[Block]) -> str:
    """All that these blocks have a reader do, as one script that stops at the first failure."""
    script = ["set -eu"]
    for block in some:
        if block.kind == "sh":
            script.append(block.text)
        elif block.name:
            script.append(f"mkdir -p {shlex.quote(str(Path(block.name).parent))}")
            script.append(f"cat > {shlex.quote(block.name)} <<'THE END'\n{block.text}THE END")
    return "\n".join(script)


def follow(page: Path, place: Path, part: slice = slice(None)) -> subprocess.CompletedProcess[str]:
    """Do in the folder ``place`` what the page says, or a part of its blocks."""
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "NO_COLOR": "1",
        "MPLBACKEND": "Agg",
    }
    command = ["bash", "-c", shell_script(blocks(page)[part])]
    return subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False)
