"""From a stored answer to what the charts of a run draw: each number arrives where it belongs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from patronage.analysis.charts.ranked import PRIOR, WITHOUT_DATED_CAPABILITY
from patronage.analysis.charts.run import PEAK, SURELY
from patronage.sim.files.months import month_text, parse_month
from patronage.sim.scenario.load import load_scenario
from patronage.sim.store.result import Result
from patronage.studies.run_charts import causes_of, charts_of, standings, timings_of
from patronage.studies.run_folder import manifest_of, stored_charts, subject_of, write_run
from patronage.studies.stored.run import stored_answer
from tests.charts.test_run import made_up
from tests.support.figures import bars_of, columns_of, labels_of, lines_of, rules_of

TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"


def loss(k: int, **more: Any) -> dict[str, Any]:
    """A stored loss whose numbers no other has."""
    mean = 0.01 * k - 0.013
    return {
        "reference": 0.2 + k / 100, "scenario": 0.2 + k / 100 - mean, "loss": mean,
        "loss_percent": 100.0 * mean / (0.2 + k / 100), "interval": [mean - 0.004, mean + 0.007],
        "standard_error": 0.001, "share_of_draws_with_loss": 0.3 + k / 10, "prior_only_loss": mean + 0.1,
        "prior_only_share": 0.4, "interval_with_monte_carlo_error": [mean - 1.0, mean + 1.0],
        "monte_carlo_error_part": 0.2,
        "status": "open", "interval_ends": [[mean - 0.005, mean - 0.003], [mean + 0.006, mean + 0.008]],
        "borderline": False, "smallest_effect": 0.002 + k / 1000,
    } | more  # fmt: skip


ANSWER: dict[str, Any] = {
    "draws_counted": 77,
    "clients": {
        "guild": loss(1, loss_without_dated_capability=0.5),
        "port": loss(2, loss_without_dated_capability=None, prior_only_loss=None),
    },
    "gainers": {
        name: loss(k, loss_without_dated_capability=None)
        for k, name in enumerate(("duke", "guild", "port"), 4)
    },
    "measures": {"hold": loss(7), "net_hold": loss(8), "share": loss(9, loss_percent=None)},
    "months": {
        name: {
            "peak": 0.01 + k, "peak_month": f"2001-0{k + 5}", "peak_percent": 3.0 + k,
            "months_excluding_zero": [f"2001-0{k + 5}", f"2001-0{k + 6}"], "left_at_end": 0.5,
        }
        for k, name in enumerate(("hold", "net_hold", "share"))
    },
    "settle": [
        {"what": "trust:guild:port", "share": 0.31, "error": 0.02, "evidence": ["a", "b", "c"]},
        {"what": "salience:duke", "share": 0.11, "error": 0.01, "evidence": []},
    ],
    "settle_from": {"floor": 0.033, "draws": 2000, "replicates": 10},
}  # fmt: skip


@pytest.mark.parametrize("rows", ["clients", "gainers"])
def test_each_actor_has_its_own_row(rows: str) -> None:
    found = {one.actor: one for one in standings(ANSWER, rows)}
    assert list(found) == list(ANSWER[rows])
    for actor, row in ANSWER[rows].items():
        mine = found[actor].loss
        assert (mine.mean, [mine.low, mine.high]) == (row["loss"], row["interval"])
        assert [list(mine.around_low or ()), list(mine.around_high or ())] == row["interval_ends"]
        assert (mine.draws, mine.losing) == (77, row["share_of_draws_with_loss"])
        assert (mine.percent, mine.smallest) == (row["loss_percent"], row["smallest_effect"])
    if rows == "clients":
        assert found["guild"].beside == {
            WITHOUT_DATED_CAPABILITY: 0.5,
            PRIOR: ANSWER["clients"]["guild"]["prior_only_loss"],
        }
        assert found["port"].beside == {}


def test_each_measure_has_its_own_moment() -> None:
    found = timings_of(ANSWER)
    for k, timing in enumerate(found.values()):
        assert (timing.peak, timing.peak_percent) == (0.01 + k, 3.0 + k)
        assert month_text(timing.peak_month) == f"2001-0{k + 5}"
        assert [month_text(month) for month in timing.excluding_zero] == [f"2001-0{k + 5}", f"2001-0{k + 6}"]
    assert found["hold"].whole == ANSWER["measures"]["hold"]["reference"]
    assert found["net_hold"].whole is None  # a signed measure has no per cent
    assert found["share"].whole is None  # nor has one that is not clearly above zero


def test_causes_are_named_with_their_evidence() -> None:
    names = {"duke": "The Duke", "guild": "The Guild", "port": "Port Lind"}
    first, second = causes_of(ANSWER, names)
    assert (first.words, first.evidence) == ("The Guild's trust in Port Lind", "a and 2 more")
    assert (second.words, second.evidence) == ("How the Duke divides its attention", "none: the prior alone")
    assert [(one.share, one.error) for one in (first, second)] == [(0.31, 0.02), (0.11, 0.01)]


def test_charts_come_with_the_clients_first_and_without_an_answer_by_month_alone() -> None:
    said = subject_of(manifest_of(load_scenario(TINY)))
    time_series = made_up(("hold_duke", "net_hold_duke", "share_duke", "hold_guild", "hold_port"), months=9)
    assert list(charts_of(said, {}, time_series, None)) == ["measures.png", "holds.png"]
    drawn = charts_of(said, {}, time_series, ANSWER)
    names = ["clients.png", "measures.png", "gainers.png", "holds.png", "settle.png"]
    assert list(drawn) == names
    assert list(charts_of(said, {}, time_series, ANSWER | {"settle": []})) == names[:4]
    panels = {panel.get_title(loc="left"): panel for panel in drawn["holds.png"]().axes}
    for actor, name in said.names.items():
        assert np.array_equal(
            lines_of(panels[name])[1].get_ydata(), time_series[f"hold_{actor}"].scenario.mean
        )
    (axes,) = drawn["settle.png"]().axes
    assert rules_of(axes) == [("v", 0.033)]
    assert [end for _, end, _ in bars_of(axes)] == [0.31, 0.11]
    (axes,) = drawn["gainers.png"]().axes
    assert list(labels_of(axes).values()) == ["The Duke", "The Guild", "Port Lind"]


def test_a_runs_own_charts_agree_with_its_answer_and_with_one_another(tmp_path: Path) -> None:
    scenario = load_scenario(TINY)
    found = write_run(scenario, tmp_path / "run", charts=False)
    result = Result.open(tmp_path / "run")
    charts, answer = stored_charts(result), stored_answer(result)
    figure = charts["measures.png"]()
    large = figure.axes[0]
    loss, *_ = (line for line in lines_of(large) if line.get_label() not in {PEAK, SURELY})
    by_month = dict(
        zip(np.asarray(loss.get_xdata()).tolist(), np.asarray(loss.get_ydata()).tolist(), strict=True)
    )
    assert list(by_month) == list(range(scenario.first_month, scenario.last_month + 1))
    window = {month: by_month[month] for month in by_month if month >= scenario.first_event_month}
    peak = max(window, key=lambda month: abs(window[month]))
    (dot,) = (line for line in lines_of(large) if line.get_label() == PEAK)
    assert np.asarray(dot.get_xydata()).tolist() == [[peak, pytest.approx(window[peak])]]
    assert parse_month(answer["months"]["hold"]["peak_month"]) == peak
    assert np.mean(list(window.values())) == pytest.approx(answer["measures"]["hold"]["loss"])
    events = [tuple(event.months) for event in scenario.events]
    strip = figure.axes[1]
    assert [(a, b) for a, b, _ in bars_of(strip)] == [(a - 0.5, b + 0.5) for a, b in events]
    assert [text.get_text() for text in strip.texts] == [
        mark.words for mark in subject_of(result.manifest).events
    ]
    assert {month for a, b in columns_of(large) for month in range(int(a + 0.5), int(b + 0.5))} == {
        month for a, b in events for month in range(a, b + 1)
    }
    (gains,) = charts["gainers.png"]().axes
    assert list(labels_of(gains).values()) == [subject_of(result.manifest).names[a] for a in found.gainers]
