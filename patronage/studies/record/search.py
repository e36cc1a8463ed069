"""The search for the form of choice, reported in full: made anew in every fold, by acts outside it alone.

What trust moves, whether it counts less toward the strong, whether answers are muted by dependence, and how
acts are judged were chosen on the acts that score them. Here each fold's acts are predicted by the form that
does best on the rest, so that the price of having searched is in the score.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from patronage.analysis.estimators.record import choice
from patronage.analysis.estimators.record import hindcast as measured
from patronage.sim.case.chronicle import DatedAct
from patronage.sim.designs.arms import weights_of
from patronage.sim.designs.choice import design_of
from patronage.sim.designs.hindcast import OPENING_TERMS, PROMPT_TERMS
from patronage.sim.exact.arrays import Floats, Ints
from patronage.sim.scenario.load import Scenario
from patronage.sim.verbs import KIND, VERB_NAMES, VERBS
from patronage.studies.losses import Tick
from patronage.studies.record.calibrate import QUARTER
from patronage.studies.record.dated import Lived, live

DRAWS = 20  # scores by 40 differ by less than a hundredth of a bit
SIDES = {"friend": (0.2, 1.0), "neutral": (-0.2, 0.2), "foe": (-1.0, -0.2)}
"""What the target is to the actor, by the mean over draws of the trust that it starts with."""

TONES = np.array([verb.tone for verb in VERBS])
DEEDS = np.array([verb.aids * 1.0 - verb.coerces * 1.0 for verb in VERBS])
WORDS = np.array([0.0 if verb.aids or verb.coerces else 1.0 if verb.side == KIND else -1.0 for verb in VERBS])
MOVERS: dict[str, Floats] = {
    "by tone": TONES,
    "by side": DEEDS + WORDS,
    "deeds alone": DEEDS,
    "deeds by tone": np.abs(DEEDS) * TONES,
    "words alone": WORDS,
}
"""What trust is multiplied by, verb by verb, in the forms that have one slope for it."""

FREER = (
    "words and deeds apart",
    "verb by verb",
    "deeds, friends and foes apart",
    "deeds, and praise of strong friends",
    "deeds, and contact with whom one minds",
)
"""Forms with more slopes than one."""


class Form(NamedTuple):
    """A form of choice.

    moves: of MOVERS or FREER. damped: trust counts less toward the strong. muted: answers are muted by
    dependence. one_sided: the setting `judgement_one_sided` of E12.
    """

    moves: str
    damped: bool
    muted: bool
    one_sided: bool

    def __str__(self) -> str:
        parts = (
            f"trust moves {self.moves}" if self.moves in FREER else f"trust {self.moves}",
            "less toward the strong" if self.damped else "",
            "answers muted" if self.muted else "",
            "one-sided judgement" if self.one_sided else "",
        )
        return ", ".join(part for part in parts if part)


BUILT = Form("deeds alone", damped=True, muted=True, one_sided=True)
FIRST = Form("by tone", damped=False, muted=False, one_sided=False)
FLAGS = (False, True)
PLAIN = tuple(Form(m, d, a, j) for m in MOVERS for d in FLAGS for a in FLAGS for j in FLAGS)
ALL = PLAIN + tuple(Form(m, d, a, j) for m in FREER for d in FLAGS for a in FLAGS for j in FLAGS)
SEARCHES = {"forms with one slope for trust": PLAIN, "forms with one slope or more": ALL}


@dataclass(frozen=True)
class Predicted:
    """Acts predicted from outside their fold: natural log chances (W, N), and the form each fold took."""

    logs: Floats
    picked: tuple[Form, ...]


@dataclass(frozen=True)
class Searched:
    """What the forms predict on left-out months and blocks.

    groups: by "months" and "quarters", the fold of every act (N,). fixed: by fold kind and form, whether it
    was searched for or not. nested: by fold kind and name in SEARCHES. nulls: log2 chances (N,) by fold kind
    and by what knows less. side (N,): the place in SIDES; verb (N,).
    """

    lived: Lived
    draws: int
    groups: dict[str, Ints]
    fixed: dict[str, dict[Form, Floats]]
    nested: dict[str, dict[str, Predicted]]
    nulls: dict[str, dict[str, Floats]]
    side: Ints
    verb: Ints

    def bits(self, fold: str, logs: Floats, null: str) -> tuple[float, float]:
        """Bits an act over what knows less, and the standard error over months."""
        return self._mean(measured.mixed(logs / np.log(2.0)) - self.nulls[fold][null])

    def ahead(self, fold: str, logs: Floats, chosen: np.ndarray) -> tuple[float, float]:
        """Of the acts chosen, bits an act ahead of the first version's form; standard error over months."""
        first = measured.mixed(self.fixed[fold][FIRST] / np.log(2.0))
        return self._mean(measured.mixed(logs / np.log(2.0)) - first, chosen)

    def _mean(self, values: Floats, chosen: np.ndarray | None = None) -> tuple[float, float]:
        which = np.ones(len(values), dtype=bool) if chosen is None else chosen
        error = measured.clustered_error(values[which], self.lived.replay.month[which])
        return float(values[which].mean()), error or 0.0


def search(
    scenario: Scenario, acts: Sequence[DatedAct], draws: int = DRAWS, tick: Tick | None = None
) -> Searched:
    """Predict the acts by every form, and by forms chosen anew in every fold by its inner months.

    Acts are lived through twice, once for each way of judging; all else that forms differ by is made of that.
    """
    lived = {one_sided: live(_opened(scenario, one_sided), acts, draws, copies=30.0) for one_sided in FLAGS}
    replay = lived[True].replay
    month, taken = replay.month, replay.place
    groups = {"months": month, "quarters": month // QUARTER}
    fixed: dict[str, dict[Form, Floats]] = {fold: {} for fold in groups}
    inner: dict[str, dict[Form, Floats]] = {fold: {} for fold in groups}
    for form in ALL:
        design, scored = _pair(form, lived[form.one_sided])
        for fold, group in groups.items():
            fixed[fold][form] = choice.left_out(design, taken, group, scored=scored)
            inner[fold][form] = choice.left_out_twice(design, taken, group, month, scored=scored)
        if tick is not None:
            tick(1)
    trust = weights_of(scenario, draws=draws).trust.mean(axis=0)
    names = scenario.case.actor_ids
    toward = np.array([trust[names.index(act.actor), names.index(act.toward)] for act in replay.acts])
    return Searched(
        lived=lived[True],
        draws=draws,
        groups=groups,
        fixed=fixed,
        nested={
            fold: {
                name: nested({form: fixed[fold][form] for form in forms}, inner[fold], group)
                for name, forms in SEARCHES.items()
            }
            for fold, group in groups.items()
        },
        nulls={fold: _nulls(lived[True], group) for fold, group in groups.items()},
        side=np.where(toward > SIDES["friend"][0], 0, np.where(toward < SIDES["foe"][1], 2, 1)),
        verb=replay.verbs[taken],
    )


def nested(outer: dict[Form, Floats], inner: dict[Form, Floats], groups: Ints) -> Predicted:
    """The acts of every fold by the form that is best on the rest; the first of equals.

    outer: by form, log chances (W, N) of acts whose fold is left out. inner: by form, the mean score (G,) on
    the acts outside each fold, each scored with its own month left out besides.
    """
    forms = list(outer)
    best = np.argmax([inner[form] for form in forms], axis=0)
    logs = np.empty_like(outer[forms[0]])
    for k, group in enumerate(np.unique(groups)):
        test = groups == group
        logs[:, test] = outer[forms[best[k]]][:, test]
    return Predicted(logs, tuple(forms[k] for k in best))


def terms_of(form: Form, terms: Floats, prompts: Floats, verbs: Ints) -> Floats:
    """(W, N, M, P): the design of a form.

    terms (W, N, M, O + P): as `Replay.terms`, lived through with `trust_moves_deeds` and
    `standing_damps_trust` off and `answers_muted` on. prompts (N, M, P): before they are muted.
    """
    tone, toward = TONES[verbs], len(verbs) // len(VERBS)
    trusted = terms[..., OPENING_TERMS.index("trust")] / tone
    praise = terms[..., :toward, OPENING_TERMS.index("rank")]  # of an endorsement it is the target's standing
    standing = np.tile(praise, len(VERBS))
    if form.damped:
        trusted = trusted * (1.0 - standing)
    kept = [terms[..., k] for k, name in enumerate(OPENING_TERMS) if name != "trust"]
    for k in range(len(PROMPT_TERMS)):
        muted = terms[..., len(OPENING_TERMS) + k]
        kept.append(muted if form.muted else np.broadcast_to(prompts[..., k], muted.shape))
    moved = _moved(form.moves, trusted, standing, verbs)
    return design_of(np.stack([*kept, *moved], axis=-1), verbs)


def _moved(moves: str, trusted: Floats, standing: Floats, verbs: Ints) -> list[Floats]:
    """The terms (W, N, M) by which trust enters."""
    deeds, words = DEEDS[verbs], WORDS[verbs]
    if moves in MOVERS:
        return [MOVERS[moves][verbs] * trusted]
    if moves == "words and deeds apart":
        return [words * trusted, deeds * trusted]
    if moves == "verb by verb":
        return [(verbs == v) * trusted for v in range(len(VERB_NAMES))]
    if moves == "deeds, friends and foes apart":
        return [deeds * np.maximum(trusted, 0.0), deeds * np.minimum(trusted, 0.0)]
    if moves == "deeds, and praise of strong friends":
        return [deeds * trusted, words * standing * trusted]
    return [deeds * trusted, np.abs(trusted)]


def _opened(scenario: Scenario, one_sided: bool) -> Scenario:
    """The scenario with settings under which `terms_of` can make the terms of every form."""
    changes = {"trust_moves_deeds": 0.0, "standing_damps_trust": 0.0, "answers_muted": 1.0}
    changes["judgement_one_sided"] = float(one_sided)
    return replace(scenario, settings=scenario.settings | changes)


def _pair(form: Form, lived: Lived) -> tuple[Floats, Floats]:
    """The design that a form is fitted to, and that on which it is scored."""
    one = lived.replay
    first, second = (terms_of(form, terms, one.prompts, one.verbs) for terms in (one.terms, lived.left_out))
    return first, second


def _nulls(lived: Lived, groups: Ints) -> dict[str, Floats]:
    """Log2 chances (N,) by what knows less, with the same acts left out."""
    one, options = lived.replay, len(lived.replay.verbs)
    return {
        "chance": measured.uniform(len(one.place), options),
        "own_acts": measured.own_frequencies(one.place, one.actor, groups, options),
        "own_acts_and_month": measured.frequencies_and_month(one.place, one.actor, groups, one.prompts),
    }
