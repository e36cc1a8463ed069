"""Made-up cases for the tests of the theory: weights, settings, scripts and tables of runs.

Sizes, scripts, settings and oddities are hypothesis's to choose and to shrink; the plain numbers in
between come from a generator that it seeds, so that a table of hundreds of numbers costs little.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from patronage.sim.exact.arrays import Floats
from patronage.sim.files.faults import Fault
from patronage.sim.model.by_hand.run import AllianceModel
from patronage.sim.model.settings import SETTING_NAMES, SETTINGS, Setting
from patronage.sim.model.table import RunTable, Script
from patronage.sim.scenario.settings_file import settings_of
from patronage.sim.verbs import VERB_NAMES
from patronage.sim.weights.weights import Dated, Weights

ACTORS = ("amber", "birch", "cedar", "dune", "ember", "fjord", "grove", "heath", "inlet", "jetty")
ISSUES = ("water", "roads", "tolls", "ports", "grain", "mines", "ferry")
ITEMS = ("item 0", "item 1")
FIRST_MONTH = 24186
ENDORSE, AID, COERCE = (VERB_NAMES.index(name) for name in ("endorse", "aid", "coerce"))
TINY = 1e-30  # far below any weight that evidence yields, far above where floats lose digits


Oddity = Callable[[dict[str, Floats]], None]


def _idle_issue(w: dict[str, Floats]) -> None:
    w["salience"][:, :, 0] = 0.0


def _blind_actor(w: dict[str, Floats]) -> None:
    w["salience"][:, 0, 1:] = 0.0


def _faint_interest(w: dict[str, Floats]) -> None:
    w["salience"][:, -1, 0] = TINY


def _helpless_actor(w: dict[str, Floats]) -> None:
    w["capability"][:, 0, :] = 0.0


def _helpless_all(w: dict[str, Floats]) -> None:
    w["capability"][:, :, -1] = 0.0


def _faint_capability(w: dict[str, Floats]) -> None:
    w["capability"][:, -1, :] = TINY


def _extremists(w: dict[str, Floats]) -> None:
    w["position"][:] = np.round(w["position"])


def _absolute_trust(w: dict[str, Floats]) -> None:
    w["trust"][:] = np.sign(w["trust"])


def _no_commitment(w: dict[str, Floats]) -> None:
    w["commitment"][:] = 0.0


def _full_commitment(w: dict[str, Floats]) -> None:
    w["commitment"][:, 0, :] = 0.0
    w["commitment"][:, 0, 1] = 1.0


def _no_field(w: dict[str, Floats]) -> None:
    w["field_leverage"][:] = 0.0


def _settled_outcomes(w: dict[str, Floats]) -> None:
    w["outcome"][:] = np.round(w["outcome"])


ODDITIES: tuple[Oddity, ...] = (
    _idle_issue, _blind_actor, _faint_interest, _helpless_actor, _helpless_all, _faint_capability,
    _extremists, _absolute_trust, _no_commitment, _full_commitment, _no_field, _settled_outcomes,
)  # fmt: skip


def random_weights(
    actors: int, issues: int, draws: int = 1, rng: int = 0, odd: tuple[Oddity, ...] = (), dated: int = 0
) -> Weights:
    """Weights of this size with these oddities and ``dated`` cells of capability, from NumPy's generator."""
    g = np.random.default_rng(rng)
    n, size = actors, issues
    w: dict[str, Floats] = {
        "salience": g.dirichlet(np.ones(size), (draws, n)),
        "position": g.random((draws, n, size)),
        "capability": g.random((draws, n, size)),
        "trust": g.uniform(-1, 1, (draws, n, n)),
        "commitment": g.dirichlet(np.ones(n + 1), (draws, n))[:, :, :n] * g.random((draws, n, 1)),
        "outcome": g.random(size),
        "field_leverage": g.random(size) * (g.random(size) < 0.5),
        "field_position": g.random(size),
    }
    for oddity in odd:
        oddity(w)
    sums = w["salience"].sum(axis=2, keepdims=True)
    w["salience"] = np.where(sums > 0, w["salience"] / np.where(sums > 0, sums, 1), 1 / size)
    own = np.arange(n)
    w["trust"][:, own, own] = 0.0
    w["commitment"][:, own, own] = 0.0
    arrays: dict[str, Any] = {**w}
    cells = {(int(g.integers(n)), int(g.integers(size))) for _ in range(dated)}
    brought = tuple(
        Dated(i, q, ITEMS[: k % 2 + 1], g.random((draws, 2 ** (k % 2 + 1))))
        for k, (i, q) in enumerate(sorted(cells))
    )
    for cell in brought:
        arrays["capability"][:, cell.actor, cell.issue] = cell.values[:, -1]
    return Weights(actors=ACTORS[:n], issues=ISSUES[:size], dated=brought, **arrays)


def first_version() -> dict[str, float]:
    """The settings of the model as it first was."""
    given = settings_of("first_version", Fault("", 0, 0, "", ""))
    return {name: float(str(value)) for name, value in given.items()}


def _value(setting: Setting) -> st.SearchStrategy[float]:
    if setting.switch:
        return st.sampled_from([0.0, 1.0])
    edges = [b for b in (setting.hard_low, setting.hard_high) if np.isfinite(b)]
    return st.one_of(
        st.just(setting.default),
        st.floats(setting.low, setting.high, allow_subnormal=False),
        st.sampled_from([setting.low, setting.high, *edges]),
    )


def settings_rows(**fixed: float) -> st.SearchStrategy[list[float]]:
    """Rows of a settings table, anywhere in their ranges and at the edges of what is possible."""
    return st.fixed_dictionaries(
        {name: st.just(fixed[name]) if name in fixed else _value(s) for name, s in SETTINGS.items()}
    ).map(lambda row: [row[name] for name in SETTING_NAMES])


@st.composite
def scripts(draw: st.DrawFn, months: int, actors: int, issues: int = 1, *, mute: bool = True) -> Script:
    """Scripts with several acts of an actor in a month, waits, barred options and menus, muted actors.

    Some acts name issues, up to the number of ``issues``, and some of these are returned.
    """
    script = Script.empty(months, actors)
    when, who = st.integers(0, months - 1), st.integers(0, actors - 1)
    verb, other = st.integers(0, len(VERB_NAMES) - 1), st.integers(1, actors - 1)
    for target in (script.acts, script.bars):
        for t, i, v, step in draw(st.lists(st.tuples(when, who, verb, other), max_size=8)):
            target[t, i, 1 + v * actors + (i + step) % actors] = 1
    for t, i in draw(st.lists(st.tuples(when, who), max_size=2)):
        script.acts[t, i, 0] = 1
    for t, i in draw(st.lists(st.tuples(when, who), max_size=2)):
        script.bars[t, i, 1:] = 1
    named = st.tuples(when, who, st.sampled_from([ENDORSE, AID]), other, st.integers(1, issues))
    for t, i, v, step, q in draw(st.lists(named, max_size=3)):
        j = (i + step) % actors
        for giver, taker in [(i, j), (j, i)][: draw(st.integers(1, 2))]:
            cell = (t, giver, 1 + v * actors + taker)
            script.acts[cell], script.on[cell] = 1, q
        script.instead[t, i] = 1
        script = replace(script, arrivals=(*script.arrivals, (f"item {t}", t, i)))
    if mute and draw(st.booleans()):
        script = script.mute(draw(who))
    return script


@st.composite
def weights(draw: st.DrawFn, min_issues: int = 1) -> Weights:
    """Weights of 2 to 7 actors and 1 to 7 issues, up to 3 draws, with any of ODDITIES."""
    return random_weights(
        draw(st.integers(2, 7)),
        draw(st.integers(min_issues, 7)),
        draw(st.integers(1, 3)),
        draw(st.integers(0, 2**32 - 1)),
        tuple(draw(st.lists(st.sampled_from(ODDITIES), unique=True, max_size=4))),
        draw(st.integers(0, 3)),
    )


@st.composite
def tables(
    draw: st.DrawFn, /, *, min_issues: int = 1, max_months: int = 12, scripted: bool = True, **fixed: float
) -> RunTable:
    """Tables of 1 to 6 runs over 1 to 12 months; ``fixed`` pins settings."""
    made = draw(weights(min_issues))
    months = draw(st.integers(1, max_months))
    n = len(made.actors)
    menu = scripts(months, n, len(made.issues)) if scripted else st.just(Script.empty(months, n))
    some = tuple(draw(st.lists(menu, min_size=1, max_size=2)))
    points = draw(st.lists(settings_rows(**fixed), min_size=1, max_size=2))
    runs = draw(st.integers(1, 6))
    g = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return RunTable(
        weights=made,
        scripts=some,
        settings=np.array(points),
        script=g.integers(0, len(some), runs),
        point=g.integers(0, len(points), runs),
        weight=g.integers(0, made.draws, runs),
        draw=g.integers(0, 5, runs),
        replicate=g.integers(0, 5, runs),
        first_month=FIRST_MONTH,
        months=months,
        window=draw(st.integers(0, months - 1)),
        rng=draw(st.integers(0, 10**6)),
    )


def one_run(made: Weights, script: Script, row: list[float], rng: int = 1, window: int = 0) -> RunTable:
    """A table of a single run over the script's months."""
    zero = np.zeros(1, dtype=np.int64)
    return RunTable(
        weights=made, scripts=(script,), settings=np.array([row]), script=zero, point=zero, weight=zero,
        draw=zero, replicate=zero, first_month=FIRST_MONTH, months=len(script.acts), window=window, rng=rng,
    )  # fmt: skip


def repeated(table: RunTable, runs: int) -> RunTable:
    """The first run of a table with ``runs`` different random numbers."""
    pick = np.zeros(runs, dtype=np.int64)
    return replace(
        table,
        script=table.script[pick],
        point=table.point[pick],
        weight=table.weight[pick],
        draw=np.arange(runs),
        replicate=table.replicate[pick],
    )


def stepped(table: RunTable) -> Iterator[AllianceModel]:
    """The first run of a table at its start and after every month."""
    model = AllianceModel(table)
    yield model
    for _ in range(table.months):
        model.step()
        yield model
