"""Where an option's two clocks come from: today's hashes, the candidate's one for both, and broken ones.

Every kind fills, for a block of runs, two words of 32 bits and two clocks for each month, actor and option:
of the opening and of the answer. Today each of the two has a hash of its own, of which a clock takes the
upper 52 bits. The candidate has one hash for both, whose upper half is the opening's and whose lower half is
the answer's, and clocks in single precision.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from llvmlite import ir
from numpy.typing import NDArray

from patronage.generated.battery.counts import LARGEST, POWERS
from patronage.sim.exact.compiled import intrinsic, types, uint64, unkept
from patronage.sim.exact.numerics import MIX_1, SHIFT_30, SHIFT_31, Word, mix, waiting
from patronage.sim.exact.rng import month_key, run_key

HALF = np.uint64(32)
LOWER = np.uint64(0xFFFFFFFF)
ONE = np.uint64(1)
MANTISSA = np.int64(0x7FFFFF)
ONE_BITS = np.int64(0x3F800000)
WIDTH = np.int64(23)
TWO = np.float32(2.0)
FLOOR = np.float32(2.0**-26)

Fill = Callable[..., None]


def _polynomial() -> tuple[np.float32, ...]:
    """Of -log2(1 - s/2) / s on (0, 1], by interpolation at 8 of Chebyshev's nodes, lowest power first."""
    s = 0.5 + 0.5 * np.cos((2 * np.arange(8) + 1) * np.pi / 16)
    found = np.polynomial.polynomial.polyfit(s, -np.log2(1.0 - s / 2.0) / s, 7)
    return tuple(np.float32(each) for each in found)


Q0, Q1, Q2, Q3, Q4, Q5, Q6, Q7 = _polynomial()


def _bits_code(typingctx: Any, x: Any) -> Any:
    """The 32 bits of a single as an integer."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.zext(builder.bitcast(args[0], ir.IntType(32)), ir.IntType(64))

    return types.int64(types.float32), codegen


def _single_code(typingctx: Any, x: Any) -> Any:
    """The single that has these 32 bits."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.bitcast(builder.trunc(args[0], ir.IntType(32)), ir.FloatType())

    return types.float32(types.int64), codegen


_bits_of: Any = intrinsic(_bits_code)
_single_of: Any = intrinsic(_single_code)


@unkept
def single_waiting(word: Word) -> Any:
    """32 bits as the waiting time of an exponential clock in single precision, in units of log 2.

    Its upper 31 bits, the last of them set, are rounded to a single of 24, and less its logarithm is taken by
    a polynomial without a division. At least 2**-26, so that no two options ring at once at 0.
    """
    raw = _bits_of(np.float32(np.int64((word >> ONE) | ONE)))
    s = TWO - _single_of((raw & MANTISSA) | ONE_BITS)
    series = Q6 + s * Q7
    series = Q5 + s * series
    series = Q4 + s * series
    series = Q3 + s * series
    series = Q2 + s * series
    series = Q1 + s * series
    series = Q0 + s * series
    return max(FLOOR, np.float32(157 - (raw >> WIDTH)) + s * series)


@unkept
def single_powers(counts: Any, words: int) -> None:
    """As `counts.powers`, of the clocks of every other word from 0 on: the next one gives the same."""
    for k in range(words):
        _, power = math.frexp(np.float64(single_waiting(np.uint64(2 * k))))
        counts[max(0, power + POWERS - 1 - LARGEST)] += 1


@unkept
def once_multiplied(x: Word) -> Word:
    """The hash without its second multiplication, to see what the battery can detect."""
    x = (x ^ (x >> SHIFT_30)) * MIX_1
    return x ^ (x >> SHIFT_31)


@unkept
def unmixed(x: Word) -> Word:
    """No hash at all: the key of a month and that of an act, laid over each other and mixed no more."""
    return x


@unkept
def fill_today(
    root: Word, draw: int, months: int, first: int, keys: Any, replicate: int, words: Any, clocks: Any
) -> None:
    """Words and clocks (2, runs, months, actors, options) of a draw's replicates from one on, as they are."""
    for r in range(words.shape[1]):
        run = run_key(root, uint64(draw), uint64(replicate + r))
        for t in range(months):
            month = month_key(run, uint64(first + t))
            for k in range(2):
                for i in range(keys.shape[1]):
                    for o in range(keys.shape[2]):
                        hashed = mix(month ^ keys[k, i, o])
                        words[k, r, t, i, o] = hashed >> HALF
                        clocks[k, r, t, i, o] = waiting(hashed)


def shared(mixed: Callable[[Word], Word]) -> Fill:
    """The same of one hash for both rounds, in single precision."""

    @unkept
    def fill(
        root: Word, draw: int, months: int, first: int, keys: Any, replicate: int, words: Any, clocks: Any
    ) -> None:
        for r in range(words.shape[1]):
            run = run_key(root, uint64(draw), uint64(replicate + r))
            for t in range(months):
                month = month_key(run, uint64(first + t))
                for i in range(keys.shape[1]):
                    for o in range(keys.shape[2]):
                        hashed = mixed(month ^ keys[0, i, o])
                        words[0, r, t, i, o] = hashed >> HALF
                        words[1, r, t, i, o] = hashed & LOWER
                        clocks[0, r, t, i, o] = single_waiting(hashed >> HALF)
                        clocks[1, r, t, i, o] = single_waiting(hashed & LOWER)

    filled: Fill = fill
    return filled


@dataclass(frozen=True)
class Kind:
    """A kind of random numbers: how a block of them is filled, and the type that its clocks have."""

    name: str
    fill: Fill
    clock: type[np.floating[Any]]


KINDS = (
    Kind("today's", fill_today, np.float64),
    Kind("the candidate's", shared(mix), np.float32),
    Kind("one multiplication", shared(once_multiplied), np.float32),
    Kind("without the last mixing", shared(unmixed), np.float32),
)

Words = NDArray[np.uint32]
