"""What the processor is, how wide the vectors of the compiled model are, and what it can do at best.

How many operations and divisions a second one thread can do is measured, on numbers that stay in the nearest
cache: equal numbers of additions and multiplications that do not wait for one another, and divisions that do
not either. The clock is that of a chain of whole multiplications, each of which waits for the one before it.
"""

from __future__ import annotations

import platform
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from patronage.sim.exact.compiled import unkept
from patronage.sim.model.ensemble.block import simulate_block
from patronage.sim.model.ensemble.deciding import decide
from patronage.sim.model.mechanism import LANES

TURNS = 100_000
LINKS = 4_000_000  # of the chain
REPEATS = 7
ROWS = 8  # numbers that are worked on at once, so that none waits for another
EACH = ROWS * 8  # operations on them a turn, see `_arithmetic`
LINK = 3  # cycles that a multiplication of whole numbers takes on every x86-64 of the last fifteen years
ARITHMETIC = re.compile(r"^\s+v?\w*(?:add|sub|mul|div)[0-9]*pd\s[^\n]*?([xyz])mm", re.MULTILINE)
BITS = {"x": 128, "y": 256, "z": 512}


@dataclass(frozen=True)
class Machine:
    """A processor: its name, its cores, the width of the model's vectors in bits and its clock in GHz.

    The width is that of most of the arithmetic on doubles in the phase decide, ``vector_share`` its part by
    instructions. operations, divisions: those on doubles that one thread does in a second at best. None where
    it cannot be said.
    """

    name: str
    cores: int
    vector_bits: int | None
    vector_share: float | None
    clock: float | None
    operations: float
    divisions: float


def processor_name() -> str:
    """What the processor calls itself, or what kind it is."""
    try:
        if sys.platform == "darwin":
            asked = ["sysctl", "-n", "machdep.cpu.brand_string"]
            return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    except (OSError, subprocess.SubprocessError):
        found = None
    return found[1].strip() if found else platform.processor() or platform.machine()


def vectors(assembly: str) -> tuple[int, float] | tuple[None, None]:
    """The width in bits that most vector arithmetic on doubles has, and its part; None if not x86."""
    found = Counter(ARITHMETIC.findall(assembly))
    if not found:
        return None, None
    register, count = found.most_common(1)[0]
    return BITS[register], count / found.total()


def _phase_assembly() -> str:
    """The assembly of the phase decide, compiled as in the block, of which what is kept has none."""
    block: Any = simulate_block
    phase: Any = decide
    phase.compile((block.nopython_signatures[0].args[0],))
    return "".join(phase.inspect_asm().values())


@unkept
def _arithmetic(x: Any, turns: int) -> None:
    """EACH additions and multiplications on every column of x (8, LANES), half and half, ``turns`` times."""
    for _ in range(turns):
        for r in range(LANES):
            a, b, c, d = x[0, r], x[1, r], x[2, r], x[3, r]
            e, f, g, h = x[4, r], x[5, r], x[6, r], x[7, r]
            for _step in range(4):
                a, b, c, d = a * 0.5 + 0.25, b * 0.5 + 0.25, c * 0.5 + 0.25, d * 0.5 + 0.25
                e, f, g, h = e * 0.5 + 0.25, f * 0.5 + 0.25, g * 0.5 + 0.25, h * 0.5 + 0.25
            x[0, r], x[1, r], x[2, r], x[3, r] = a, b, c, d
            x[4, r], x[5, r], x[6, r], x[7, r] = e, f, g, h


@unkept
def _division(x: Any, turns: int) -> None:
    """One division by every number of x (8, LANES), ``turns`` times."""
    for _ in range(turns):
        for k in range(x.shape[0]):
            for r in range(LANES):
                x[k, r] = 1.0 / x[k, r]


@unkept
def _chain(x: Any, links: int) -> None:
    """A whole number squared over and over: no square can be begun before the last one is there."""
    now = x[0]
    for _ in range(links):
        now = now * now
    x[0] = now


def fastest(work: Callable[[], Any], repeats: int = REPEATS) -> float:
    """Seconds of this thread's own time, the least of several goes after one that does not count."""
    work()
    seconds = []
    for _ in range(repeats):
        start = time.thread_time()
        work()
        seconds.append(time.thread_time() - start)
    return min(seconds)


def machine(cores: int, turns: int = TURNS, links: int = LINKS) -> Machine:
    """Find out all there is to say. The model must have been compiled before."""
    numbers, chained = np.full((ROWS, LANES), 0.75), np.array([3], dtype=np.uint64)
    arithmetic = fastest(lambda: _arithmetic(numbers, turns))
    division = fastest(lambda: _division(numbers, turns))
    chain = fastest(lambda: _chain(chained, links))
    bits, share = vectors(_phase_assembly())
    return Machine(
        name=processor_name(),
        cores=cores,
        vector_bits=bits,
        vector_share=share,
        clock=LINK * links / chain / 1e9 if platform.machine().lower() in {"x86_64", "amd64"} else None,
        operations=turns * LANES * EACH / arithmetic,
        divisions=turns * LANES * ROWS / division,
    )
