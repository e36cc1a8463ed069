"""What the docs say of how choice was estimated and searched for, written from the trials themselves.

`python -m patronage.generated.choice_doc --recovery` tries the estimators on chronicles that the model writes
by known settings, `--coverage` checks intervals in worlds of known truth, `--search` repeats the search for
the form of choice in every fold. All take minutes and write into docs/MODEL.md.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from patronage.generated.model_doc import with_part
from patronage.sim.designs.choice import COSTS
from patronage.sim.exact.arrays import Floats
from patronage.sim.files.shipped import data_root
from patronage.sim.scenario.load import Scenario, load_scenario
from patronage.sim.verbs import VERB_NAMES
from patronage.studies.record.calibrate import TERMS
from patronage.studies.record.coverage import (
    CHAINS,
    DRAWS,
    MEASURES,
    NARROWER,
    REPLICATES,
    TRUE,
    WIDER,
    Coverage,
    coverage,
)
from patronage.studies.record.dated import acts_of
from patronage.studies.record.recovery import GAINS, KNOWN, METHODS, Recovery, recover
from patronage.studies.record.search import BUILT, FIRST, SEARCHES, SIDES, Form, Searched, search
from patronage.words.plain import change, minus, number, percent
from patronage.words.wording import measure_words

MODEL = data_root() / "docs" / "MODEL.md"
SCENARIO = data_root() / "scenarios" / "russian_intervention.yaml"


COVERED = {"default": "evidence and choice", "evidence": "evidence alone", "halved": "all spreads halved"}
METHOD_NAMES = {"rubin": "Rubin's rules", "joint": "joint likelihood", "averaged": "chances averaged"}
NULLS = {"chance": "chance", "own_acts": "own acts", "own_acts_and_month": "own acts and month"}


def recovery_part(found: Sequence[Recovery]) -> str:
    """A table for every known gain: bias, its Monte Carlo error, root mean squared error and coverage."""
    parts = []
    for one in found:
        truth = dict(zip((*TERMS, *COSTS), one.truth, strict=True))
        size = (
            f"{one.chronicles} chronicles of {one.acts:.0f} acts, written by the model with gain"
            f" {truth['gain']:g}, each read by {one.draws} other draws of the weights. Bias (its Monte Carlo"
            " standard error), root mean squared error (RMSE), and the share of 90% intervals that cover the"
            f" truth. The joint likelihood rests on {one.behind:.1f} effective draws."
        )
        rows = [
            size,
            "",
            "| setting | truth |" + "".join(f" {METHOD_NAMES[m]}: bias | RMSE | covered |" for m in METHODS),
            "| --- | --- |" + " --- | --- | --- |" * len(METHODS),
        ]
        for k, (name, true) in enumerate(truth.items()):
            digits = 0 if name == "gain" else 2
            cells = [
                f" {change(one.bias(m)[k], digits)} ({number(one.bias_error(m)[k], digits)})"
                f" | {number(one.rmse(m)[k], digits)} | {percent(one.covered(m)[k])} |"
                for m in METHODS
            ]
            rows.append(f"| {name} | {true:g} |" + "".join(cells))
        parts.append("\n".join(rows))
    return minus("\n\n".join(parts))


def coverage_part(found: Coverage) -> str:
    """How often intervals cover the truth, by measure and chain; and whether the headline's do."""
    acts, cut = found.acts, percent(float(found.cut.mean()))
    size = (
        f"{found.worlds} worlds with chronicles of {acts.min()} to {acts.max()} acts; in each {DRAWS} draws"
        f" × {REPLICATES} in each arm, and a true loss that is the mean of {TRUE:,} pairs of runs. {cut} of"
        " gain's distribution lies below zero and is cut off, on average over worlds and draws. Covered: the"
        " share of 90% intervals that cover the truth, with its binomial standard error; below: the share of"
        " worlds in which the truth lies below the interval; width: the mean width of the interval."
    )
    rows = [
        size,
        "",
        "| loss of |" + "".join(f" {COVERED[chain]}: covered | below | width |" for chain in CHAINS),
        "| --- |" + " --- | --- | --- |" * len(CHAINS),
    ]
    for k, measure in enumerate(MEASURES):
        cells = [
            f" {percent(found.covered(chain)[k])} ({percent(found.error(chain)[k])}) |"
            f" {percent(found.below(chain)[k])} | {number(found.width(chain)[k])} |"
            for chain in CHAINS
        ]
        rows.append(f"| {measure_words(measure)} |" + "".join(cells))
    least, most = percent(NARROWER), percent(WIDER)
    passing = [f"{COVERED[chain]}: {'yes' if found.passes(chain) else 'no'}" for chain in CHAINS]
    rows += [
        "",
        f"Between {least} and {most} of the intervals of hold cover the truth: {', '.join(passing)}.",
    ]
    return minus("\n".join(rows))


def search_table(found: Searched) -> str:
    """Bits an act over what knows less, by fold, of the form taken and of forms searched for."""
    heads = [f"{NULLS[null]}, by {fold}" for fold in found.groups for null in NULLS]
    rows = [
        "| bits per act (s.e.) over | " + " | ".join(heads) + " |",
        "| --- |" + " --- |" * len(heads),
    ]
    rows += [
        f"| {name} | "
        + " | ".join(
            _score_text(found.bits(fold, logs[fold], null)) for fold in found.groups for null in NULLS
        )
        + " |"
        for name, logs in _lines(found).items()
    ]
    return minus("\n".join(rows))


def search_part(found: Searched) -> str:
    """The table of scores; where they come from, by verb and by side; and what each fold took."""
    acts = len(found.verb)
    kinds = {"all": np.ones(acts, dtype=bool)}
    kinds |= {verb: found.verb == v for v, verb in enumerate(VERB_NAMES)}
    kinds |= {side: found.side == k for k, side in enumerate(SIDES)}
    lines = {name: logs for name, logs in _lines(found).items() if name != _FIRST}
    rows = [
        "| bits per act (s.e.) ahead of the first form | acts | "
        + " | ".join(f"{name}, by {fold}" for name in lines for fold in found.groups)
        + " |",
        "| --- | --- |" + " --- |" * (len(lines) * len(found.groups)),
    ]
    for kind, which in ((kind, which) for kind, which in kinds.items() if which.any()):
        cells = [
            _score_text(found.ahead(fold, logs[fold], which)) for logs in lines.values() for fold in logs
        ]
        rows.append(f"| {kind} | {which.sum()} | " + " | ".join(cells) + " |")
    took = ["| searched among | by | form | folds that took it |", "| --- | --- | --- | --- |"]
    for name in SEARCHES:
        for fold in found.groups:
            counts = Counter(found.nested[fold][name].picked)
            took += [f"| {name} | {fold} | {form} | {n} |" for form, n in counts.most_common()]
    best = _best(found)
    size = (
        f"{acts} acts under {found.draws} draws of the weights. The best form by months, not allowing for"
        f" the search: {best[0]}, {_score_text(best[1])} bits over chance."
    )
    return "\n\n".join([size, search_table(found), minus("\n".join(rows)), "\n".join(took)])


_FIRST = "the first version's form"


def _lines(found: Searched) -> dict[str, dict[str, Floats]]:
    """Log chances by fold of the forms of choice that are shown."""
    fixed = {_FIRST: FIRST, "the form taken, fixed beforehand": BUILT}
    lines = {name: {fold: found.fixed[fold][form] for fold in found.groups} for name, form in fixed.items()}
    for name, forms in SEARCHES.items():
        line_name = f"chosen in every fold among {len(forms)} {name}"
        lines[line_name] = {fold: found.nested[fold][name].logs for fold in found.groups}
    return lines


def _best(found: Searched) -> tuple[Form, tuple[float, float]]:
    scores = {form: found.bits("months", logs, "chance") for form, logs in found.fixed["months"].items()}
    best = max(scores, key=lambda form: scores[form][0])
    return best, scores[best]


def _score_text(score: tuple[float, float]) -> str:
    return f"{change(score[0], 3)} ({score[1]:.3f})"


def _scenario() -> Scenario:
    return load_scenario(SCENARIO)


def main(arguments: list[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m patronage.generated.choice_doc", description="Writes what the docs say of choice."
    )
    parser.add_argument("--recovery", action="store_true", help="try the estimators on known settings")
    parser.add_argument(
        "--coverage", action="store_true", help="put the whole chain to worlds of known truth"
    )
    parser.add_argument("--search", action="store_true", help="search for the form of choice in every fold")
    options = parser.parse_args(arguments)
    if options.recovery:
        found = [recover(_scenario(), KNOWN | {"gain": gain}, tick=_tick) for gain in GAINS]
        write(MODEL, "recovery", recovery_part(found))
    if options.coverage:
        write(MODEL, "coverage", coverage_part(coverage(tick=_tick)))
    if options.search:
        scenario = _scenario()
        searched = search(scenario, acts_of(scenario, None, scenario.case.calibrate_until), tick=_tick)
        write(MODEL, "search", search_part(searched))
    return 0


def write(page: Path, name: str, content: str) -> None:
    """Put a part between its markers on a page."""
    page.write_text(with_part(page.read_text(encoding="utf-8"), name, content), encoding="utf-8")


def _tick(_: int) -> None:
    sys.stderr.write(".")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
