"""The forms of what analyses answer, by which a stored one is read back as the study gave it."""

from __future__ import annotations

import math
from typing import Annotated

import numpy as np
from pydantic import Field

from patronage.analysis.estimators.placebo import Among, Layer
from patronage.analysis.estimators.sensitivity import Indices
from patronage.analysis.estimators.spread import Spread
from patronage.sim.designs.arms import weights_of
from patronage.sim.designs.sensitivity import BANK, factors_of
from patronage.sim.model.parts import PARTS
from patronage.sim.model.settings import SETTING_NAMES
from patronage.sim.scenario.load import Scenario
from patronage.sim.scenario.pairs import pairs_of
from patronage.sim.store.manifest import Count, Stored
from patronage.studies.attribute import Attribution, Member, Sentence, Sentences
from patronage.studies.losses import Size
from patronage.studies.placebo import MEANINGS, Placebo
from patronage.studies.sensitivity import Bar, Sensitivity
from patronage.studies.stored.answer import Ends, Share


class _Spread(Stored):
    mean: float
    interval: Ends
    standard_error: float | None
    share_of_draws_above_zero: Share
    monte_carlo_error_part: float | None

    def of(self, draws: int) -> Spread:
        return Spread(
            mean=self.mean,
            low=self.interval[0],
            high=self.interval[1],
            standard_error=self.standard_error,
            above_zero=self.share_of_draws_above_zero,
            draws=draws,
            monte_carlo_error_part=self.monte_carlo_error_part,
        )


class _Sized(Stored):
    measure: str
    draws: Count
    replicates: Count

    @property
    def size(self) -> Size:
        return Size(self.draws, self.replicates)


class _Member(Stored):
    id: str
    label: str
    value: _Spread
    alone: _Spread
    last: _Spread
    sampling_error: float


class SharesForm(_Sized):
    """What `attribute` says over events or patrons."""

    over: str
    coalitions: Count
    exact: bool
    total: _Spread
    nobody: _Spread
    members: Annotated[list[_Member], Field(min_length=1)]

    def found(self, _: Scenario, loss: Spread) -> Attribution:
        """The same as the study gives it."""
        members = [
            Member(
                one.id,
                one.label,
                one.value.of(self.draws),
                one.alone.of(self.draws),
                one.last.of(self.draws),
                one.sampling_error,
            )
            for one in self.members
        ]
        total, nobody = self.total.of(self.draws), self.nobody.of(self.draws)
        return Attribution(
            self.over,
            self.measure,
            self.size,
            self.coalitions,
            self.exact,
            total,
            nobody,
            tuple(members),
            loss,
        )


class _Sentence(Stored):
    id: str
    place: str
    paraphrase: str
    change: _Spread
    loss_without: _Spread


class SentencesForm(_Sized):
    """What `attribute` says over sentences."""

    total: _Spread
    prior_only: _Spread
    members: Annotated[list[_Sentence], Field(min_length=1)]
    feed_no_weight: list[str]

    def found(self, _: Scenario, loss: Spread) -> Sentences:
        """The same as the study gives it."""
        items = [
            Sentence(
                one.id, one.place, one.paraphrase, one.change.of(self.draws), one.loss_without.of(self.draws)
            )
            for one in self.members
        ]
        total, nothing = self.total.of(self.draws), self.prior_only.of(self.draws)
        silent = tuple(self.feed_no_weight)
        return Sentences(self.measure, self.size, total, nothing, tuple(items), silent, loss)


class _Other(Stored):
    name: str
    loss: float
    standard_error: float | None


class _Among(Stored):
    there_are: Count | None
    own: _Spread
    any: _Spread
    specific: _Spread
    p_as_large: Share
    p_as_far: Share
    p_as_large_within: Ends
    not_distinguishable: Annotated[int, Field(ge=0)]
    placebos: Annotated[list[_Other], Field(min_length=1)]

    def of(self, draws: int) -> Among:
        errors = [one.standard_error for one in self.placebos]
        low, high = self.p_as_large_within
        return Among(
            names=tuple(one.name for one in self.placebos),
            means=np.array([one.loss for one in self.placebos]),
            standard_errors=np.array([math.nan if error is None else error for error in errors]),
            own=self.own.of(draws),
            anyone=self.any.of(draws),
            specific=self.specific.of(draws),
            there_are=self.there_are,
            as_large=self.p_as_large,
            as_far=self.p_as_far,
            close=self.not_distinguishable,
            as_large_within=(low, high),
        )


class _Variant(Stored):
    name: str
    loss: _Spread
    difference: _Spread


class _Layer(Stored):
    name: str
    adds: _Spread
    share: float | None


class _Off(Stored):
    without: str
    loss: _Spread
    difference: _Spread


class PlaceboForm(_Sized):
    """What `placebo` says."""

    each_draws: Count
    each_replicates: Count
    variants: Annotated[list[_Variant], Field(min_length=1)]
    layers: list[_Layer]
    labels: _Among
    dyads: _Among | None
    mechanism_off: list[_Off]

    def found(self, scenario: Scenario, loss: Spread) -> Placebo:
        """The same as the study gives it."""
        few = Size(self.each_draws, self.each_replicates)
        if not {one.name for one in self.variants} <= set(MEANINGS):
            raise ValueError("other null models")
        if not {one.without for one in self.mechanism_off} <= set(PARTS):
            raise ValueError("other parts of the model")
        return Placebo(
            measure=self.measure,
            size=self.size,
            losses={one.name: one.loss.of(self.draws) for one in self.variants},
            differences={one.name: one.difference.of(self.draws) for one in self.variants},
            layers=tuple(Layer(one.name, one.adds.of(self.draws), one.share) for one in self.layers),
            labels=self.labels.of(few.draws),
            dyads=None if self.dyads is None else self.dyads.of(few.draws),
            pairs=pairs_of(scenario),
            without={one.without: one.loss.of(few.draws) for one in self.mechanism_off},
            changes={one.without: one.difference.of(few.draws) for one in self.mechanism_off},
            part_size=few,
            loss=loss,
        )


class _Factor(Stored):
    name: str
    first: float
    first_confidence: float
    total: float
    total_confidence: float
    total_at_half: float
    loss_at_ends: Ends | None
    ends_within: Annotated[list[Ends], Field(min_length=2, max_length=2)] | None


class SobolForm(Stored):
    """What `sensitivity` says by Sobol's indices."""

    measure: str
    fixed: dict[str, float]
    base: Count
    repeats: Count
    runs: Count
    failed_points: Annotated[int, Field(ge=0)]
    variance: float
    loss: float
    factors: Annotated[list[_Factor], Field(min_length=1)]

    def found(self, scenario: Scenario, _: Spread) -> Sensitivity:
        """The same as the study gives it."""
        fixed, rows = tuple(self.fixed), self.factors
        factors = factors_of(scenario, weights_of(scenario, draws=BANK), fixed)
        alike = [factor.name for factor in factors] == [row.name for row in rows]
        if not alike or not set(fixed) <= set(SETTING_NAMES):
            raise ValueError("the factors of another scenario")
        bars = []
        for factor, row in zip(factors, rows, strict=True):
            if row.loss_at_ends is not None and row.ends_within is not None:
                low, high = row.loss_at_ends
                (low_from, low_to), (high_from, high_to) = row.ends_within
                bars.append(Bar(factor, low, high, (low_from, low_to), (high_from, high_to)))
        return Sensitivity(
            measure=self.measure,
            factors=factors,
            indices=Indices(
                names=tuple(row.name for row in rows),
                first=np.array([row.first for row in rows]),
                first_confidence=np.array([row.first_confidence for row in rows]),
                total=np.array([row.total for row in rows]),
                total_confidence=np.array([row.total_confidence for row in rows]),
                half=np.array([row.total_at_half for row in rows]),
                variance=self.variance,
            ),
            effects=None,
            loss=self.loss,
            bars=tuple(bars),
            base=self.base,
            repeats=self.repeats,
            runs=self.runs,
            failed=self.failed_points,
            fixed=fixed,
        )
