"""The answer of `patronage hindcast`, as people read it, and its chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from patronage.analysis.estimators.hindcast import Bin, Score, mixed
from patronage.sim.files.months import month_text
from patronage.studies.hindcast import ENOUGH, NULLS, Hindcast
from patronage.words.plain import change, percent, table
from patronage.words.wording import act_text, actor_names

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NAMES = {
    "chance": "chance",
    "own_acts": "own other acts",
    "own_average": "own average in the model",
    "own_acts_and_month": "own other acts and month",
}
MOST_ACTS = 30  # listed one by one


def hindcast_text(found: Hindcast, source: str) -> str:
    """All that `patronage hindcast` prints."""
    acts, options = len(found.acts), found.chance.shape[1]
    first, last = (month_text(found.acts[k].month) for k in (0, -1))
    scenario = found.scenario
    made = f"{found.draws:,} weight draws, rng {scenario.rng}, settings and weights of {scenario.name}"
    parts = [
        f"How far were {source} foreseen?\n{acts} acts, {first} to {last}; a menu of {options}; {made}",
        _scores(found),
        _groups(found),
    ]
    if found.calibration is not None:
        parts.append(_bins(found.calibration))
    if acts <= MOST_ACTS:
        parts.append(_each(found))
    return "\n\n".join([*parts, _notes(found)])


def _bits(score: Score) -> list[str]:
    low, high = score.interval
    error = "-" if score.error is None else f"{score.error:.2f}"
    return [change(score.bits, 2), f"{change(low, 2)} to {change(high, 2)}", error]


def _scores(found: Hindcast) -> str:
    rows = []
    for null, name in NAMES.items():
        fitted, left = (found.score(which, null) for which in ("fitted", "left_out"))
        rows.append((f"over {name}", change(fitted.bits, 2), *_bits(left)))
    heads = ("bits an act", "all sentences", "own sentence left out", "single draws, 90%", "s.e.")
    return table(heads, rows)


def _groups(found: Hindcast) -> str:
    names = actor_names(found.scenario.case)
    rows = []
    for groups in ("by_actor", "by_verb"):
        over, own = (getattr(found, groups)(null) for null in ("chance", "own_acts"))
        for key, score in over.items():
            rows.append((names.get(key, key), str(score.acts), *_bits(score), change(own[key].bits, 2)))
    heads = ("own sentence left out", "acts", "over chance", "single draws, 90%", "s.e.", "over own acts")
    return table(heads, rows)


def _bins(bins: tuple[Bin, ...]) -> str:
    rows = []
    for one in bins:
        low, high = one.interval
        rows.append(
            (
                f"{100 * one.chance:.1f}%",
                f"{100 * one.came:.1f}%",
                f"{100 * low:.1f} to {100 * high:.1f}%",
                f"{one.options:,}",
            )
        )
    return table(("chance given", "came", "90% interval", "options"), rows, left=0)


def _each(found: Hindcast) -> str:
    names = actor_names(found.scenario.case)
    rows = []
    for k, act in enumerate(found.acts):
        fitted, left = (float(mixed(found.model[which][:, [k]])[0]) for which in ("fitted", "left_out"))
        rows.append(
            (
                month_text(act.month),
                act_text(act, names),
                percent(2.0**fitted),
                percent(2.0**left),
                change(left - float(found.nulls["chance"][k]), 2),
            )
        )
    heads = ("month", "act", "chance", "own sentence left out", "bits over chance")
    return table(heads, rows, left=2)


def _notes(found: Hindcast) -> str:
    lines = [f"over {NAMES[name]}: {meaning}." for name, meaning in NULLS.items()]
    lines += [
        "Chances are given that one acts: a record without acts of an actor does not show that it waited.",
        "The interval is over weight draws, the standard error (s.e.) over months.",
        "The default weights of choice were estimated on acts of 2015 and 2016, which they knew when scored:",
        "`patronage calibrate` scores acts that the estimate has not seen.",
    ]
    if found.calibration is None:
        lines.append(f"Fewer than {ENOUGH} acts: too few to see whether chances come true.")
    return "\n".join(lines)


def drawn(found: Hindcast, source: str) -> Figure:
    """The chart along time."""
    from patronage.analysis.charts.hindcast import hindcast_chart

    months = np.array([act.month for act in found.acts])
    about = (
        f"{len(found.acts)} acts, each scored under weights derived without the sentence that reports it;"
        f" {found.draws:,} weight draws, rng {found.scenario.rng}, scenario {found.scenario.digest[:10]}."
    )
    few = found.calibration is None  # then own frequencies say next to nothing
    names = ("chance", "own_average") if few else ("chance", "own_average", "own_acts", "own_acts_and_month")
    shown = {NAMES[name]: found.nulls[name] for name in names}
    return hindcast_chart(
        f"How far were {source} foreseen?", months, found.model["left_out"], shown, found.calibration, about
    )
