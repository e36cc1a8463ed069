"""What came of history matching, as people read it."""

from __future__ import annotations

from collections.abc import Sequence

from patronage.analysis.estimators.matching import EVERYWHERE, NOWHERE, Part
from patronage.analysis.words import setting_words
from patronage.studies.expectations.matching import Matched, Matching
from patronage.words.plain import percent, table, wrapped

_HOLDS = "holds at: of the points, those at which the model shows what the expectation claims."
_SHOWN = 2  # settings of one expectation that are named


def matching_text(found: Matching) -> str:
    """All that `patronage matching` prints."""
    size = found.size
    rows = [
        (one.expectation.name, "holds" if one.by_default else "fails", f"{one.part.kept} of {found.points}",
         part_text(one.part), f"{one.part.effective:.0f}", turns_text(one.part))
        for one in found.matched
    ]  # fmt: skip
    heads = ("expectation", "by default", "holds at", "part (90% interval)", "effective", "depends on")
    rng = found.matched[0].expectation.scenario.rng
    made = (
        f"{found.points} points of a Latin hypercube over the ranges of all settings, {size.runs:,} runs of"
        f" each arm ({size.draws} weight draws x {size.replicates}), rng {rng}"
    )
    return "\n\n".join(
        [
            f"Under which settings does the model show what is expected of it?\n{wrapped(made)}",
            _in_columns(heads, rows),
            "\n".join(wrapped(line) for line in (*summary(found), *_key())),
        ]
    )


def part_text(part: Part) -> str:
    """`34% (29% to 39%)`."""
    return f"{percent(part.share)} ({percent(part.low)} to {percent(part.high)})"


def turns_text(part: Part) -> str:
    """`more habit, less gain`; a dash where no setting is named."""
    named = [
        f"{'more' if turn.higher else 'less'} {setting_words(turn.setting)}" for turn in part.turns[:_SHOWN]
    ]
    return ", ".join(named) or "-"


def summary(found: Matching) -> list[str]:
    """What is structural and what is a matter of settings, a sentence each."""
    failing = [one for one in found.matched if not one.by_default]
    never = [one for one in failing if one.part.where == NOWHERE]
    reachable = [one for one in failing if one.part.where != NOWHERE]
    always = [one for one in found.matched if one.part.where == EVERYWHERE]
    lines = []
    if never:
        most = percent(max(one.part.high for one in never))
        lines.append(
            f"At no point: {_names(never)}. By the upper end of the intervals, each of these holds in at most"
            f" {most} of the space of settings."
        )
    if reachable:
        lines.append(f"Not at the defaults, but at other points: {_names(reachable)}.")
    if always:
        lines.append(f"At every point: {_names(always)}.")
    if found.held:
        lines.append(
            f"The {len(found.held)} expectations whose files declare them to hold, or to be worthless,"
            f" hold all together at {found.kept} of {found.points} points (effective sample size"
            f" {found.effective:.0f})."
        )
    return lines


def _names(some: list[Matched]) -> str:
    return ", ".join(one.expectation.name for one in some)


def _key() -> list[str]:
    effective = (
        "effective: effective sample size of the points, each weighted by the chance that the expectation"
        " holds there."
    )
    turns = (
        "depends on: settings that are higher (more) or lower (less) at the points where it holds than at the"
        " others, by the Kolmogorov-Smirnov distance, at 5% for all settings together."
    )
    return [_HOLDS, effective, turns]


def _in_columns(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    last = len(heads) - 1
    width = max(len(row[last]) for row in (heads, *rows))
    return table(heads, [(*row[:last], row[last].ljust(width)) for row in rows], left=2)
