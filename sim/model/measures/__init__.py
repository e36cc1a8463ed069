"""What is taken down at the end of months: the measures of an actor's influence, each in a file of its own.

A measure is a file with its formulas, the walk that adds them up for a Mesa agent, and the same walk over a
block of runs; both add in the listed order of actors and issues, so that they agree to the last bit. Its row,
and its place in a tuple here, are all that tables, files, charts, options and pages know of it. Nothing here
loads a library: the ensemble compiles the functions as they stand.

Symbols: i is the actor that is measured, j another, q an issue, r a run of the block.
"""

from __future__ import annotations

from patronage.sim.model.measures.attainment import ATTAINMENT
from patronage.sim.model.measures.decisiveness import DECISIVENESS
from patronage.sim.model.measures.dependence import DEPENDENCE
from patronage.sim.model.measures.ear import EAR
from patronage.sim.model.measures.hold import HOLD
from patronage.sim.model.measures.net_hold import NET_HOLD
from patronage.sim.model.measures.row import Derived, Measure, Taken, Tie
from patronage.sim.model.measures.say import SAY
from patronage.sim.model.measures.share import SHARE

__all__ = ["DERIVED", "MEASURES", "NAMED", "TAKEN", "TIES", "Derived", "Measure", "Taken", "Tie"]

MEASURES: tuple[Taken | Derived, ...] = (
    HOLD,
    NET_HOLD,
    SAY,
    SHARE,
    ATTAINMENT,
    DECISIVENESS,
)
"""All measures of an actor, in the order in which they are always shown; the first is the headline."""

TIES: tuple[Tie, ...] = (
    DEPENDENCE,
    EAR,
)
"""Those of two actors, in the order in which they are shown after the others."""

NAMED: dict[str, Taken | Derived] = {measure.name: measure for measure in MEASURES}
"""The measures of an actor by name."""

TAKEN: tuple[Taken, ...] = tuple(measure for measure in MEASURES if isinstance(measure, Taken))
"""Those that every run has, in the order of the arrays of a `sim.model.ensemble.simulate.Outcome`."""

DERIVED: tuple[Derived, ...] = tuple(measure for measure in MEASURES if isinstance(measure, Derived))
"""Those that take two more arms, in which the focus actor is idle."""
