"""Months that scripts share are simulated once, and every run comes out as if it had been alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from patronage.sim.model.ensemble.families import MOST, families
from patronage.sim.model.ensemble.simulate import Record, simulate
from patronage.sim.model.mechanism import LANES
from patronage.sim.model.settings import default_settings
from patronage.sim.model.table import RunTable, Script
from tests.support.generators import one_run, random_weights

EVERYTHING = Record(measures=True, trust=True, acts=True)
MONTHS, ACTORS = 5, 3


def table_of(scripts: list[Script], runs: int, window: int = 0) -> RunTable:
    """Every script with the same runs."""
    row = list(default_settings().values())
    base = one_run(random_weights(ACTORS, 2, draws=4, rng=5), scripts[0], row, window=window)
    script, draw = np.divmod(np.arange(len(scripts) * runs), runs)
    zero = np.zeros_like(draw)
    return replace(
        base, scripts=tuple(scripts), script=script, point=zero, weight=draw % 4, draw=draw, replicate=zero
    )


@st.composite
def scripts(draw: st.DrawFn) -> Script:
    """A script of few events, so that two often begin alike."""
    made = Script.empty(MONTHS, ACTORS)
    for _ in range(draw(st.integers(0, 2))):
        month, actor = draw(st.integers(0, MONTHS - 1)), draw(st.integers(0, 1))
        option = draw(st.sampled_from([1 + 2, 1 + ACTORS + 2, 1 + 3 * ACTORS + 2]))
        (made.bars if draw(st.booleans()) else made.acts)[month, actor, option] = 1
        kind = draw(st.sampled_from(["", "on", "instead", "arrival"]))
        if kind == "on" and made.acts[month, actor, option]:
            made.on[month, actor, option] = draw(st.integers(1, 2))
        made.instead[month, actor] |= kind == "instead"
        if kind == "arrival":
            made = replace(made, arrivals=((draw(st.sampled_from("xy")), month, actor),))
    return made.mute(2) if draw(st.integers(0, 3)) == 0 else made


@given(st.lists(scripts(), min_size=1, max_size=6), st.sampled_from([1, 3, LANES + 1]), st.integers(0, 4))
@settings(max_examples=60)
def test_every_run_is_as_if_it_were_alone(made: list[Script], runs: int, window: int) -> None:
    together = simulate(table_of(made, runs, window), EVERYTHING)
    for k, script in enumerate(made):
        alone = simulate(table_of([script], runs, window), EVERYTHING)
        for field in fields(alone):
            mine = getattr(together, field.name)[k * runs : (k + 1) * runs]
            assert mine.tobytes() == getattr(alone, field.name).tobytes(), field.name


@given(st.lists(scripts(), min_size=1, max_size=6))
def test_every_run_is_in_one_family_and_no_shared_month_is_done_twice(made: list[Script]) -> None:
    table = table_of(made, LANES + 3)
    seen: Counter[int] = Counter()
    months = 0
    for family in families(table):
        for rows, filled in zip(family.rows, family.filled, strict=True):
            seen.update(rows[:, :filled].ravel().tolist())
        months += sum(MONTHS - start for start in family.start)
    assert seen == dict.fromkeys(range(table.runs), 1)
    beginnings = {
        (
            script.muted.tobytes(),
            script.imposed()[: t + 1].tobytes(),
            script.bars[: t + 1].tobytes(),
            script.imposed_on()[: t + 1].tobytes(),
            script.instead[: t + 1].tobytes(),
            tuple(script.arrived(s) for s in range(t + 1)),
        )
        for script in made
        for t in range(MONTHS)
    }
    assert months == len(beginnings)


def test_two_arms_share_the_months_before_the_first_event() -> None:
    script = Script.empty(MONTHS, ACTORS)
    script.acts[3, 0, 3] = 1
    (family,) = families(table_of([script, Script.empty(MONTHS, ACTORS)], 10))
    assert family.start.tolist() == [0, 3]
    assert (family.slot >= 0).tolist() == [False, False, False, True, False, False]


def test_many_scripts_are_cut_into_pieces_of_work() -> None:
    made = []
    for k in range(2 * MOST + 1):
        script = Script.empty(MONTHS, ACTORS)
        script.acts[4, 0, [option for option in range(2, 8) if k >> (option - 2) & 1]] = 1
        made.append(script)
    found = list(families(table_of(made, 2)))
    assert [len(family.start) for family in found] == [MOST, MOST, 1]
    assert all((family.start[1:] == 4).all() for family in found)


def test_scripts_over_other_runs_are_no_family() -> None:
    table = table_of([Script.empty(MONTHS, ACTORS), Script.empty(MONTHS, ACTORS)], 4)
    assert len(list(families(table))) == 1
    assert len(list(families(replace(table, draw=np.arange(8))))) == 2
    assert [len(family.rows) for family in families(replace(table, script=np.zeros(8, dtype=np.int64)))] == [
        1
    ]
