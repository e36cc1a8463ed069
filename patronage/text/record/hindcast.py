"""The answer of `patronage hindcast`, as people read it, and its chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from patronage.analysis.estimators.record.hindcast import Bin, Score, mixed
from patronage.sim.files.months import month_text
from patronage.studies.record.hindcast import ENOUGH, GROUPS, NULLS, SCORES, Hindcast
from patronage.words.plain import change, percent, table, wrapped
from patronage.words.wording import act_text, actor_names, months_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NAMES = {
    "chance": "chance",
    "own_acts": "own other acts",
    "own_average": "own average in the model",
    "own_acts_and_month": "own other acts, given the month",
}
BRIEF = {
    "chance": "chance",
    "own_acts": "own acts",
    "own_average": "own average",
    "own_acts_and_month": "own acts, month",
}
MOST_ACTS = 30  # listed one by one
FEW_ACTS = 5  # of a pair, below which it has no row of its own


_SCORES_KEY = """\
One bit per act: the model gave the act twice the probability that the other did. The default coefficients
of choice were estimated on acts of 2015 and 2016, so the scores of those acts are in sample;
`patronage calibrate` scores acts out of sample.
own left out: without the sentence that reports the act; day unseen: also without the other acts of its day,
since the order of acts within a day is often not recorded. Both score the mean probability over draws, which
does better than a typical draw, so they may lie above the 90% of single draws. s.e.: a month's acts count as
one observation."""


def null_names(found: Hindcast) -> dict[str, str]:
    """What the model is compared with, in words: NAMES, or acts of elsewhere where the nulls know these."""
    return {null: name.replace("other acts", "acts elsewhere") if found.known else name
            for null, name in NAMES.items()}  # fmt: skip


def hindcast_text(found: Hindcast, source: str) -> str:
    """All that `patronage hindcast` prints."""
    acts, options = len(found.acts), found.chance.shape[1]
    many = f"{acts} act" if acts == 1 else f"{acts} acts"
    span = months_text((found.acts[0].month, found.acts[-1].month))
    scenario = found.scenario
    made = f"{found.draws:,} weight draws, rng {scenario.rng}, settings and weights of {scenario.name}"
    parts = [
        f"How well does the model predict {source}?\n{many}, {span}; {options} options each; {made}",
        f"{_scores(found)}\n{_SCORES_KEY}",
        *(_groups(found, group) for group in GROUPS),
    ]
    if found.calibration is not None:
        parts.append(_bins(found.calibration))
    if acts <= MOST_ACTS:
        parts.append(_each(found))
    return "\n\n".join([*parts, _notes(found)])


def _scores(found: Hindcast) -> str:
    rows = []
    for null, name in null_names(found).items():
        fitted, left, unseen = (found.score(which, null) for which in SCORES)
        low, high = left.interval
        spread = f"{change(low, 2)} to {change(high, 2)}"
        cells = (*_bits(left), spread, *_bits(unseen))
        rows.append((f"over {name}", change(fitted.bits, 2), *cells))
    heads = (
        "bits per act",
        "all sentences",
        "own left out",
        "s.e.",
        "90% of single draws",
        "day unseen",
        "s.e.",
    )
    return table(heads, rows)


def _bits(score: Score) -> tuple[str, str]:
    return change(score.bits, 2), "-" if score.error is None else f"{score.error:.2f}"


def _groups(found: Hindcast, group: str) -> str:
    """Own sentences left out and acts of the day unseen, by actor, verb or pair, over every null."""
    names = actor_names(found.scenario.case)
    rows, few = [], np.zeros(len(found.acts), dtype=bool)
    for key, scores in found.by(group, "unseen").items():
        acts = scores["chance"].acts
        if group == "pair" and acts < FEW_ACTS:
            few |= np.array([GROUPS[group](act) == key for act in found.acts])
            continue
        words = " to ".join(names.get(part, part) for part in key.split(" to "))
        rows.append((words, str(acts), *(cell for null in NULLS for cell in _bits(scores[null]))))
    if few.any():
        cells = (cell for null in NULLS for cell in _bits(found.score("unseen", null, few)))
        rows.append((f"pairs with fewer than {FEW_ACTS}", str(few.sum()), *cells))
    heads = [f"by {group}, bits per act over", "acts"]
    for null in NULLS:
        heads += [BRIEF[null], "s.e."]
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
    return table(("predicted", "observed", "90% interval", "options"), rows, left=0)


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
    heads = ("month", "act", "probability", "own sentence left out", "bits over chance")
    return table(heads, rows, left=2)


def _notes(found: Hindcast) -> str:
    lines = []
    for null, name in null_names(found).items():
        meaning = NULLS[null]
        if found.known:
            meaning = meaning.replace("in its other acts", f"among {found.known:,} of another file's acts")
        lines.append(f"over {name}: {meaning}.")
    lived = found.lived
    if lived.before:
        were = "1 act is" if lived.before == 1 else f"{lived.before} acts are"
        lines.append(f"{were} in the simulated history but not scored, being before or beside the others.")
    if lived.repeated:
        lines.append(repeated_text(lived.repeated))
    lines += [
        (
            "Every probability is conditional on the actor's acting: a record without acts of an actor"
            " does not show that it waited."
        ),
        "The tables by actor, verb and pair leave out the act's own sentence and the other acts of its day.",
        "Predicted and observed: options by the probability that the model gave them, and how often they were"
        " chosen." * (found.calibration is not None),
    ]
    if found.calibration is None:
        lines.append(
            f"There are fewer than {ENOUGH} acts, too few to compare predicted with observed shares."
        )
    return "\n".join(wrapped(line) for line in lines if line)


def repeated_text(count: int) -> str:
    """Says how many acts were left out as they repeat another, and why."""
    acts, repeat = ("act", "repeats") if count == 1 else ("acts", "repeat")
    return (
        f"{count:,} {acts} left out: {'it' if count == 1 else 'they'} {repeat} the actor, verb and target of"
        " another act of the month, and in the model an act happens once a month."
    )


def drawn(found: Hindcast, source: str) -> Figure:
    """The chart along time."""
    from patronage.analysis.charts.hindcast import hindcast_chart

    months = np.array([act.month for act in found.acts])
    about = (
        f"{len(found.acts)} acts, each scored with weights derived without the sentence that reports it;"
        f" {found.draws:,} weight draws, rng {found.scenario.rng}, scenario {found.scenario.digest[:10]}."
    )
    few = found.calibration is None  # then own frequencies say next to nothing
    names = ("chance", "own_average") if few else ("chance", "own_average", "own_acts", "own_acts_and_month")
    shown = {null_names(found)[name]: found.nulls[name] for name in names}
    return hindcast_chart(
        f"How well does the model predict {source}?",
        months,
        found.model["left_out"],
        shown,
        found.calibration,
        about,
    )
