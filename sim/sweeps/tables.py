"""From a chunk of a sweep to tables of runs: the scripts, settings and weights of its points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby

import numpy as np

from patronage.sim.designs.arms import beliefs_of, script_of
from patronage.sim.designs.choice import settings_rows
from patronage.sim.exact.arrays import Floats, Ints
from patronage.sim.model.table import RunTable
from patronage.sim.scenario.load import Scenario
from patronage.sim.store.provenance import model_version
from patronage.sim.sweeps.chunks import ARMS, Chunk, Plan
from patronage.sim.sweeps.points import moved, moves_of
from patronage.sim.weights.beliefs import draw_weights, stacked
from patronage.sim.weights.central import central_weights
from patronage.sim.weights.fixed import Fixed, with_fixed
from patronage.sim.weights.weights import Weights


def tables_of(chunk: Chunk) -> Iterator[tuple[int, RunTable, Ints, list[str]]]:
    """Tables of runs, one for each stretch of points with the same window.

    With each: the place of its first point in the chunk, the pair that each run is of, and what identifies
    the weights of each point. Every point has as many rows of settings as draws, points slowest. Draw d has
    the same coefficients of choice at all points: those of the scenario's own weights, whatever weights a
    point fixes.
    """
    plan = chunk.plan
    first = chunk.start // chunk.batch.replicates
    draws = (chunk.stop - 1) // chunk.batch.replicates - first + 1
    moves = [moves_of(plan.targets, row) for row in chunk.values]
    codes = [tuple(sorted(move.items())) for move in moves]
    variants = {
        code: moved(plan.scenario, move, article=plan.article)
        for code, move in dict(zip(codes, moves, strict=True)).items()
    }
    for window, group in groupby(range(len(codes)), key=lambda p: variants[codes[p]].window):
        points = list(group)
        used = {code: 2 * k for k, code in enumerate(dict.fromkeys(codes[p] for p in points))}
        scripts = [
            script_of(variants[code].scenario, events)
            for code in used
            for events in ((), variants[code].scenario.events)
        ]
        weights, offsets = _weights(chunk, points)
        point, arm, pair = (
            axis.ravel() for axis in np.indices((len(points), len(ARMS), chunk.stop - chunk.start))
        )
        pair += chunk.start
        draw, replicate = np.divmod(pair, chunk.batch.replicates)
        place = draw - first  # of the draw among those of the chunk
        draw, replicate = draw + chunk.batch.first_draw, replicate + chunk.batch.first_replicate
        base = np.array([used[codes[p]] for p in points])
        own_draws = (
            0 if plan.common_random_numbers else (np.array(points) + chunk.first_point)[point] * plan.draws
        )
        table = RunTable(
            weights=weights,
            scripts=tuple(scripts),
            settings=np.concatenate([_settings(chunk, p, draws) for p in points]),
            script=base[point] + arm,
            point=point * draws + place,
            weight=np.array(offsets)[point] + place,
            draw=draw + own_draws,
            replicate=replicate,
            first_month=plan.scenario.first_month,
            months=plan.scenario.last_month - plan.scenario.first_month + 1,
            window=window,
            rng=plan.rng,
        )
        yield points[0], table, pair, [_identity(plan, chunk.values[p]) for p in points]


def _settings(chunk: Chunk, p: int, draws: int) -> Floats:
    """(draws, S) the settings of a point."""
    plan = chunk.plan
    changes = {
        target.names[0]: float(value)
        for target, value in zip(plan.targets, chunk.values[p], strict=True)
        if target.group == "settings"
    }
    open_still = plan.scenario.uncertainty if plan.uncertainty else ()
    scenario = replace(plan.scenario, rng=plan.rng, uncertainty=open_still)
    return settings_rows(scenario, draws, _first_draw(chunk, p), [changes])


def _first_draw(chunk: Chunk, p: int) -> int:
    """The number of the first draw that a point has, in the chunk."""
    plan = chunk.plan
    first = chunk.batch.first_draw + chunk.start // chunk.batch.replicates
    return first if plan.common_random_numbers else first + (chunk.first_point + p) * plan.draws


def _fixed(plan: Plan, row: Floats) -> Fixed:
    """The scenario's fixed weights and the point's, which come first."""
    own = {(kind, actor, about): value for kind, actor, about, value in plan.scenario.weights.fix}
    own |= {
        (target.group, target.names[0], target.names[1]): float(value)
        for target, value in zip(plan.targets, row, strict=True)
        if target.group not in {"settings", "events"}
    }
    return tuple((*names, value) for names, value in own.items())


def _identity(plan: Plan, row: Floats) -> str:
    """What a run's weights, and the model, depend on besides its draw and the user's ``rng``."""
    scenario = plan.scenario
    weights = f"{scenario.case.digest} {scenario.weights} {plan.uncertainty} {_fixed(plan, row)}"
    return f"{model_version()} {weights}"


def _weights(chunk: Chunk, points: list[int]) -> tuple[Weights, list[int]]:
    """The weights of some points of a chunk, and at which row those of each begin.

    Points whose weights agree share their rows.
    """
    plan = chunk.plan
    replicates = chunk.batch.replicates
    draws = (chunk.stop - 1) // replicates - chunk.start // replicates + 1
    blocks: list[Weights] = []
    offsets, rows, seen = [], 0, {}
    for p in points:
        start = _first_draw(chunk, p)
        fixed = _fixed(plan, chunk.values[p])
        if (start, fixed) not in seen:
            source = _Source(plan.scenario.digest, plan.rng, start, draws, plan.uncertainty, plan.scenario)
            drawn = _drawn(source)
            blocks.append(with_fixed(drawn, fixed))
            seen[start, fixed] = rows
            rows += drawn.draws
        offsets.append(seen[start, fixed])
    return stacked(blocks), offsets


@dataclass(frozen=True)
class _Source:
    """Which draws of which weights; the scenario is what its digest stands for."""

    digest: str
    rng: int
    first: int
    draws: int
    uncertainty: bool
    scenario: Scenario = field(compare=False)


@lru_cache(maxsize=8)
def _drawn(source: _Source) -> Weights:
    beliefs = replace(beliefs_of(source.scenario), fixed=())  # those of the point include the scenario's
    if not source.uncertainty:
        return central_weights(beliefs)
    return draw_weights(beliefs, source.rng, source.draws, source.first)
