"""Charts of cases in which everything that a user may name has as long a name as a file takes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from patronage.analysis.charts import style
from patronage.analysis.charts.lettering import fitted, shortened, text_width, wrapped
from tests.charts.test_run import assert_readable
from tests.support.calling import Call
from tests.support.sweeps import CASES

NAMES = ("The Duke", "The Guild", "Port Lind")
IDS = ("duke", "guild", "port", "gift", "silence", "grain", "harbour")
SWEEP = """
title: {title}
scenario: scenario.yaml
design: {design}
size: {size}
vary: {{{vary}}}
draws: 2
replicates: 2
"""
SMALL = ("--set", "runs=8", "--set", "replicates=2")


def lengthened(folder: Path, kind: str) -> Path:
    """A copy of the invented case with long names and a long question: its scenario.

    `letters` makes each one wide word, with ids of 80 letters; `words` many ordinary ones.
    """
    place = Path(shutil.copytree(CASES, folder / "cases"))
    for name in ("case", "evidence", "outside", "scenario"):
        path = place / "tiny" / f"{name}.yaml"
        text = path.read_text(encoding="utf-8")
        for who, letter in zip(NAMES, "WMQ", strict=True):
            long = letter * 1000 if kind == "letters" else (f"{who} of the many lands " * 50).strip()
            text = text.replace(f"name: {who}", f"name: {long}")
        if kind == "letters":
            text = re.sub("(?s)# What.*?port\\?\n", f"# {'W' * 5000}\n", text)
            for word in IDS:
                text = re.sub(rf"(?<![A-Za-z_]){word}(?![A-Za-z_])", f"{word}_{'w' * 80}"[:80], text)
        else:
            text = re.sub(
                "(?s)# What.*?port\\?\n", "# What is lost when one thing leads to another\n" * 15, text
            )
        path.write_text(text, encoding="utf-8")
    return place / "tiny" / "scenario.yaml"


@pytest.fixture(params=["letters", "words"])
def scenario(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return lengthened(tmp_path, request.param)


@pytest.fixture(autouse=True)
def _readable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every chart that is saved be one that can be read."""
    save = style.save

    def checked(figure: Figure, path: Path) -> None:
        assert_readable(figure)
        save(figure, path)

    monkeypatch.setattr("patronage.analysis.charts.style.save", checked)


def test_a_run_draws_its_charts(call: Call, scenario: Path) -> None:
    said = call("run", scenario, *SMALL, "--out", "r")
    assert (said.code, said.err.count("chart:  ")) == (0, 4)
    assert call("plot", "r", "--format", "svg").code == 0
    assert call("report", "r", "--quick", "--scenario", scenario).code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("attribute", *SMALL, "--over", "events"),
        ("attribute", *SMALL, "--over", "patrons"),
        ("attribute", *SMALL, "--over", "sentences"),
        ("placebo", *SMALL, "--permutations", "3"),
        ("ladder", *SMALL),
        ("bargains", *SMALL, "--permutations", "2"),
        ("multiverse", *SMALL),
        ("sensitivity", "--size", "8"),
        ("discover", "--points", "40"),
        ("hindcast", "--draws", "4"),
        ("hindcast", "--draws", "4", "--frequencies"),
        ("blocs",),
        ("rivals",),
    ],
    ids=lambda words: " ".join(word for word in words if word not in SMALL),
)
def test_a_command_draws_its_chart(call: Call, tmp_path: Path, words: tuple[str, ...]) -> None:
    said = call(*words, lengthened(tmp_path, "letters"), "--out", "chart.png")
    assert said.code == 0, said.err
    assert said.err.splitlines()[-1] == "chart:  chart.png"
    assert Path("chart.png").stat().st_size > 10_000


def test_a_comparison_draws_its_chart(call: Call, scenario: Path) -> None:
    other = scenario.with_name("other.yaml")
    other.write_text(scenario.read_text("utf-8").replace("rationality: 2", "rationality: 1"), "utf-8")
    titled = f"title: {'A title in many words. ' * 200}\n"
    other.write_text(re.sub("title: .*\n", titled, other.read_text("utf-8")), "utf-8")
    assert call("compare", scenario, other, "--runs", 10, "--out", "chart.png").code == 0
    assert Path("chart.png").is_file()


@pytest.mark.parametrize("axes", [1, 2, 4])
def test_a_sweep_draws_its_chart(call: Call, tmp_path: Path, axes: int) -> None:
    place = lengthened(tmp_path, "letters")
    actors = [f"{word}_{'w' * 80}"[:80] for word in ("duke", "guild", "port")]
    paths = [f"trust.{one}.{other}" for one in actors for other in actors if one != other][:axes]
    ranges = "{from: -1, to: 1}" if axes > 2 else "{from: -1, to: 1, steps: 3}"
    vary = ", ".join(f"{path}: {ranges}" for path in paths)
    shape = ("lhs", 40) if axes > 2 else ("grid", "null")
    text = SWEEP.format(title="A long title " * 300, design=shape[0], size=shape[1], vary=vary)
    text = text.replace("size: null\n", "")
    place.with_name("sweep.yaml").write_text(text, encoding="utf-8")
    assert call("sweep", place.with_name("sweep.yaml"), "--out", "swept").code == 0
    said = call("plot", "swept")
    assert (said.code, said.err) == (0, "")
    if axes > 2:
        assert call("discover", "swept", "--out", "region.png").code == 0


def test_a_title_is_cut_and_a_caption_grows() -> None:
    def height(title: str, caption: str) -> float:
        figure, _ = style.sheet(1, 1, height=40.0)
        style.finish(figure, title=title, caption=caption)
        return float(figure.get_size_inches()[1]) * 25.4

    bare, short = height("", ""), height("A title", "A caption.")
    assert 40.0 < bare < short < 52.0
    assert height("A title " * 40, "") == height("A title " * 4000, "")
    lines = 30
    line = style.SMALL * 1.3 / style.POINTS
    assert height("A title", "\n".join(["A caption."] * lines)) == pytest.approx(short + (lines - 1) * line)


def test_text_that_is_cut_says_so_and_fits() -> None:
    assert fitted("A few words", 200.0, 6.0) == "A few words"
    for text, lines in (("W" * 5000, 1), ("W" * 5000, 3), ("some words and more " * 900, 2)):
        rows = fitted(text, 90.0, 6.0, lines=lines).split("\n")
        assert len(rows) == lines
        assert rows[-1].endswith("…")
        assert all(0.0 < text_width(row, 6.0) <= 90.0 for row in rows)
    assert wrapped("W" * 50, 60.0, 6.0).replace("\n", "") == "W" * 50
    assert shortened("a word and another", 12) == "a word and…"
    assert shortened("w" * 50, 12) == "w" * 11 + "…"
    assert shortened("a word", 12) == "a word"
