"""The exchange model: before actors decide by compromise they trade positions on what they care little for.

Stokman and Van Oosten, "The exchange of voting positions", in Bueno de Mesquita and Stokman, *European
Community Decision Making* (1994). What is expected on an issue is the weighted mean of the positions that
actors vote for. Two actors who are on opposite sides of it on two issues gain if each votes nearer to what
the other wants on the issue that matters less to it. They do so at the rate at which both gain the same, as
far as one of them can go: at the most to the other's own position, and not so far that the outcome would
pass it. Of all exchanges that with the largest gain is made, and so on until none is left.

This is the reading of Decide, the program of Stokman's group, in the equal-gain form without random rates. It
differs from it in one point: sides, and how far an outcome may go, are taken from what is expected at that
moment. Among equal gains Decide draws; here the first in the order of actors and issues is made.

Arrays: position x (n, K), not a number for an actor without a stake; weight (n, K), capability times
salience; salience s (n, K), in any unit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from patronage.analysis.arrays import Floats, Stop
from patronage.analysis.rivals.weighted import weighted_mean

STILL = 1e-9  # parts of the first gain, of the best one, or of an issue's span that count as nothing
MOST = 20  # exchanges for each actor and issue, beyond which the steps are exhausted
_ROOM = 1 << 20  # exchanges weighed at once


@dataclass(frozen=True)
class Exchange:
    """One exchange: actors[0] votes nearer to actors[1]'s position on issues[0], this one back on issues[1].

    gain: of either, in salience times position. shift: how far each issue's outcome moves, not negative.
    """

    actors: tuple[int, int]
    issues: tuple[int, int]
    gain: float
    shift: tuple[float, float]


@dataclass(frozen=True)
class Market:
    """What is decided (K,), not a number where nobody has weight; the votes (n, K); and how it came about."""

    outcome: Floats
    votes: Floats
    exchanges: tuple[Exchange, ...]
    stop: Stop


@dataclass
class _Room:
    """Who wants what, with how much behind it, and how everybody votes at the moment; 0 for no stake."""

    wish: Floats
    weight: Floats
    salience: Floats
    votes: Floats

    def outcome(self) -> Floats:
        """(K,) the weighted mean of the votes; not a number where there is no weight."""
        total = self.weight.sum(axis=0)
        weighted = (self.weight * self.votes).sum(axis=0)
        means: Floats = np.divide(weighted, total, out=np.full(len(total), np.nan), where=total > 0.0)
        return means

    def reach(self) -> Floats:
        """(n, n, K) how far i can move the outcome of an issue towards what j wants.

        As far as its vote is from j's wish, and as the outcome is before that; 0 where they do not differ.
        """
        outcome, total = self.outcome(), self.weight.sum(axis=0)
        near = STILL * np.ptp(self.wish, axis=0)
        able = (self.weight > 0.0) & (self.salience > 0.0)
        with np.errstate(invalid="ignore", divide="ignore"):
            gap = self.wish - outcome
            side = np.where(np.abs(gap) > near, np.sign(gap), 0.0)
            opposed = (side[:, None] * side[None] < 0.0) & able[:, None] & able[None]
            toward = self.wish[None] - self.votes[:, None]
            ahead = np.sign(toward) * gap[None]
            far = np.minimum(np.abs(toward) * (self.weight / total)[:, None], ahead)
        return np.where(opposed & (np.minimum(np.abs(toward), ahead) > near), far, 0.0)

    def best(self) -> Exchange | None:
        """The exchange in which both gain most, the first of equals; None where there is none."""
        reach, (n, issues) = self.reach(), self.wish.shape
        apart = np.triu(np.ones((n, n)), 1)[:, :, None, None]  # each pair once, its issues either way
        both = self.salience[:, None] + self.salience[None]
        both = np.where(both > 0.0, both, 1.0)
        found: Exchange | None = None
        step = max(1, _ROOM // (n * n * issues))
        for first in range(0, issues, step):  # axes: i, j, issue p of i, issue q of j
            some = slice(first, first + step)
            rate = both[:, :, some, None] / both[:, :, None, :]  # by how much q moves for one of p
            back = reach.transpose(1, 0, 2)[:, :, None, :]
            shift = np.minimum(reach[:, :, some, None], back / rate)
            worth = self.salience[:, None, None, :] * rate - self.salience[:, None, some, None]
            gain = shift * worth * apart
            first_best = int(
                (gain >= (1.0 - STILL) * gain.max()).argmax()
            )  # whatever rounding makes of equals
            i, j, p, q = (int(k) for k in np.unravel_index(first_best, gain.shape))
            if gain[i, j, p, q] > (0.0 if found is None else (1.0 + STILL) * found.gain):
                moved = float(shift[i, j, p, q])
                shifts = moved, moved * float(rate[i, j, p, q])
                found = Exchange((i, j), (first + p, q), float(gain[i, j, p, q]), shifts)
        return found

    def make(self, made: Exchange) -> None:
        """Let both vote as they have agreed."""
        for k, (q, shift) in enumerate(zip(made.issues, made.shift, strict=True)):
            actor, other = made.actors[k], made.actors[1 - k]
            toward = np.sign(self.wish[other, q] - self.votes[actor, q])
            self.votes[actor, q] += toward * shift * self.weight[:, q].sum() / self.weight[actor, q]


def exchange(position: Floats, weight: Floats, salience: Floats) -> Market:
    """Let actors exchange until no two of them gain, and settle every issue on the weighted mean of votes.

    Who has no stake in an issue, no weight on it or no salience trades nothing there.
    """
    stake = ~np.isnan(position)
    wish, weight, salience = (np.where(stake, each, 0.0) for each in (position, weight, salience))
    room = _Room(wish, weight, salience, wish.copy())
    made: list[Exchange] = []
    stop: Stop = "steps exhausted"
    for _ in range(MOST * position.size):
        best = room.best()
        if best is None or (made and best.gain <= STILL * made[0].gain):
            stop = "converged"
            break
        room.make(best)
        made.append(best)
    settled = np.full(position.shape[1], np.nan)
    for q in np.flatnonzero(weight.sum(axis=0) > 0.0):
        settled[q] = weighted_mean(room.votes[stake[:, q], q], weight[stake[:, q], q])
    return Market(settled, np.where(stake, room.votes, np.nan), tuple(made), stop)
