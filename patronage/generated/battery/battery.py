"""The battery: a kind's words and clocks, a thousand million of them, put to every test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from patronage.generated.battery import counts
from patronage.generated.battery.kinds import Kind, Words
from patronage.generated.battery.statistic import Finding, adjusted, chi_square, largest
from patronage.sim.exact.arrays import Floats, Ints
from patronage.sim.exact.rng import choice_keys, rng_key
from patronage.sim.verbs import VERB_NAMES, VERBS
from patronage.studies.shipped import load_scenario

ACTORS = load_scenario("afrin_airspace").case.actor_ids  # whose names the keys are made of
MONTHS, FIRST_MONTH = 42, 24_186
ROUNDS = ("opening", "answer")
BYTES = (24, 16, 8, 0)
RATIONALITY = (0.0, 0.5, 1.0, 2.0, 3.0, 4.0)
"""By which an actor's options are distinguished: alike for the first, some all but ruled out for the last."""
FAULT = 0.01  # a corrected p below this is one


@dataclass(frozen=True)
class Size:
    """How many runs: draws of the weights, and replicates of each, so many of them at once."""

    draws: int = 800
    replicates: int = 100
    at_once: int = 25


@dataclass(frozen=True)
class Report:
    """What came of the tests of one kind, and how many numbers of 32 bits they were given."""

    kind: str
    numbers: int
    tests: list[Finding]

    @property
    def corrected(self) -> list[float]:
        """The p of each test, corrected for the number of tests."""
        return adjusted(self.tests)

    @property
    def passes(self) -> bool:
        """Whether no test finds a fault."""
        return min(self.corrected) >= FAULT


def values() -> Floats:
    """(actors, options) what the options are worth to the actors, in log-odds: invented, always the same."""
    rng = np.random.default_rng(16)
    worth = rng.normal(0.0, 1.0, (len(ACTORS), 1 + len(VERBS) * len(ACTORS)))
    return np.array(RATIONALITY)[:, None] * worth


def answer_values() -> Floats:
    """(actors, options, options) the same of answers, by one's own opening, whose target is worth more."""
    options = np.arange(1 + len(VERBS) * len(ACTORS))
    target = np.where(options > 0, (options - 1) % len(ACTORS), -1)
    return values()[:, None, :] + np.where(target[:, None] == target[None, :], 1.0, 0.0)


def odds_against(worth: Floats) -> Floats:
    """The odds against each option, those against the best being 1 (E9)."""
    against: Floats = np.exp(worth.max(axis=-1, keepdims=True) - worth)
    return against


def chances(worth: Floats) -> Floats:
    """The logit's probabilities of the options (McFadden 1974)."""
    odds = np.exp(worth - worth.max(axis=-1, keepdims=True))
    shares: Floats = odds / odds.sum(axis=-1, keepdims=True)
    return shares


def power_chances() -> Floats:
    """(POWERS,) the chance of a clock between two powers of two; its time t has the chance 1 - 2**-t."""
    edges = 2.0 ** np.arange(counts.LARGEST - counts.POWERS, counts.LARGEST + 1)
    edges[0] = 0.0
    later: Floats = -np.diff(np.exp2(-edges))
    return later


@dataclass
class Tally:
    """All counts of a kind."""

    uniform: Ints
    halves: Ints
    near: Ints
    powers: Ints
    own: Ints
    across: Ints

    @classmethod
    def empty(cls) -> Tally:
        """No number counted yet."""
        n, options = len(ACTORS), 1 + len(VERBS) * len(ACTORS)
        shapes = (
            (2, 2, counts.CELLS), (4, 4, counts.CELLS), (len(NEIGHBOURS), 2, 2, counts.CELLS),
            (2, counts.POWERS), (n, options, options), (n - 1, options, options),
        )  # fmt: skip
        return cls(*(np.zeros(shape, dtype=np.int64) for shape in shapes))


NEIGHBOURS = ("month", "actor", "option", "replicate", "draw")


def beside(words: Words, last: Words | None) -> Iterator[tuple[int, Words, Words]]:
    """Every word with the one of the next month, actor, option and replicate, and with the last draw's."""
    yield 0, words[:, :-1], words[:, 1:]
    yield 1, words[:, :, :-1], words[:, :, 1:]
    yield 2, words[:, :, :, :-1], words[:, :, :, 1:]
    yield 3, words[:-1], words[1:]
    if last is not None:
        yield 4, last, words


def counted(kind: Kind, size: Size, rng: int, tick: Callable[[int], None] = lambda _: None) -> Tally:
    """Fill block after block and count; ``tick`` is called with 1 for every part of the work."""
    keys, root = choice_keys(ACTORS, VERB_NAMES), rng_key(rng)
    against = odds_against(values()).astype(kind.clock)
    after = odds_against(answer_values()).astype(kind.clock)
    shape = (2, size.at_once, MONTHS, *keys.shape[1:])
    blocks = [np.empty(shape, dtype=np.uint32) for _ in range(2)]
    clocks, tally = np.empty(shape, dtype=kind.clock), Tally.empty()
    for replicate in range(0, size.replicates, size.at_once):
        for draw in range(size.draws):
            words, last = blocks[draw % 2], blocks[1 - draw % 2]
            kind.fill(root, draw, MONTHS, FIRST_MONTH, keys, replicate, words, clocks)
            for k in range(2):
                counts.uniform(tally.uniform[k], words[k])
                counts.powers(tally.powers[k], clocks[k])
                for which, one, other in beside(words[k], last[k] if draw else None):
                    for b, shift in enumerate((BYTES[0], BYTES[-1])):
                        counts.joint(tally.near[which, k, b], one, other, shift, shift)
            for a, shift in enumerate(BYTES):
                for b, other_shift in enumerate(BYTES):
                    counts.joint(tally.halves[a, b], words[0], words[1], shift, other_shift)
            counts.acts(tally.own, tally.across, clocks, against, after)
            if draw % 100 == 0:
                tick(1)
    return tally


def findings(tally: Tally) -> list[Finding]:
    """Every test, of the counts of a kind."""
    even = np.full(counts.CELLS, 1.0 / counts.CELLS)
    first, then = chances(values()), chances(answer_values())
    own = first[:, :, None] * then
    answered = np.einsum("io,ioa->ia", first, then)
    across = first[:-1, :, None] * answered[1:, None, :]
    found = [
        chi_square(f"{name}: {bits} 16 bits, each value alike", tally.uniform[k, b], even)
        for k, name in enumerate(ROUNDS)
        for b, bits in enumerate(("upper", "lower"))
    ]
    found += [
        chi_square(f"byte {a + 1} of the opening with byte {b + 1} of the answer", tally.halves[a, b], even)
        for a in range(len(BYTES))
        for b in range(len(BYTES))
    ]
    found += [
        chi_square(f"{name} with that of the next {near}: {byte} byte", tally.near[which, k, b], even)
        for which, near in enumerate(NEIGHBOURS)
        for k, name in enumerate(ROUNDS)
        for b, byte in enumerate(("first", "last"))
    ]
    found += [
        chi_square(f"{name}: clocks between powers of two", tally.powers[k], power_chances())
        for k, name in enumerate(ROUNDS)
    ]
    for i, gain in enumerate(RATIONALITY):
        gain_text = f"λ = {gain:g}"
        found.append(chi_square(f"opening acts, {gain_text}", tally.own[i].sum(axis=1), first[i]))
        found.append(chi_square(f"answering acts, {gain_text}", tally.own[i].sum(axis=0), answered[i]))
        found.append(chi_square(f"opening and own answer, {gain_text}", tally.own[i], own[i]))
    for i, gain in enumerate(RATIONALITY[1:]):
        found.append(chi_square(f"opening and another's answer, λ = {gain:g}", tally.across[i], across[i]))
    pairs = (("own", tally.own, own), ("another's", tally.across, across))
    found += [
        largest(
            f"opening and {whose} answer: the largest cell",
            seen.reshape(len(seen), -1),
            chance.reshape(len(seen), -1),
        )
        for whose, seen, chance in pairs
    ]
    return found


def report(kind: Kind, size: Size, rng: int = 1, tick: Callable[[int], None] = lambda _: None) -> Report:
    """Put one kind to all tests."""
    tally = counted(kind, size, rng, tick)
    return Report(kind.name, int(tally.uniform[:, 0].sum()), findings(tally))
