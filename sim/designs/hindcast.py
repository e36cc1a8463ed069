"""Dated acts lived through by the model: what each of them looked like to its actor before it happened.

The acts of a month are taken in the order of their days. Before each stands what the model would have
weighed then: the state at the month's start, and what had been done earlier in the month. The month's acts
then take effect at once. Whoever has no act in a month does nothing, and outcomes move without shocks. A
record of acts that is silent about an actor does not show that it waited, so chances are given that one acts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from patronage.sim.case.chronicle import DatedAct
from patronage.sim.case.load import Case
from patronage.sim.designs.weights import settings_row
from patronage.sim.exact.arrays import Floats, Ints
from patronage.sim.model import formulas as f
from patronage.sim.model.ensemble.seeing import SEEN
from patronage.sim.model.ensemble.simulate import Record, simulate
from patronage.sim.model.settings import SETTING_NAMES
from patronage.sim.model.table import (
    WAIT,
    RunTable,
    Script,
    option,
)
from patronage.sim.model.terms import PROMPTS, TERMS, Pair, counts, prompts_of, summed
from patronage.sim.verbs import VERB_NAMES, VERBS
from patronage.sim.weights.weights import Weights

OPENING_TERMS: tuple[str, ...] = tuple(term.name for term in TERMS)
PROMPT_TERMS: tuple[str, ...] = tuple(term.name for term in PROMPTS)


def _column(k: int, parts: Floats, _verb: None) -> Any:
    return parts[k]


_opening = summed([(name, partial(_column, k)) for k, name in enumerate(OPENING_TERMS)])
MIDDLE = 15  # the day that an act without one is taken to have


@dataclass(frozen=True)
class Replay:
    """What the model would have weighed before every act.

    Axes: draw W, act N, month T, actor n, place M, term of an opening O, of an answer P. A place is an option
    on the menu of one who acts: verb-major, then target, with waiting and oneself left out, M = verbs x
    (n - 1); `verbs` (M,) has the verb of each.

    acts: in the order in which they were replayed. place (N,): where on its actor's menu the act is; actor,
    month (N,): the actor's number and the month's, from 0. opening (W, T, n, M, O): OPENING_TERMS of every
    option at the start of every month. prompts (N, M, P): PROMPT_TERMS just before the act;
    prompts_of_days (N, M, P): the same by acts of earlier days alone, since who answers whom on one day is
    often not reported. counting (W, T, n, M, P): the part of each prompt's weight that counts then.
    """

    acts: tuple[DatedAct, ...]
    place: Ints
    actor: Ints
    month: Ints
    verbs: Ints
    opening: Floats
    prompts: Floats
    prompts_of_days: Floats
    counting: Floats

    @property
    def terms(self) -> Floats:
        """(W, N, M, O + P): OPENING_TERMS and PROMPT_TERMS of every option just before every act."""
        return np.concatenate([self.opening[:, self.month, self.actor], self.counted(self.prompts)], axis=-1)

    def only(self, which: NDArray[np.bool_]) -> Replay:
        """The same with some of the acts (N,) alone to look at; all have been lived through."""
        return replace(
            self,
            acts=tuple(act for act, kept in zip(self.acts, which, strict=True) if kept),
            place=self.place[which],
            actor=self.actor[which],
            month=self.month[which],
            prompts=self.prompts[which],
            prompts_of_days=self.prompts_of_days[which],
        )

    def row(self, draw: int) -> Replay:
        """The same under one draw of the weights."""
        one = slice(draw, draw + 1)
        return replace(self, opening=self.opening[one], counting=self.counting[one])

    def counted(self, prompts: Floats) -> Floats:
        """(W, N, M, P): prompts (N, M, P) as far as they count with one who depends on the prompter."""
        return prompts * self.counting[:, self.month, self.actor]


def article_acts(case: Case) -> tuple[DatedAct, ...]:
    """The acts that the case's article reports, in its order, as dated acts; their ids are the items'."""
    return tuple(
        DatedAct(
            id=item.id if len(item.acts) == 1 else f"{item.id}-{act.actor}",
            month=act.month,
            actor=act.actor,
            verb=act.verb,
            toward=act.toward,
            cameo=act.cameo,
            goldstein=sum(act.goldstein) / 2.0
            if act.goldstein
            else 10.0 * VERBS[VERB_NAMES.index(act.verb)].tone,
            source="the article",
            confidence="high",
            article=item.id,
            on=act.on,
        )
        for item in case.items
        if item.kind == "article"
        for act in item.acts
    )


def in_order(acts: Sequence[DatedAct]) -> tuple[DatedAct, ...]:
    """By month, then day, then as they were given; an act without a day counts as of mid-month."""
    return tuple(sorted(acts, key=lambda act: (act.month, _day(act))))


def _day(act: DatedAct) -> int:
    return act.day or MIDDLE


def same(act: DatedAct) -> tuple[int, str, str, str]:
    """By what acts are one act to the model: in a month an actor does a thing to another once, or not."""
    return act.month, act.actor, act.verb, act.toward


def once(
    acts: Sequence[DatedAct], before: Sequence[DatedAct] = ()
) -> tuple[tuple[DatedAct, ...], NDArray[np.bool_]]:
    """All acts in their order, each counted once; and which of them, (N,), are to be scored.

    Of acts that repeat one another (`same`) the earliest stays, with the first article and issue that any of
    them has. ``before``: acts that are lived through and not scored; what repeats one of them isn't either.
    """
    groups: dict[tuple[int, str, str, str], list[DatedAct]] = {}
    for act in in_order([*before, *acts]):
        groups.setdefault(same(act), []).append(act)
    lived = {same(act) for act in before}
    merged = tuple(
        replace(
            group[0],
            article=next((act.article for act in group if act.article is not None), None),
            on=next((act.on for act in group if act.on is not None), None),
        )
        for group in groups.values()
    )
    return merged, np.array([same(act) not in lived for act in merged], dtype=np.bool_)


def places(actors: int) -> Ints:
    """The option numbers on the menu of each actor who acts, (n, 4(n - 1)), as `option` counts them."""
    return np.array(
        [
            [1 + v * actors + j for v in range(len(VERBS)) for j in range(actors) if j != i]
            for i in range(actors)
        ]
    )


def replay(
    weights: Weights,
    acts: Sequence[DatedAct],
    settings: dict[str, float],
    first_month: int,
    *,
    item: str | None = None,
) -> Replay:
    """Live through the acts under every draw of the weights, from ``first_month`` to the last act.

    ``settings`` are changes to the defaults. With ``item``, an id of evidence, only the acts that it reports
    are looked at: later ones are left out, and `opening` is NaN elsewhere. The same act given twice in a
    month is looked at twice and carried out once. ValueError where there is no act to look at, or one before
    ``first_month``.
    """
    ordered = in_order(acts)
    last = max((act.month for act in ordered if item is None or act.article == item), default=first_month - 1)
    ordered = tuple(act for act in ordered if act.month <= last)
    if not ordered or ordered[0].month < first_month:
        raise ValueError("a replay needs acts, none of them before its first month")
    ids = weights.actors
    n, months = len(ids), last - first_month + 1
    menu = places(n)
    actor = np.array([ids.index(act.actor) for act in ordered])
    month = np.array([act.month - first_month for act in ordered])
    taken = np.array([option(act.verb, ids.index(act.toward), n) for act in ordered])
    looked = np.full((months, n), item is None)
    for k, act in enumerate(ordered):
        looked[month[k], actor[k]] |= act.article == item
    table = _table(weights, settings, first_month, _script(weights, months, ordered, month, actor, taken))
    opening, counting = _lived(table)
    opening[:, ~looked] = counting[:, ~looked] = np.nan
    return Replay(
        acts=ordered,
        place=np.array([list(menu[i]).index(o) for i, o in zip(actor, taken, strict=True)]),
        actor=actor,
        month=month,
        verbs=(menu[0] - 1) // n,
        opening=opening,
        prompts=_prompts(weights.actors, ordered, by_day=False),
        prompts_of_days=_prompts(weights.actors, ordered, by_day=True),
        counting=counting,
    )


def _lived(table: RunTable) -> tuple[Floats, Floats]:
    """`opening` and `counting` of a `Replay`, from a table with a run for each draw of the weights."""
    n, seen = len(table.weights.actors), simulate(table, Record(seen=True)).seen_path
    view = {name: seen[:, :, k] for k, name in enumerate(SEEN)}
    settings = dict(zip(SETTING_NAMES, table.settings[0].tolist(), strict=True))
    sides = [one.swapaxes(2, 3) if back else one for one in list(view.values())[2:] for back in (False, True)]
    switches = [settings["trust_moves_deeds"], settings["standing_damps_trust"]]
    every: list[Any] = [view["gain_aid"], view["gain_coerce"], *sides, *switches]
    pair: Any = Pair(*every)
    own, others = np.arange(n)[:, None], np.array([[j for j in range(n) if j != i] for i in range(n)])

    def menu(parts: Sequence[Floats | float]) -> Floats:
        """One of a verb's numbers toward everybody, from (W, T, n, n), for all verbs: (W, T, n, M)."""
        shape = view["trust"].shape
        return np.concatenate([np.broadcast_to(part, shape)[:, :, own, others] for part in parts], axis=-1)

    opening = np.stack([menu([term.of(pair, verb) for verb in VERBS]) for term in TERMS], axis=-1)
    muted = counts(pair.depends, settings["answers_muted"])
    counting = np.stack([menu([muted if term.muted else 1.0] * len(VERBS)) for term in PROMPTS], axis=-1)
    return opening, counting


def known_acts(weights: Weights, acts: Sequence[DatedAct], *, by_day: bool) -> tuple[Ints, Ints, Floats]:
    """Place (N,), actor (N,) and prompts (N, M, P) of acts in their order, which need not be lived through.

    ``by_day``: prompts by acts of earlier days alone.
    """
    ids, menu = weights.actors, places(len(weights.actors))
    actor = np.array([ids.index(act.actor) for act in acts])
    taken = [option(act.verb, ids.index(act.toward), len(ids)) for act in acts]
    place = np.array([list(menu[i]).index(o) for i, o in zip(actor, taken, strict=True)])
    return place, actor, _prompts(ids, tuple(acts), by_day=by_day)


@lru_cache(maxsize=8)  # of acts that are lived through under one part of the draws after another
def _prompts(names: tuple[str, ...], acts: tuple[DatedAct, ...], *, by_day: bool) -> Floats:
    """PROMPT_TERMS just before each act, the same under all weights; ``by_day``: as its day began."""
    n, menu = len(names), places(len(names))
    month, waiting, rows, opened = -1, list[DatedAct](), [], list[list[int]]()
    for act in acts:
        if act.month != month:
            month, waiting, opened = act.month, [], [[] for _ in names]
        for done in [one for one in waiting if not by_day or _day(one) < _day(act)]:
            chosen = option(done.verb, names.index(done.toward), n)
            opened[names.index(done.actor)].append(chosen)
            waiting.remove(done)
        i = names.index(act.actor)
        row = []
        for o in menu[i].tolist():
            v, j = divmod(o - 1, n)
            prompts = prompts_of(i, j, opened[i], opened[j], n)
            row.append([term.of(prompts, VERBS[v]) for term in PROMPTS])
        rows.append(row)
        waiting.append(act)
    found = np.array(rows)
    found.flags.writeable = False
    return found


def _script(
    weights: Weights, months: int, acts: Sequence[DatedAct], month: Ints, actor: Ints, taken: Ints
) -> Script:
    """These acts and nothing else; an act cites the item that is the same act."""
    script = Script.empty(months, len(weights.actors))
    script.acts[:, :, WAIT] = 1  # with this, what is scripted besides is all that an actor does
    script.acts[month, actor, taken] = 1
    first: dict[tuple[str, int], int] = {}
    for act, t, i, o in zip(acts, month.tolist(), actor.tolist(), taken.tolist(), strict=True):
        if act.on is not None:
            script.on[t, i, o] = 1 + weights.issues.index(act.on)
        if act.article is not None:
            first.setdefault((act.article, i), t)  # acts are in the order of their months
    return replace(script, arrivals=tuple(sorted((item, t, i) for (item, i), t in first.items())))


def _table(weights: Weights, settings: dict[str, float], first_month: int, script: Script) -> RunTable:
    """A run for each draw of the weights, without shocks."""
    zero = np.zeros(weights.draws, dtype=np.int64)
    return RunTable(
        weights=weights, scripts=(script,), settings=np.array([settings_row(settings | {"noise": 0.0})]),
        script=zero, point=zero, weight=np.arange(weights.draws), draw=zero, replicate=zero,
        first_month=first_month, months=len(script.acts), window=0, rng=0,
    )  # fmt: skip


def values(terms: Floats, verbs: Ints, settings: dict[str, float]) -> Floats:
    """E8: the value of every option just before an act; (…, M) from `Replay.terms`, (…, M, O + P)."""
    worth = opening_values(terms[..., : len(TERMS)], verbs, settings)
    for k, term in enumerate(PROMPTS, len(TERMS)):
        worth = worth + term.sign * (settings[term.name] * terms[..., k])
    return worth


def opening_values(opening: Floats, verbs: Ints, settings: dict[str, float]) -> Floats:
    """E8: the value of every option at the start of a month; (…, M) from `Replay.opening`, (…, M, O)."""
    costs = np.array([settings[f"cost_{VERB_NAMES[v]}"] + settings["restraint"] for v in verbs])
    worth: Floats = _opening(np.moveaxis(opening, -1, 0), None, settings) - costs
    return worth


def chances(worth: Floats, rationality: float) -> Floats:
    """E9: the chance of every option given that one acts; same shape, sums to 1 over the last axis."""
    behind: Any = f.behind(rationality, worth.max(axis=-1, keepdims=True), worth)  # type: ignore[arg-type]
    odds = np.exp(-behind)
    likely: Floats = odds / odds.sum(axis=-1, keepdims=True)
    return likely
