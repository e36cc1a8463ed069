"""The charts of why a loss comes about: what their axes hold, and whether one can read them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_hex

from patronage.analysis.charts.discover import ACCENT, Limit, region_chart
from patronage.analysis.charts.sensitivity import Line, tornado_chart
from patronage.analysis.charts.style import words_of
from patronage.analysis.estimators.discover import discover, measured
from patronage.analysis.estimators.spread import Spread, spread_of
from patronage.analysis.estimators.sweep import label_of
from patronage.analysis.words import setting_words
from patronage.sim.designs.sensitivity import Factor
from patronage.sim.scenario.load import Scenario, load_scenario
from patronage.studies.asked import fixed_text
from patronage.studies.attribute import Attribution, Member, Sentence, Sentences
from patronage.studies.compare import Member as Compared
from patronage.studies.compare import comparison
from patronage.studies.losses import Size
from patronage.studies.placebo import placebo
from patronage.studies.run_folder import manifest_of
from patronage.text.charts.sensitivity import factor_text
from patronage.text.charts.why import attribution_chart, placebo_chart, sentences_chart, signed
from patronage.text.compare import comparison_chart, titles_of
from tests.charts.test_run import assert_readable, shown_texts

ROOT = Path(__file__).parents[2]
TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"
SIZE = Size(40, 10)


def spread(mean: float, error: float = 0.001, wide: float = 0.01) -> Spread:
    return Spread(mean, mean - wide, mean + wide, error, 0.7, 40)


@pytest.fixture(scope="module")
def syria() -> Scenario:
    return load_scenario(ROOT / "scenarios" / "losing_ground.yaml")


def shapley(scenario: Scenario) -> Attribution:
    values = np.linspace(0.012, -0.008, len(scenario.events))
    members = tuple(
        Member(event.id, event.id, spread(value), spread(value), spread(value), 0.0)
        for event, value in zip(scenario.events, values, strict=True)
    )
    total = spread(float(values.sum()))
    return Attribution("events", "hold", SIZE, 2048, True, total, spread(0.0), members, total)


def test_every_event_has_its_row_and_the_loss_comes_last(syria: Scenario) -> None:
    found = shapley(syria)
    figure = attribution_chart(syria, found)
    (axes,) = figure.axes
    labels = [text.get_text() for text in axes.get_yticklabels()]
    assert labels[0] == "Iran endorses Russia\n2015-07"
    assert labels[-1] == "The loss"
    assert len(labels) == len(syria.events) + 1
    bars = [patch.get_width() for patch in axes.patches]  # type: ignore[attr-defined]
    np.testing.assert_allclose(bars, [*(member.value.mean for member in found.members), found.total.mean])
    assert_readable(figure)


def test_a_value_that_is_not_distinguishable_from_zero_has_a_hollow_dot(syria: Scenario) -> None:
    figure = attribution_chart(syria, shapley(syria))
    (axes,) = figure.axes
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    hollow = [line.get_markerfacecolor() == "white" for line in dots]
    means = [float(np.asarray(line.get_xdata())[0]) for line in dots]
    assert hollow == [abs(mean) <= 0.002 for mean in means]
    assert any(hollow)
    assert not all(hollow)


def test_the_spread_is_drawn_thin_over_draws_and_thick_over_errors(syria: Scenario) -> None:
    figure = attribution_chart(syria, shapley(syria))
    (axes,) = figure.axes
    thin, thick = axes.lines[0], axes.lines[1]
    np.testing.assert_allclose(np.asarray(thin.get_xdata()), [0.002, 0.022])
    np.testing.assert_allclose(np.asarray(thick.get_xdata()), [0.010, 0.014])
    assert thick.get_linewidth() > thin.get_linewidth()


def test_sentences_are_named_by_their_paraphrase_and_place(syria: Scenario) -> None:
    items = tuple(
        Sentence(item.id, "¶1, sentence 1", item.paraphrase, spread(-0.005 + k / 4000), spread(0.004))
        for k, item in enumerate(syria.case.items)
    )
    found = Sentences("hold", SIZE, spread(0.006), spread(0.001), items, (), spread(0.006))
    figure = sentences_chart(syria, found)
    words = [text.get_text() for text in shown_texts(figure)]
    assert any(words_ == "+0.0040   ¶1, sentence 1" for words_ in words)
    assert any(f"{len(items) - 16} items with smaller changes" in " ".join(w.split()) for w in words)
    assert len(figure.axes[0].get_yticklabels()) == 16
    assert_readable(figure)


def test_placebos_hold_a_tick_for_each_permutation() -> None:
    scenario = load_scenario(TINY)
    found = placebo(scenario, size=Size(4, 5), permutations=4)
    figure = placebo_chart(scenario, found)
    top, middle, bottom = figure.axes
    (ticks, *_) = (line for line in top.lines if line.get_marker() == "|")
    np.testing.assert_allclose(np.asarray(ticks.get_xdata()), found.labels.means)
    assert "Wishes permuted, mean of 4 placebos" in [text.get_text() for text in top.get_yticklabels()]
    assert len(bottom.patches) == len(found.layers)
    assert middle.get_title(loc="left") == "Without a part of the model"
    assert bottom.get_title(loc="left") == "The layers of the model"  # whose column is headed `adds`
    assert_readable(figure)


def test_a_comparison_has_the_costliest_on_top(syria: Scenario) -> None:
    numbers = np.random.default_rng(1)
    members = []
    for k in range(8):
        values = numbers.normal(0.1, 0.01, (2, 30, 5))
        values[1] -= 0.004 * k
        manifest = manifest_of(syria) | {"title": f"What happens in story {k}"}
        members.append(Compared(f"story_{k}", f"story_{k}", manifest, values))
    figure = comparison_chart(comparison(members, "hold"))
    (axes,) = figure.axes
    labels = [text.get_text() for text in axes.get_yticklabels()]
    assert [label.split("\n")[0][-1] for label in labels] == list("76543210")
    assert all(label.endswith(f"2015-07 to 2018-12, {syria.digest[:8]}") for label in labels)
    assert "the start of the scenario's digest" in words_of(figure)[1]
    assert_readable(figure)


def test_scenarios_are_called_by_their_titles_unless_two_share_one(syria: Scenario) -> None:
    values = np.random.default_rng(1).normal(0.1, 0.01, (2, 30, 5))
    manifests = [manifest_of(syria) | {"title": title} for title in ("One", "Two", "Two")]
    members = [Compared(f"m{k}", f"m{k}", manifest, values) for k, manifest in enumerate(manifests)]
    assert titles_of(comparison(members, "hold")) == {"m0": "One", "m1": "m1", "m2": "m2"}


def test_settings_are_called_the_same_everywhere(syria: Scenario) -> None:
    assert [setting_words(name) for name in ("cost_aid", "commitment_decay", "rank")] == [
        "cost of aiding",
        "commitment decay",
        "rank",
    ]
    assert factor_text(Factor("setting", "cost_warn"), syria) == "cost of warning"
    assert label_of([{"path": "settings.cost_warn", "symbol": "κ_warn"}]) == "cost of warning"
    assert fixed_text(syria, ["cost_warn"]) == "; fixed by --set: cost of warning 1.4"


def test_a_region_is_drawn_where_it_lies() -> None:
    points = np.random.default_rng(0).random((900, 4))
    wanted = (points[:, 1] > 0.6) & (points[:, 2] < 0.5)
    steps, found = discover(points[:600], wanted[:600])
    aside = [measured(step.box, points[600:], wanted[600:]) for step in steps]
    limits = [
        Limit("gain", 0.0, 1.0, float(found.box.low[1]), None, "at least 0.60", ("0.00", "1.00")),
        Limit("trust", 0.0, 1.0, None, float(found.box.high[2]), "at most 0.50", ("0.00", "1.00")),
    ]
    tested = measured(found.box, points[600:], wanted[600:])
    figure = region_chart("Where it is large", "A caption.", steps, aside, found, tested, limits)
    left, right = figure.axes
    large = [line for line in left.lines if line.get_markersize() == 6.0]
    assert [float(np.asarray(line.get_ydata())[0]) for line in large] == [found.density, tested.density]
    blue = [patch for patch in right.patches if to_hex(patch.get_facecolor()) == ACCENT.lower()]
    assert [(round(b.get_x(), 1), round(b.get_width(), 1)) for b in blue] == [  # type: ignore[attr-defined]
        (0.6, 0.4),
        (0.0, 0.5),
    ]
    assert_readable(figure)


def test_a_region_without_limits_says_so() -> None:
    points = np.random.default_rng(0).random((100, 2))
    wanted = np.random.default_rng(1).random(100) < 0.5
    whole = measured(discover(points, wanted)[0][0].box, points, wanted)
    figure = region_chart("Nothing", "A caption.", [whole], [whole], whole, whole, [])
    assert any("No limit stands out" in text.get_text() for text in shown_texts(figure))
    assert_readable(figure)


@pytest.mark.parametrize("method", ["sobol", "morris"])
def test_a_tornado_has_a_bar_to_each_end(method: str) -> None:
    lines = [
        Line(
            f"setting {k}", "setting", 0.5 - k / 40, 0.05, 0.1, 0.02, (0.002, 0.009 - k / 4000),
            ((0.001, 0.003), (0.008 - k / 4000, 0.01 - k / 4000)),
        )
        for k in range(16)
    ]  # fmt: skip
    nothing = (0.005, 0.005), ((0.004, 0.005), (0.005, 0.006))  # not distinguishable from no effect
    lines += [
        Line("Assad's government: salience", "weights", 0.1, 0.02, 0.01, 0.01, *nothing),
        Line("replicate", "replicate", 0.1, 0.02, 0.0, 0.01, None),
    ]
    figure = tornado_chart("What it depends on", "A caption.", lines, 0.005, method=method, measure="hold")
    _, right = figure.axes
    ends = [patch.get_x() + patch.get_width() for patch in right.patches]  # type: ignore[attr-defined]
    np.testing.assert_allclose(ends[:2], [0.002, 0.009])
    assert len(ends) == 2 * 17
    within = [np.asarray(line.get_xdata()).tolist() for line in right.lines if line.get_linewidth() == 0.7][
        :34
    ]
    np.testing.assert_allclose(within[:2], [[0.001, 0.003], [0.008, 0.01]])
    np.testing.assert_allclose(within[-2:], [[0.004, 0.005], [0.005, 0.006]])
    assert_readable(figure)


def test_numbers_on_charts_have_a_true_minus_and_no_signed_zero() -> None:
    assert [signed(value) for value in (0.01234, -0.01234, -0.00001)] == ["+0.0123", "−0.0123", "0.0000"]


def test_actors_without_a_colour_get_one(syria: Scenario) -> None:
    scenario = load_scenario(TINY)
    members = tuple(
        Member(name, name, spread(0.01), spread(0.01), spread(0.01), 0.0) for name in ("port", "guild")
    )
    total = spread_of(np.array([0.01, 0.02]))
    found = Attribution("patrons", "hold", SIZE, 4, True, total, spread(0.001), members, total)
    figure = attribution_chart(replace(scenario, question=""), found)
    labels = [text.get_text() for text in figure.axes[0].get_yticklabels()]
    assert labels == ["Port Lind", "The Guild", "Only The Duke active", "The loss"]
    assert_readable(figure)
