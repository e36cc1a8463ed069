"""Which bargains would be worth most, or cost the focus actor most, as docs/MODEL.md has it."""

from __future__ import annotations

import sys

from patronage.generated.multiverses import ASKED
from patronage.sim.files.shipped import SCENARIOS, named
from patronage.sim.scenario.load import Scenario, load_scenario
from patronage.studies.bargains import Bargain, Bargains, bargains
from patronage.text.bargains import mean_text, offer_text, pair_text, permuted_text, span_text
from patronage.words.plain import minus
from patronage.words.wording import actor_names


def bargains_part() -> str:
    """Two rows for each of the scenarios, which are run at their own size."""
    rows, size = [], ""
    for name in ASKED:
        sys.stderr.write(f"{name}\n")
        scenario = load_scenario(named(SCENARIOS)[name])
        found = bargains(scenario)
        rows += scenario_rows(scenario, found)
        few = found.permuted_size
        made = f"{found.size.draws:,} weight draws x {found.size.replicates:,}"
        dealt = f"{found.permutations} permutations of the labels, {few.draws:,} x {few.replicates:,} each."
        size = f"{made}; {dealt}"
    head = (
        "| scenario | bargain | what each would most often concede | gain of the pair | 90% of draws | p "
        "| gain of the focus actor | 90% of draws "
        f"| p |\n|{' --- |' * 9}"
    )
    return minus("\n".join([size, "", head, *rows]))


def scenario_rows(scenario: Scenario, found: Bargains) -> list[str]:
    """The bargain of which both would gain most, and that of others which would cost the focus actor most."""
    worst = found.costliest()
    shown = [("worth most", found.bargains[0]), *([("costs most", worst)] if worst is not None else [])]
    return [_row(scenario, which, one) for which, one in shown]


def _row(scenario: Scenario, which: str, one: Bargain) -> str:
    names, gain = actor_names(scenario.case), one.gains[scenario.focus]
    what = offer_text(scenario, one, one.offers[0]) if one.offers else "nothing"
    cells = (
        f"`{scenario.name}`",
        f"{which}: {pair_text(one, names)}",
        what,
        mean_text(one.surplus.coded),
        span_text(one.surplus.coded),
        permuted_text(one.surplus, large=True)[1],
        mean_text(gain.coded),
        span_text(gain.coded),
        permuted_text(gain, large=False)[1],
    )
    return f"| {' | '.join(cells)} |"
