"""Kills a sweep at each moment at which its folder changes, going on each time.

`python -m tests.support.kills` runs it.

A child is forked, goes on with the folder, and dies by SIGKILL at the k-th of its calls that write, sync or
rename; the next one dies one call later. In the end nothing kills it. Prints how many were killed.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from patronage.sim.sweeps import chunks as sweep_chunks
from patronage.sim.sweeps.file import load_sweep
from patronage.sim.sweeps.run import run_sweep, threads


def die_at(call: int) -> None:
    """Make this process kill itself at so many calls from now, every other time just after the call."""
    left = call

    def dying(function: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*arguments: Any, **options: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0 and call % 2:
                os.kill(os.getpid(), signal.SIGKILL)
            found = function(*arguments, **options)
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return found

        return wrapped

    for holder, name in ((os, "fsync"), (os, "write"), (Path, "replace")):
        setattr(holder, name, dying(getattr(holder, name)))


def main(file: Path, folder: Path, chunk: int) -> None:
    """Go on with the sweep until a child comes to its end."""
    sweep_chunks.CHUNK = chunk
    sweep = load_sweep(file)
    for killed in range(10**6):
        child = os.fork()
        if child == 0:
            die_at(killed + 1)
            run_sweep(sweep, folder, pool=threads(1), resume=True)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            sys.stdout.write(f"{killed} {os.waitstatus_to_exitcode(status)}\n")
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
