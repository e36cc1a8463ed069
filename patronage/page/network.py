"""The alliance network of a moment, as circles and signed, weighted curves, and as a table."""

from __future__ import annotations

import math
from typing import Any

from patronage.page.rendering import rendered
from patronage.page.run import Matrix, MonthState
from patronage.sim.scenario.load import Scenario
from patronage.words.plain import minus

LAYERS = {
    "trust": (
        "Trust",
        "{0} trusts {1}",
        "An arrow runs from who trusts to who is trusted; red and dashed: distrust; the wider, the more",
    ),
    "commitment": (
        "Backing",
        "{0} backs {1} with",
        "An arrow runs from who backs to who is backed: the share of its capability that it puts there",
    ),
    "dependence": (
        "Dependence",
        "{0} depends on {1} for",
        "An arrow runs from who depends to whom it depends on: the part of what its wishes rest on",
    ),
    "pressure": (
        "Pressure",
        "{0} presses {1} with",
        "An arrow runs from who presses to who is pressed: coercion that has not lapsed, from 0 to 1",
    ),
}
"""What ties can show: name, the words of one tie, and what its numbers are."""

LEAST = 0.05  # ties weaker than that are not drawn
WIDTH, HEIGHT = 360.0, 340.0
_ACROSS, _DOWN = 128.0, 118.0  # half the axes of the ellipse that the actors stand on
_BEND = 0.16  # how far a curve leaves its chord, as a part of its length


def matrix_of(state: MonthState, layer: str) -> Matrix:
    """The ties of a layer, from the row's actor to the column's."""
    found: Matrix = getattr(state, layer)
    return found


def drawing(scenario: Scenario, state: MonthState, layer: str) -> dict[str, Any]:
    """Nodes and ties for the network's component."""
    names = [actor.name for actor in scenario.case.actors]
    nodes = _nodes(scenario, state)
    matrix = matrix_of(state, layer)
    ties = [
        _tie(nodes[i], nodes[j], value, LAYERS[layer][1].format(names[i], names[j]))
        for i, row in enumerate(matrix)
        for j, value in enumerate(row)
        if i != j and abs(value) >= LEAST
    ]
    return {
        "nodes": nodes,
        "ties": sorted(ties, key=lambda tie: tie["width"]),
        "width": WIDTH,
        "height": HEIGHT,
        "note": LAYERS[layer][2],
    }


def _nodes(scenario: Scenario, state: MonthState) -> list[dict[str, Any]]:
    size, most = len(scenario.case.actors), max([1e-9, *state.hold])
    nodes = []
    for i, actor in enumerate(scenario.case.actors):
        angle = 2.0 * math.pi * i / size - math.pi / 2.0
        radius = 9.0 + 15.0 * math.sqrt(max(state.hold[i], 0.0) / most)
        y = HEIGHT / 2.0 + _DOWN * math.sin(angle)
        above = math.sin(angle) < -0.2
        nodes.append(
            {
                "name": actor.name,
                "color": actor.color or "#0072B2",
                "x": WIDTH / 2.0 + _ACROSS * math.cos(angle),
                "y": y,
                "r": radius,
                "label": y - radius - 7.0 if above else y + radius + 16.0,
                "middle": _within(WIDTH / 2.0 + _ACROSS * math.cos(angle), actor.name),
                "hold": f"{state.hold[i]:.3f}",
            }
        )
    return nodes


def _within(x: float, name: str) -> float:
    """Where a name's middle may stand so that the name stays in the picture."""
    half = min(4.1 * len(name), WIDTH / 2.0)
    return min(max(x, half), WIDTH - half)


def _tie(start: dict[str, Any], end: dict[str, Any], value: float, words: str) -> dict[str, Any]:
    """A curve that bends to its right, so that the tie the other way round has its own side."""
    x1, y1, x2, y2 = start["x"], start["y"], end["x"], end["y"]
    long = math.hypot(x2 - x1, y2 - y1) or 1.0
    ahead = ((x2 - x1) / long, (y2 - y1) / long)
    aside = (-ahead[1], ahead[0])
    middle = ((x1 + x2) / 2.0 + aside[0] * _BEND * long, (y1 + y2) / 2.0 + aside[1] * _BEND * long)
    first = _toward((x1, y1), middle, start["r"] + 2.0)
    last = _toward((x2, y2), middle, end["r"] + 7.0)
    width = 0.8 + 4.2 * min(abs(value), 1.0)
    start_, by, end_ = (f"{x:.1f} {y:.1f}" for x, y in (first, middle, last))
    return {
        "path": f"M{start_} Q{by} {end_}",
        "head": _head(middle, last, 3.5 + width),
        "width": round(width, 2),
        "sign": "plus" if value > 0.0 else "minus",
        "words": minus(f"{words} {value:+.2f}"),
        "from": start["name"],
    }


def _toward(start: tuple[float, float], end: tuple[float, float], by: float) -> tuple[float, float]:
    long = math.hypot(end[0] - start[0], end[1] - start[1]) or 1.0
    return (start[0] + (end[0] - start[0]) * by / long, start[1] + (end[1] - start[1]) * by / long)


def _head(before: tuple[float, float], tip: tuple[float, float], size: float) -> str:
    """The path of an arrow's head."""
    x, y = _toward(tip, before, -size * 0.6)
    back = _toward(tip, before, size * 0.4)
    long = math.hypot(tip[0] - before[0], tip[1] - before[1]) or 1.0
    aside = (-(tip[1] - before[1]) / long * size * 0.45, (tip[0] - before[0]) / long * size * 0.45)
    return (
        f"M{x:.1f} {y:.1f} L{back[0] + aside[0]:.1f} {back[1] + aside[1]:.1f}"
        f" L{back[0] - aside[0]:.1f} {back[1] - aside[1]:.1f} Z"
    )


def ties_html(scenario: Scenario, state: MonthState, layer: str) -> str:
    """The same ties as a table."""
    names = [actor.name for actor in scenario.case.actors]
    matrix = matrix_of(state, layer)
    rows = [
        (name, ["" if i == j else minus(f"{value:.2f}") for j, value in enumerate(matrix[i])])
        for i, name in enumerate(names)
    ]
    return rendered("ties", title=LAYERS[layer][0], names=names, rows=rows)
