"""Changes a result such that every digest of it is right again, as nobody does by accident."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from patronage.sim.store.result import seal_of


def resealed(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change a result's manifest and seal it anew."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    change(manifest)
    manifest["seal"] = seal_of(manifest)
    path.write_text(json.dumps(manifest), encoding="utf-8")


def replaced(folder: Path, name: str, data: bytes) -> None:
    """Put other bytes in the place of a part, and record them."""
    (folder / name).write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    resealed(folder, lambda manifest: manifest["parts"].update({name: digest}))
    line = {"event": "part", "part": name, "sha256": digest, "rows": 0, "bytes": len(data), "failed": 0}
    with (folder / "status.jsonl").open("a", encoding="utf-8") as status:
        status.write(json.dumps(line) + "\n")
