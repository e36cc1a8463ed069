"""From bargains to their chart: pairs by what they would gain together and by what the focus actor would."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from patronage.analysis.charts import lettering, style
from patronage.analysis.charts.ladder import Panel, ladder_panels
from patronage.analysis.charts.ranked import KEY, PERMUTED, PRIOR, Row, marks_text
from patronage.analysis.estimators.bargains import Gained
from patronage.sim.scenario.load import Scenario
from patronage.studies.bargains import Bargains
from patronage.text.bargains import offer_text
from patronage.text.charts.why import scene_of
from patronage.words.plain import capital
from patronage.words.wording import label_names

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 20  # pairs shown
LABEL, HEAD = 200.0, 110.0  # points that a line of a label, and a panel's heading, may take
GAIN = "points nearer to wishes"


def bargains_chart(scenario: Scenario, found: Bargains) -> Figure:
    """A row a pair, by surplus; the focus actor's own bargains in grey."""
    size, names = found.size, label_names(scenario.case)
    scene = scene_of(scenario, size.runs, size.draws, size.replicates, "hold")
    shown = found.bargains[:MOST]
    labels = []
    for one in shown:
        what = capital(offer_text(scenario, one, one.offers[0])) if one.offers else "Nothing"
        pair = " – ".join(names[actor] for actor in one.parties)
        labels.append("\n".join(lettering.fitted(line, LABEL, style.SMALL, lines=2) for line in (pair, what)))
    own = [scenario.focus in one.parties for one in shown]
    inks = [style.GREY if mine else scene.color for mine in own]
    whose = lettering.fitted(f"{scene.focus} gains", HEAD, style.BODY, bold=True)
    gains = [one.gains[scenario.focus] for one in shown]
    panels = [
        _panel("The pair gains", GAIN, labels, [one.surplus for one in shown], inks),
        _panel(whose, f"{GAIN} (below zero: a cost)", labels, gains, inks),
    ]
    marks = marks_text((PRIOR, PERMUTED) if found.permutations else (PRIOR,))
    rest = len(found.bargains) - len(shown)
    more = f" {rest} pairs that would gain less are not shown." if rest > 0 else ""
    return ladder_panels(
        panels,
        title=f"Who would bargain with whom, and at {scene.focus}'s cost?",
        caption=f"{scene.title} What each pair would agree on at the start of a month if it could: how much"
        " nearer that would at once move the settlement to the wishes of both parties together, and of"
        f" {scene.focus}; means of the months from the first event on. Under each pair: what each"
        f" would most often concede. Grey: {scene.focus} is a party. {marks}.{more} {KEY} {scene.provenance}",
    )


def _panel(head: str, axis: str, labels: list[str], gains: list[Gained], inks: list[str]) -> Panel:
    rows = [Row(label, gain.coded, "", ink) for label, gain, ink in zip(labels, gains, inks, strict=True)]
    permuted = [None if gain.permuted is None else float(np.mean(gain.permuted.means)) for gain in gains]
    priors: list[float | None] = [gain.prior.mean for gain in gains]
    return Panel(head, axis, rows, {PRIOR: priors, PERMUTED: permuted})
