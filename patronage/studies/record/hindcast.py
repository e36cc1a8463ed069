"""How far the model foresaw dated acts: its chances before each, against what knows less."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.estimators.record import hindcast as measured
from patronage.analysis.estimators.record.hindcast import Bin, Score
from patronage.analysis.labelled import Arrays
from patronage.analysis.tables import Table
from patronage.sim.case.chronicle import DatedAct
from patronage.sim.designs.arms import weights_of
from patronage.sim.designs.hindcast import Replay, chances, known_acts, opening_values, values
from patronage.sim.exact.arrays import Floats
from patronage.sim.files.months import month_text
from patronage.sim.scenario.load import Scenario
from patronage.sim.verbs import VERB_NAMES
from patronage.studies.losses import Tick
from patronage.studies.record.dated import Lived, live
from patronage.studies.shown.answer import Shown
from patronage.studies.shown.labelled import hindcast_arrays
from patronage.studies.tables.hindcast import hindcast_tables

DRAWS = 100
ENOUGH = 50  # acts, from which on a calibration curve says something

NULLS = {
    "chance": "every option on the menu alike",
    "own_acts": "how often the actor did it in its other acts, every option counted a half beforehand",
    "own_average": "how often the model lets the actor do it, whatever the month",
    "own_acts_and_month": "how often in its other acts, and what had been done to it and by it in the month",
}
"""What the model is compared with, from the weakest to the strongest."""

SCORES = {
    "fitted": "with every sentence behind the weights",
    "left_out": "without the sentence that reports the act",
    "unseen": "the same, and acts of the same day unseen by each other",
}

GROUPS: dict[str, Callable[[DatedAct], str]] = {
    "actor": lambda act: act.actor,
    "verb": lambda act: act.verb,
    "pair": lambda act: f"{act.actor} to {act.toward}",
}


@dataclass(frozen=True, repr=False)
class Hindcast(Shown):
    """Log2 chances of dated acts. nulls: (N,) by NULLS; model: (W, N) by SCORES; chance (N, M): left out.

    month_unseen (N,): the null own_acts_and_month where acts of the same day are unseen. known: how many acts
    of others the nulls know instead of those that are scored; 0 where they know these.
    """

    scenario: Scenario
    lived: Lived
    draws: int
    nulls: dict[str, Floats]
    month_unseen: Floats
    model: dict[str, Floats]
    chance: Floats
    known: int = 0

    @property
    def acts(self) -> tuple[DatedAct, ...]:
        """The acts in their order."""
        return self.lived.replay.acts

    def score(self, which: str, null: str, chosen: NDArray[np.bool_] | None = None) -> Score:
        """One of SCORES over one of NULLS, of the acts chosen."""
        unseen = which == "unseen" and null == "own_acts_and_month"
        than = self.month_unseen if unseen else self.nulls[null]
        return measured.score(self.model[which], than, self.lived.replay.month, chosen)

    def by(self, group: str, which: str) -> dict[str, dict[str, Score]]:
        """One of SCORES over each of NULLS, of the acts of every actor, verb or pair (GROUPS) that occurs."""
        names = np.array([GROUPS[group](act) for act in self.acts])
        known = (*self.scenario.case.actor_ids, *VERB_NAMES) if group != "pair" else ()
        count = {str(name): int((names == name).sum()) for name in np.unique(names)}
        order = [name for name in known if name in count] or sorted(count, key=lambda name: -count[name])
        return {name: {null: self.score(which, null, names == name) for null in self.nulls} for name in order}

    @property
    def calibration(self) -> tuple[Bin, ...] | None:
        """Of all options by the chance they were given; None for fewer than ENOUGH acts."""
        if len(self.acts) < ENOUGH:
            return None
        return measured.calibration(self.chance, self.lived.replay.place)

    def arrays(self) -> Arrays:
        """Its runs under labels."""
        return hindcast_arrays(self)

    def tables(self) -> tuple[Table, ...]:
        """As tables, the main one first."""
        return hindcast_tables(self, NULLS, SCORES, tuple(GROUPS))

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        bins = self.calibration
        groups = {
            f"by_{group}": {
                which: {
                    name: {null: score.plain() for null, score in row.items()}
                    for name, row in self.by(group, which).items()
                }
                for which in ("left_out", "unseen")
            }
            for group in GROUPS
        }
        return {
            "acts": len(self.acts),
            "acts_of_the_article": self.lived.without_sentence,
            "acts_repeated": self.lived.repeated,
            "acts_before": self.lived.before,
            "acts_of_the_nulls": self.known,
            "draws": self.draws,
            "options": self.chance.shape[1],
            "nulls": {
                name: {"meaning": NULLS[name], "bits": -float(self.nulls[name].mean())} for name in NULLS
            },
            "scores": {
                which: {"meaning": meaning} | {null: self.score(which, null).plain() for null in NULLS}
                for which, meaning in SCORES.items()
            },
            **groups,
            "calibration": None
            if bins is None
            else [asdict(b) | {"interval": list(b.interval)} for b in bins],
            "each_act": [self._row(k) for k in range(len(self.acts))],
        }

    def _row(self, k: int) -> dict[str, Any]:
        act = self.acts[k]
        named = {name: getattr(act, name) for name in ("id", "day", "actor", "verb", "toward")}
        given = {which: float(np.exp2(measured.mixed(self.model[which][:, [k]]))[0]) for which in SCORES}
        return named | {"month": month_text(act.month), "chance": given}


def hindcast(
    scenario: Scenario,
    acts: Sequence[DatedAct],
    draws: int = DRAWS,
    tick: Tick | None = None,
    *,
    before: Sequence[DatedAct] = (),
    known: Sequence[DatedAct] = (),
) -> Hindcast:
    """Replay the acts under draws of the scenario's weights, and score them by its settings.

    ``before``: acts that are lived through too, and not scored. ``known``: other acts, in their order and
    each once, that own frequencies are taken from; without them each act's null knows all others of ``acts``.
    """
    lived = live(scenario, acts, draws, tick, before=before)
    whole, settings = lived.replay, scenario.settings
    each = np.arange(len(whole.acts))
    model, chance = {}, np.empty(0)
    for which in SCORES:
        terms = whole.terms if which == "fitted" else lived.left_out if which == "left_out" else lived.unseen
        given = chances(values(terms, whole.verbs, settings), settings["rationality"])
        model[which] = np.log2(given[:, each, whole.place])
        if which == "left_out":
            chance = given.mean(axis=0)
    often, month = _habits(scenario, whole, known, whole.prompts, by_day=False)
    _, month_unseen = _habits(scenario, whole, known, whole.prompts_of_days, by_day=True)
    return Hindcast(
        scenario=scenario,
        lived=lived,
        draws=draws,
        nulls={
            "chance": measured.uniform(len(each), len(whole.verbs)),
            "own_acts": often,
            "own_average": np.log2(own_average(whole, settings)[whole.actor, whole.place]),
            "own_acts_and_month": month,
        },
        month_unseen=month_unseen,
        model=model,
        chance=chance,
        known=len(known),
    )


def _habits(
    scenario: Scenario, whole: Replay, known: Sequence[DatedAct], prompts: Floats, *, by_day: bool
) -> tuple[Floats, Floats]:
    """(N,) and (N,): log2 chances by own frequencies, and by these and the month.

    Each act by all others; or, with ``known``, all by those acts and by none of their own.
    """
    place, actor, options = whole.place, whole.actor, len(whole.verbs)
    if not known:
        each = np.arange(len(place))
        return (
            measured.own_frequencies(place, actor, each, options),
            measured.frequencies_and_month(place, actor, each, prompts),
        )
    seen_place, seen_actor, seen_prompts = known_acts(weights_of(scenario, draws=1), known, by_day=by_day)
    places, actors = (np.concatenate(pair) for pair in ((seen_place, place), (seen_actor, actor)))
    scored = np.full(len(place), len(known))  # one group, of which nothing is known
    groups = np.concatenate([np.arange(len(known)), scored])
    both = np.concatenate([seen_prompts, prompts])
    often = measured.own_frequencies(places, actors, groups, options)
    month = measured.frequencies_and_month(places, actors, groups, both, scored[:1])
    return often[len(known) :], month[len(known) :]


def own_average(lived: Replay, settings: dict[str, float]) -> Floats:
    """(n, M): the chances of every actor's acts in the model, the mean over all months and draws."""
    worth = opening_values(lived.opening, lived.verbs, settings)
    average: Floats = chances(worth, settings["rationality"]).mean(axis=(0, 1))
    return average
