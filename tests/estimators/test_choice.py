"""The conditional logit: worked cases, known coefficients recovered, and an optimiser that agrees."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from patronage.analysis.estimators.record import choice
from patronage.sim.exact import newton
from patronage.sim.exact.logit import RIDGE, contrasts
from patronage.sim.exact.newton import fitted


def _simulated(rng: int, choices: int, options: int, coefficients: list[float]):
    """A design of normal terms and choices made by the logit with these coefficients."""
    g = np.random.default_rng(rng)
    design = g.normal(size=(1, choices, options, len(coefficients)))
    noise = g.gumbel(size=(choices, options))
    return design, np.argmax(design[0] @ coefficients + noise, axis=1)


def test_two_options_by_hand() -> None:
    # One term, worth 1 for the first option and 0 for the second; the first was taken 3 times in 4.
    design = np.zeros((1, 4, 2, 1))
    design[0, :, 0, 0] = 1.0
    found = choice.fit(design, np.array([0, 0, 0, 1]), ridge=0.0)
    assert found.coefficients[0] == pytest.approx(math.log(3.0))
    assert found.error[0] == pytest.approx(1.0 / math.sqrt(4 * 0.75 * 0.25))
    assert found.between[0, 0] == 0.0


def test_a_penalty_by_hand() -> None:
    # The term's standard deviation is 1/2, so b/2 is penalised: 3 - 4 p = ridge b / 4 with p = 1/(1+e^-b).
    design = np.zeros((1, 4, 2, 1))
    design[0, :, 0, 0] = 1.0
    b = optimize.brentq(lambda b: 3.0 - 4.0 / (1.0 + math.exp(-b)) - 0.7 * b * 0.25, 0.0, 5.0)
    found = choice.fit(design, np.array([0, 0, 0, 1]), ridge=0.7)
    assert found.coefficients[0] == pytest.approx(b, abs=1e-6)


def test_known_coefficients_are_recovered() -> None:
    truth = [1.0, -0.5, 0.0]
    design, taken = _simulated(1, 4000, 5, truth)
    found = choice.fit(design, taken, ridge=1e-6)
    assert np.abs((found.coefficients - truth) / found.error).max() < 3.0
    assert found.error.max() < 0.05


def test_the_standard_error_is_the_spread_of_estimates() -> None:
    data = [_simulated(k, 150, 4, [0.8]) for k in range(200)]
    fits = [choice.fit(design, taken, ridge=1e-6) for design, taken in data]
    spread = np.std([fit.coefficients[0] for fit in fits])
    assert np.mean([fit.error[0] for fit in fits]) == pytest.approx(spread, rel=0.15)


def _best(scaled, taken, ridge: float, together=None):
    """The penalised fit by an optimiser that knows nothing of logits; ``scaled`` (W, N, M, P)."""
    groups = np.arange(len(taken)) if together is None else together

    def depth(b):
        chances = np.exp(choice.log_chances(scaled, b))[:, np.arange(len(taken)), taken]
        shared = [chances[:, groups == group].prod(axis=1).mean() for group in np.unique(groups)]
        return -np.log(shared).sum() + 0.5 * ridge * (b**2).sum()

    return optimize.minimize(depth, np.zeros(scaled.shape[-1]), method="BFGS", options={"gtol": 1e-7}).x


def test_another_optimiser_agrees() -> None:
    design, taken = _simulated(2, 60, 6, [1.2, -0.7])
    scale = choice.scales(design)
    best = _best(design / scale, taken, RIDGE)
    assert choice.fit(design, taken).coefficients == pytest.approx(best / scale, abs=1e-5)


def test_draws_are_combined_by_rubins_rules() -> None:
    first, taken = _simulated(3, 80, 4, [1.0])
    second = first + np.random.default_rng(4).normal(scale=0.5, size=first.shape)
    both = choice.fit(np.concatenate([first, second]), taken)
    one, two = both.by_draw[:, 0]
    assert both.coefficients[0] == pytest.approx((one + two) / 2.0)
    assert both.between[0, 0] == pytest.approx(1.5 * (one - two) ** 2 / 2.0)
    assert both.error[0] ** 2 == pytest.approx(both.within[0, 0] + both.between[0, 0])


def _two_draws() -> tuple[np.ndarray, np.ndarray]:
    """A term that is worth 1 for the first of two options under one draw, nothing under the other."""
    design = np.zeros((2, 5, 2, 1))
    design[0, :, 0, 0] = 1.0
    return design, np.array([0, 0, 0, 1, 1])


def test_chances_are_averaged_over_draws_by_hand() -> None:
    # The first was taken 3 times in 5, so (p + 1/2) / 2 = 3/5 with p = 1/(1 + e^-b): p = 0.7.
    design, taken = _two_draws()
    found = choice.averaged(design, taken, ridge=1e-9, each=choice.fit(design, taken))
    assert found.coefficients[0] == pytest.approx(math.log(0.7 / 0.3), abs=1e-6)
    # The chance's slope by b is p (1 - p) / 2, and with chances 3/5 and 2/5 that makes the information.
    assert found.error[0] ** 2 == pytest.approx(1.0 / (5.0 * (0.21 / 2.0) ** 2 / (0.6 * 0.4)), rel=1e-4)


def test_acts_that_share_a_draw_by_hand() -> None:
    # One half of p^3 (1 - p)^2 + 1/2^5, which is greatest at p = 3/5.
    design, taken = _two_draws()
    one = np.zeros(5, dtype=np.int64)
    found = choice.averaged(design, taken, ridge=1e-9, together=one, each=choice.fit(design, taken))
    assert found.coefficients[0] == pytest.approx(math.log(0.6 / 0.4), abs=1e-6)
    logs = choice.of_taken(choice.log_chances(design, found.coefficients), taken)
    likely, flat = 0.6**3 * 0.4**2, 0.5**5
    assert choice.draws_behind(logs) == pytest.approx((likely + flat) ** 2 / (likely**2 + flat**2))


@pytest.mark.parametrize("shared", ["each", "threes", "all"])
def test_another_optimiser_agrees_on_the_average(shared: str) -> None:
    design, taken = _simulated(10, 30, 4, [1.2, -0.7])
    noisy = design + np.random.default_rng(11).normal(scale=0.4, size=(6, *design.shape[1:]))
    groups = np.arange(30) % {"each": 30, "threes": 10, "all": 1}[shared]
    scale = choice.scales(noisy)
    best = _best(noisy / scale, taken, 2.0, groups)
    found = choice.averaged(noisy, taken, 2.0, groups)
    assert found.coefficients == pytest.approx(best / scale, abs=1e-4)
    assert (np.linalg.eigvalsh(found.between) >= -1e-12).all()  # not to know the draw costs certainty


@given(st.integers(0, 10**6), st.integers(1, 4))
@settings(max_examples=10, deadline=None)
def test_draws_that_agree_are_one(rng: int, times: int) -> None:
    design, taken = _simulated(rng, 25, 3, [0.8, 0.3])
    alone, many = choice.fit(design, taken), np.repeat(design, times, axis=0)
    for groups in (None, np.arange(25) % 5, np.zeros(25, dtype=np.int64)):
        found = choice.averaged(many, taken, together=groups)
        assert found.coefficients == pytest.approx(alone.coefficients, abs=1e-6)
        assert found.error == pytest.approx(alone.error, rel=1e-3)
        assert np.abs(found.between).max() < 1e-9


def test_a_term_known_with_error_is_attenuated_by_rubins_rules_and_not_by_averages() -> None:
    g = np.random.default_rng(12)
    middle = g.normal(size=(1500, 4, 1))
    draws = middle + g.normal(size=(41, 1500, 4, 1))
    taken = np.argmax((1.5 * draws[0] + g.gumbel(size=(1500, 4, 1)))[..., 0], axis=1)
    read = draws[1:]
    rubin = choice.fit(read, taken, ridge=1e-6)
    found = choice.averaged(read, taken, ridge=1e-6, each=rubin)
    assert rubin.coefficients[0] < 0.8
    assert abs(found.coefficients[0] - 1.5) < 3.0 * found.error[0] < 0.5


def test_other_quantities_of_a_fit_by_hand() -> None:
    design, taken = _simulated(9, 60, 4, [1.0, 0.5])
    found = choice.fit(np.concatenate([design, design * 1.2]), taken)
    (b, c), ((v, w), (_, u)) = found.coefficients, found.within
    turned = found.turned(np.array([[1.0, -2.0]]), 3.0)
    assert turned.coefficients == pytest.approx([b - 2.0 * c + 3.0])
    assert turned.within == pytest.approx(np.array([[v - 4.0 * w + 4.0 * u]]))
    assert turned.by_draw.mean(axis=0) == pytest.approx(turned.coefficients)


def test_the_scale_of_a_term_changes_nothing_but_its_coefficient() -> None:
    design, taken = _simulated(5, 50, 4, [1.0, 0.5])
    plain, larger = choice.fit(design, taken), choice.fit(design * [1.0, 60.0], taken)
    assert larger.coefficients == pytest.approx(plain.coefficients / [1.0, 60.0])
    assert larger.error == pytest.approx(plain.error / [1.0, 60.0])


def test_what_is_left_out_is_scored_by_the_rest() -> None:
    design, taken = _simulated(6, 30, 3, [1.0])
    design = np.concatenate([design, design * 1.1])
    groups = np.repeat([0, 1, 2], 10)
    found = choice.left_out(design, taken, groups, ridge=2.0)
    rest = groups != 1
    scaled = design / choice.scales(design)
    b = _best(scaled[:, rest], taken[rest], 2.0)
    logs = choice.log_chances(scaled[:, ~rest], b)
    assert found[:, ~rest] == pytest.approx(logs[:, np.arange(10), taken[~rest]], abs=1e-5)


def test_an_act_can_be_scored_by_what_was_known_without_it() -> None:
    design, taken = _simulated(7, 100, 3, [1.0])
    groups = np.arange(100)
    blind = choice.left_out(design, taken, groups, scored=np.zeros_like(design))
    assert blind == pytest.approx(np.full((1, 100), math.log(1 / 3)))
    assert choice.left_out(design, taken, groups).mean() > blind.mean()


def test_noise_earns_nothing_out_of_sample() -> None:
    design, taken = _simulated(8, 120, 5, [0.0] * 12)
    fitted = choice.fit(design, taken, ridge=0.1).coefficients
    within = choice.log_chances(design, fitted)[0, np.arange(120), taken].mean()
    outside = choice.left_out(design, taken, np.arange(120) // 10, ridge=0.1).mean()
    assert outside < math.log(1 / 5) < within


def test_one_set_of_choices_is_fitted_as_any_other_optimiser_would() -> None:
    design, taken = _simulated(3, 150, 4, [1.0, -0.5, 0.0])
    design[..., 1] *= 40.0  # a term on another scale is penalised alike
    found, covariance = fitted(design[0], taken, ridge=3.0)
    both = choice.fit(design, taken, ridge=3.0)
    assert found == pytest.approx(both.coefficients, rel=1e-6)
    assert covariance == pytest.approx(both.alone, rel=1e-6)
    scale = choice.scales(design)

    def loss(at):
        logs = choice.of_taken(choice.log_chances(design, at / scale), taken)
        return -logs.sum() + 1.5 * (at**2).sum()

    assert found * scale == pytest.approx(optimize.minimize(loss, np.zeros(3)).x, abs=1e-4)


def test_contrasts_are_orthonormal_and_sum_to_nothing() -> None:
    basis = contrasts(4)
    assert basis.T @ basis == pytest.approx(np.eye(3))
    assert basis.sum(axis=0) == pytest.approx(np.zeros(3))


def test_choices_that_are_distinguished_perfectly_need_a_penalty() -> None:
    design = np.zeros((1, 3, 2, 1))
    design[0, :, 0, 0] = 1.0
    with pytest.raises(ArithmeticError, match="settle"):
        choice.fit(design, np.zeros(3, dtype=np.int64), ridge=0.0)
    assert choice.fit(design, np.zeros(3, dtype=np.int64)).coefficients[0] > 0.0


@pytest.mark.parametrize("options", [1, 3, 8, 20, 37])
def test_what_is_compiled_of_a_fit_has_the_bits_of_numpy(options: int) -> None:
    g = np.random.default_rng(options)
    terms, chance = g.normal(size=(5, 11, options)), g.random((11, options))
    weighted, sums = np.empty_like(terms), np.empty((5, 11))
    newton._weigh(weighted, sums, terms, chance)
    assert (weighted == terms * chance).all()
    assert (sums == (terms * chance).sum(axis=2)).all()
    worth = terms[0].copy()
    newton._fall_short(worth)
    assert (worth == terms[0] - terms[0].max(axis=1, keepdims=True)).all()
