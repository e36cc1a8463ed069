"""A specification curve has every specification once, in order, and below it what was chosen there."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.collections import LineCollection, QuadMesh
from matplotlib.colors import to_hex

from patronage.analysis.charts import style
from patronage.analysis.charts.multiverse import GAINS, LOSES, NEITHER, OPTIONS, Made, specification_curve
from patronage.analysis.estimators.spread import Spread
from tests.charts.test_run import assert_readable
from tests.support.figures import labels_of, lines_of, marker_of, rules_of

MEANS = np.array([0.004, -0.03, 0.02, 0.0005, -0.001, 0.05])
ORDER = [1, 4, 3, 0, 2, 5]


def spreads(means: np.ndarray) -> list[Spread]:
    return [Spread(mean, mean - 0.01, mean + 0.02, 0.001, 0.5, 200, smallest=0.01) for mean in means]


def figure() -> Any:
    picks = np.array([0, 1, 2, 0, 1, 2])
    return specification_curve(
        spreads(MEANS),
        [("Say", spreads(-MEANS)), ("Share", spreads(MEANS * 0.0))],
        [Made("Gain", ("0", "68"), picks), Made("Evidence", ("no assumptions",), picks % 2)],
        title="Does it?",
        axis="points",
        caption="A caption.",
    )


def points(line: Any) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in zip(*line.get_data(), strict=True)]


def meshes(axes: Any) -> tuple[list[list[str]], QuadMesh]:
    (mesh,) = (each for each in axes.collections if isinstance(each, QuadMesh))
    values: Any = np.ma.masked_invalid(np.ma.asarray(mesh.get_array()))

    def colour(value: Any) -> str:
        if value is np.ma.masked:
            return ""
        ink: Any = mesh.cmap(mesh.norm(value))
        return to_hex(ink)

    colours = [[colour(value) for value in row] for row in values]
    return colours, mesh


def test_every_loss_stands_at_its_rank_with_its_interval_and_the_colour_of_its_sign() -> None:
    top = figure().axes[0]
    dots = [line for line in lines_of(top) if marker_of(line) == "o"]
    seen = {(int(x), round(float(y), 9)): to_hex(line.get_color()) for line in dots for x, y in points(line)}
    wanted = {}
    for rank, k in enumerate(ORDER):
        colour = NEITHER if abs(MEANS[k]) <= 0.002 else LOSES if MEANS[k] > 0 else GAINS
        wanted[rank, round(float(MEANS[k]), 9)] = colour.lower()
    assert seen == wanted
    bars = [
        bar for each in top.collections if isinstance(each, LineCollection) for bar in each.get_segments()
    ]
    found = sorted((bar[0][0], bar[0][1], bar[1][1]) for bar in bars)
    np.testing.assert_allclose(
        found, [(rank, MEANS[k] - 0.01, MEANS[k] + 0.02) for rank, k in enumerate(ORDER)]
    )
    (base,) = (line for line in lines_of(top) if marker_of(line) == "D")
    assert points(base) == [(3.0, 0.004)]
    assert ("h", 0.0) in rules_of(top)
    assert ("h", 0.01) in rules_of(top)


def test_what_was_chosen_and_the_signs_of_others_stand_below_their_specifications() -> None:
    _, others, below = figure().axes
    assert labels_of(others) == {0.0: "Say", 1.0: "Share"}
    assert labels_of(below) == {0.0: "Gain", 1.0: "Evidence"}
    signs, _ = meshes(others)
    assert signs[0] == [LOSES.lower(), "", "", GAINS.lower(), GAINS.lower(), GAINS.lower()]
    assert signs[1] == [""] * 6
    chosen, mesh = meshes(below)
    picks = [(0, 1, 2, 0, 1, 2)[k] for k in ORDER]
    assert chosen[0] == ["" if not pick else OPTIONS[pick - 1].lower() for pick in picks]
    assert chosen[1] == ["" if pick % 2 == 0 else OPTIONS[0].lower() for pick in picks]
    corners: Any = mesh.get_coordinates()
    np.testing.assert_allclose(corners[0, :, 0], np.arange(7) - 0.5)
    beside = {text.get_text(): to_hex(str(text.get_color())) for text in below.texts}
    assert set(beside) == {"0", "68", "no assumptions"}
    assert beside["0"] == beside["no assumptions"] != beside["68"]


def test_it_can_be_read_with_long_words_and_many_options() -> None:
    assert_readable(figure())
    count = 300
    picks = np.random.default_rng(0).integers(0, 6, count)
    many = specification_curve(
        spreads(np.linspace(-1.0, 1.0, count)),
        [("A measure of many words " * 9, spreads(np.zeros(count)))],
        [Made("w" * 400, tuple(f"a coder of long name {k}" for k in range(5)), picks) for _ in range(40)],
        title="A title " * 99,
        axis="points of hold lost",
        caption="A caption. " * 99,
    )
    assert_readable(many)
    assert style.words_of(many)[1].startswith("A caption.")
