"""Losses of sweeps, and the chart that suits each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from patronage.analysis.charts.style import save, words_of
from patronage.analysis.charts.sweep import _level_text, heat_map, sweep_chart
from patronage.analysis.estimators.spread import spread_of
from patronage.analysis.estimators.sweep import losses_of, varied_of
from patronage.sim.files.faults import FaultError
from patronage.sim.files.months import parse_month
from patronage.sim.model.measures import TAKEN
from patronage.sim.store.result import Result
from patronage.sim.store.writer import ResultWriter
from patronage.sim.sweeps.run import run_sweep
from tests.support.sweeps import GRID, sweep_of

HEAD = "title: x\nscenario: scenario.yaml\n"
LIST = """design: list
list:
  - {events.gift.start: 2001-05, events.gift.lasts: 1, events.silence.lasts: 1}
  - {events.gift.start: 2001-06, events.gift.lasts: 1, events.silence.lasts: 2}
  - {events.gift.start: 2001-08, events.gift.lasts: 1, events.silence.lasts: 3}
draws: 6
"""
SAMPLE = """design: lhs
size: 40
vary: {settings.*: range, events.silence.present: range}
draws: 2
replicates: 1
"""


def result_of(folder: Path, text: str = GRID, **overrides: str) -> Result:
    run_sweep(sweep_of(folder, text, **overrides), folder / "r")
    return Result.open(folder / "r")


def texts(result: Result, path: Path) -> tuple[list[str], int]:
    """What a chart says, title and labels, and how many panels it has; the chart is saved as well."""
    figure = sweep_chart(result)
    save(figure, path)
    axes = [panel for panel in figure.axes if panel.get_visible()]
    said = [text.get_text() for text in figure.texts]
    for panel in axes:
        said += [panel.get_title(loc="left"), panel.get_xlabel(), panel.get_ylabel()]
    return [text.replace("\n", " ") for text in said if text], len(axes)


def test_the_loss_at_a_point_is_that_of_its_pairs(tmp_path, monkeypatch):
    monkeypatch.setattr("patronage.sim.sweeps.chunks.CHUNK", 48)
    result = result_of(tmp_path)
    frame = result.runs(["point", "arm", "draw", "replicate", "share_duke"]).to_pandas()
    wide = frame.pivot_table(index=["point", "draw", "replicate"], columns="arm", values="share_duke")
    runs = wide.reference - wide.scenario
    draws = runs.groupby(["point", "draw"]).mean()
    losses = losses_of(result, "share")
    assert losses.mean == pytest.approx(draws.groupby("point").mean().to_numpy())
    spreads = [spread_of(point.unstack("replicate").to_numpy()) for _, point in runs.groupby("point")]
    assert losses.low == pytest.approx([spread.low for spread in spreads])
    assert losses.high == pytest.approx([spread.high for spread in spreads])
    assert losses.error == pytest.approx(draws.groupby("point").sem().to_numpy())
    assert losses.pairs == 108


def test_without_uncertainty_the_spread_is_that_of_the_replicates(tmp_path):
    result = result_of(tmp_path, GRID.replace("draws: 4", "uncertainty: false"))
    frame = result.runs(["point", "arm", "replicate", "hold_duke"]).to_pandas()
    wide = frame.pivot_table(index=["point", "replicate"], columns="arm", values="hold_duke")
    expected = (wide.reference - wide.scenario).groupby("point").quantile(0.95).to_numpy()
    assert losses_of(result, "hold").high == pytest.approx(expected)


def test_random_numbers_of_ones_own_and_failed_runs_are_counted_right(tmp_path):
    text = HEAD + (
        "design: list\nlist:\n"
        "  - {settings.rationality: 1, settings.restraint: 0, settings.cost_aid: 2}\n"
        "  - {settings.rationality: 0, settings.restraint: -1.7e+308, settings.cost_aid: -1.7e+308}\n"
        "draws: 4\nreplicates: 3\ncommon_random_numbers: false\n"
    )
    losses = losses_of(result_of(tmp_path, text), "hold")
    assert losses.pairs == 12
    assert np.isnan(losses.mean).tolist() == [False, True]


def test_what_goes_together_is_one_and_what_stays_is_none(tmp_path):
    [varied] = varied_of(result_of(tmp_path, HEAD + LIST))
    assert (varied.path, varied.form) == ("events.gift.start", "month")
    assert varied.label == "first month of the event gift"
    assert varied.levels.tolist() == [parse_month(f"2001-0{k}") for k in (5, 6, 8)]
    assert varied.unchanged == parse_month("2001-05")


def test_one_thing_varied_is_a_line_in_each_measure(tmp_path):
    said, panels = texts(result_of(tmp_path, HEAD + LIST), tmp_path / "line.png")
    assert panels == len(TAKEN)
    heads = [text for text in said if text.startswith("Loss of")]
    assert heads == [f"Loss of {measure.words}" for measure in TAKEN]
    assert any(text.startswith("first month of the event gift") for text in said)


def test_a_grid_of_two_is_a_heat_map(tmp_path):
    said, panels = texts(result_of(tmp_path), tmp_path / "map.svg")
    assert panels == 2
    assert {"rationality", "trust of duke in guild"} <= set(said)
    assert any("216 runs at 9 points (4 weight draws × 3, in two arms), rng 7" in text for text in said)


def test_points_whose_mean_loss_is_not_distinguishable_from_zero_are_crossed(tmp_path):
    result = result_of(tmp_path)
    losses = losses_of(result, "hold")
    wide = replace(losses, error=np.where(np.arange(9) % 4 == 1, 1.0, losses.error))
    x, y = varied_of(result)
    figure = heat_map(result.manifest, x, y, wide, "hold")
    (crosses,) = (line for line in figure.axes[0].lines if line.get_marker() == "x")
    assert losses.distinguishable.all()
    assert np.asarray(crosses.get_xydata()).tolist() == [[0, 1], [1, 2]]
    assert "crosses: a mean loss not distinguishable from zero" in words_of(figure)[1]


def test_contours_below_zero_have_a_true_minus(tmp_path):
    figure = sweep_chart(result_of(tmp_path))
    assert not any("-" in text.get_text() for text in figure.axes[0].texts)
    assert _level_text(-0.002) == "−0.002"


def test_many_things_varied_are_a_panel_each_the_most_moving_first(tmp_path):
    said, panels = texts(result_of(tmp_path, HEAD + SAMPLE), tmp_path / "panels.pdf")
    assert panels == 12
    assert any("that move it less are left out" in text for text in said)


@pytest.mark.parametrize(
    "text",
    [
        "design: grid\nvary: {events.gift.present: range}\ndraws: 3\n",
        "design: grid\nvary: {events.gift.present: range, events.silence.present: range}\ndraws: 3\n",
        "design: lhs\nsize: 9\nvary: {settings.noise: range, events.gift.start: {to: 2001-08}}\ndraws: 2\n",
        "design: list\nlist: [{settings.noise: 0.01}, {settings.noise: 0.01}]\ndraws: 3\n",
    ],
)
def test_every_shape_of_sweep_has_a_chart(tmp_path, text):
    if "0.01" in text:
        with pytest.raises(FaultError, match="nothing was varied in this sweep"):
            sweep_chart(result_of(tmp_path, HEAD + text))
    else:
        save(sweep_chart(result_of(tmp_path, HEAD + text)), tmp_path / "chart.png")


def test_a_folder_that_holds_no_sweep_is_said_so(tmp_path):
    with ResultWriter.create(tmp_path / "r", {"kind": "run", "inputs": "a", "model": "b"}) as writer:
        writer.finish()
    with pytest.raises(FaultError, match="holds no sweep"):
        sweep_chart(Result.open(tmp_path / "r"))
