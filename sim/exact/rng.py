"""Random numbers that are looked up, not drawn in turn.

Every number is a hash of what it is for: the user's ``rng``, the weight draw, the replicate, the
month and a name such as ("choice", actor, verb, target). Nothing is consumed, so taking an event
away, adding an actor, running in other chunks or on more threads moves no other number: paired runs
share their random numbers (common random numbers; Glasserman & Yao 1992).
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from patronage.sim.exact.compiled import driver, scalar, uint64
from patronage.sim.exact.numerics import Word, mix, unit

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
REPLICATE_STEP = np.uint64(0xD1B54A32D192ED03)
MONTH_STEP = np.uint64(0x8CB92BA72F3D8DD7)

Keys = NDArray[np.uint64]


def name_key(*names: str) -> np.uint64:
    """The 64-bit key of a name with parts, such as ("choice", "iran", "aid", "assad")."""
    text = "\x1f".join(names).encode()
    return np.uint64(int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little"))


def rng_key(rng: int) -> np.uint64:
    """The key of a user's ``rng`` number."""
    return name_key("rng", str(rng))


@scalar(uint64(uint64, uint64, uint64))
def run_key(rng: Word, draw: Word, replicate: Word) -> Word:
    """The key of one run: the weight draw it uses and which replicate of it this is."""
    return mix(mix(rng + (draw + uint64(1)) * GOLDEN) ^ ((replicate + uint64(1)) * REPLICATE_STEP))


@scalar(uint64(uint64, uint64))
def month_key(run: Word, month: Word) -> Word:
    """The key of one month of a run; ``month`` counts from year 0, so a shorter period keeps its numbers."""
    return mix(run + (month + uint64(1)) * MONTH_STEP)


@scalar(uint64(uint64, uint64))
def slot_key(month: Word, slot: Word) -> Word:
    """The hash of one named draw within a month."""
    return mix(month ^ slot)


@driver
def _fill_units(out: Any, rng: Word, slot: Word, first: int) -> None:
    for i in range(out.shape[0]):
        out[i] = unit(mix(mix(rng + (uint64(i + first) + uint64(1)) * GOLDEN) ^ slot))


def weight_units(rng: int, draws: int, *names: str, first: int = 0) -> NDArray[np.float64]:
    """One uniform in (0, 1) for each weight draw, shape (draws,), keyed by the names alone."""
    out = np.empty(draws)
    _fill_units(out, rng_key(rng), name_key("weight", *names), first)
    return out


ROUNDS = ("opening", "answer")


def choice_keys(actors: tuple[str, ...], verbs: tuple[str, ...]) -> Keys:
    """Keys of the choice noise, shape (round, actor, 1 + verb x target); wait first, then verb-major."""
    n = len(actors)
    keys = np.zeros((len(ROUNDS), n, 1 + len(verbs) * n), dtype=np.uint64)
    for which, name in enumerate(ROUNDS):
        for i, actor in enumerate(actors):
            keys[which, i, 0] = name_key(name, actor, "wait")
            for v, verb in enumerate(verbs):
                for j, target in enumerate(actors):
                    keys[which, i, 1 + v * n + j] = name_key(name, actor, verb, target)
    return keys


def noise_keys(issues: tuple[str, ...]) -> Keys:
    """Keys of the outcome noise, shape (issue, 2): a normal draw takes two."""
    return np.array(
        [[name_key("outcome", q, "length"), name_key("outcome", q, "turn")] for q in issues], dtype=np.uint64
    )
