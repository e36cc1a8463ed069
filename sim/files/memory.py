"""Whether what is about to be done fits into memory: said beforehand, and refused where it does not."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterator
from pathlib import Path

from patronage.sim.files.faults import Fault, FaultError

_LOG = logging.getLogger(__name__)
_SMALL = 2e8  # bytes that are not worth a question
_LARGE = 2e9  # bytes from which on it is said what will be taken, as it is from a quarter of what is free


def check_memory(count: int, what: str, needed: Callable[[int], float], step: int = 1) -> None:
    """FaultError where ``count`` of something need more memory than is free, with how many would fit.

    ``needed`` gives the bytes that so many of ``what`` (a plural) take; how many fit is a multiple of
    ``step``. Where they fit and take much, a line of the log, which goes to stderr, says how much.
    """
    wanted = needed(count)
    free = free_memory() if wanted > _SMALL else None
    if free is None:
        return
    if wanted > free:
        fit = step * bisect_right(range(step, count, step), float(free), key=needed)
        message = f"{count:,} {what} would take about {_size(wanted)}, and {_size(free)} are free"
        raise FaultError([Fault("memory", 0, 0, "", message, f"at most {fit:,}" if fit else "")])
    if wanted > min(_LARGE, free / 4):
        _LOG.warning("memory: %s %s will take about %s", f"{count:,}", what, _size(wanted))


def free_memory(root: Path = Path("/")) -> int | None:
    """Bytes that this process may still take; None where the system does not say.

    The least of what the machine has, its swap included; of what is left to the control groups that the
    process is in, such as those of a container or a batch job; and of its address space (`ulimit -v`).
    """
    return min((*_of_machine(root), *_of_groups(root), *_of_process(root)), default=None)


def _of_machine(root: Path) -> Iterator[int]:
    try:
        lines = (root / "proc" / "meminfo").read_text("ascii").splitlines()
        sizes = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}
        yield 1024 * (sizes["MemAvailable"] + sizes.get("SwapFree", 0))
    except (OSError, ValueError, LookupError):
        if sys.platform != "win32":  # macOS says only how much there is in all
            with contextlib.suppress(ValueError, OSError):
                yield os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def _of_groups(root: Path) -> Iterator[int]:
    """What is left to every control group above the process, of either version of them (cgroup v2, v1)."""
    try:
        lines = (root / "proc" / "self" / "cgroup").read_text("utf-8").splitlines()
    except OSError:
        return
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controllers == "":
            top, limit, usage, spare = root / "sys/fs/cgroup", "memory.max", "memory.current", "inactive_file"
        elif "memory" in controllers.split(","):
            top, limit = root / "sys/fs/cgroup/memory", "memory.limit_in_bytes"
            usage, spare = "memory.usage_in_bytes", "total_inactive_file"
        else:
            continue
        inner = top / path.lstrip("/")
        for group in (inner, *inner.parents):
            if not group.is_relative_to(top):
                break
            try:
                most = int((group / limit).read_text("ascii"))
                used = int((group / usage).read_text("ascii"))
                stat = dict(
                    entry.split() for entry in (group / "memory.stat").read_text("ascii").splitlines()
                )
            except (OSError, ValueError):  # not there, as in a container; or without a limit, "max"
                continue
            yield max(0, most - used + int(stat.get(spare, 0)))  # files' pages go when they are needed


def _of_process(root: Path) -> Iterator[int]:
    if sys.platform != "win32":
        import resource

        limit = resource.getrlimit(resource.RLIMIT_AS)[0]
        if limit != resource.RLIM_INFINITY:
            try:
                pages = int((root / "proc" / "self" / "statm").read_text("ascii").split()[0])
            except (OSError, ValueError, LookupError):
                pages = 0
            # threads and Arrow reserve about twice as much again as is then used
            yield max(0, limit - pages * os.sysconf("SC_PAGE_SIZE")) // 3


def _size(size: float) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"
