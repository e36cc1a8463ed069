"""How a result that was written beside its folder takes the folder's place, and what a kill then leaves.

The result is made in `.<name>.new`; what was there before is put away as `.<name>.old` until it has taken
its place. Folders of these names that are somebody else's are left alone.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from pathlib import Path

from patronage.sim.files.durable import sync_folder
from patronage.sim.store.result import KINDS, MANIFEST, STATUS, TABLES, trouble


def place_beside(target: Path, asked: Path) -> Path:
    """Where a result is made that will replace the folder; FaultError where that could not be done.

    `target` is what the folder `asked` for really is, past all links.
    """
    if os.path.ismount(target):
        raise trouble(asked, "is where a disk begins, and cannot be replaced", "a folder in it")
    if Path.cwd().is_relative_to(target):
        raise trouble(asked, "is or holds the current folder, and cannot be replaced", "another folder")
    for path in (target, *(target / kind for kind in (*KINDS, TABLES))):
        if path.exists() and not os.access(path, os.W_OK):
            raise trouble(asked, "is read-only, so that nothing in it can be replaced", "another folder")
    new, old = _beside(target, "new"), _beside(target, "old")
    for path, stands in ((new, os.path.lexists(new) and not _ours(new)), (old, os.path.lexists(old))):
        if stands:
            message = f"what stands beside it as {path.name} is in the way; it is left alone"
            raise trouble(asked, message, "another folder")
    return new


def swap(place: Path, target: Path) -> None:
    """Put the finished folder where an earlier one may be, which stays whole until then."""
    if target.exists():
        target.rename(_beside(target, "old"))
    try:
        place.rename(target)
    finally:
        undo_cut_swap(target)
    sync_folder(target.parent)


def undo_cut_swap(target: Path) -> None:
    """Put back what a swap put away: all of it, or where that has been replaced, what is not the result's."""
    if not target.name or not _ours(old := _beside(target, "old")):
        return
    if not target.exists():
        old.rename(target)
    if not old.exists() or not (target / MANIFEST).exists():
        return
    for path in old.iterdir():
        if path.name not in {MANIFEST, STATUS, TABLES, *KINDS} and not os.path.lexists(target / path.name):
            path.rename(target / path.name)  # such as a user's notes
    drop(old)


def clear(folder: Path) -> None:
    """Remove all but status.jsonl, by which a folder is known to be a result's."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != STATUS:
            path.unlink(missing_ok=True)


def drop(folder: Path) -> None:
    """Remove a folder of a result as far as possible, so that what a kill leaves is still known as one."""
    with contextlib.suppress(OSError):
        clear(folder)
        (folder / STATUS).unlink(missing_ok=True)
        folder.rmdir()


def _beside(target: Path, what: str) -> Path:
    return target.parent / f".{target.name}.{what}"


def _ours(folder: Path) -> bool:
    """Whether a folder was made here: it has a record of what happened, or a manifest, or nothing yet."""
    if folder.is_symlink() or not folder.is_dir():
        return False
    inside = {path.name for path in folder.iterdir()}
    if not inside or STATUS in inside:
        return True
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(manifest, dict) and manifest.get("project") == "patronage"
