"""SALib samples the model's factors and analyses its losses, which are those of our own runs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from SALib.analyze import sobol as analyze_sobol
from SALib.sample import latin
from SALib.sample import sobol as sample_sobol

import patronage
from patronage.analysis.estimators.sensitivity import sobol_indices
from patronage.sim.designs.arms import weights_of
from patronage.sim.designs.sensitivity import BANK, factors_of, factors_table, sobol_picks, sobol_points
from patronage.studies.losses import asked_of, values_of
from patronage.studies.sensitivity import REPEATS
from tests.front.conftest import SCENARIO

SOME = {"num_vars": 2, "names": ["rationality", "pace"], "bounds": [[0.0, 4.0], [0.1, 0.5]]}


def test_a_problem_has_the_settings_in_their_units() -> None:
    problem = patronage.problem(SCENARIO)
    place = problem["names"].index("pace")
    assert problem["bounds"][place] == [0.1, 0.5]
    assert problem["num_vars"] == len(problem["names"]) == len(problem["bounds"])
    fewer = patronage.problem(SCENARIO, settings={"rationality": 2})
    assert set(problem["names"]) - set(fewer["names"]) == {"rationality"}
    assert patronage.problem(SCENARIO, settings=["rationality"]) == fewer
    every = patronage.problem(SCENARIO, over="all")
    assert every["names"][: problem["num_vars"]] == problem["names"]
    assert "iran trust" in every["names"]
    assert (every["names"][-1], every["bounds"][-1]) == ("replicate", [0.0, 1.0])


def test_at_its_own_settings_the_loss_is_that_of_a_run(answer: patronage.Answer) -> None:
    own = answer.scenario.settings
    row = [own["rationality"], own["pace"]]
    losses = patronage.evaluate(SCENARIO, SOME, [row, [0.0, own["pace"]]], runs=400)
    chance = patronage.run(SCENARIO, runs=400, settings={"rationality": 0.0}, months=False)
    assert losses.tolist() == [answer.losses["hold"].loss, chance.losses["hold"].loss]
    ties = patronage.evaluate(SCENARIO, SOME, [row], runs=400, measure="hold:assad")
    assert ties.tolist() == pytest.approx([answer.dependence["assad"].loss], abs=1e-15)


def test_over_all_factors_salib_gives_the_indices_of_our_own_design() -> None:
    scenario = patronage.load_scenario(SCENARIO)
    bank = weights_of(scenario, draws=BANK)
    factors = factors_of(scenario, bank)
    units = sobol_points(factors, 8, scenario.rng)
    table = factors_table(scenario, bank, factors, units, sobol_picks(units), REPEATS)
    reference, events = values_of(table, asked_of(scenario, "hold")).reshape(2, -1, REPEATS)
    ours = (reference - events).mean(axis=1)

    problem = patronage.problem(SCENARIO, over="all")
    sample = sample_sobol.sample(problem, 8, calc_second_order=False, seed=scenario.rng)
    theirs = patronage.evaluate(SCENARIO, problem, sample)
    assert np.array_equal(theirs, ours)
    found = analyze_sobol.analyze(problem, theirs, calc_second_order=False, seed=scenario.rng)
    indices = sobol_indices([factor.name for factor in factors], ours, scenario.rng)
    assert found["ST"] == pytest.approx(indices.total)
    assert found["S1"] == pytest.approx(indices.first)


def test_what_moves_nothing_has_no_index() -> None:
    """With choices by chance no gain of choice can matter, and the pace of outcomes is all that is left."""
    problem = {"num_vars": 2, "names": ["gain", "pace"], "bounds": [[6.0, 16.0], [0.1, 0.5]]}
    sample = sample_sobol.sample(problem, 128, calc_second_order=False, seed=1)
    losses = patronage.evaluate(
        SCENARIO, problem, sample, measure="attainment", settings={"rationality": 0}, runs=8
    )
    found = analyze_sobol.analyze(problem, losses, calc_second_order=False, seed=1)
    assert np.ptp(losses) > 0.0
    assert found["ST"] == pytest.approx([0.0, 1.0], abs=0.1)
    assert found["ST"][0] == 0.0


def test_columns_stand_in_any_order() -> None:
    sample = latin.sample(SOME, 4, seed=3)
    turned = SOME | {"names": SOME["names"][::-1], "bounds": SOME["bounds"][::-1]}  # type: ignore[index]
    losses = patronage.evaluate(SCENARIO, SOME, sample, runs=8)
    assert np.array_equal(patronage.evaluate(SCENARIO, turned, sample[:, ::-1], runs=8), losses)
    assert losses.shape == (4,)


@pytest.mark.parametrize(
    ("problem", "sample", "keywords", "said"),
    [
        (None, [[1.0]], {}, "problem: is not a problem of SALib's"),
        ({"names": []}, [[1.0]], {}, "problem: is not a problem of SALib's"),
        ({"names": ["rationalty"]}, [[1.0]], {}, "did you mean 'rationality'?"),
        ({"names": ["pace", "pace"]}, [[0.1, 0.1]], {}, "problem: the factor 'pace' is given twice"),
        (
            {"names": ["pace", "replicate"]},
            [[0.1, 0.1]],
            {},
            "it has some groups of weights and not iran",
        ),
        (SOME, [[1.0]], {}, "X: has the shape 1 x 1; allowed: rows x 2, a column for each factor"),
        (SOME, [], {}, "X: has the shape 0"),
        (SOME, "x", {}, "X: has something that is not a number"),
        (SOME, [[10**400, 1.0]], {}, "X: has something that is not a number"),
        (SOME, [[1j, 1.0]], {}, "X: has something that is not a number"),
        (SOME, [[1.0, 0.2], [np.nan, 0.2]], {}, "X: row 1, rationality: nan is out of bounds"),
        (SOME, [[1.0, 2.0]], {}, "X: row 0, pace: 2 is out of bounds; allowed: 0 to 1"),
        (SOME, [[1.0, 0.2]], {"runs": 0}, "runs: 0 is too small"),
        (SOME, [[1.0, 0.2]], {"measure": "hld"}, "measure: unknown measure 'hld'"),
    ],
)
def test_each_fault_is_one_line(problem: Any, sample: Any, keywords: dict[str, Any], said: str) -> None:
    with pytest.raises(patronage.FaultError) as error:
        patronage.evaluate(SCENARIO, problem, sample, **keywords)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_a_sample_of_weights_stays_within_its_ranges() -> None:
    problem = patronage.problem(SCENARIO, over="all")
    row = [0.5 * (low + high) for low, high in problem["bounds"]]
    with pytest.raises(patronage.FaultError, match="runs: would change nothing"):
        patronage.evaluate(SCENARIO, problem, [row], runs=80)
    row[-1] = 1.5
    with pytest.raises(
        patronage.FaultError, match=r"X: row 0, replicate: 1\.5 is out of bounds; allowed: 0 to 1"
    ):
        patronage.evaluate(SCENARIO, problem, [row])
    with pytest.raises(patronage.FaultError, match="settings: there is no settings 'pac'"):
        patronage.problem(SCENARIO, settings=["pac"])
    with pytest.raises(patronage.FaultError, match="over: there is no over 'alle'"):
        patronage.problem(SCENARIO, over="alle")
