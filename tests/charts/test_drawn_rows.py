"""What ranked charts draw is what they were given, row by row, whatever command made them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from matplotlib.axes import Axes

from patronage.analysis.charts.ladder import ABOVE, Panel, ladder_panels
from patronage.analysis.charts.placebo import HEADS, placebo_panels
from patronage.analysis.charts.placebo import Panel as Nulls
from patronage.analysis.charts.ranked import PRIOR, RANDOM, Row, Scene, Words, ranking
from patronage.analysis.charts.rivals import rivals_chart
from patronage.analysis.charts.sensitivity import Line, tornado_chart
from patronage.analysis.estimators.spread import Spread
from patronage.sim.scenario.load import Scenario, load_scenario
from patronage.studies.attribute import Attribution, Member, Sentence, Sentences
from patronage.studies.compare import Member as Compared
from patronage.studies.compare import comparison
from patronage.studies.losses import Size
from patronage.studies.run_folder import manifest_of
from patronage.text.charts.why import attribution_chart, sentences_chart, signed
from patronage.text.compare import comparison_chart
from patronage.words.plain import percent
from tests.charts.test_run import subject
from tests.support.figures import (
    Curve,
    assert_curves,
    assert_shows,
    bars_of,
    labels_of,
    ranked_rows,
    rules_of,
)

TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"
SIZE = Size(40, 10)


def spread(k: int) -> Spread:
    """One whose numbers no other has, and of which nothing lies in the middle."""
    mean = (0.013 - 0.004 * k) * (1.0 + k / 100.0)
    return Spread(mean, mean - 0.0071 - k / 9000, mean + 0.0123 + k / 7000, 0.001 + k / 3000, 0.7, 40)


def assert_rows(
    axes: Axes, wanted: Mapping[str, tuple[Spread, str]], strong: tuple[str, ...] = (), *, bars: bool = False
) -> None:
    """The panel has these rows, from the top down, by what they are called: spread and note."""
    found = ranked_rows(axes)
    assert list(found) == list(wanted)
    for label, (spread, note) in wanted.items():
        row = found[label]
        numbers = (row.mean, row.low, row.high, row.error)
        assert numbers == pytest.approx((spread.mean, spread.low, spread.high, spread.standard_error))
        assert row.filled == spread.distinguishable
        assert row.note == note
        assert row.strong == (label in strong)
        assert_shows(axes, (spread.low, spread.high, spread.mean))
    assert ("v", 0.0) in rules_of(axes)
    if bars:
        means = [(min(0.0, one.mean), max(0.0, one.mean)) for one, _ in wanted.values()]
        drawn = [tuple(sorted((begin, end))) for begin, end, _ in bars_of(axes)]
        np.testing.assert_allclose(drawn, means, atol=1e-12)
        assert [place for _, _, place in bars_of(axes)] == pytest.approx(list(labels_of(axes)))


@pytest.mark.parametrize("bars", [False, True])
def test_a_row_holds_its_own_numbers(bars: bool) -> None:
    rows = [Row(f"Row {k}", spread(k), f"note {k}", "#0072B2", strong=k == 2) for k in range(7)]
    figure = ranking(
        Scene("Why?", "Iran", "hold", "#0072B2", "made"), rows, Words("A", "B", "C", "D"), bars=bars
    )
    wanted = {row.label: (row.spread, row.note) for row in rows}
    assert {row.spread.distinguishable for row in rows} == {True, False}
    assert_rows(figure.axes[0], wanted, ("Row 2",), bars=bars)
    assert len(figure.axes[0].lines) == 3 * len(rows) + 1


@pytest.fixture(scope="module")
def tiny() -> Scenario:
    return load_scenario(TINY)


@pytest.mark.parametrize("over", ["events", "patrons"])
def test_an_attribution_gives_each_its_value(tiny: Scenario, over: str) -> None:
    events = over == "events"
    ids = [event.id for event in tiny.events] if events else ["port", "guild"]
    members = tuple(
        Member(name, name, spread(k), spread(k + 10), spread(k + 20), 0.0) for k, name in enumerate(ids)
    )
    found = Attribution(over, "hold", SIZE, 4, True, spread(5), spread(6), members, spread(5))
    figure = attribution_chart(tiny, found)
    labels = {
        "gift": "The Guild aids Port Lind\n2001-05 to 2001-07",
        "port": "Port Lind",
        "guild": "The Guild",
    }
    drawn = ranked_rows(figure.axes[0])
    wanted = {
        labels.get(member.id, list(drawn)[k]): (member.value, signed(member.value.mean))
        for k, member in enumerate(members)
    }
    if not events:
        wanted["Only The Duke active"] = (spread(6), signed(spread(6).mean))
    wanted["The loss"] = (spread(5), signed(spread(5).mean))
    assert_rows(figure.axes[0], wanted, ("The loss",), bars=True)
    if events:
        for event, label in zip(tiny.events, drawn, strict=False):
            assert label.split("\n")[0].startswith(
                next(actor.name for actor in tiny.case.actors if actor.id == event.actor)
            )


def test_a_sentence_is_shown_with_what_its_absence_changes(tiny: Scenario) -> None:
    items = tuple(
        Sentence(f"i{k}", f"¶{k}, sentence 1", f"Paraphrase {k}", spread(k), spread(k + 5)) for k in range(4)
    )
    figure = sentences_chart(tiny, Sentences("hold", SIZE, spread(8), spread(9), items, (), spread(8)))
    wanted = {one.paraphrase: (one.change, f"{signed(one.without.mean)}   {one.place}") for one in items}
    assert_rows(figure.axes[0], wanted)
    assert f"({signed(spread(8).mean)} with all)" in figure.axes[0].get_xlabel()


def test_a_comparison_gives_each_scenario_its_loss(tiny: Scenario) -> None:
    numbers = np.random.default_rng(3)
    members = []
    for k in range(4):
        values = numbers.gamma(2.0, 0.01, (2, 30, 5))
        values[1] -= 0.006 * k - 0.01
        manifest = manifest_of(tiny) | {"title": f"Story {k}", "window": [f"200{k}-01", f"200{k}-09"]}
        members.append(Compared(f"s{k}", f"s{k}", manifest, values))
    found = comparison(members, "hold")
    figure = comparison_chart(found)
    digest = tiny.digest[:8]
    wanted = {
        f"Story {name[1]}\n200{name[1]}-01 to 200{name[1]}-09, {digest}": (loss, percent(found.losing[name]))
        for name, loss in found.losses.items()
    }
    assert [loss.mean for loss in found.losses.values()] == sorted(
        (loss.mean for loss in found.losses.values()), reverse=True
    )
    assert_rows(figure.axes[0], wanted)


def test_rivals_are_shown_in_both_measures() -> None:
    losses = [(f"Model {k}", spread(k), spread(k + 4)) for k in range(4)]
    figure = rivals_chart(subject(), losses)
    for axes, title, which in zip(figure.axes, ("Attainment lost", "Decisiveness lost"), (1, 2), strict=True):
        assert axes.get_title(loc="left") == title
        wanted = {one[0]: ((one[1], one[2])[which - 1], "") for one in losses}
        assert_rows(axes, wanted, ("Model 0",))


def test_a_ladder_has_a_rung_a_row_and_the_nulls_above_it() -> None:
    panels = []
    for p in range(5):
        rows = [Row(f"Rung {k}", spread(k + p), "", "#0072B2", strong=k == 3) for k in range(4)]
        nulls = {PRIOR: [0.001 * p, None, -0.002, 0.003], RANDOM: [None, 0.011, 0.012 + p / 1000, None]}
        panels.append(Panel(f"Measure {p}", "points", rows, nulls))
    figure = ladder_panels(panels, title="T", caption="C")
    for p, panel in enumerate(panels):
        axes = figure.axes[p]
        assert axes.get_title(loc="left") == f"Measure {p}"
        places = list(axes.get_yticks())
        assert [text.get_text() for text in axes.get_yticklabels()] == (
            [row.label for row in panel.rows] if p % 4 == 0 else [""] * 4
        )
        wanted = []
        for place, row in zip(places, panel.rows, strict=True):
            one, error = row.spread, 2.0 * (row.spread.standard_error or 0.0)
            wanted += [
                Curve([one.low, one.high], [place] * 2),
                Curve([one.mean - error, one.mean + error], [place] * 2),
                Curve([one.mean], [place], marker="o", filled=one.distinguishable),
            ]
        for means, mark in zip(panel.nulls.values(), "x+", strict=True):
            there = [
                (mean, place + ABOVE) for mean, place in zip(means, places, strict=True) if mean is not None
            ]
            x, y = np.array(there).T
            wanted.append(Curve(x, y, marker=mark))
        assert_curves(axes, wanted)


def test_placebos_have_their_rows_parts_layers_and_ticks() -> None:
    variants = [Row(f"Variant {k}", spread(k), f"v{k}", "#0072B2", strong=k == 0) for k in range(4)]
    parts = [Row(f"Part {k}", spread(k + 9), f"p{k}", "#0072B2") for k in range(2)]
    layers = [Row(f"Layer {k}", spread(k + 6), f"l{k}", "#0072B2") for k in range(3)]
    placebos = np.array([0.001, -0.004, 0.0123, 0.02])
    panels = [
        Nulls(variants, "loss", {2: placebos}), Nulls(parts, "change", {}),
        Nulls(layers, "adds", {}, bars=True),
    ]  # fmt: skip
    figure = placebo_panels(panels, title="T", axis="A", caption="C")
    top, middle, bottom = figure.axes
    assert [axes.get_title(loc="left") for axes in figure.axes] == list(HEADS)
    assert_rows(middle, {row.label: (row.spread, row.note) for row in parts})
    assert_rows(bottom, {row.label: (row.spread, row.note) for row in layers}, bars=True)
    places = list(labels_of(top))
    assert list(labels_of(top).values()) == [row.label for row in variants]
    wanted = [Curve(placebos, [places[2]] * 4, marker="|")]
    for place, row in zip(places, variants, strict=True):
        one, error = row.spread, 2.0 * (row.spread.standard_error or 0.0)
        wanted += [
            Curve([one.low, one.high], [place] * 2),
            Curve([one.mean - error, one.mean + error], [place] * 2),
            Curve([one.mean], [place], marker="o", filled=one.distinguishable),
        ]
    assert_curves(top, wanted)
    assert {"v0", "v1", "v2", "v3"} <= {text.get_text() for text in top.texts}


@pytest.mark.parametrize("method", ["sobol", "morris"])
def test_a_tornado_draws_every_strength_and_end(method: str) -> None:
    lines = [
        Line(
            f"factor {k}", ("setting", "weights")[k % 2],
            0.5 - k / 17, 0.05 + k / 90, 0.2 - k / 40, 0.02 + k / 70,
            (0.002 + k / 1000, 0.011 - k / 3000),
            ((0.001 + k / 1000, 0.0035 + k / 1000), (0.0075 - k / 3000, 0.013 - k / 3000)),
        )
        for k in range(4)
    ]  # fmt: skip
    lines.append(Line("replicate", "replicate", 0.1, 0.03, 0.04, 0.01, None))
    loss = 0.0061
    figure = tornado_chart("T", "C", lines, loss, method=method, measure="hold")
    left, right = figure.axes
    assert [round(place, 9) for place in labels_of(left)] == [0.0, -1.0, -2.0, -3.0, -4.0]
    assert list(labels_of(left).values()) == [line.name for line in lines]
    wanted, ends = [], []
    for k, one in enumerate(lines):
        y = -k + 0.12
        wanted += [
            Curve([one.strength - one.confidence, one.strength + one.confidence], [y, y]),
            Curve([one.strength], [y], marker="o", filled=True),
        ]
        if method == "sobol":
            low, high = one.other - one.other_confidence, one.other + one.other_confidence
            wanted += [
                Curve([low, high], [-k - 0.2] * 2),
                Curve([one.other], [-k - 0.2], marker="o", filled=False),
            ]
        else:
            wanted.append(Curve([one.other], [y], marker="s", filled=False))
        if one.ends is not None and one.within is not None:
            ends += [Curve([end, end], [-k - 0.25, -k + 0.25]) for end in one.ends]
            ends += [Curve(span, [-k, -k]) for span in one.within]
    assert_curves(left, wanted)
    assert_curves(right, ends)
    assert sorted(rules_of(right)) == [("v", 0.0), ("v", loss)]
    reached = [(end, place) for _, end, place in bars_of(right)]
    begun = {round(begin, 9) for begin, _, _ in bars_of(right)}
    assert begun == {loss}
    np.testing.assert_allclose(reached, [(end, -k) for k, one in enumerate(lines) for end in one.ends or ()])
