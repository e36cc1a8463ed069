"""How the compiled parts are compiled: exact arithmetic, no aliasing, and a cache that notices every change.

Numba's own cache looks only at the file that holds a function, not at the files it calls into, and
would keep serving an old formula. Here the cache folder is named by a digest of every compiled
source, so a change anywhere in them compiles anew and an unchanged checkout starts at once.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba
from numba.core.compiler import Compiler
from numba.extending import register_jitable

F = TypeVar("F", bound=Callable[..., Any])


class NoAliasCompiler(Compiler):  # type: ignore[misc]
    """Numba's compiler, told that array arguments never overlap: without it loops do not vectorise."""

    def __init__(
        self,
        typingctx: Any,
        targetctx: Any,
        library: Any,
        args: Any,
        return_type: Any,
        flags: Any,
        local_types: Any,
    ):
        flags.noalias = True
        super().__init__(typingctx, targetctx, library, args, return_type, flags, local_types)


def _sources() -> list[Path]:
    """Every file that compiled code may call into, in a fixed order."""
    root = Path(__file__).resolve().parents[1]
    paths = [*(root / "exact").rglob("*.py"), *(root / "model").rglob("*.py")]
    return sorted(path for path in paths if "by_hand" not in path.parts)


def _cache_folder() -> str:
    digest = hashlib.sha256(numba.__version__.encode())
    for path in _sources():
        digest.update(path.read_bytes())
    wanted = os.environ.get("PATRONAGE_CACHE") or os.environ.get("XDG_CACHE_HOME")
    base = Path(wanted) if wanted else Path.home() / ".cache"
    folder = base / "patronage" / digest.hexdigest()[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError:  # a read-only home: compile once per user and machine all the same
        folder = (
            Path(tempfile.gettempdir())
            / f"patronage-{os.getuid() if hasattr(os, 'getuid') else 0}"
            / digest.hexdigest()[:16]
        )
        folder.mkdir(parents=True, exist_ok=True)
    return str(folder)


_FOLDER = _cache_folder()


def _compiler(signature: Any = None, **options: Any) -> Callable[[F], F]:
    def decorate(function: F) -> F:
        before = numba.config.CACHE_DIR
        numba.config.CACHE_DIR = _FOLDER
        try:
            arguments = () if signature is None else (signature,)
            compiler = numba.njit(*arguments, error_model="numpy", cache=True, nogil=True, **options)
            compiled: F = compiler(function)
        finally:
            numba.config.CACHE_DIR = before
        return compiled

    return decorate


def formula(function: F) -> F:
    """Let compiled code call a function that stays plain Python for everybody else."""
    registered: F = register_jitable(function)
    return registered


def scalar(signature: Any) -> Callable[[F], F]:
    """Compile a function of plain numbers with a stated signature."""
    return _compiler(signature)


def kernel(function: F) -> F:
    """Compile a function over arrays that do not overlap; it lets go of Python's global lock."""
    compiled: F = _compiler(pipeline_class=NoAliasCompiler)(function)
    return compiled
