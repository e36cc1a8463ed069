"""From answers to charts: each number of an answer stands on the row, panel and month it belongs to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from patronage.analysis.estimators.discover import Box
from patronage.analysis.estimators.discover import Step as Peel
from patronage.analysis.estimators.placebo import Among, Layer
from patronage.analysis.estimators.record.frequencies import Often
from patronage.analysis.estimators.sensitivity import Effects, Indices
from patronage.sim.designs.sensitivity import Factor
from patronage.sim.scenario.load import Scenario, load_scenario
from patronage.studies.discover import Region
from patronage.studies.ladder import CODED, PRIOR, RANDOM, Cell, Ladder, Step
from patronage.studies.losses import Size
from patronage.studies.placebo import Placebo
from patronage.studies.record.calibrate import Estimate
from patronage.studies.sensitivity import Bar, Sensitivity
from patronage.text import discover
from patronage.text.charts.ladder import ladder_chart
from patronage.text.charts.sensitivity import lines_of, sensitivity_chart
from patronage.text.charts.why import placebo_chart, signed
from patronage.text.charts.why import rivals_models_chart as rivals_drawn
from patronage.text.record import calibrate, frequencies, hindcast
from tests.charts.test_drawn_rows import SIZE, assert_rows, spread
from tests.support.figures import bars_of, labels_of, marker_of, ranked_rows
from tests.support.figures import lines_of as lines_in

TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"


@pytest.fixture(scope="module")
def tiny() -> Scenario:
    return load_scenario(TINY)


def dots(axes: Any) -> list[float]:
    """Where the round marks lie on x, in the order in which they were drawn."""
    return [
        float(x) for line in lines_in(axes) if marker_of(line) == "o" for x in np.asarray(line.get_xdata())
    ]


def test_a_ladder_has_each_measure_and_outcome_in_its_panel(tiny: Scenario) -> None:
    names = ("hold", "share", "outcome:grain")

    def step(n: int, *, nulls: bool = True) -> Step:
        def cell(k: int) -> Cell:
            return Cell(0.1, 0.2, spread(k), spread(k + 50))

        under = (CODED, PRIOR, RANDOM) if nulls else (CODED,)
        cells = {
            which: {name: cell(n + 4 * q + 20 * u) for q, name in enumerate(names)}
            for u, which in enumerate(under)
        }
        return Step(f"part {n}", cells)

    rungs, left = (step(0), step(1)), (step(2, nulls=False), step(3, nulls=False))
    figure = ladder_chart(tiny, Ladder(SIZE, names[:2], names[2:], rungs, left, (), spread(0)))
    heads = ["Loss of hold", "Loss of share", "Move of outcome of grain"]
    assert [axes.get_title(loc="left") for axes in figure.axes[:3]] == heads
    assert [text.get_text() for text in figure.axes[0].get_yticklabels()] == [f"Part {n}" for n in range(4)]
    for axes, name in zip(figure.axes, names, strict=False):
        assert dots(axes) == [one.cells[CODED][name].effect.mean for one in (*rungs, *left)]
        for under, mark in ((PRIOR, "x"), (RANDOM, "+")):
            (line,) = (line for line in lines_in(axes) if marker_of(line) == mark)
            assert np.asarray(line.get_xdata()).tolist() == [
                one.cells[under][name].effect.mean for one in rungs
            ]


def test_nulls_parts_and_layers_have_their_own_losses(tiny: Scenario) -> None:
    losses = {"as it is": spread(0), "no evidence": spread(1), "random acts": spread(2)}
    layers = tuple(Layer(f"layer {k}", spread(k + 5), None) for k in range(3))
    labels, dyads = (
        Among(("a", "b", "c"), np.array([0.003, -0.001, 0.014]) + k, np.full(3, 0.1), spread(20 + k),
              spread(22 + k), spread(24 + k), 3, 0.5, 0.5, 0, (0.5, 0.5))
        for k in range(2)
    )  # fmt: skip
    others = {name: spread(k + 9) for k, name in enumerate(losses)}
    without = {"gain": spread(30), "habit": spread(31)}
    changes = {"gain": replace(spread(32), mean=0.001), "habit": replace(spread(33), mean=-0.002)}
    found = Placebo(
        "hold", SIZE, losses, others, layers, labels, dyads, None, without, changes, Size(4, 5), spread(0)
    )
    figure = placebo_chart(tiny, found)
    top, middle, bottom = figure.axes
    assert list(labels_of(top).values()) == [
        "As it is", "No evidence", "Random acts", "Wishes permuted, mean of 3 placebos",
        "The coded wishes less these", "Other pairs, mean of 3 placebos", "The scenario's pair less these",
    ]  # fmt: skip
    rows = [*losses.values(), *(each for one in (labels, dyads) for each in (one.anyone, one.specific))]
    assert dots(top) == [row.mean for row in rows]
    ticks = [np.asarray(line.get_xdata()).tolist() for line in lines_in(top) if marker_of(line) == "|"]
    assert ticks == [labels.means.tolist(), dyads.means.tolist()]
    assert [text.get_text() for text in top.texts][: len(rows)] == [signed(row.mean) for row in rows]
    assert_rows(
        middle,
        {
            "Habit\nweight of having lately been as kind or as harsh": (
                without["habit"],
                signed(without["habit"].mean),
            ),
            "Gain\nweight of what an act would do to the settlement": (
                without["gain"],
                signed(without["gain"].mean),
            ),
        },
    )
    wanted = {f"Layer {k}": (layer.adds, signed(layer.adds.mean)) for k, layer in enumerate(layers)}
    assert_rows(bottom, wanted, bars=True)


@pytest.mark.parametrize("sobol", [True, False])
def test_a_sensitivity_has_each_factor_with_its_own_numbers(tiny: Scenario, sobol: bool) -> None:
    factors = (
        Factor("setting", "cost_aid"),
        Factor("weights", "guild salience", actor="guild", group="salience"),
        Factor("replicate", "replicate"),
    )
    one, two, three, four = (np.array([0.2, 0.5, 0.1]) + k / 10 for k in range(4))
    ids = tuple(factor.name for factor in factors)
    indices = Indices(ids, one, two, three, four, three, 1.0) if sobol else None
    effects = None if sobol else Effects(ids, one, two, three, four, two)
    bars = tuple(
        Bar(factor, 0.001 + k, 0.002 + k, (0.0005 + k, 0.0015 + k), (0.0017 + k, 0.0026 + k))
        for k, factor in enumerate(factors[:2])
    )
    found = Sensitivity("hold", factors, indices, effects, 0.0123, bars, 64, 2, 1000, 0)
    lines = {line.name: line for line in lines_of(found, tiny)}
    assert list(lines) == ["The Guild: salience", "cost of aiding", "replicate"]
    for k, name in enumerate(("cost of aiding", "The Guild: salience", "replicate")):
        line = lines[name]
        strength, unsure = (three[k], four[k]) if sobol else (two[k], three[k])
        assert (line.strength, line.confidence) == (strength, unsure)
        assert line.other == (one[k] if sobol else four[k])
        assert line.other_confidence == (two[k] if sobol else 0.0)
        assert line.ends == ((bars[k].low, bars[k].high) if k < 2 else None)
        assert line.within == ((bars[k].low_within, bars[k].high_within) if k < 2 else None)
    right = sensitivity_chart(tiny, found).axes[1]
    assert {begin for begin, _, _ in bars_of(right)} == {0.0123}


def test_a_region_is_drawn_in_the_ranges_of_its_own_columns() -> None:
    points = np.array([[0.0, 10.0, -5.0], [4.0, 30.0, 5.0], [1.0, 20.0, 0.0]])
    box = Box(np.array([1.0, -np.inf, -np.inf]), np.array([3.0, np.inf, 2.5]))
    steps = tuple(Peel(box, 0.5, 1.0 - k / 10, 0.3 + k / 9) for k in range(3))
    aside = tuple(Peel(box, 0.5, 0.8 - k / 10, 0.2 + k / 9) for k in range(3))
    found = Region(
        "hold", ("noise", "rank", "trust.a.b"), points, np.array([0.1, 0.2, 0.0]), 0.05, steps, aside,
        steps[2], aside[1], {}, 100,
    )  # fmt: skip
    left, right = discover.chart_of(found, "What?", "Made.", {}).axes
    spans = [(begin, end) for begin, end, _ in bars_of(right)][1::2]
    np.testing.assert_allclose(spans, [(0.25, 0.75), (0.0, 0.75)])
    assert [text.split(".")[0] for text in labels_of(right).values()] == ["noise", "trust"]
    chosen = [np.asarray(line.get_xydata()).tolist() for line in left.lines if line.get_markersize() == 6.0]
    assert chosen == [[[steps[2].coverage, steps[2].density]], [[aside[1].coverage, aside[1].density]]]


def test_a_hindcast_draws_its_acts_under_weights_without_their_own_sentence(tiny: Scenario) -> None:
    numbers = np.random.default_rng(8)
    months = [24000, 24000, 24003]
    model = {name: np.log2(numbers.uniform(0.1, 0.9, (5, 3))) for name in ("fitted", "left_out", "unseen")}
    nulls = {name: np.log2(numbers.uniform(0.1, 0.9, 3)) for name in hindcast.NAMES}
    found: Any = SimpleNamespace(
        acts=[SimpleNamespace(month=month) for month in months],
        draws=5, scenario=tiny, calibration=None, known=0, nulls=nulls, model=model,
    )  # fmt: skip
    (axes,) = hindcast.drawn(found, "acts").axes
    mean = np.log2(np.exp2(model["left_out"]).mean(axis=0))
    ends = {text.get_text(): float(text.xy[1]) for text in axes.texts if text.get_text().startswith("over")}  # type: ignore[attr-defined]
    assert ends == {
        f"over {hindcast.NAMES[name]}": pytest.approx((mean - nulls[name]).sum())
        for name in ("chance", "own_average")
    }
    assert axes.get_xlim() == (23998.5, 24004.5)


def test_frequencies_are_drawn_under_their_own_pairs_and_deeds(tiny: Scenario) -> None:
    pairs = {
        ("duke", "guild"): Often(9, 4.0, 0.1, (2.0, 6.0)),
        ("guild", "port"): Often(3, 3.5, 0.1, (1.0, 5.0)),
    }
    deeds = {
        ("guild", "aid", "port"): Often(7, 2.0, 0.1, (1.0, 4.0)),
        ("duke", "warn", "guild"): Often(1, 1.5, 0.1, (0.0, 3.0)),
    }
    found: Any = SimpleNamespace(
        scenario=tiny, by_pair=pairs, by_deed=deeds, draws=5, runs=10, months=(24000, 24009),
        compared=SimpleNamespace(acts=12),
    )  # fmt: skip
    above, below = frequencies.drawn(found, "acts").axes
    names = (
        ["The Duke to The Guild", "The Guild to Port Lind"],
        ["The Guild aids Port Lind", "The Duke warns The Guild"],
    )
    records = [[float(one.record) for one in rows] for rows in (pairs.values(), deeds.values())]
    for axes, labels, record in zip((above, below), names, records, strict=True):
        assert list(labels_of(axes).values()) == labels
        assert dots(axes) == record


def test_estimates_are_drawn_in_deviations_of_their_terms(tiny: Scenario) -> None:
    by_draw = np.random.default_rng(9).normal(1.0, 0.3, (40, 2))
    found: Any = SimpleNamespace(
        estimates=(
            Estimate("rationality", 1.0, 1.4, 0.2, 0.1, 0.1, 0.5),
            Estimate("cost_aid", 2.0, 2.6, 0.3, 0.1, 0.1, 1.0),
        ),
        by_draw=by_draw, scenario=tiny, draws=40, acts=30,
    )  # fmt: skip
    rows = ranked_rows(calibrate.drawn(found, "acts").axes[0])
    low, high = np.quantile(by_draw, (0.05, 0.95), axis=0)
    first, second = rows["rationality"], rows["cost of aiding"]
    assert (first.mean, first.low, first.high, first.error) == pytest.approx(
        (0.7, 0.5 * low[0], 0.5 * high[0], 0.1)
    )
    assert (second.mean, second.low, second.high, second.error) == pytest.approx(
        (0.6, low[1] - 2, high[1] - 2, 0.3)
    )
    assert first.note.startswith("1.40 (s.e. 0.20)")


def test_rival_models_are_drawn_with_their_own_losses(tiny: Scenario) -> None:
    from patronage.studies.rivals.scenario import LABELS

    models = [
        SimpleNamespace(name=name, loss=spread(k), decisiveness_loss=spread(k + 9))
        for k, name in enumerate(LABELS)
    ]
    found: Any = SimpleNamespace(scenario=tiny, size=SIZE, models=models)
    attainment, decisiveness = rivals_drawn(found).axes
    label = list(LABELS.values())
    assert_rows(attainment, {label[k]: (one.loss, "") for k, one in enumerate(models)}, (label[0],))
    assert_rows(
        decisiveness, {label[k]: (one.decisiveness_loss, "") for k, one in enumerate(models)}, (label[0],)
    )
