"""The form of a run's answer: what `patronage run --json` prints and answer.json holds."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from patronage.analysis.estimators.verdict import Status
from patronage.sim.store.manifest import Count, Digest, Month, Months, Stored

Ends = Annotated[list[float], Field(min_length=2, max_length=2)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]

_SHARE_ALIKE = "Draws that change in the direction of the mean, 0 to 1; null where the mean change is 0."


class _Printed(Stored):
    """The base of what is printed: no field is missing, though earlier versions may not have had it."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


class LossForm(_Printed):
    """A loss: reference less scenario, so a gain is below zero; means over the months of the window."""

    reference: float = Field(description="Without the events.")
    scenario: float = Field(description="With the events.")
    loss: float = Field(description="Reference less scenario, in points: the mean over draws.")
    loss_percent: float | None = Field(
        description="Of the reference; null where that is not clearly above zero."
    )
    interval: Ends = Field(
        description="5th and 95th percentile of the draws' losses, Monte Carlo error taken out."
    )
    standard_error: float | None = Field(description="Of the mean loss; null for one draw.")
    share_of_draws_with_loss: Share = Field(description="Draws whose loss is above 0, 0 to 1.")
    prior_only_loss: float | None = Field(
        description="The loss under prior-only weights; null where that was not run."
    )
    interval_with_monte_carlo_error: Ends = Field(
        description="The same percentiles of the draws' means as they are."
    )
    monte_carlo_error_part: float | None = Field(
        description="Part of the variance of draws' means that is Monte Carlo error; null where unknown."
    )
    prior_only_share: Share | None = Field(
        description="Draws of prior-only weights that have a loss; null where they were not run."
    )
    status: Status = Field(description="What is established of the loss, by one rule for every row.")
    interval_ends: Annotated[list[Ends], Field(min_length=2, max_length=2)] = Field(
        description="Each end of the interval less and more two of its Monte Carlo errors."
    )
    borderline: bool = Field(
        default=False, description="Whether it is open and more runs may settle it: an end is next to zero."
    )
    smallest_effect: float | None = Field(
        description="The smallest change that matters, in points; null where the case names none."
    )


class StandingForm(LossForm):
    """The same of another actor, beside which charts mark the mean without dated capability."""

    loss_without_dated_capability: float | None = Field(
        description="The mean loss with all capability there from the start; null where no event brings any."
    )


class VerdictForm(_Printed):
    """The verdict on the headline."""

    status: Status = Field(description="That of the headline's row in `measures`.")
    words: str = Field(description="The sentence, as every surface prints it.")
    share_of_draws: Share = Field(description="Draws with a loss, 0 to 1.")
    measure: str = Field(description="The headline measure.")


class ChangeForm(_Printed):
    """What the events did to one thing that they are about; a rise is above zero."""

    what: str = Field(description="`issue:coordination`, `trust:us:russia`, `capability:russia:airspace` …")
    reference: float = Field(description="Without the events.")
    scenario: float = Field(description="With the events.")
    change: float = Field(description="Scenario less reference.")
    interval: Ends = Field(description="5th and 95th percentile of the draws' changes.")
    share_of_draws: Share | None = Field(description=_SHARE_ALIKE)


class WhenForm(_Printed):
    """A loss by month, in a few numbers."""

    peak: float = Field(description="The mean loss where it is furthest from zero, in points.")
    peak_month: Month = Field(description="The month of the peak.")
    peak_percent: float | None = Field(
        description="The peak as a part of the reference in that month; null where that says nothing."
    )
    months_excluding_zero: list[Month] = Field(
        description="Months in which a band that holds 90% of draws in all months at once excludes zero."
    )
    left_at_end: float = Field(description="The mean loss in the last month.")


class CauseForm(_Printed):
    """A group of weights that the spread of the headline's loss is due to."""

    what: str = Field(description="`salience:iran`, `position:iran:airspace`, `trust:russia:assad` …")
    share: float = Field(description="Of the variance of the loss over draws, Monte Carlo error taken off.")
    error: float = Field(description="The share's standard error.")
    evidence: list[str] = Field(description="Items that bear on it; empty where it rests on the prior alone.")


class SettleFromForm(_Printed):
    """From what the shares were estimated."""

    measure: str = Field(description="The measure whose loss is taken apart.")
    floor: float = Field(description="The largest share of all that comes by chance in one case of twenty.")
    draws: Count = Field(description="Draws of the weights, of their own.")
    replicates: Count = Field(description="Runs of each draw in each arm.")


class ChoiceForm(_Printed):
    """Where draws have their coefficients of choice from."""

    acts: int = Field(description="Dated acts of the case that may calibrate, each counted once.")
    enough: Count = Field(description="How many it takes.")
    borrowed: bool = Field(description="Whether they are too few: then estimates are those of the settings.")
    cut_off: Share = Field(description="The part of gain's distribution below 0, which is cut off.")
    fixed: list[str] = Field(description="Coefficients that the scenario sets itself.")


class PartForm(_Printed):
    """What of the variance of the headline's loss is lost where one kind is held at its mean."""

    what: str = Field(description="`evidence`, `choice` or `assumptions`.")
    lost: float | None = Field(description="The share that is lost; below 0 where the variance is larger.")
    error: float | None = Field(description="Its standard error.")


class UncertaintyForm(_Printed):
    """What draws differ in."""

    kinds: list[str] = Field(description="Of `evidence`, `choice` and `assumptions`.")
    choice: ChoiceForm | None = Field(description="Null where draws do not differ in it.")
    measure: str = Field(description="The measure whose loss is taken apart; empty without parts.")
    variance: float | None = Field(description="Of the loss between draws, Monte Carlo error taken off.")
    monte_carlo: float | None = Field(description="The variance of draws' means that was taken off.")
    parts: list[PartForm] = Field(description="Empty where they were not asked for. They need not add up.")
    draws: int = Field(description="From how many draws; 0 without parts.")
    replicates: int = Field(description="Runs of each in each arm; 0 without parts.")


class AnswerForm(_Printed):
    """A run's answer; earlier versions wrote it without the fields that have a default."""

    scenario: str = Field(description="The scenario's name.")
    question: str = Field(description="Its question; empty where it asks none.")
    focus: str = Field(description="The actor whose influence is asked about.")
    window: Months = Field(description="First and last month averaged over.")
    runs: Count = Field(description="Runs in each arm: draws times replicates.")
    draws: Count = Field(description="Draws of the interest weights.")
    replicates: Count = Field(description="Runs of each draw that differ by random numbers alone.")
    rng: int = Field(description="Which random numbers were used.")
    muted: list[str] = Field(description="Actors that did nothing in any arm.")
    failed: int = Field(description="Pairs of runs left out, since a number was not finite.")
    draws_counted: int = Field(description="Draws that are left.")
    digest: Digest = Field(description="SHA-256 of all that decides the answer besides the code.")
    treatment: list[ChangeForm] = Field(default=[], description="What the events did to what they are about.")
    verdict: VerdictForm = Field(description="What is established of the headline.")
    measures: dict[str, LossForm] = Field(description="By measure: what the focus actor loses.")
    without_dated_capability: dict[str, LossForm] | None = Field(
        default=None,
        description="The same where all capability is there from the start; null where no event brings any.",
    )
    dependence: dict[str, LossForm] = Field(
        description="By client: the loss of its dependence on the focus actor."
    )
    ear: dict[str, LossForm] | None = Field(
        default=None, description="By listener: the loss of the ear that the focus actor has."
    )
    clients: dict[str, StandingForm] = Field(
        default={}, description="The rows of `dependence`, with what charts mark beside them."
    )
    months: dict[str, WhenForm] = Field(default={}, description="By measure: when the loss is largest.")
    gainers: dict[str, StandingForm] = Field(
        default={}, description="By actor: the loss of its own hold, the largest gain first."
    )
    settle: list[CauseForm] = Field(
        default=[],
        description="What would settle the headline: what its loss differs by, the largest share first.",
    )
    settle_from: SettleFromForm | None = Field(
        default=None, description="From what `settle` was estimated; null where it was not asked for."
    )
    uncertainty: UncertaintyForm | None = Field(
        default=None, description="What the interval has in it; null of earlier versions."
    )
    never_brought: list[str] = Field(
        default=[], description="Items whose capability counts in neither arm, since no act there cites them."
    )
