"""The manipulation check: what events did to the issues, ties and capabilities that they are about."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from patronage.sim.designs.arms import weights_of
from patronage.sim.designs.treatment import about, events_bring
from patronage.sim.model.by_hand.run import AllianceModel
from patronage.sim.scenario.load import Scenario, load_scenario
from patronage.studies import arms as collecting
from patronage.studies.answer import Answer
from patronage.studies.run import answer, runs_of
from patronage.studies.shipped import model, scenario_path
from patronage.text.run import answer_text

TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"
NOBODY_CHOOSES = {f"settings.cost_{verb}": "1000" for verb in ("endorse", "aid", "warn", "coerce")}


def tiny(events: str, **more: str) -> Scenario:
    return load_scenario(TINY, {"events": events} | more)


def event(actor: str, verb: str, toward: str, months: str = "2001-05", **more: object) -> str:
    rest = "".join(f", {key}: {value}" for key, value in more.items())
    return f"{{id: {actor}_{verb}, actor: {actor}, verb: {verb}, toward: {toward}, months: [{months}]{rest}}}"


def test_every_verb_is_about_what_it_writes_and_a_bar_about_what_it_keeps_from_being_written() -> None:
    acts = [
        event("guild", "endorse", "port", on="harbour"),
        event("port", "endorse", "guild", on="harbour"),
        event("guild", "aid", "port", on="grain"),
        event("guild", "aid", "port", "2001-06").replace("guild_aid", "again"),
        event("port", "warn", "guild", bar="true"),
        event("guild", "coerce", "duke"),
    ]
    found = [one.what for one in about(tiny(f"[{', '.join(acts)}]"))]
    assert found == [
        "issue:harbour",
        "issue:grain",
        "trust:port:guild",
        "trust:guild:port",
        "commitment:guild:port",
        "warning:port:guild",
        "pressure:guild:duke",
    ]


def test_without_events_there_is_nothing_to_check() -> None:
    found = answer(tiny("[]"), months=False)
    assert (found.treatment, found.without_dated_capability, found.plain()["treatment"]) == ({}, None, [])
    assert "What the events did" not in answer_text(found)


def test_a_commitment_by_hand() -> None:
    """Nobody acts but by script: a quarter of what is free a month, after 6 in 100 have lapsed (E10, E11)."""
    gift = event("guild", "aid", "port", "2001-05, 2001-07")
    found = answer(tiny(f"[{gift}]", **NOBODY_CHOOSES), months=False).treatment["commitment:guild:port"]
    months = [0.25]
    for _ in range(2):
        lapsed = 0.94 * months[-1]
        months.append(lapsed + 0.25 * (1.0 - lapsed))
    assert months[-1] == pytest.approx(0.55050625)
    months += [months[-1] * 0.94**later for later in range(1, 6)]  # to December
    assert found.reference == 0.0
    assert found.scenario == pytest.approx(np.mean(months), rel=1e-12)
    assert found.change == found.scenario
    assert found.interval == pytest.approx((found.change, found.change))
    assert found.share_of_draws == 1.0


@pytest.mark.parametrize("part", [1, 3_000_000])
def test_rows_are_the_means_of_runs_stepped_by_hand(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collecting, "ROOM", part)
    acts = [
        event("guild", "endorse", "port", "2001-03, 2001-05"),
        event("guild", "coerce", "duke", "2001-06"),
    ]
    scenario = tiny(f"[{', '.join(acts)}]", runs="4", replicates="2")
    found = answer(scenario, months=False)
    by_hand: dict[str, list[list[float]]] = {what: [[], []] for what in found.treatment}
    for arm, name in enumerate(("reference", "scenario")):
        for draw in range(2):
            for replicate in range(2):
                run: AllianceModel = model(scenario, arm=name, draw=draw, replicate=replicate)
                taken = []
                while not run.over:
                    run.step()
                    duke, guild, port = run.actors
                    taken.append((port.trust[guild.index], guild.pressure[duke.index]))
                for what, series in zip(by_hand, np.array(taken)[2:].T, strict=True):
                    by_hand[what][arm].append(series.mean())
    for what, (reference, full) in by_hand.items():
        row = found.treatment[what]
        assert row.reference == pytest.approx(np.mean(reference), rel=1e-12, abs=1e-15)
        assert row.scenario == pytest.approx(np.mean(full), rel=1e-12, abs=1e-15)


def test_a_scenario_whose_only_event_is_a_bar() -> None:
    barred = event("port", "warn", "guild", "2001-05, 2001-12", bar="true")
    found = answer(
        tiny(f"[{barred}]", **{"settings.cost_warn": "-2", "settings.rationality": "1"}), months=False
    )
    (row,) = found.treatment.values()
    assert list(found.treatment) == ["warning:port:guild"]
    assert row.scenario < row.reference
    assert row.change == pytest.approx(row.scenario - row.reference)
    assert row.share_of_draws == 1.0


def test_events_that_happen_in_both_arms_change_nothing_and_that_is_said() -> None:
    same = event("duke", "aid", "port", "2001-02", evidence="grain_ships")
    found = answer(tiny(f"[{same}]", history="[grain_ships]"), months=False)
    assert [row.change for row in found.treatment.values()] == [0.0]
    assert "The events change nothing that they act on." in answer_text(found)
    assert found.plain()["treatment"][0]["share_of_draws"] is None


def test_a_barred_act_of_history_is_about_its_issue_too() -> None:
    scenario = tiny(f"[{event('duke', 'aid', 'port', '2001-02', bar='true')}]", history="[grain_ships]")
    acts = tuple(replace(act, on="grain") for act in scenario.history)
    assert [one.what for one in about(replace(scenario, history=acts))] == [
        "issue:grain",
        "commitment:duke:port",
    ]


@pytest.fixture(scope="module")
def intervention() -> Answer:
    path = scenario_path("russian_intervention")
    return answer(load_scenario(path, {"runs": "60", "replicates": "2"}), months=False)


def test_capability_that_an_event_brings_is_a_row_and_has_losses_without_it(intervention: Answer) -> None:
    scenario = intervention.scenario
    rows = intervention.treatment
    assert [what for what in rows if what.startswith("capability")] == [
        "capability:russia:battlefield",
        "capability:russia:airspace",
    ]
    weights, q = weights_of(scenario), scenario.case.issue_ids.index("airspace")
    russia = scenario.case.actor_ids.index("russia")
    before = weights.capability_at(frozenset())[:, russia, q].mean()
    assert rows["capability:russia:airspace"].reference == pytest.approx(before)
    assert (
        before < rows["capability:russia:airspace"].scenario < weights.capability[:, russia, q].mean() + 1e-12
    )
    without = answer(
        load_scenario(scenario.path, {"runs": "60", "replicates": "2", "settings.dated_capability": "0"}),
        months=False,
    )
    assert intervention.without_dated_capability == without.losses
    assert without.without_dated_capability is None
    for which, losses in (("clients", without.dependence), ("gainers", without.gainers)):
        found = intervention.plain()[which]
        assert {name: row["loss_without_dated_capability"] for name, row in found.items()} == {
            name: losses[name].loss for name in found
        }
        assert all(row["loss_without_dated_capability"] is None for row in without.plain()[which].values())
    assert not any(what.startswith("capability") for what in without.treatment)
    assert "without dated capability" in answer_text(intervention)


def test_where_no_event_brings_capability_nothing_more_is_run() -> None:
    scenario = load_scenario(scenario_path("afrin_airspace"), {"runs": "20", "replicates": "1"})
    assert not events_bring(about(scenario))
    assert runs_of(scenario).without_dated_capability is None


def test_the_second_case_has_its_own_rows() -> None:
    scenario = load_scenario(scenario_path("vietnam_soviet_arms"), {"runs": "40", "replicates": "1"})
    found = answer(scenario, months=False)
    assert [*found.treatment][:2] == ["trust:drv:ussr", "commitment:ussr:drv"]
    assert found.treatment["commitment:ussr:drv"].change > 0.1


def test_the_check_does_not_depend_on_threads_or_months(intervention: Answer) -> None:
    again = answer(intervention.scenario, months=True, threads=1)
    assert again.treatment == intervention.treatment
    assert again.without_dated_capability == intervention.without_dated_capability


def test_an_item_that_nothing_cites_is_named() -> None:
    scenario = load_scenario(
        scenario_path("russian_intervention"),
        {"runs": "20", "replicates": "1", "events": "[]", "history": "none"},
    )
    found = answer(scenario, months=False)
    assert found.never_brought
    assert found.plain()["never_brought"] == list(found.never_brought)
    for item in found.never_brought:
        assert f"no act in this scenario cites {item}" in answer_text(found)
    off = answer(replace(scenario, settings=scenario.settings | {"dated_capability": 0.0}), months=False)
    assert off.never_brought == ()
