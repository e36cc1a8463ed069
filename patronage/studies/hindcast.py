"""How far the model foresaw dated acts: its chances before each, against what knows less."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.estimators import hindcast as measured
from patronage.analysis.estimators.hindcast import Bin, Score
from patronage.sim.case.chronicle import DatedAct
from patronage.sim.designs.hindcast import Replay, chances, opening_values, values
from patronage.sim.exact.arrays import Floats
from patronage.sim.files.months import month_text
from patronage.sim.scenario.load import Scenario
from patronage.sim.verbs import VERB_NAMES
from patronage.studies.dated import Lived, live
from patronage.studies.losses import Tick

DRAWS = 100
ENOUGH = 50  # acts, from which on a calibration curve says something

NULLS = {
    "chance": "every option on the menu alike",
    "own_acts": "how often the actor did it in its other acts, every option counted a half beforehand",
    "own_average": "how often the model lets the actor do it, whatever the month",
    "own_acts_and_month": "how often in its other acts, and what had been done to it and by it in the month",
}
"""What the model is compared with, from the weakest to the strongest."""

SCORES = ("fitted", "left_out")
"""With every sentence behind the weights, and without the sentence that reports the act."""


@dataclass(frozen=True)
class Hindcast:
    """Log2 chances of dated acts. nulls: (N,) by NULLS; model: (W, N) by SCORES; chance (N, M): left out."""

    scenario: Scenario
    lived: Lived
    draws: int
    nulls: dict[str, Floats]
    model: dict[str, Floats]
    chance: Floats

    @property
    def acts(self) -> tuple[DatedAct, ...]:
        """The acts in their order."""
        return self.lived.replay.acts

    def score(self, which: str, null: str, chosen: NDArray[np.bool_] | None = None) -> Score:
        """One of SCORES over one of NULLS, of the acts chosen."""
        return measured.score(self.model[which], self.nulls[null], self.lived.replay.month, chosen)

    def by_actor(self, null: str) -> dict[str, Score]:
        """The scores without the act's own sentence, of every actor that acts."""
        return self._by(null, self.scenario.case.actor_ids, lambda act: act.actor)

    def by_verb(self, null: str) -> dict[str, Score]:
        """The same of every verb that occurs."""
        return self._by(null, VERB_NAMES, lambda act: act.verb)

    def _by(self, null: str, names: Sequence[str], name_of: Callable[[DatedAct], str]) -> dict[str, Score]:
        chosen = {name: np.array([name_of(act) == name for act in self.acts]) for name in names}
        return {name: self.score("left_out", null, which) for name, which in chosen.items() if which.any()}

    @property
    def calibration(self) -> tuple[Bin, ...] | None:
        """Of all options by the chance they were given; None for fewer than ENOUGH acts."""
        if len(self.acts) < ENOUGH:
            return None
        return measured.calibration(self.chance, self.lived.replay.place)

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        bins = self.calibration
        return {
            "acts": len(self.acts),
            "acts_of_the_article": self.lived.without_sentence,
            "draws": self.draws,
            "options": self.chance.shape[1],
            "nulls": {
                name: {"meaning": NULLS[name], "bits": -float(self.nulls[name].mean())} for name in NULLS
            },
            "scores": {which: {null: self.score(which, null).plain() for null in NULLS} for which in SCORES},
            "by_actor": {k: v.plain() for k, v in self.by_actor("chance").items()},
            "by_verb": {k: v.plain() for k, v in self.by_verb("chance").items()},
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
    scenario: Scenario, acts: Sequence[DatedAct], draws: int = DRAWS, tick: Tick | None = None
) -> Hindcast:
    """Replay the acts under draws of the scenario's weights, and score them by its settings."""
    lived = live(scenario, acts, draws, tick)
    whole, settings = lived.replay, scenario.settings
    given = {
        which: chances(values(terms, whole.verbs, settings), settings["rationality"])
        for which, terms in (("fitted", whole.terms), ("left_out", lived.left_out))
    }
    each = np.arange(len(whole.acts))
    options = len(whole.verbs)
    return Hindcast(
        scenario=scenario,
        lived=lived,
        draws=draws,
        nulls={
            "chance": measured.uniform(len(each), options),
            "own_acts": measured.own_frequencies(whole.place, whole.actor, each, options),
            "own_average": np.log2(own_average(whole, settings)[whole.actor, whole.place]),
            "own_acts_and_month": measured.frequencies_and_month(
                whole.place, whole.actor, each, whole.prompts
            ),
        },
        model={which: np.log2(chance[:, each, whole.place]) for which, chance in given.items()},
        chance=given["left_out"].mean(axis=0),
    )


def own_average(lived: Replay, settings: dict[str, float]) -> Floats:
    """(n, M): the chances of every actor's acts in the model, the mean over all months and draws."""
    worth = opening_values(lived.opening, lived.verbs, settings)
    average: Floats = chances(worth, settings["rationality"]).mean(axis=(0, 1))
    return average
