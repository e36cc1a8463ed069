"""What a run is made of besides its weights: scripts and tables of runs, as frozen plain arrays."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from patronage.sim.exact.arrays import Flags, Floats, Ints
from patronage.sim.verbs import VERB_NAMES
from patronage.sim.weights.weights import Weights

WAIT = 0


def option(verb: str, target: int, actors: int) -> int:
    """The column of (verb, target) in a menu of 1 + verbs x actors; 0 is waiting."""
    return 1 + VERB_NAMES.index(verb) * actors + target


@dataclass(frozen=True)
class Script:
    """What is imposed on a run: axes are month T, actor n, option 1 + verbs x n.

    acts: 1 where the actor must do the option in that month (its own choice is then set aside; a
    scripted wait is option 0). bars: 1 where the option is off its menu. muted (n,): 1 for an actor
    that does nothing at all: it waits throughout and starts with no commitments. on: 1 + the number of the
    issue that a scripted act settles something on, 0 for none. instead (T, n): 1 where the actor's own
    opening is set aside whatever becomes of it otherwise. arrivals: (item, month, actor), the index of the
    first month in which an act of that actor that cites the item happens; items as `Case.key_of` calls them.
    """

    acts: Flags
    bars: Flags
    muted: Flags
    on: Ints
    instead: Flags
    arrivals: tuple[tuple[str, int, int], ...] = ()

    @staticmethod
    def empty(months: int, actors: int) -> Script:
        """A script that imposes nothing."""
        menu = (months, actors, 1 + len(VERB_NAMES) * actors)
        return Script(
            acts=np.zeros(menu, dtype=np.uint8),
            bars=np.zeros(menu, dtype=np.uint8),
            muted=np.zeros(actors, dtype=np.uint8),
            on=np.zeros(menu, dtype=np.int64),
            instead=np.zeros(menu[:2], dtype=np.uint8),
        )

    def mute(self, actor: int) -> Script:
        """The same script with one actor idle."""
        muted = self.muted.copy()
        muted[actor] = 1
        return replace(self, muted=muted)

    def imposed(self) -> Flags:
        """Acts as carried out, shape of ``acts``: a muted actor's are replaced by waiting."""
        acts = self.acts.copy()
        for actor in np.flatnonzero(self.muted):
            acts[:, actor, :] = 0
            acts[:, actor, WAIT] = 1
        return acts

    def imposed_on(self) -> Ints:
        """What the acts that are carried out are on, shape of ``on``: a muted actor's are on nothing."""
        return np.where(self.muted[None, :, None] == 0, self.on, 0)

    def arrived(self, month: int) -> frozenset[str]:
        """The items whose act has happened by a month, that month (an index) included."""
        return frozenset(
            item for item, first, actor in self.arrivals if first <= month and not self.muted[actor]
        )


@dataclass(frozen=True)
class RunTable:
    """A table of runs, one row a run, all over the same months.

    scripts: the distinct scripts; settings (P, S): points, columns as SETTING_NAMES; script, point,
    weight (R,): which script, point and row of the weights a run has; draw, replicate (R,): the names of
    its random numbers. Runs that share draw and replicate share their random numbers, whatever else they
    differ in. first_month: month number of the first month; window: index of the first month that counts for
    the averages; rng: the user's number.
    """

    weights: Weights
    scripts: tuple[Script, ...]
    settings: Floats
    script: Ints
    point: Ints
    weight: Ints
    draw: Ints
    replicate: Ints
    first_month: int
    months: int
    window: int
    rng: int

    @property
    def runs(self) -> int:
        """How many runs there are."""
        return int(self.draw.shape[0])
