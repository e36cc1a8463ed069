"""The settings of every draw: what its weights make of the case's dated acts, and what is assumed.

The weights stay as believed before the acts, and each draw of them has a fit of its own: were these weights
the true ones, that is what the acts would say of choice (a cut model; Plummer 2015). A draw takes the fit's
estimates and normal noise of the fit's covariance, by numbers keyed to the rng and the draw alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from patronage.sim.case.chronicle import DatedAct, load_acts
from patronage.sim.case.load import Case
from patronage.sim.designs.hindcast import once, replay
from patronage.sim.designs.weights import settings_row, weights_of
from patronage.sim.exact.arrays import Floats, Ints
from patronage.sim.exact.logit import contrasts
from patronage.sim.exact.newton import fitted
from patronage.sim.exact.rng import weight_units
from patronage.sim.model.ensemble.seeing import SEEN
from patronage.sim.model.settings import ESTIMATES, SETTING_NAMES, SETTINGS
from patronage.sim.model.terms import PROMPTS, TERMS
from patronage.sim.scenario.load import Scenario, would_be_drawn
from patronage.sim.verbs import VERB_NAMES
from patronage.sim.weights.weights import Weights, rows_of

TERM_NAMES: tuple[str, ...] = tuple(term.name for term in (*TERMS, *PROMPTS))
COSTS: tuple[str, ...] = tuple(f"cost_{verb}" for verb in VERB_NAMES)
ESTIMATED: tuple[str, ...] = tuple(name for name in TERM_NAMES if name in ESTIMATES)
"""The terms that draws have estimates of; one that is off by default is no part of how actors choose."""
NAMES: tuple[str, ...] = (*ESTIMATED, *COSTS)
"""The settings that dated acts speak for; gain is the first."""
BASIS = contrasts(len(VERB_NAMES))
MEAN_COST = 2.0  # of the four verbs; acts cannot show it, since it only says how often nothing is done
ENOUGH = 10 * (len(ESTIMATED) + BASIS.shape[1])
"""Acts that estimates need: ten a coefficient (Peduzzi and others 1996)."""

_PLACES = 6  # decimals of a coefficient: fewer than the arithmetic of any two processors agrees in
_ROOM = 1 << 27  # bytes that the acts may take which are lived through together
_KEPT = 10_000  # fits that are kept of a scenario, about a kilobyte each: more than `settling` asks for


@dataclass(frozen=True)
class Coefficients:
    """NAMES of some draws.

    values (W, S). cut (W,): the part of each draw's distribution of gain that lies below 0 and is cut off.
    fits (W, S): what is fitted to the acts under each draw's weights; None where estimates are borrowed.
    acts: how many dated acts the case has.
    """

    values: Floats
    cut: Floats
    fits: Floats | None
    acts: int

    @property
    def borrowed(self) -> bool:
        """Whether they are those of the table of settings, since the case has too few acts of its own."""
        return self.fits is None


def settings_rows(
    scenario: Scenario, draws: int, first: int = 0, changes: Sequence[Mapping[str, float]] = ({},)
) -> Floats:
    """Settings (points x draws, S), draws fastest, ``changes`` being what each point changes.

    Draw d has the same settings wherever it is asked for: in all arms, at all points but for what these
    change, and beside other weights than the scenario's own, such as permuted labels or no evidence. What the
    scenario sets itself is not drawn.
    """
    rows = np.tile(settings_row(scenario.settings), (len(changes), draws, 1))
    for name, values in drawn(scenario, draws, first).items():
        rows[:, :, SETTING_NAMES.index(name)] = values
    for point, change in enumerate(changes):
        for name, value in change.items():
            rows[point, :, SETTING_NAMES.index(name)] = value
    return rows.reshape(-1, rows.shape[-1])


def drawn(scenario: Scenario, draws: int, first: int = 0) -> dict[str, Floats]:
    """The settings that differ between draws, by name, (W,) each."""
    found: dict[str, Floats] = {}
    if free := [name for name in NAMES if _free(scenario, name)]:
        values = coefficients_of(scenario, draws, first).values
        found = {name: values[:, NAMES.index(name)] for name in free}
    for name, setting in SETTINGS.items():
        if setting.assumed and _free(scenario, name):
            units = _units(scenario, draws, first, "assumption", name)
            found[name] = setting.low + units * (setting.high - setting.low)
    return found


def noise_of(scenario: Scenario, draws: int) -> dict[tuple[str, str], Floats]:
    """The uniforms, (W,) each, that settings of the first draws are made of beside the weights.

    By kind, choice or assumption, and name. Of coefficients it is what the fit on a draw's weights leaves
    open.
    """
    found = {}
    if any(_free(scenario, name) for name in NAMES):
        drawn_by = NAMES if coefficients_of(scenario, 1).borrowed else NAMES[:-1]  # costs have a known mean
        found = {("choice", name): _units(scenario, draws, 0, "choice", name) for name in drawn_by}
    for name, setting in SETTINGS.items():
        if setting.assumed and _free(scenario, name):
            found["assumption", name] = _units(scenario, draws, 0, "assumption", name)
    return found


def _units(scenario: Scenario, draws: int, first: int, kind: str, name: str) -> Floats:
    return weight_units(scenario.rng, draws, kind, name, first=first)


def _free(scenario: Scenario, name: str) -> bool:
    """Whether a setting is drawn: draws differ in its kind, and nobody has set it."""
    return name not in scenario.given and would_be_drawn(scenario, name)


def coefficients_of(scenario: Scenario, draws: int, first: int = 0) -> Coefficients:
    """NAMES of draws ``first`` to ``first + draws``, whatever of them the scenario sets itself.

    Gain is drawn from the part of its distribution above 0, and the others by their covariance with it. All
    are cut to what the equations allow. FaultError where the case's acts cannot be read.
    """
    units = np.array([_units(scenario, draws, first, "choice", name) for name in NAMES])
    found = _fits_of(_Weighed.by(scenario))
    if len(found.acts) < ENOUGH:
        return Coefficients(*from_table(units), None, len(found.acts))
    centre, root = found.of(range(first, first + draws))
    values, cut = spread_out(centre, root, units[: centre.shape[1]])
    matrix, shift = in_settings(ESTIMATED)
    return Coefficients(_possible(values @ matrix.T + shift), cut, centre @ matrix.T + shift, len(found.acts))


def acts_behind(case: Case) -> tuple[DatedAct, ...]:
    """The acts of the case's chronicle that may calibrate, each counted once; none without a chronicle."""
    if case.chronicle is None:
        return ()
    until = case.calibrate_until
    acts = [act for act in load_acts(case.chronicle, case) if until is None or act.month <= until]
    return once(acts)[0] if acts else ()


@dataclass(frozen=True)
class _Weighed:
    """A scenario, distinguished by what the fits to the acts depend on; it keeps its case alive."""

    what: tuple[object, ...]
    scenario: Scenario = field(compare=False)

    @classmethod
    def by(cls, scenario: Scenario) -> _Weighed:
        case, uncertain = scenario.case, "evidence" in scenario.uncertainty
        return cls((id(case), case.digest, repr(scenario.weights), scenario.rng, uncertain), scenario)


@lru_cache(maxsize=16)
def _fits_of(weighed: _Weighed) -> _Fits:
    return _Fits(weighed.scenario)


class _Fits:
    """The fits to the acts under the draws of a scenario's weights, made when asked for, and kept."""

    def __init__(self, scenario: Scenario) -> None:
        self.acts = acts_behind(scenario.case)
        self._scenario = scenario
        self._made: dict[int, tuple[Floats, Floats]] = {}

    def of(self, draws: range) -> tuple[Floats, Floats]:
        """The estimates (W, P) of some draws, and lower Cholesky factors (W, P, P) of their covariances."""
        same = "evidence" not in self._scenario.uncertainty  # all draws have the same weights
        which = [0] * len(draws) if same else list(draws)
        if len(self._made.keys() | set(which)) > _KEPT:
            self._made.clear()
        if lacking := sorted(set(which) - self._made.keys()):
            first = lacking[0]
            weights = weights_of(self._scenario, draws=lacking[-1] + 1 - first, first=first)
            fits = _fits(self._scenario.case, rows_of(weights, np.array(lacking) - first), self.acts)
            self._made.update(zip(lacking, fits, strict=True))
        centre, covariance = zip(*(self._made[draw] for draw in which), strict=True)
        root: Floats = np.linalg.cholesky(np.array(covariance)).astype(np.float64, copy=False)
        return np.array(centre), root


def _fits(case: Case, weights: Weights, acts: Sequence[DatedAct]) -> Iterator[tuple[Floats, Floats]]:
    """The fit to the acts under each draw of the weights, and its covariance; by the model's defaults."""
    columns = [TERM_NAMES.index(name) for name in ESTIMATED]
    cells = (case.last_month - case.first_month + 1) * len(case.actors) ** 2
    step = max(1, _ROOM // (8 * cells * (len(SEEN) + 2 * len(VERB_NAMES) * len(TERM_NAMES))))
    for low in range(0, weights.draws, step):
        some = rows_of(weights, np.arange(low, min(low + step, weights.draws)))
        lived = replay(some, acts, {}, case.first_month)
        for row in range(some.draws):
            yield fitted(design_of(lived.row(row).terms[..., columns], lived.verbs)[0], lived.place)


def from_table(units: Floats) -> tuple[Floats, Floats]:
    """NAMES (W, S) by the estimates in the table of settings and their errors, each for itself; and `cut`.

    ``units`` (S, W), in (0, 1).
    """
    draws = units.shape[1]
    centre = np.tile([ESTIMATES[name][0] for name in NAMES], (draws, 1))
    root = np.tile(np.diag([ESTIMATES[name][1] for name in NAMES]), (draws, 1, 1))
    values, cut = spread_out(centre, root, units)
    return _possible(values), cut


def spread_out(centre: Floats, root: Floats, units: Floats) -> tuple[Floats, Floats]:
    """Draws (W, P) of normal distributions whose first coefficient is cut off below 0; the parts cut, (W,).

    ``centre`` (W, P); ``root`` (W, P, P): lower Cholesky factors of the covariances, by which what the first
    coefficient is moves the others; ``units`` (P, W), in (0, 1).
    """
    from scipy import special

    cut = special.ndtr(-centre[:, 0] / root[:, 0, 0])
    noise = special.ndtri(np.vstack([cut + units[:1] * (1.0 - cut), units[1:]]))
    values: Floats = centre + np.einsum("wpq,qw->wp", root, noise)
    return values, cut


def _possible(values: Floats) -> Floats:
    """Rounded, and within what the equations allow; (W, S) of NAMES."""
    low = [SETTINGS[name].hard_low for name in NAMES]
    high = [SETTINGS[name].hard_high for name in NAMES]
    return np.asarray(np.round(np.clip(values, low, high), _PLACES), dtype=np.float64)


def design_of(terms: Floats, verbs: Ints) -> Floats:
    """(W, N, M, P): the terms by which options differ, then the contrasts between verbs."""
    kinds = np.broadcast_to(np.eye(len(VERB_NAMES))[verbs] @ BASIS, (*terms.shape[:-1], BASIS.shape[1]))
    return np.concatenate([terms, kinds], axis=-1)


def in_settings(terms: Sequence[str] = TERM_NAMES) -> tuple[Floats, Floats]:
    """What makes settings of the coefficients of `design_of`, of these terms: matrix (S, P), shift (S,).

    The settings are the terms' and then COSTS, which count against an act.
    """
    signs = np.diag([term.sign for term in (*TERMS, *PROMPTS) if term.name in terms])
    none = np.zeros((len(terms), BASIS.shape[1]))
    matrix = np.block([[signs, none], [np.zeros((len(COSTS), len(terms))), -BASIS]])
    return matrix, np.array([0.0] * len(terms) + [MEAN_COST] * len(COSTS))
