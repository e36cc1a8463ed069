"""How the compiled parts are compiled: exact arithmetic, no aliasing, and a cache that notices every change.

Numba's own cache looks only at the file that holds a function, not at the files it calls into, and
would keep serving an old formula. Here the cache folder is named by a digest of every compiled
source and of what compiles it, so a change anywhere in them compiles anew and an unchanged checkout
starts at once. What else is asked of that folder is in `sim.exact.cache`.
"""

from __future__ import annotations

import hashlib
import pickle
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, TypeVar

import numpy as np

from patronage.sim.exact.cache import CompileCache
from patronage.sim.exact.numba_settings import check_compiling, checked_settings
from patronage.sim.exact.width import use_full_width

with checked_settings():  # whoever needs something of numba's has it from here
    import llvmlite
    import numba
    from numba import float64, int64, types, uint64
    from numba.core.caching import NullCache
    from numba.core.codegen import get_host_cpu_features
    from numba.core.compiler import Compiler, CompileResult
    from numba.core.serialize import dumps
    from numba.extending import intrinsic, register_jitable
check_compiling(numba.config)
use_full_width(numba.config, llvmlite.binding.get_host_cpu_name(), get_host_cpu_features())

__all__ = [
    "compilable",
    "float64",
    "formula",
    "int64",
    "intrinsic",
    "kernel",
    "scalar",
    "types",
    "uint64",
    "unkept",
]

F = TypeVar("F", bound=Callable[..., Any])


class NoAliasCompiler(Compiler):  # type: ignore[misc]
    """Numba's compiler, for array arguments that never overlap: otherwise loops do not vectorise."""

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
    paths = [root / "verbs.py", *(root / "exact").rglob("*.py"), *(root / "model").rglob("*.py")]
    return sorted(path for path in paths if "by_hand" not in path.parts)


def _version() -> str:
    """16 hexadecimal digits that change with every compiled source and with whatever compiles it."""
    libraries = (sys.version, np.__version__, numba.__version__, llvmlite.__version__)
    digest = hashlib.sha256("\n".join(libraries).encode())
    for path in _sources():
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


_CACHE = CompileCache(_version())
_HOW = {"error_model": "numpy", "nogil": True, "_nrt": False}
"""Compiled code gets its arrays from Python, which holds them: it allocates none and counts no references.

Numba would count them wherever a function takes an array out of a `World`, and each count is a call that
no loop can be moved across.
"""
_INNER = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}  # only compiled code calls it


class FunctionCache(NullCache):  # type: ignore[misc]
    """Where numba looks for the compiled code of a function and leaves it: in ``kept``."""

    def __init__(self, function: Callable[..., Any], kept: CompileCache, notice: str = "") -> None:
        self._name = f"{function.__module__}.{function.__qualname__}"
        self._kept = kept
        self._notice = notice

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """The code for a signature on this processor, ready to be called; None if there is none."""
        target_context.refresh()
        content = self._kept.read(self._file(sig, target_context.codegen()))
        if content is None:
            if self._notice:
                sys.stderr.write(f"{self._notice}\n")
                sys.stderr.flush()
            return None
        return CompileResult._rebuild(target_context, *pickle.loads(content))  # noqa: S301, SLF001  # one's own

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep what was compiled for a signature, unless it holds addresses of this very process."""
        if not data.library.has_dynamic_globals:
            self._kept.write(self._file(sig, data.codegen), dumps(data._reduce()))  # noqa: SLF001

    def _file(self, sig: Any, codegen: Any) -> str:
        key = hashlib.sha256(repr((sig, codegen.magic_tuple())).encode()).hexdigest()[:16]
        return f"{self._name}-{key}"


def _compiled(function: F, notice: str = "") -> Any:
    """Numba's dispatcher of a function, with this project's cache in place of numba's own."""
    dispatcher = numba.njit(**_HOW)(function)
    dispatcher._cache = FunctionCache(function, _CACHE, notice)  # noqa: SLF001  # numba has no public way
    return dispatcher


def formula(function: F) -> F:
    """Let compiled code call a function that stays plain Python for everybody else."""
    registered: F = register_jitable(function)
    return registered


@cache
def compilable(module: ModuleType) -> Any:
    """The module, of which compiled code can now call every plain function."""
    for each in vars(module).values():
        if isinstance(each, FunctionType) and each.__module__ == module.__name__:
            register_jitable(each)
    return module


def scalar(signature: Any) -> Callable[[F], F]:
    """Compile a function of plain numbers with a stated signature."""

    def decorate(function: F) -> F:
        compiled = _compiled(function)
        compiled.compile(signature)
        compiled.disable_compile()
        dispatcher: F = compiled
        return dispatcher

    return decorate


def kernel(function: F) -> F:
    """Compile a function over arrays that do not overlap, for other compiled code to call."""
    compiled: F = numba.njit(pipeline_class=NoAliasCompiler, **_HOW, **_INNER)(function)
    return compiled


def part(function: F) -> F:
    """The same for a piece of a kernel, which takes it in: a call would hand over all its arrays anew."""
    compiled: F = numba.njit(pipeline_class=NoAliasCompiler, forceinline=True, **_HOW, **_INNER)(function)
    return compiled


def driver(function: F) -> F:
    """The same for Python to call, and for arrays that may overlap, as a whole and its parts do.

    It is kept from one process to the next, and lets go of Python's global lock.
    """
    compiled: F = _compiled(function)
    return compiled


def announced(notice: str) -> Callable[[F], F]:
    """A `driver` that takes so long to compile that a line on the standard error says so beforehand."""

    def decorate(function: F) -> F:
        compiled: F = _compiled(function, notice)
        return compiled

    return decorate


def unkept(function: F) -> F:
    """The same for a tool that is seldom run: compiled anew in every process, whatever its source."""
    compiled: F = numba.njit(pipeline_class=NoAliasCompiler, **_HOW)(function)
    return compiled
