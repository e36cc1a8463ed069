"""The settings of draws: fitted to the acts on each draw's weights, cut where gain is negative, paired."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from patronage.analysis.estimators.record import choice as estimator
from patronage.sim.designs import choice as designs
from patronage.sim.designs.arms import arms_table, crossed, script_of, weights_of
from patronage.sim.designs.choice import (
    COSTS,
    ENOUGH,
    NAMES,
    acts_behind,
    coefficients_of,
    design_of,
    drawn,
    settings_rows,
    spread_out,
)
from patronage.sim.designs.hindcast import replay
from patronage.sim.designs.placebo import as_it_is, permuted, prior_only, variants_table
from patronage.sim.exact.newton import fitted
from patronage.sim.model.by_hand.run import AllianceModel
from patronage.sim.model.ensemble.simulate import Record, simulate
from patronage.sim.model.settings import ESTIMATES, SETTING_NAMES, SETTINGS, default_settings
from patronage.sim.scenario.load import Scenario, load_scenario
from tests.support.accounts import compare

HERE = Path(__file__).parents[1]
SYRIA = HERE.parent / "scenarios" / "afrin_airspace.yaml"
TINY = HERE / "cases" / "tiny" / "scenario.yaml"
COLUMNS = [SETTING_NAMES.index(name) for name in NAMES]


def scenario(**changes: str) -> Scenario:
    overrides = {"runs": "12", "replicates": "2"} | {k.replace("__", "."): v for k, v in changes.items()}
    return load_scenario(SYRIA, overrides)


@pytest.fixture(scope="module")
def syria() -> Scenario:
    return scenario()


def test_ranges_are_two_standard_errors_around_the_estimates() -> None:
    for name, (value, error) in ESTIMATES.items():
        setting = SETTINGS[name]
        assert setting.high == pytest.approx(value + 2 * error)
        assert setting.low == pytest.approx(max(0.0, value - 2 * error))
        assert setting.default == value or name == "gain"
    assert set(ESTIMATES) == set(NAMES)


def test_a_draw_has_the_fit_on_its_own_weights_whatever_is_fitted_beside_it(syria: Scenario) -> None:
    whole = coefficients_of(syria, 5)
    part = coefficients_of(syria, 2, first=3)
    assert not whole.borrowed
    assert (part.values == whole.values[3:]).all()
    lived = replay(weights_of(syria, first=3, draws=1), acts_behind(syria.case), {}, syria.case.first_month)
    alone = estimator.fit(design_of(lived.terms, lived.verbs), lived.place).by_draw[0]
    assert whole.fits is not None
    assert whole.fits[3, :5] == pytest.approx(alone[:5], abs=1e-6)
    assert whole.fits[3, 5] == pytest.approx(-alone[5], abs=1e-6)  # reluctance counts against an act
    assert np.ptp(whole.values, axis=0).min() > 0.0
    assert whole.values[:, -len(COSTS) :].mean(axis=1) == pytest.approx(2.0, abs=1e-5)


def test_a_draw_is_fitted_once_however_often_it_is_asked_for(monkeypatch) -> None:
    made: list[object] = []

    def counted(*fit):
        made.append(fitted(*fit))
        return made[-1]

    monkeypatch.setattr(designs, "fitted", counted)
    fresh = scenario(rng="77")
    part = coefficients_of(fresh, 2, first=3)
    whole = coefficients_of(fresh, 6)
    assert len(made) == 6
    assert (whole.values[3:5] == part.values).all()
    assert (
        coefficients_of(replace(fresh, settings=fresh.settings | {"step": 0.1}), 6).values == whole.values
    ).all()
    assert len(made) == 6  # the acts are lived through by the model's defaults
    coefficients_of(scenario(rng="78"), 1)
    assert len(made) == 7


def test_other_weights_have_another_fit_of_their_own(syria: Scenario) -> None:
    fits = [
        coefficients_of(one, 3).fits
        for one in (
            syria,
            scenario(weights__article_only="true"),
            scenario(weights__fix="{trust.iran.assad: -1}"),
            scenario(uncertainty="choice"),
        )
    ]
    assert all(not np.allclose(fits[0], other) for other in fits[1:])  # type: ignore[arg-type]
    assert fits[3] is not None
    assert np.ptp(fits[3], axis=0).max() == 0.0  # one set of weights, one fit


def test_a_normal_whose_first_coefficient_is_cut_off_has_the_moments_that_it_should() -> None:
    rng = np.random.default_rng(1)
    covariance = np.array([[4.0, 1.5], [1.5, 1.0]])
    centre, draws = np.array([-1.0, 3.0]), 200_000
    root = np.broadcast_to(np.linalg.cholesky(covariance), (draws, 2, 2))
    values, cut = spread_out(np.tile(centre, (draws, 1)), root, rng.random((2, draws)))
    # By hand: P(x < 0) with mean -1 and standard deviation 2 is that of z below 0.5.
    assert cut == pytest.approx(0.6914624612740131)
    assert values[:, 0].min() >= 0.0
    hazard = stats.norm.pdf(0.5) / (1.0 - stats.norm.cdf(0.5))
    assert values[:, 0].mean() == pytest.approx(-1.0 + 2.0 * hazard, abs=0.02)
    assert values[:, 1].mean() == pytest.approx(3.0 + 1.5 / 4.0 * (2.0 * hazard), abs=0.02)
    # What would show it broken: noise that leaves the second where it was although the first was moved.
    assert abs(values[:, 1].mean() - 3.0) > 0.5


def test_draws_differ_in_what_the_scenario_leaves_open_and_in_nothing_else() -> None:
    columns = {name: k for k, name in enumerate(SETTING_NAMES)}
    rows = settings_rows(scenario(settings__gain="11", settings__habit="2"), 6)
    assert (rows[:, columns["gain"]] == 11.0).all()  # the default, but named
    assert (rows[:, columns["habit"]] == 2.0).all()
    assert np.ptp(rows[:, columns["trust"]]) > 0.0
    others = [k for name, k in columns.items() if name not in NAMES]
    assert (rows[:, others] == np.array(list(default_settings().values()))[others]).all()
    assert drawn(scenario(uncertainty="evidence"), 6) == {}
    assumed = drawn(scenario(uncertainty="assumptions"), 6)
    assert "step" in assumed
    assert not {"rationality", "content", "gain"} & set(assumed)
    for name, values in assumed.items():
        assert SETTINGS[name].low < values.min() < values.max() < SETTINGS[name].high
    both = scenario(uncertainty="[assumptions, evidence]", settings__step="0.25")
    assert both.uncertainty == ("evidence", "assumptions")
    assert "step" not in drawn(both, 6)


def test_a_change_of_a_point_comes_before_what_is_drawn(syria: Scenario) -> None:
    rows = settings_rows(syria, 4, changes=[{}, {"gain": 60.0}]).reshape(2, 4, -1)
    gain = SETTING_NAMES.index("gain")
    assert (rows[1, :, gain] == 60.0).all()
    others = [k for k in range(len(SETTING_NAMES)) if k != gain]
    assert (rows[0][:, others] == rows[1][:, others]).all()


def test_draw_by_draw_all_arms_and_codings_have_the_same_coefficients(syria: Scenario) -> None:
    table = arms_table(syria)
    by_run = table.settings[table.point].reshape(4, 6, 2, -1)
    assert (by_run == by_run[:1, :, :1]).all()
    variants = [as_it_is(syria), prior_only(syria), *permuted(syria, 2)]
    placebo = variants_table(syria, variants, 6)
    again = placebo.settings[placebo.point].reshape(len(variants), 2, 6, 2, -1)
    named = [SETTING_NAMES.index(name) for name in NAMES]  # other wishes are tried without dated capability
    assert (again[..., named] == by_run[0][None, None][..., named]).all()
    late = crossed(syria, [script_of(syria)], weights_of(syria, first=4, draws=2), first_draw=4)
    assert (late.settings == by_run[0, 4:, 0]).all()


def test_agents_by_hand_are_rows_of_the_ensemble_with_settings_of_their_own(syria: Scenario) -> None:
    table = arms_table(syria)
    out = simulate(table, Record(measures=True, trust=True, acts=True), threads=1)
    for row in (13, 20):
        compare(table, row, out)
        settings = AllianceModel(table, row).settings
        assert settings["trust"] == table.settings[(row % 12) // 2, SETTING_NAMES.index("trust")]


def test_evidence_that_is_no_uncertainty_leaves_the_weights_at_what_is_expected() -> None:
    weights = weights_of(scenario(uncertainty="choice"))
    for name in ("salience", "position", "capability", "trust", "commitment"):
        assert np.ptp(getattr(weights, name), axis=0).max() == 0.0
    table = arms_table(scenario(uncertainty="choice"))
    assert np.ptp(table.settings[:, COLUMNS], axis=0).min() > 0.0


def test_a_case_with_too_few_acts_borrows_the_estimates_of_the_table(tmp_path: Path) -> None:
    tiny = load_scenario(TINY)
    found = coefficients_of(tiny, 4000)
    assert found.borrowed
    assert found.acts == 0
    assert found.cut == pytest.approx(stats.norm.cdf(22.0 / 45.0))
    for k, name in enumerate(NAMES[1:], 1):
        value, error = ESTIMATES[name]
        assert found.values[:, k].mean() == pytest.approx(value, abs=4 * error / np.sqrt(4000))
        if name not in ("answer", "rank", "habit"):  # whose tails the equations cut
            assert found.values[:, k].std() == pytest.approx(error, rel=0.05)
    shutil.copytree(TINY.parents[1], tmp_path / "cases")
    folder = tmp_path / "cases" / "tiny"
    shutil.copy(folder / "acts.yaml", folder / "chronicle.yaml")
    few = load_scenario(folder / "scenario.yaml")
    assert 0 < coefficients_of(few, 4).acts < ENOUGH
    assert coefficients_of(few, 4).borrowed
    assert few.digest != tiny.digest  # its acts are part of what decides a result


def test_months_held_back_calibrate_nothing(syria: Scenario) -> None:
    until = syria.case.calibrate_until
    assert until is None or max(act.month for act in acts_behind(syria.case)) <= until
    earlier = replace(syria.case, calibrate_until=syria.case.first_month + 5)
    acts = acts_behind(earlier)
    assert 0 < len(acts) < len(acts_behind(syria.case))
    assert max(act.month for act in acts) <= earlier.first_month + 5
