"""Counts over a block of random numbers, compiled: the same loops for every kind.

Words and clocks are (2, runs, months, actors, options), opening and answer first.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from patronage.sim.exact.compiled import unkept

CELLS = 65_536  # of 16 bits
POWERS = 64  # cells of a clock by its power of two, from 2**-(POWERS - LARGEST)
LARGEST = 8  # 2**8 is above every clock

SIXTEEN = np.uint32(16)
LOW_CELL = np.uint32(0xFFFF)
LOW_BYTE = np.uint32(0xFF)


@unkept
def uniform(counts: Any, words: Any) -> None:
    """How often each value of a word's upper and of its lower 16 bits, added to ``counts`` (2, CELLS)."""
    for r in range(words.shape[0]):
        for t in range(words.shape[1]):
            for i in range(words.shape[2]):
                for o in range(words.shape[3]):
                    counts[0, words[r, t, i, o] >> SIXTEEN] += 1
                    counts[1, words[r, t, i, o] & LOW_CELL] += 1


@unkept
def joint(counts: Any, one: Any, other: Any, shift: int, other_shift: int) -> None:
    """How often each pair of a byte of one word and a byte of another, added to ``counts`` (CELLS,)."""
    first, second = np.uint32(shift), np.uint32(other_shift)
    for r in range(one.shape[0]):
        for t in range(one.shape[1]):
            for i in range(one.shape[2]):
                for o in range(one.shape[3]):
                    a = (one[r, t, i, o] >> first) & LOW_BYTE
                    b = (other[r, t, i, o] >> second) & LOW_BYTE
                    counts[np.int64(a) * 256 + np.int64(b)] += 1


@unkept
def powers(counts: Any, clocks: Any) -> None:
    """How many clocks lie between powers of two, added to ``counts`` (POWERS,), the largest last."""
    for r in range(clocks.shape[0]):
        for t in range(clocks.shape[1]):
            for i in range(clocks.shape[2]):
                for o in range(clocks.shape[3]):
                    _, power = math.frexp(np.float64(clocks[r, t, i, o]))  # it is in [2**(power-1), 2**power)
                    counts[max(0, power + POWERS - 1 - LARGEST)] += 1


@unkept
def acts(own: Any, across: Any, clocks: Any, against: Any, after: Any) -> None:
    """Which option rings first, opening and answer, added to counts (actors, options, options).

    ``against`` (actors, options) are the odds against each option of an opening, ``after`` (actors, options,
    options) those of an answer, by the actor's own opening. ``own``: the answer that followed its opening.
    ``across`` (actors - 1, ...): the same opening, and the answer of the actor who is listed next.
    """
    actors, options = clocks.shape[3], clocks.shape[4]
    for r in range(clocks.shape[1]):
        for t in range(clocks.shape[2]):
            before = np.int64(-1)
            for i in range(actors):
                best = clocks[0, r, t, i, 0] * against[i, 0]
                opened = np.int64(0)
                for o in range(1, options):
                    time = clocks[0, r, t, i, o] * against[i, o]
                    opened = np.int64(o) if time < best else opened
                    best = min(best, time)
                best = clocks[1, r, t, i, 0] * after[i, opened, 0]
                answered = np.int64(0)
                for o in range(1, options):
                    time = clocks[1, r, t, i, o] * after[i, opened, o]
                    answered = np.int64(o) if time < best else answered
                    best = min(best, time)
                own[i, opened, answered] += 1
                if before >= 0:
                    across[i - 1, before, answered] += 1
                before = opened
