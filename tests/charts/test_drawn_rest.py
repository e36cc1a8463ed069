"""What the charts of sweeps, acts, camps and regions draw is what they were given."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from matplotlib.collections import LineCollection, QuadMesh
from matplotlib.contour import ContourSet

from patronage.analysis.charts.blocs import camps_chart
from patronage.analysis.charts.discover import Limit, region_chart
from patronage.analysis.charts.frequencies import frequencies_chart
from patronage.analysis.charts.hindcast import hindcast_chart
from patronage.analysis.charts.sweep import CLEAR, PALE, heat_map, line_chart, panels_chart
from patronage.analysis.estimators.camps import Camps, with_actor
from patronage.analysis.estimators.discover import Box, Step
from patronage.analysis.estimators.record.frequencies import Often
from patronage.analysis.estimators.record.hindcast import Bin
from patronage.analysis.estimators.sweep import Losses, Varied
from tests.charts.test_run import AMBER, BLUE, FIRST, assert_readable, subject
from tests.support.figures import (
    Curve,
    assert_bands,
    assert_curves,
    assert_shows,
    bars_of,
    edges,
    labels_of,
    lines_of,
    rules_of,
)

MANIFEST: dict[str, Any] = {
    "actors": [{"id": "duke", "name": "The Duke"}], "focus": "duke", "question": "What?", "points": 12,
    "draws": 50, "replicates": 4, "rng": 1, "inputs": "0123456789abcdef",
}  # fmt: skip


def losses(mean: np.ndarray, below: float = 0.003, above: float = 0.005) -> Losses:
    """Losses around these means, with a band that is wider above."""
    points = len(mean)
    low, high = mean - below * (1.0 + mean), mean + above * (1.0 + mean)
    around = (np.stack([end - 1e-4, end + 1e-4], axis=1) for end in (low, high))
    counts, losing = np.full(points, 50), np.full(points, 0.6)
    return Losses(mean, low, high, np.full(points, 0.001), counts, losing, 600, *around)


def test_a_sweeps_line_goes_through_its_points_in_order() -> None:
    values = np.array([3.0, 1.0, 2.0, 5.0, 4.0])
    by_measure = {"hold": losses(values / 100.0), "share": losses(-(values**2) / 300.0)}
    figure = line_chart(MANIFEST, Varied("settings.noise", "number", "noise", values, 2.5), by_measure)
    order = np.argsort(values)
    for panel, (name, loss) in zip(figure.axes, by_measure.items(), strict=True):
        assert panel.get_title(loc="left") == f"Loss of {name}"
        assert_curves(panel, [Curve(values[order], loss.mean[order], marker="o")])
        assert_bands(panel, [(values[order], loss.low[order], loss.high[order])])
        assert sorted(rules_of(panel)) == [("h", 0.0), ("v", 2.5)]
        assert_shows(panel, values, [*loss.low, *loss.high])


def test_a_panel_has_the_mean_and_the_middle_of_each_slice() -> None:
    numbers = np.random.default_rng(2)
    first, second = numbers.permutation(np.repeat([0.0, 1.0, 4.0], 12)), numbers.uniform(0.0, 9.0, 36)
    loss = losses(0.01 * first + numbers.gamma(1.0, 0.003, 36))
    varied = [
        Varied("settings.noise", "number", "noise", second, None),
        Varied("settings.rank", "number", "rank", first, 1.0),
    ]
    figure = panels_chart(MANIFEST, varied, loss, "hold")
    names = [panel.get_title(loc="left") for panel in figure.axes]
    assert names == ["rank", "noise"]  # what moves it most comes first
    by_level = [loss.mean[first == level] for level in (0.0, 1.0, 4.0)]
    order = np.argsort(second)
    slices = [
        ((0.0, 1.0, 4.0), by_level),
        ([second[part].mean() for part in np.array_split(order, 8)],
         [loss.mean[part] for part in np.array_split(order, 8)]),
    ]  # fmt: skip
    for panel, (x, parts) in zip(figure.axes, slices, strict=True):
        assert_curves(panel, [Curve(x, [part.mean() for part in parts], marker="o")])
        low, high = np.array([np.quantile(part, (0.05, 0.95)) for part in parts]).T
        assert_bands(panel, [(x, low, high)])
    assert rules_of(figure.axes[0]) == [("h", 0.0), ("v", 1.0)]
    assert rules_of(figure.axes[1]) == [("h", 0.0)]


def plane() -> tuple[Varied, Varied, Losses, np.ndarray]:
    """A loss that rises evenly along both of two things varied, 5 by 4: the things, it, and it as a grid."""
    across, up = np.meshgrid([0.0, 1.0, 2.0, 3.0, 4.0], [10.0, 20.0, 30.0, 40.0])
    grid = 0.01 * across + 0.0005 * up - 0.021
    shuffled = np.random.default_rng(4).permutation(20)
    x = Varied("settings.noise", "number", "noise", across.ravel()[shuffled], 1.5)
    y = Varied("settings.rank", "number", "rank", up.ravel()[shuffled], 30.0)
    return x, y, losses(grid.ravel()[shuffled], 0.008, 0.008), grid


def test_a_heat_map_has_every_loss_in_its_cell_and_leaves_noise_pale() -> None:
    x, y, loss, grid = plane()
    figure = heat_map(MANIFEST, x, y, loss, "hold")
    panel = figure.axes[0]
    open_ = np.abs(grid) <= 0.008 * (1.0 + grid) + 1e-4
    assert 0 < open_.sum() < grid.size
    meshes = {str(mesh.get_label()): mesh for mesh in panel.collections if isinstance(mesh, QuadMesh)}
    for name, mask in ((CLEAR, ~open_), (PALE, open_)):
        values: Any = np.ma.masked_invalid(np.ma.asarray(meshes[name].get_array())).filled(np.nan)
        np.testing.assert_allclose(values.reshape(grid.shape), np.where(mask, grid, np.nan))
        assert meshes[name].get_clim() == (-np.abs(grid).max(), np.abs(grid).max())
    assert (meshes[CLEAR].get_alpha() or 1.0) == 1.0
    assert (meshes[PALE].get_alpha() or 1.0) < 0.5
    cells: Any = meshes[CLEAR].get_coordinates()
    np.testing.assert_allclose(cells[0, :, 0], np.arange(6) - 0.5)
    np.testing.assert_allclose(cells[:, 0, 1], np.arange(5) - 0.5)
    up, right = np.nonzero(open_)
    assert_curves(panel, [Curve(right, up, marker="x"), Curve([1.5], [2.0], marker="o", filled=False)])
    assert labels_of(panel) == {0.0: "10", 1.0: "20", 2.0: "30", 3.0: "40"}
    assert [text.get_text() for text in panel.get_xticklabels()] == list("01234")
    assert (panel.get_xlabel(), panel.get_ylabel()) == ("noise", "rank")
    assert_readable(figure)


def test_contours_lie_where_the_loss_is_and_not_among_noise() -> None:
    x, y, loss, grid = plane()
    panel = heat_map(MANIFEST, x, y, loss, "hold").axes[0]
    (contours,) = (each for each in panel.collections if isinstance(each, ContourSet))
    open_ = np.abs(grid) <= 0.008 * (1.0 + grid) + 1e-4
    seen = 0
    for level, path in zip(contours.levels, contours.get_paths(), strict=True):
        for across, up in np.asarray(path.vertices).tolist():
            assert 0.01 * across + 0.0005 * (10.0 + 10.0 * up) - 0.021 == pytest.approx(level)
            corners = {(round(up + a), round(across + b)) for a in (-0.49, 0.49) for b in (-0.49, 0.49)}
            assert not all(open_[corner] for corner in corners)
            seen += 1
    assert seen
    nothing = replace(loss, low=np.full(20, -1.0), high=np.full(20, 1.0))
    nothing = replace(nothing, around_low=np.full((20, 2), -1.0), around_high=np.full((20, 2), 1.0))
    bare = heat_map(MANIFEST, x, y, nothing, "hold").axes[0]
    assert not [each for each in bare.collections if isinstance(each, ContourSet)]


def test_bits_are_added_up_act_by_act_in_their_months() -> None:
    numbers = np.random.default_rng(5)
    months = np.array([FIRST, FIRST, FIRST + 2, FIRST + 7, FIRST + 7, FIRST + 7])
    model = np.log2(numbers.uniform(0.05, 0.9, (8, 6)))
    nulls = {name: np.log2(numbers.uniform(0.05, 0.9, 6)) for name in ("chance", "average", "acts")}
    bins = [
        Bin(120, 0.02, 0.03, (0.01, 0.07)),
        Bin(40, 0.2, 0.15, (0.08, 0.29)),
        Bin(9, 0.6, 0.7, (0.4, 0.9)),
    ]
    figure = hindcast_chart("T", months, model, nulls, bins, "A.")
    race, calibration = figure.axes
    x = np.array([-1, 0, 2, 7, 8]) + FIRST
    mean = np.log2(np.exp2(model).mean(axis=0))
    steps = []
    for null in nulls.values():
        total = np.cumsum(mean - null)
        steps.append(np.array([0.0, total[1], total[2], total[5], total[5]]))
    assert_curves(race, [Curve(x, step) for step in steps])
    assert {line.get_drawstyle() for line in lines_of(race)} == {"steps-post"}
    ends = {text.get_text(): text.xy for text in race.texts if text.get_text().startswith("over")}  # type: ignore[attr-defined]
    assert ends == {
        f"over {name}": (FIRST + 8, pytest.approx(step[-1])) for name, step in zip(nulls, steps, strict=True)
    }
    colors = {text.get_text(): text.get_color() for text in race.texts}
    assert len({colors[name] for name in ends}) == 3
    assert len(race.collections) == 2
    for shaded, null in zip(race.collections, list(nulls.values())[:2], strict=True):
        low, high = np.quantile(np.cumsum(model - null, axis=1), (0.05, 0.95), axis=0)
        below, above = edges(shaded, x[1:-1] + 0.5)  # type: ignore[arg-type]
        np.testing.assert_allclose(below, low[[1, 2, 5]])
        np.testing.assert_allclose(above, high[[1, 2, 5]])
    chance, came = [one.chance for one in bins], [one.came for one in bins]
    assert_curves(calibration, [Curve([0.01, 1.0], [0.01, 1.0]), Curve(chance, came, marker="o")])
    (spans,) = (each for each in calibration.collections if isinstance(each, LineCollection))
    wanted = [[[one.chance, end] for end in one.interval] for one in bins]
    np.testing.assert_allclose(np.array(spans.get_segments()), wanted)
    counts = {text.xy: text.get_text() for text in calibration.texts if text.get_text().isdigit()}  # type: ignore[attr-defined]
    assert counts == {(one.chance, one.interval[1]): str(one.options) for one in bins}


def test_what_is_done_more_or_less_often_stands_in_its_row() -> None:
    panels = {
        head: [
            (f"{head} {k}", Often(3 + 4 * k + p, 5.2 + k, 0.3, (2.5 + k, 8.5 + 1.3 * k))) for k in range(4)
        ]
        for p, head in enumerate(("By pair", "By verb"))
    }
    figure = frequencies_chart("T", panels, "A.")
    for axes, (head, rows) in zip(figure.axes, panels.items(), strict=True):
        assert axes.get_title(loc="left") == head
        assert list(labels_of(axes).values()) == [name for name, _ in rows]
        wanted = []
        for place, (_, one) in zip(labels_of(axes), rows, strict=True):
            wanted += [
                Curve(one.interval, [place] * 2),
                Curve([one.model, one.record], [place] * 2),
                Curve([one.model], [place], marker="|"),
                Curve([one.record], [place], marker="o", filled=one.outside),
            ]
        assert_curves(axes, wanted)
    assert {one.outside for rows in panels.values() for _, one in rows} == {True, False}


def test_camps_are_shown_by_month_and_the_odds_of_the_last() -> None:
    numbers = np.random.default_rng(6)
    said = subject(((FIRST + 1, FIRST + 2),), ("russia", "iran", "turkey"))
    camps = {
        arm: Camps(
            ("russia", "iran", "turkey"),
            numbers.integers(0, 4, (40, 6)),
            np.ones((40, 6), dtype=np.int64),
            np.ones((40, 6)),
            numbers.gamma(1.0, 0.1, (40, 6, 3)),
        )
        for arm in ("reference", "scenario")
    }
    figure = camps_chart(said, camps)
    above, below, odds = figure.axes
    arms = ((above, "With the events", "scenario"), (below, "Without the events", "reference"))
    for panel, head, arm in arms:
        assert panel.get_title(loc="left") == head
        (image,) = panel.images
        shares = with_actor(camps[arm], 1)[:, [0, 2]].T
        np.testing.assert_allclose(np.asarray(image.get_array()), shares)
        left, right, bottom, top = image.get_extent()
        assert (left, right) == (FIRST - 0.5, FIRST + 5.5)
        assert bottom > top  # rows from the top down
        assert list(labels_of(panel).values()) == ["Russia", "Turkey"]
        placed = {(float(t.get_position()[0]), float(t.get_position()[1])): t.get_text() for t in panel.texts}
        for row in (0, 1):
            for month in (0, 2, 5):
                assert placed[FIRST + month, row] == f"{100 * shares[row, month]:.0f}"
    (mark,) = (line for line in above.lines if line.get_label() == "event")
    assert np.asarray(mark.get_xdata()).tolist() == [FIRST + 0.5, FIRST + 2.5]
    wanted = []
    for arm, lift in (("scenario", -0.17), ("reference", 0.17)):
        last = camps[arm].at_odds[:, -1]
        for i, color in enumerate((BLUE, AMBER, BLUE)):
            wanted += [
                Curve(np.quantile(last[:, i], (0.05, 0.95)), [i + lift] * 2, color=color),
                Curve([last[:, i].mean()], [i + lift], marker="o", filled=arm == "scenario"),
            ]
    assert_curves(odds, wanted)
    assert list(labels_of(odds).values()) == ["Russia", "Iran", "Turkey"]


def test_a_region_lies_within_its_limits() -> None:
    def step(coverage: float, density: float) -> Step:
        return Step(Box(np.zeros(2), np.ones(2)), 0.5, coverage, density)

    steps, aside = (
        [step(1.0 - k / 7, 0.3 + k / 9) for k in range(5)],
        [step(0.9 - k / 8, 0.2 + k / 11) for k in range(5)],
    )
    limits = [
        Limit("one", 2.0, 6.0, 3.0, None, "at least 3", ("2", "6")),
        Limit("two", -1.0, 1.0, None, 0.5, "at most 0.5", ("−1", "1")),
        Limit("three", 0.0, 10.0, 1.0, 4.0, "1 to 4", ("0", "10")),
    ]
    figure = region_chart("T", "C", steps, aside, steps[3], aside[2], limits)
    left, right = figure.axes
    wanted = [
        Curve([one.coverage for one in path], [one.density for one in path], marker=mark)
        for path, mark in ((steps, "o"), (aside, "D"))
    ]
    wanted += [
        Curve([one.coverage], [one.density], marker=mark) for one, mark in ((steps[3], "o"), (aside[2], "D"))
    ]
    assert_curves(left, wanted)
    spans = [(0.25, 1.0), (0.0, 0.75), (0.1, 0.4)]
    bars = [(0.0, 1.0), spans[0], (0.0, 1.0), spans[1], (0.0, 1.0), spans[2]]
    np.testing.assert_allclose([(begin, end) for begin, end, _ in bars_of(right)], bars)
    np.testing.assert_allclose([place for _, _, place in bars_of(right)], [0, 0, -1, -1, -2, -2])
    assert labels_of(right) == {0.0: "one", -1.0: "two", -2.0: "three"}
    placed = {text.get_text(): text.get_position() for text in right.texts}
    for k, (limit, (low, high)) in enumerate(zip(limits, spans, strict=True)):
        assert placed[limit.text] == pytest.approx(((low + high) / 2.0, -k + 0.18))
        assert [placed[end][0] for end in limit.ends] == [0.0, 1.0]
