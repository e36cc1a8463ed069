"""Commands run in this process under a bound of time and memory, and what every answer of theirs must be."""

from __future__ import annotations

import contextlib
import io
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from patronage.cli import main
from tests.support.calling import Said

SECONDS = 30  # of the processor, for what usually takes a twentieth of one
ROOM = 2 * 2**30  # bytes, beside what the process has
LONGEST = 3000  # characters of a line


def answer(*arguments: object) -> Said:
    """What a command leaves with and says; one that takes too long or too much ends as by a bug."""
    out, err = io.StringIO(), io.StringIO()
    code: object = None
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), _bounded():
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as left:
            code = left.code
    assert isinstance(code, int)
    return Said(code, out.getvalue(), err.getvalue())


def check_answer(said: Said, files: int = 1) -> None:
    """Hold an answer to what input can get: done, or partly, or a line for each fault of its ``files``."""
    assert said.code in {0, 1, 2}, said.err
    assert "Traceback" not in said.out + said.err
    assert "not enough memory" not in said.err
    lines = said.err.splitlines()
    if said.code == 2:
        assert lines
        assert all(line.strip() and len(line) <= LONGEST for line in lines), [len(line) for line in lines]
        assert all(line.isprintable() for line in lines)
        assert len(lines) <= 51 * files, len(lines)


@contextlib.contextmanager
def _bounded() -> Iterator[None]:
    """MemoryError and TimeoutError for what takes more than there is, where the system can tell."""
    if sys.platform != "linux":
        yield
        return
    import resource

    def late(number: int, frame: object) -> None:
        raise TimeoutError(f"more than {SECONDS} seconds")

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    now = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    before = signal.signal(signal.SIGPROF, late)
    room = now + ROOM if hard == resource.RLIM_INFINITY else min(now + ROOM, hard)
    resource.setrlimit(resource.RLIMIT_AS, (room, hard))
    signal.setitimer(signal.ITIMER_PROF, SECONDS)  # of this process's work, however busy the machine is
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
        signal.signal(signal.SIGPROF, before)
