"""The model held to acts that really happened."""

from __future__ import annotations

from functools import partial

from patronage.front.asking import (
    Named,
    Settings,
    flags,
    in_python,
    maybe_path,
    presented,
    refuse,
    scenario_asked,
    whole,
)
from patronage.sim.scenario.load import Scenario
from patronage.studies.record.calibrate import Calibration
from patronage.studies.record.calibrate import calibrate as estimate
from patronage.studies.record.dated import other_acts, read_acts
from patronage.studies.record.frequencies import Frequencies
from patronage.studies.record.frequencies import frequencies as count_deeds
from patronage.studies.record.hindcast import Hindcast
from patronage.studies.record.hindcast import hindcast as score

MOST_DRAWS = 10_000


@in_python()
def hindcast(
    scenario: Scenario | Named,
    *,
    acts: Named | None = None,
    draws: int = 100,
    rng: int | None = None,
    settings: Settings | None = None,
    before: Named | None = None,
    nulls_from: Named | None = None,
    frequencies: bool = False,
) -> Hindcast | Frequencies:
    """Score dated acts: how likely each was in the model just before it happened, in bits.

    ``acts``: a file of them, one beside the case, or "article" for the article's own; by default the case's
    chronicle, or else the article's. ``draws``: weight draws, 2 to 10,000. ``before``: acts that are lived
    through and not scored; ``nulls_from``: others, that own frequencies are taken from. ``frequencies``:
    instead of scores, what is done as often in runs of the model as in the record. FaultError for acts that
    cannot be read or are of other months.
    """
    picked = scenario_asked(scenario, rng=rng, settings=settings, events=False)
    files = [maybe_path(name, each) for name, each in (("acts", acts), ("before", before))]
    others = maybe_path("nulls_from", nulls_from)
    flags(frequencies=frequencies)
    count = whole("draws", draws, 2, MOST_DRAWS)
    given = read_acts(picked, files[0])
    about = _provenance(picked, given.source, len(given.acts), count)
    if frequencies:
        for name, each in (("before", before), ("nulls_from", nulls_from)):
            if each is not None:
                raise refuse(name, "would change nothing: frequencies score no act")
        from patronage.text.record.frequencies import drawn as draw_often

        often = count_deeds(picked, given.acts, count)
        return presented(often, about, frequencies=partial(draw_often, source=given.source))
    from patronage.text.record.hindcast import drawn as draw_scores

    earlier = () if files[1] is None else read_acts(picked, files[1], option="--before").acts
    known = () if others is None else other_acts(picked, others, given.acts)
    found = score(picked, given.acts, count, before=earlier, known=known)
    return presented(found, about, hindcast=partial(draw_scores, source=given.source))


@in_python()
def calibrate(
    scenario: Scenario | Named,
    *,
    acts: Named | None = None,
    draws: int = 100,
    rng: int | None = None,
    settings: Settings | None = None,
) -> Calibration:
    """Estimate what weighs in a choice from dated acts, and test it on acts left out.

    A conditional logit (McFadden 1974) of which act was done, given that one was. ``acts``, ``draws``: as of
    `hindcast`; acts after the case's calibrate_until are left out of its chronicle, and refused in a file.
    `Calibration.settings` can be given to `run`. FaultError for acts of a single block of three months.
    """
    from patronage.text.record.calibrate import drawn

    picked = scenario_asked(scenario, rng=rng, settings=settings, events=False)
    file, count = maybe_path("acts", acts), whole("draws", draws, 2, MOST_DRAWS)
    until = picked.case.calibrate_until
    why = "the scenario's months" if until is None else "months that may calibrate (calibrate_until)"
    given = read_acts(picked, file, until, why)
    found = estimate(picked, given.acts, count)
    about = _provenance(picked, given.source, len(given.acts), count)
    return presented(found, about, estimates=partial(drawn, source=given.source))


def _provenance(scenario: Scenario, source: str, acts: int, draws: int) -> str:
    return f"{scenario.name}: {source}, {acts} of them, under {draws:,} weight draws, rng {scenario.rng}"
