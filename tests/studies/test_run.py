from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import patronage
from patronage.sim.designs.arms import ARMS, arms_table
from patronage.sim.files.faults import FaultError
from patronage.sim.model.ensemble.simulate import Record, simulate
from patronage.sim.model.measures import TAKEN
from patronage.sim.scenario.load import Scenario, load_scenario
from patronage.studies import arms as collecting
from patronage.studies.answer import inputs_of
from patronage.studies.arms import Arms, collect, pieces_of
from patronage.studies.run import answer, checked_muted

TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"


@pytest.fixture(scope="module")
def tiny() -> Scenario:
    return load_scenario(TINY)


def collected(scenario: Scenario) -> Arms:
    return collect(scenario, pieces_of(scenario, months=True), months=True)


def test_what_is_kept_are_the_runs_of_the_arms(tiny: Scenario) -> None:
    outcome = simulate(arms_table(tiny), Record(measures=True))
    found = collected(tiny)
    shape = (len(ARMS), 4, 5)
    duke = tiny.case.actor_ids.index("duke")
    for measure in TAKEN:
        taken = outcome.mean(measure.name)[:, duke].reshape(shape)
        assert np.array_equal(found.measures[measure.name], taken[:2])
    attainment = outcome.mean("attainment")[:, duke].reshape(shape)
    assert np.array_equal(found.measures["decisiveness"], attainment[:2] - attainment[2:])
    for tie, values in found.ties.items():
        toward = outcome.tie(tie)[:, :, duke].reshape(*shape, 3)
        assert np.array_equal(values, np.moveaxis(toward[:2], -1, 1))
    paths = outcome.path("hold").reshape(*shape, 12, 3)[:2].mean(axis=2)
    assert found.names[:3] == ("hold_duke", "hold_guild", "hold_port")
    np.testing.assert_allclose(found.monthly[..., :3], paths, rtol=1e-13)
    own = outcome.path("attainment").reshape(*shape, 12, 3)[..., duke]
    assert found.names[-1] == "decisiveness_duke"
    np.testing.assert_allclose(found.monthly[..., -1], (own[:2] - own[2:]).mean(axis=2), atol=1e-14)


@pytest.mark.parametrize("room", [1, 14_000, 50_000])
def test_the_size_of_the_parts_changes_nothing(tiny: Scenario, room: int, monkeypatch) -> None:
    whole = collected(tiny)
    monkeypatch.setattr(collecting, "ROOM", room)
    pieces = list(pieces_of(tiny, months=True))
    found = collect(tiny, pieces, months=True)
    assert len(pieces) > 1
    assert sum(piece.table.runs for piece in pieces) == len(ARMS) * tiny.runs
    for name, values in (whole.measures | whole.ties).items():
        assert np.array_equal((found.measures | found.ties)[name], values)
    assert np.array_equal(found.kept, whole.kept)
    np.testing.assert_allclose(found.monthly, whole.monthly, rtol=1e-13)


def test_months_are_of_the_first_draws_where_there_is_no_room_for_all(tiny: Scenario, monkeypatch) -> None:
    whole = collected(tiny)
    monkeypatch.setattr(collecting, "MONTHLY_ROOM", 2 * 16 * 12 * len(whole.names))
    found = collected(tiny)
    assert np.array_equal(found.monthly, whole.monthly[:, :2])
    assert np.array_equal(found.measures["hold"], whole.measures["hold"])


def test_a_failed_run_takes_its_pairs_along(tiny: Scenario, monkeypatch) -> None:
    def failing(table, record, threads):
        outcome = simulate(table, record, threads)
        outcome.failed[3] = True  # of the reference arm: draw 0, replicate 3
        outcome.mean("hold")[3] = np.nan
        if record.measures:
            outcome.path("hold")[3] = np.nan
        return outcome

    whole = collected(tiny)
    monkeypatch.setattr(collecting, "simulate", failing)
    found = collected(tiny)
    assert found.failed == 1
    assert not found.kept[0, 3]
    assert np.isfinite(found.monthly).all()
    assert np.array_equal(found.monthly[:, 1:], whole.monthly[:, 1:])
    answered = answer(tiny)
    assert answered.failed == 1
    assert np.isfinite(answered.losses["hold"].loss)


def test_a_muted_actor_does_nothing_in_any_arm(tiny: Scenario) -> None:
    found = answer(tiny, muted=("guild",), months=False)
    # the guild's gift is the only act among the events, so without the guild little is left to lose
    assert found.losses["hold"].loss != answer(tiny, months=False).losses["hold"].loss
    assert found.plain()["muted"] == ["guild"]
    assert inputs_of(tiny, ("guild",)) != inputs_of(tiny) == tiny.digest


def test_muting_names_the_nearest_actor_and_spares_the_focus(tiny: Scenario) -> None:
    with pytest.raises(FaultError) as raised:
        checked_muted(tiny, ("gild", "duke"), "--mute")
    first, second = str(raised.value).split("\n")
    assert first == "--mute: unknown actor 'gild'; allowed: duke, guild, port; did you mean 'guild'?"
    assert second.startswith("--mute: 'duke' is the focus actor")


def test_when_every_run_fails_that_is_a_fault(tiny: Scenario, monkeypatch) -> None:
    def failing(table, record, threads):
        outcome = simulate(table, record, threads)
        outcome.failed[:] = True
        return outcome

    monkeypatch.setattr(collecting, "simulate", failing)
    with pytest.raises(FaultError, match="every run failed"):
        answer(tiny)


@pytest.mark.parametrize("arm", ARMS)
def test_a_model_stepped_by_hand_is_the_ensembles_run(tiny: Scenario, arm: str) -> None:
    outcome = simulate(arms_table(tiny), Record(measures=True))
    model = patronage.model(tiny, arm=arm, draw=3, replicate=2)
    row = ARMS.index(arm) * tiny.runs + 3 * tiny.replicates + 2
    for month in range(12):
        model.step()
        holds = [actor.measures["hold"] for actor in model.actors]
        np.testing.assert_allclose(holds, outcome.path("hold")[row, month], atol=1e-12)
    assert not model.running


def test_a_model_says_what_it_has_not() -> None:
    with pytest.raises(FaultError, match="arm: there is no arm 'both'; allowed: reference, scenario"):
        patronage.model(TINY, arm="both")
    with pytest.raises(FaultError, match="draw: 4 is not allowed; allowed: 0 to 3"):
        patronage.model(TINY, draw=4)


def test_the_interface_names_what_it_has() -> None:
    for name in patronage.__all__:
        assert getattr(patronage, name) is not None
    assert set(dir(patronage)) == set(patronage.__all__)
    with pytest.raises(AttributeError, match="no attribute 'simulate'"):
        _ = patronage.simulate
    assert patronage.load_case("syria").name == "syria"
    assert patronage.load_scenario("afrin_airspace", {"runs": "100"}).runs == 100
    assert patronage.explain(patronage.load_case("syria"), "iran", "tenure")[0].kind == "salience"


def test_one_draw_tells_of_no_spread(tiny: Scenario) -> None:
    found = answer(replace(tiny, runs=5), months=False)
    assert found.losses["hold"].standard_error is None
    assert found.plain()["draws"] == 1
