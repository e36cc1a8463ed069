"""What a run holds, declared once: the agents make their lists from it and a block of runs its arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from patronage.sim.exact.arrays import Floats, Ints
from patronage.sim.model.columns import DATED
from patronage.sim.model.measures import TAKEN, TIES
from patronage.sim.model.mechanism import LANES, WIDTH, Held
from patronage.sim.model.phases import PHASES
from patronage.sim.model.settings import SETTING_NAMES
from patronage.sim.model.table import RunTable
from patronage.sim.model.terms import PROMPTS
from patronage.sim.verbs import SIDES, VERBS
from patronage.sim.weights.weights import Weights

LINE = 8  # numbers in a line of the cache

STATE: tuple[Held, ...] = (
    Held("trust", "pair", start="trust"),
    Held("commitment", "pair", start="commitment"),
    Held("pressure", "pair"),
    Held("warning", "pair"),
    Held("habit", "pair", len(SIDES)),
    Held("sacrifice", "actor"),
    Held("outcome", "issue", start="outcome"),
    Held("capability", "cell", start="capability"),
    Held("drive", "cell"),
    Held("effort", "cell"),
    Held("stance", "cell", start="position"),
    Held("ceded", "cell"),  # the part of a stance that is no longer the actor's own (E18)
    Held("own", "cell"),
    Held("backing", "cell"),
    Held("leverage", "cell"),
    Held("total", "issue"),
    Held("settled", "issue"),
    Held("depends", "pair"),
    *(held for phase in PHASES for held in phase.state),
)
"""What a month leaves to the next."""

SUMS = (
    Held("sum_measures", "actor", len(TAKEN)),
    Held("sum_outcome", "issue"),
    Held("sum_ties", "pair", len(TIES)),
    Held("check", "run"),
)
"""Sums over the months of the window, and one that is finite as long as every number is."""

DRAWN = (
    Held("salience", "cell", start="salience"),
    Held("position", "cell", start="position"),
    Held("means", "cell", start="capability"),  # what capability is, whatever a phase makes of it
    Held("trust_start", "pair", start="trust"),
    Held("outcome_start", "issue", start="outcome"),
)
"""What stays as it is drawn."""

DERIVED = (
    Held("wish", "cell"),  # salience times position
    Held("standing", "actor"),  # E5
    Held("mobilisation", "actor"),  # the setting, and 0 for whoever is idle and unarmed
    Held("leverage_start", "issue"),  # all leverage before anything happens, nobody being idle (E2)
)
"""What is made of the weights once."""

SCRATCH = (
    Held("free", "actor"),
    Held("weighted", "issue"),
    Held("need", "issue"),
    Held("concern", "actor"),
    Held("weighed", "issue"),
    Held("sloped", "issue"),
    Held("spent", "run"),
    Held("added", "run"),
    Held("bite", "run"),
    Held("at_home", "issue"),
    Held("gain_aid", "actor"),
    Held("gain_coerce", "actor"),
    Held("values", "option"),
    Held("against", "choice"),
    Held("best", "run"),
    Held("pair_odds", "run", len(PROMPTS)),
    Held("reply_odds", "run", len(PROMPTS)),
    Held("opened", "pair", len(SIDES)),
    Held("acted", "run"),
    Held("counted", "run"),
    Held("did", "run", len(VERBS)),
    Held("mutual", "run"),
    Held("strength", "run"),  # from here to `loss_second`, of a bargain in place of a run (E18)
    Held("terms", "issue", 12),
    Held("offers", "issue", 8),
    Held("losses", "run"),
    Held("loss_second", "run"),
    Held("unmoved", "cell"),
    Held("pledged", "cell"),
    Held("aimed", "cell"),
    Held("yielded", "cell"),
    Held("tone", "pair"),
    Held("judged", "actor"),
    Held("measures", "actor", len(TAKEN)),
    Held("ties", "pair", len(TIES)),
    *(held for phase in PHASES for held in phase.scratch),
)
"""What a phase needs while it runs."""

_LANED = (*STATE, *SUMS, *DRAWN, *DERIVED, *SCRATCH)
_OTHERS = (
    "settings", "column", "field_leverage", "field_position", "stages", "opening", "answer", "imposed",
    "barred", "instead", "on", "muted", "actors_by_name", "issues_by_name", "bargains", "picked", "agreed",
    "act_keys", "shock_keys", "run", "month",
)  # fmt: skip

_named_tuple: Any = NamedTuple  # whose fields no type checker can know
World = _named_tuple("World", [(name, Any) for name in (*(held.name for held in _LANED), *_OTHERS)])
"""The arrays of a block of runs, whose last axis is the run within the block, LANES long.

settings (S, lanes), and the column of each by its name. stages (G, n, K, lanes): capability at each stage of
what has happened, nothing first. field_leverage, field_position (K,). opening, answer (n, lanes): the options
of the month's two rounds. imposed, barred, on (n, options), instead (n): the month of the script. muted (n,):
who is idle throughout. actors_by_name (n,), issues_by_name (K,): their numbers in the order of their names.
bargains (3, B): of those who may agree by themselves this month, the parties and the run; picked (2, lanes):
of those that are weighed at once, what each party promises something on. agreed (1,): whether anything is
promised this month. act_keys, shock_keys: as in `sim.exact.rng`. run, month (lanes,): keys of the run and of
the month. The rest as declared above.
"""


def in_order(names: Sequence[str]) -> Ints:
    """The numbers of actors or issues in the order of their names."""
    return np.array(sorted(range(len(names)), key=names.__getitem__), dtype=np.int64)


def row_of(held: Held, weights: Weights, draw: int, actor: int | None = None) -> Any:
    """The same by hand, at the start: a list of an actor's own row, or of the issues; or a single number."""
    if held.start:
        array = getattr(weights, held.start)
        return (array if actor is None else array[draw, actor]).tolist()
    shape = held.shape(len(weights.actors), len(weights.issues), len(VERBS))
    layers, axes = shape[: bool(held.layers)], shape[bool(held.layers) :]
    return np.zeros(layers + (axes if actor is None else axes[1:])).tolist()


Columns = _named_tuple("Columns", [(name, int) for name in SETTING_NAMES])
COLUMNS = Columns(*range(len(SETTING_NAMES)))


class Block:
    """The arrays of a block, to be filled anew for every block of a table.

    ``stages``: the capability (W, n, K) at each stage of what has happened. ``kept`` is room for ``slots``
    whole states. ``state``, of which STATE and SUMS are views, is everything that must be kept for a script
    to go on from.
    """

    def __init__(
        self, table: RunTable, stages: Sequence[Floats], slots: int, act_keys: Any, shock_keys: Any
    ) -> None:
        w = table.weights
        self.drawn_stages = stages
        self.table, self.sizes = table, (len(w.actors), len(w.issues), len(VERBS))
        n, options = self.sizes[0], 1 + len(VERBS) * self.sizes[0]
        self.state, views = self._views((*STATE, *SUMS))
        self.fixed, fixed = self._views((*DRAWN, *DERIVED))
        _, scratch = self._views(SCRATCH)
        self.kept = _aligned(slots * len(self.state)).reshape(slots, *self.state.shape)
        self.world = World(
            **views,
            **fixed,
            **scratch,
            column=COLUMNS,
            settings=_aligned(table.settings.shape[1]),
            stages=_aligned(len(stages) * n * self.sizes[1]).reshape(len(stages), n, self.sizes[1], LANES),
            field_leverage=w.field_leverage,
            field_position=w.field_position,
            opening=_aligned(n).view(np.int64),
            answer=_aligned(n).view(np.int64),
            imposed=np.empty((n, options), dtype=np.uint8),
            barred=np.empty((n, options), dtype=np.uint8),
            instead=np.zeros(n, dtype=np.uint8),
            on=np.zeros((n, options), dtype=np.int64),
            muted=np.empty(n, dtype=np.uint8),
            agreed=np.zeros(1, dtype=np.uint8),
            actors_by_name=in_order(w.actors),
            issues_by_name=in_order(w.issues),
            bargains=np.zeros((3, n * (n - 1) // 2 * LANES + WIDTH), dtype=np.uint64),
            picked=np.zeros((2, LANES), dtype=np.int64),
            act_keys=act_keys,
            shock_keys=shock_keys,
            run=np.empty(LANES, dtype=np.uint64),
            month=np.empty(LANES, dtype=np.uint64),
        )

    def _views(self, declared: tuple[Held, ...]) -> tuple[Floats, dict[str, Floats]]:
        shapes = [held.shape(*self.sizes) for held in declared]
        ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
        whole = _aligned(int(ends[-1]))
        parts = np.split(whole, ends[:-1])
        return whole, {
            held.name: part.reshape(*shape, LANES)
            for held, shape, part in zip(declared, shapes, parts, strict=True)
        }

    def start(self, rows: Ints, muted: Any) -> None:
        """Begin these runs of the table, (LANES,): everything as drawn, with no month lived."""
        w, world = self.table.weights, self.world
        self.state.fill(0.0)
        self.fixed.fill(0.0)
        weight = self.table.weight[rows]
        for held in (*STATE, *DRAWN):
            if held.start:
                array = getattr(w, held.start)
                now = array[..., None] if held.of == "issue" else _lanes(array, weight)
                getattr(world, held.name)[...] = now
        world.muted[...] = muted
        world.settings[...] = self.table.settings[self.table.point[rows]].T
        np.multiply(world.salience, world.position, out=world.wish)
        dated = world.settings[DATED] > 0.0
        for stage, drawn in zip(world.stages, self.drawn_stages, strict=True):
            now = _lanes(drawn, weight)
            stage[...] = now if dated.all() else np.where(dated, now, world.capability)
        world.capability[...] = world.means[...] = world.stages[0]


def _lanes(array: Floats, weight: Ints) -> Floats:
    """The rows of an array (W, ...) that these runs have, the run last; turned round flat, which is quick."""
    return array.reshape(len(array), -1)[weight].T.reshape(*array.shape[1:], LANES)


def _aligned(rows: int) -> Floats:
    """Zeros (rows, lanes) that begin where a line of the cache does: vectors are as long as a line."""
    room = np.zeros(rows * LANES + LINE)
    first = -room.ctypes.data // room.itemsize % LINE
    whole: Floats = room[first : first + rows * LANES].reshape(rows, LANES)
    return whole
