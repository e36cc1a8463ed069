from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import patronage
from patronage.analysis.estimators.by_draw import ByDraw
from patronage.sim.designs.arms import ARMS, arms_table
from patronage.sim.files.faults import FaultError
from patronage.sim.model.asked import OVER_CLIENTS
from patronage.sim.model.ensemble.simulate import Record, simulate
from patronage.sim.model.measures import TAKEN
from patronage.sim.scenario.load import Scenario, load_scenario
from patronage.studies import arms as collecting
from patronage.studies import months as by_month
from patronage.studies.answer import inputs_of
from patronage.studies.arms import BY_RUN, Arms, Piece, collect, pieces_of
from patronage.studies.run import answer, checked_muted

Floats = NDArray[np.float64]

ROOT = Path(__file__).parents[2]
TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"


@pytest.fixture(scope="module")
def tiny() -> Scenario:
    return load_scenario(TINY)


def collected(scenario: Scenario, pieces: list[Piece] | None = None) -> Arms:
    given = pieces_of(scenario, months=True) if pieces is None else pieces
    return collect(scenario, given, months=True, by_run=BY_RUN)


def monthly(found: Arms) -> Floats:
    """(2, draw, month, series) of every series, in their order."""
    assert found.months is not None
    return np.stack([found.months.series(name) for name in found.months.names], axis=-1)


def quantities(found: Arms) -> list[ByDraw]:
    ties = [one for of_tie in found.ties.values() for one in of_tie.values()]
    return [*found.measures.values(), *ties, *found.holds.values()]


def test_what_is_kept_are_the_runs_of_the_arms(tiny: Scenario) -> None:
    outcome = simulate(arms_table(tiny), Record(measures=True))
    found = collected(tiny)
    shape = (len(ARMS), 4, 5)
    actors = tiny.case.actor_ids
    duke = actors.index("duke")
    for measure in TAKEN:
        taken = outcome.mean(measure.name)[:, duke].reshape(shape)
        one = found.measures[measure.name]
        assert np.array_equal(one.runs, taken[:2])
        assert np.array_equal(one.losses, (taken[0] - taken[1]).mean(axis=1))
    attainment = outcome.mean("attainment")[:, duke].reshape(shape)
    assert np.array_equal(found.measures["decisiveness"].runs, attainment[:2] - attainment[2:])
    assert OVER_CLIENTS not in found.measures  # the case names none
    for tie, of_tie in found.ties.items():
        assert list(of_tie) == ["guild", "port"]
        for actor, one in of_tie.items():
            toward = outcome.tie(tie)[:, actors.index(actor), duke].reshape(shape)
            assert np.array_equal(one.runs, toward[:2])
    for actor, one in found.holds.items():
        hold = outcome.mean("hold")[:, actors.index(actor)].reshape(shape)
        assert np.array_equal(one.runs, hold[:2])
    paths = outcome.path("hold").reshape(*shape, 12, 3)[:2].mean(axis=2)
    assert found.months is not None
    assert found.months.names[:3] == ("hold_duke", "hold_guild", "hold_port")
    np.testing.assert_allclose(monthly(found)[..., :3], paths, rtol=1e-13)
    own = outcome.path("attainment").reshape(*shape, 12, 3)[..., duke]
    assert found.months.names[-1] == "decisiveness_duke"
    np.testing.assert_allclose(monthly(found)[..., -1], (own[:2] - own[2:]).mean(axis=2), atol=1e-14)


def test_the_hold_over_clients_is_the_mean_of_their_dependence() -> None:
    syria = load_scenario(ROOT / "scenarios" / "losing_ground.yaml", {"runs": "4", "replicates": "2"})
    found = collect(syria, pieces_of(syria), by_run=BY_RUN)
    clients = [found.ties["dependence"][actor].runs for actor in syria.case.clients["iran"]]
    assert list(found.measures)[:2] == ["hold", OVER_CLIENTS]
    np.testing.assert_allclose(found.measures[OVER_CLIENTS].runs, np.mean(clients, axis=0), rtol=1e-14)


def test_single_runs_are_kept_only_where_they_are_asked_for(tiny: Scenario) -> None:
    found = collect(tiny, pieces_of(tiny), by_run=("measures",))
    assert found.months is None
    assert all(one.values is not None for one in found.measures.values())
    assert all(one.values is None for one in quantities(found)[len(found.measures) :])


@pytest.mark.parametrize("room", [1, 14_000, 50_000])
def test_the_size_of_the_parts_changes_nothing(tiny: Scenario, room: int, monkeypatch) -> None:
    whole = collected(tiny)
    monkeypatch.setattr(collecting, "ROOM", room)
    pieces = list(pieces_of(tiny, months=True))
    found = collected(tiny, pieces)
    assert len(pieces) > 1
    assert sum(piece.table.runs for piece in pieces) == len(ARMS) * tiny.runs
    for one, other in zip(quantities(whole), quantities(found), strict=True):
        assert np.array_equal(one.runs, other.runs)
        np.testing.assert_allclose(one.losses, other.losses, rtol=1e-13, atol=1e-16)
        np.testing.assert_allclose(one.squares, other.squares, rtol=1e-9, atol=1e-16)
    assert np.array_equal(found.counts, whole.counts)
    np.testing.assert_allclose(monthly(found), monthly(whole), rtol=1e-13)
    assert found.months is not None
    assert whole.months is not None
    np.testing.assert_allclose(found.months.noise, whole.months.noise, rtol=1e-6, atol=1e-15)


def test_months_that_do_not_fit_into_memory_lie_on_the_disk(tiny: Scenario, monkeypatch) -> None:
    whole = collected(tiny)
    monkeypatch.setattr(by_month, "MONTHLY_ROOM", 1)
    assert np.array_equal(monthly(collected(tiny)), monthly(whole))


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
    assert found.counts.tolist() == [4, 5, 5, 5]
    assert np.isnan(found.measures["hold"].runs[:, 0, 3]).all()
    assert np.isfinite(monthly(found)).all()
    assert np.array_equal(monthly(found)[:, 1:], monthly(whole)[:, 1:])
    found_again = answer(tiny)
    assert found_again.failed == 1
    assert np.isfinite(found_again.losses["hold"].loss)


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
