"""What the page's sliders show: settings and weights, where each stands, how far it goes, and why."""

from __future__ import annotations

import math
import re
from typing import Any

from patronage.analysis.words import setting_words
from patronage.page.draft import Draft, original, scenario_of
from patronage.sim.files.months import month_text
from patronage.sim.model.settings import SETTINGS, Setting
from patronage.sim.scenario.load import Scenario
from patronage.sim.weights.explain import Explained, explain
from patronage.sim.weights.fixed import BY_ISSUE, COMMITMENT_MOST, bounds_of
from patronage.words.plain import minus
from patronage.words.weights import basis
from patronage.words.wording import actor_names, place_text

Row = dict[str, Any]
"""For the slider: path, label, note, value, low, high, step, text, changed, fixed; of a weight also band,
ends and reasons."""

_MENTION = "A mention counts in full where the coder was sure of it, and in part where not"
_GOLDSTEIN = "Goldstein's scale rates acts from −10, the most hostile, to 10"
_COUNT = "A pseudo-count says how many observations a sentence is worth"

KINDS = {
    "salience": (
        "Salience",
        f"what share of its attention an issue has; together they are 1. {_MENTION}",
    ),
    "position": ("Position", f"what it wants of an issue, between its two ends. {_COUNT}"),
    "capability": ("Capability", f"what it can bring to bear on an issue, from 0 to 1. {_COUNT}"),
    "trust": (
        "Trust",
        f"in another at the start, from −1, an enemy, to 1. {_GOLDSTEIN}",
    ),
    "commitment": ("Commitment", "what share of its capability stands behind another at the start"),
}

_GROUPS = {
    "How actors choose": {8, 9},
    "Whose losses they weigh": {6, 7},
    "What acts do, and how they fade": {10, 11, 12},
    "What follows for the issues": {1, 2, 13},
    "Agreements, and who is idle": {17, 18},
}
_OTHER = "The rest"


def setting_groups(draft: Draft) -> list[dict[str, Any]]:
    """The settings by what they are about, in the order of the model's equations."""
    before, now = original(draft).settings, scenario_of(draft).settings
    groups: dict[str, list[Row]] = {name: [] for name in (*_GROUPS, _OTHER)}
    for setting in SETTINGS.values():
        groups[_group(setting)].append(_setting_row(setting, now[setting.name], before[setting.name]))
    return [{"title": title, "rows": rows} for title, rows in groups.items() if rows]


def _group(setting: Setting) -> str:
    cited = re.search(r"\(E(\d+)\)", setting.meaning)
    number = int(cited[1]) if cited else 0
    return next((name for name, equations in _GROUPS.items() if number in equations), _OTHER)


def _setting_row(setting: Setting, value: float, before: float) -> Row:
    changed = value != before
    low, high = (0.0, 1.0) if setting.switch else (setting.low, setting.high)
    return {
        "path": setting.name,
        "label": setting_words(setting.name).capitalize(),
        "note": minus(re.sub(r" *\(E\d+\)", "", setting.meaning).capitalize()),
        "value": value,
        "low": min(low, value, before),
        "high": max(high, value, before),
        "step": 1.0 if setting.switch else _step(high - low),
        "text": minus(f"{value:.4g}"),
        "was": minus(f"{before:.4g} in the file") if changed else "",
        "changed": changed,
    }


def _step(span: float) -> float:
    """A step of a tenth, a hundredth, …: between 20 and 200 of them to the span."""
    return float(10.0 ** math.floor(math.log10(span / 20.0)))


def weight_groups(draft: Draft, actor: str) -> list[dict[str, Any]]:
    """An actor's weights by kind, each with its 90% band, the sentences behind it, and if it is fixed."""
    scenario = scenario_of(draft)
    groups = []
    for kind, (title, note) in KINDS.items():
        found = [weight for weight in weights_of_actor(scenario, actor) if weight.kind == kind]
        fixed = {
            about: value for what, who, about, value in scenario.weights.fix if (what, who) == (kind, actor)
        }
        free = sum(weight.mean for weight in found if weight.about not in fixed)
        rows = [_weight_row(scenario, weight, fixed, len(found), free) for weight in found]
        if rows:
            groups.append({"title": title, "note": note, "rows": rows})
    return groups


def weights_of_actor(scenario: Scenario, actor: str) -> list[Explained]:
    """What the evidence says of an actor's weights, by the first coder that the scenario uses."""
    chosen = scenario.weights
    return explain(
        scenario.case,
        actor,
        article_only=chosen.article_only,
        assumed=chosen.assumed,
        leave_out=chosen.leave_out,
        coder=chosen.coders[0] if chosen.coders else None,
    )


def _weight_row(
    scenario: Scenario, weight: Explained, fixed: dict[str, float], size: int, free: float
) -> Row:
    low, high = bounds_of(weight.kind)
    others = sum(value for about, value in fixed.items() if about != weight.about)
    last = weight.kind == "salience" and weight.about not in fixed and len(fixed) == size - 1
    if weight.kind == "salience":
        high -= others
    elif weight.kind == "commitment":
        high = COMMITMENT_MOST - others
    scaled = weight.mean * (1.0 - others) / free if weight.kind == "salience" and free > 0.0 else weight.mean
    value = fixed.get(weight.about, scaled)
    names = actor_names(scenario.case) | {issue.id: issue.name for issue in scenario.case.issues}
    return {
        "path": f"{weight.kind}.{weight.actor}.{weight.about}",
        "label": names[weight.about],
        "note": _ends(scenario, weight),
        "value": min(max(value, low), high),
        "low": low,
        "high": high,
        "step": 0.01,
        "text": minus(f"{value:.2f}"),
        "was": _spread(weight, fixed, last=last),
        "changed": weight.about in fixed,
        "disabled": last,
        "band": [weight.low, weight.high],
        "basis": basis(weight),
        "reasons": [
            {
                "place": _place(reason.item.locator, reason.item.month, place_text(reason.item)),
                "text": reason.item.paraphrase,
                "adds": minus(reason.adds),
                "source": reason.item.source or "",
            }
            for reason in weight.reasons
        ],
    }


def _place(locator: tuple[int, int] | None, month: int | None, text: str) -> str:
    where = f"Article, paragraph {locator[0]}, sentence {locator[1]}" if locator else text.capitalize()
    return where if month is None else f"{where} ({month_text(month)})"


def _ends(scenario: Scenario, weight: Explained) -> str:
    if weight.kind != "position":
        return ""
    issue = next(issue for issue in scenario.case.issues if issue.id == weight.about)
    return f"0 {issue.zero}; 1 {issue.one}"


def _spread(weight: Explained, fixed: dict[str, float], *, last: bool) -> str:
    if last:
        return "what the others leave"
    said = minus(f"{weight.mean:.2f} in the mean, 90% from {weight.low:.2f} to {weight.high:.2f}")
    if weight.about in fixed:
        return f"fixed in every draw; by the evidence {said}"
    if weight.kind in BY_ISSUE[:1] and fixed:
        return f"by the evidence {said}; scaled to what the fixed ones leave"
    return said
