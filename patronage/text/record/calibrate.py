"""The answer of `patronage calibrate`, as people read it, and its chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patronage.analysis.estimators.record.hindcast import Score
from patronage.analysis.estimators.verdict import ERRORS
from patronage.sim.designs.choice import COSTS, MEAN_COST
from patronage.sim.files.months import month_text
from patronage.sim.model.settings import SETTINGS
from patronage.studies.record.calibrate import FOLDS, NULLS, Calibration, Estimate
from patronage.studies.record.dated import Given
from patronage.text.record.hindcast import NAMES, repeated_text
from patronage.words.plain import change, number, table, wrapped

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FEW = 10  # acts for each coefficient, below which the penalty decides


def calibrate_text(found: Calibration, given: Given) -> str:
    """All that `patronage calibrate` prints."""
    acts = found.lived.replay.acts
    months = f"{month_text(acts[0].month)} to {month_text(acts[-1].month)}"
    made = f"{found.draws:,} weight draws, rng {found.scenario.rng}, weights of {found.scenario.name}"
    return "\n\n".join(
        [
            f"Coefficients of choice, estimated from {given.source}\n{found.acts} acts, {months}; {made}",
            _estimates(found),
            _earned(found),
            _scores(found),
            _notes(found, given.later),
            settings_text(found),
        ]
    )


def _estimates(found: Calibration) -> str:
    rows = []
    for one in found.estimates:
        cells = [_value(one, part) for part in (one.now, one.value, one.error, one.within, one.between)]
        rows.append((one.name, SETTINGS[one.name].symbol, *cells, reading(one)))
    heads = ("setting", "", "now", "estimate", "s.e.", "from acts", "from weights", "note")
    key = (
        "s.e.: its parts are from how few the acts are and from how uncertain the weights are; a cost is"
        f" compared with the mean of all, {MEAN_COST:g}"
    )
    return f"{table(heads, rows, left=2)}\n{wrapped(key)}"


def _earned(found: Calibration) -> str:
    rows = []
    for one in found.earned:
        name = "differences between costs" if one.name == "costs" else one.name
        months, quarters = (change(bits, 3) for bits in (one.months, one.quarters))
        rows.append(
            (name, months, f"{one.months_error:.3f}", quarters, f"{one.quarters_error:.3f}", one.verdict)
        )
    return table(("bits per act that each adds", "by months", "s.e.", "by 3 months", "s.e.", ""), rows)


def _value(one: Estimate, value: float) -> str:
    return number(value, 1 if abs(one.value) >= 10.0 or one.error >= 10.0 else 2)


def _scores(found: Calibration) -> str:
    rows = []
    for fold, meaning in FOLDS.items():
        row = found.scores[fold]
        cells = [cell for null in NULLS for cell in _score(row.get(null))]
        rows.append((meaning, *cells))
    heads = ["bits per act, by"]
    for null in NULLS:
        heads += [f"over {NAMES[null]}", "s.e."]
    low_high = [
        (
            meaning,
            f"{change(score.single, 2)}",
            f"{change(score.interval[0], 2)} to {change(score.interval[1], 2)}",
        )
        for fold, meaning in FOLDS.items()
        for score in [found.scores[fold]["chance"]]
    ]
    single = table(("single draws of the weights, over chance", "mean", "90% of draws"), low_high)
    return table(heads, rows) + "\n\n" + single


def _score(score: Score | None) -> tuple[str, str]:
    if score is None:
        return "", ""
    return change(score.bits, 2), "-" if score.error is None else f"{score.error:.2f}"


def _notes(found: Calibration, later: int) -> str:
    lines = [*_plainly(found)]
    if later:
        lines.append(
            f"{later:,} later acts of the chronicle are held back for checks (calibrate_until of the case)."
        )
    if found.lived.repeated:
        lines.append(repeated_text(found.lived.repeated))
    lines += [
        (
            "Adds: the bits per act that are lost on acts left out when the term is dropped and the rest"
            f" is fitted again (s.e. over months). Helps, worsens: by more than {ERRORS:g} standard"
            " errors."
        ),
        (
            "Acts do not show how often actors wait, so the mean of all costs is not estimated: it is set to"
            f" {MEAN_COST:g}, and settings.restraint is the assumption to vary."
        ),
        "The article's own acts, where left out, are scored without the sentences that report them.",
        (
            "The terms were chosen by searches on acts of 2015 and 2016;"
            " docs/how-to/check-against-acts.md has the scores when the search is repeated in every fold."
        ),
    ]
    if found.acts < FEW * len(found.estimates):
        many = f"{found.acts} acts are too few for {len(found.estimates)} settings"
        lines.append(f"{many}: the penalty decides most of the estimates.")
    return "\n".join(wrapped(line) for line in lines)


def reading(one: Estimate) -> str:
    """An estimate in words: of which sign it should not be, how clear it is, and whether it was clipped."""
    words = ["wrong sign"] if one.wrong_sign else []
    mean = "the mean of all" if one.name in COSTS else "zero"
    words += [] if one.clear else [f"not distinguishable from {mean}"]
    words += [f"clipped to {one.settled:g}"] if one.clipped else []
    return ", ".join(words)


def _plainly(found: Calibration) -> list[str]:
    """What must be said of estimates before anyone uses them."""
    terms = [one for one in found.estimates if one.name not in COSTS]
    said = {
        "Against the sign that theory gives the term": [one for one in terms if one.wrong_sign],
        "Clipped in the settings below to what the equations allow": [
            o for o in found.estimates if o.clipped
        ],
    }
    return [f"{words}: {', '.join(one.name for one in group)}." for words, group in said.items() if group]


def settings_text(found: Calibration) -> str:
    """The estimates as the `settings:` of a scenario."""
    return "\n".join(["settings:", *map(_setting, found.estimates)])


def _setting(one: Estimate) -> str:
    clipped = f"  # clipped; the acts have {_value(one, one.value)}" if one.clipped else ""
    return f"  {one.name}: {one.settled:g}{clipped}"


def drawn(found: Calibration, source: str) -> Figure:
    """The estimates with their intervals, in log-odds."""
    import numpy as np

    from patronage.analysis.charts.ranked import Row, Scene, Words, ranking
    from patronage.analysis.charts.style import GREY, OKABE_ITO
    from patronage.analysis.estimators.spread import Spread
    from patronage.analysis.estimators.verdict import BAND
    from patronage.analysis.words import setting_words

    rows = []
    for k, one in enumerate(found.estimates):
        cost = one.name.startswith("cost_")
        shift = MEAN_COST if cost else 0.0
        draws = (found.by_draw[:, k] - shift) * one.scale
        low, high = (float(edge) for edge in np.quantile(draws, BAND))
        spread = Spread(
            mean=(one.value - shift) * one.scale,
            low=low,
            high=high,
            standard_error=one.error * one.scale,
            above_zero=float((draws > 0).mean()),
            draws=len(draws),
        )
        note = f"{_value(one, one.value)} (s.e. {_value(one, one.error)}{', clipped' * one.clipped})"
        rows.append(Row(setting_words(one.name), spread, note, GREY if cost else OKABE_ITO[0]))
    scene = Scene(
        title=found.scenario.title,
        focus="",
        measure="",
        color=OKABE_ITO[0],
        provenance=f"{found.draws:,} weight draws, rng {found.scenario.rng},"
        f" scenario {found.scenario.digest[:10]}.",
    )
    return ranking(
        scene,
        rows,
        Words(
            title=f"Coefficients of choice, estimated from {source}",
            axis="change of log-odds per standard deviation of the term",
            head="estimate",
            about=f"A conditional logit of {found.acts} acts, given that an actor acts. Blue: terms; grey:"
            " what a verb costs more (right) or less (left) than the mean of all verbs.",
        ),
    )
