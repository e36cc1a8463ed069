"""A comparison as people read it, and as a chart."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from patronage.analysis.charts import style
from patronage.analysis.charts.ranked import Row, Scene, Words, ranking
from patronage.analysis.estimators.verdict import Status
from patronage.sim.files.faults import counted
from patronage.studies.compare import Comparison
from patronage.text.why import open_points, span
from patronage.words.plain import brief, change, number, percent, table
from patronage.words.verdict import open_question, status_text
from patronage.words.wording import measure_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MANY = 15  # pairs up to which all are shown
_KEY = (
    "status: what the draws establish of a loss, with two Monte Carlo errors to spare; open: 90% of them span"
    " zero;\nborderline: open, and more runs may settle it"
)


def comparison_text(found: Comparison) -> str:
    """All that `patronage compare` prints."""
    first = found.members[0].manifest
    focus = _focus(found)
    windows = {member.name: " to ".join(member.manifest["window"]) for member in found.members}
    made = (
        f"{counted(first['runs'], 'run')} of each ({counted(first['draws'], 'weight draw')} x"
        f" {counted(first['replicates'], 'replicate')}), paired by common random numbers, rng {first['rng']}"
    )
    losses = [
        (name, windows[name], change(loss.mean), span(loss), number(loss.standard_error),
         percent(found.losing[name]),
         status_text(loss.row.status, borderline=loss.row.borderline))
        for name, loss in found.losses.items()
    ]  # fmt: skip
    order = list(found.losses)
    neighbours = set(pairwise(order))
    shown = [
        pair
        for pair in found.differences
        if len(found.differences) <= _MANY or (pair.one, pair.other) in neighbours
    ]
    pairs = [
        (pair.one, pair.other, change(pair.difference.mean), span(pair.difference),
         number(pair.difference.standard_error), percent(pair.difference.above_zero))
        for pair in shown
    ]  # fmt: skip
    few = "" if len(shown) == len(found.differences) else "; only neighbours are shown, --json has all pairs"
    return "\n\n".join(
        [
            f"What costs {focus} more {measure_words(found.measure, _names(found))}?\n{made}",
            table(
                ("scenario", "averaged over", "loss", "90% of draws", "s.e.", "draws losing", "status"),
                losses,
                left=2,
            ),
            _KEY,
            table(("costs more", "than", "by", "90% of draws", "s.e.", "in draws"), pairs, left=2),
            f"in draws: share of the weight draws in which it costs more{few}",
            open_points(doubts_of(found)),
        ]
    )


def _names(found: Comparison) -> dict[str, str]:
    return {str(actor["id"]): str(actor["name"]) for actor in found.members[0].manifest["actors"]}


def _focus(found: Comparison) -> str:
    return _names(found)[str(found.members[0].manifest["focus"])]


def doubts_of(found: Comparison) -> list[str]:
    """What the comparison leaves open."""
    doubts = [
        point
        for name, loss in found.losses.items()
        for point in open_question(loss.row, f"whether anything is lost in {name}")
    ]
    statuses = [pair.difference.row.status for pair in found.differences]
    if Status.TOO_FEW_DRAWS in statuses:
        doubts.append(
            "which scenario costs more: there are too few draws of the weights to say how sure it is"
        )
    elif unclear := statuses.count(Status.OPEN):
        which = "of the two costs more"
        if len(statuses) > 1:
            which = f"scenario costs more in {unclear} of {len(statuses)} pairs"
        doubts.append(
            f"which {which}: 90% of the weight draws have differences on both sides of"
            " zero, or too near to it"
        )
    windows = {tuple(member.manifest["window"]) for member in found.members}
    if len(windows) > 1:
        doubts.append(
            "how losses over the same months compare: each is averaged from its own first event"
            f" on{_eventless(found)}"
        )
    for key, what in (
        ("settings", "settings"),
        ("uncertainty", "kinds of uncertainty"),
        ("weights", "weights"),
        ("muted", "idle actors"),
        ("versions", "versions of the libraries"),
    ):
        values = [member.manifest.get(key) for member in found.members]
        if any(value != values[0] for value in values):
            doubts.append(f"how much of a difference is due to the events: the scenarios' {what} differ too")
    return doubts or ["anything beyond the model: all of them share their weights and random numbers"]


def _eventless(found: Comparison) -> str:
    """Over which months the losses of scenarios without events are averaged; nothing if there are none."""
    events = all(member.manifest["events"] for member in found.members)
    return "" if events else ", or over all months where there is none"


def titles_of(found: Comparison) -> dict[str, str]:
    """Each scenario's title by its name; the name where several have the same title."""
    titles = {member.name: str(member.manifest["title"]) for member in found.members}
    every = list(titles.values())
    return {name: name if every.count(title) > 1 else title for name, title in titles.items()}


def comparison_chart(found: Comparison) -> Figure:
    """Losses with their spread, the largest first."""
    first = found.members[0].manifest
    titles = titles_of(found)
    colors = {actor["id"]: actor["color"] for actor in first["actors"]}
    color = colors[first["focus"]] or style.OKABE_ITO[0]
    windows = {member.name: " to ".join(member.manifest["window"]) for member in found.members}
    digests = {member.name: str(member.manifest["inputs"])[:8] for member in found.members}
    rows = [
        Row(
            f"{titles[name]}\n{windows[name]}, {digests[name]}",
            loss,
            percent(found.losing[name]),
            color,
        )
        for name, loss in found.losses.items()
    ]
    scene = Scene(
        title="",
        focus=brief(_focus(found)),
        measure=measure_words(found.measure, {who: brief(name) for who, name in _names(found).items()}),
        color=color,
        provenance=f"{counted(first['runs'], 'run')} of each ({counted(first['draws'], 'weight draw')} × "
        f"{first['replicates']:,}), rng {first['rng']}.",
    )
    return ranking(
        scene,
        rows,
        Words(
            title=f"What costs {scene.focus} more {scene.measure}?",
            axis=f"points of {scene.measure} lost (below zero: gained)",
            head="draws losing",
            about="Scenarios share weights and random numbers; each loss is averaged from its first event to"
            f" the end{_eventless(found)}. After the months: the start of the scenario's digest.",
        ),
    )
