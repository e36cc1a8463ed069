"""Names the settings of numba, in the environment or in a file, that keep it from working."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from patronage.sim.files.faults import Fault, FaultError, short

_FILE = Path(".numba_config.yaml")  # numba reads it from the current folder


@contextmanager
def checked_settings() -> Iterator[None]:
    """Import numba within it: what numba refuses or warns of becomes a FaultError that names the setting."""
    with warnings.catch_warnings():
        warnings.filterwarnings("error", "Environment variable '?NUMBA_", RuntimeWarning)
        try:
            yield
        except Exception as error:
            fault = _fault(error)
            if fault is None:
                raise
            raise FaultError([fault]) from None


def check_compiling(config: Any) -> None:
    """FaultError where numba's ``config`` has it compile nothing, or would have it end the process."""
    faults = []
    if config.DISABLE_JIT:
        faults.append(_of("NUMBA_DISABLE_JIT", "the model cannot run without being compiled; unset it"))
    if any(feature[0] not in "+-" for feature in (config.CPU_FEATURES or "").split(",") if feature):
        message = "each feature begins with + or -, as in +avx2,-avx512f; correct it, or unset it"
        faults.append(_of("NUMBA_CPU_FEATURES", message))
    if faults:
        raise FaultError(faults)


def _fault(error: Exception) -> Fault | None:
    """The setting at fault where importing numba failed; None where it is something else."""
    name = re.search(r"NUMBA_\w+", str(error))
    if isinstance(error, RuntimeWarning) and name is not None:
        value = os.environ.get(name[0])
        return _of(name[0], f"numba cannot read {short(value) if value else 'its value'}; unset it")
    if isinstance(error, ValueError) and "number of threads" in str(error).lower():
        return _of("NUMBA_NUM_THREADS", "numba needs 1 thread or more; unset it")
    if _FILE.is_file() and (isinstance(error, AttributeError) or "yaml" in type(error).__module__):
        return _of(str(_FILE), "numba cannot read its settings from this file")
    return None


def _of(name: str, message: str) -> Fault:
    return Fault(name, 0, 0, "", message)
