"""Whatever goes wrong while a chart is drawn: the answer is printed, the result kept, and a line says so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from matplotlib.figure import Figure

from patronage.analysis.charts import style
from patronage.sim.scenario.load import load_scenario
from patronage.studies.run_folder import write_run
from patronage.studies.stored.run import stored_run
from tests.commands.test_multiverse import FEW
from tests.support.calling import Call
from tests.support.sweeps import CASES, sweep_file

ROOT = Path(__file__).parents[2]
TINY = CASES / "tiny" / "scenario.yaml"
SMALL = ("--set", "runs=8", "--set", "replicates=2")
WHY = "this chart is missing: RuntimeError: no room for \\u2026 \\n it"  # on one line whatever it is
COMMANDS = [
    ("attribute", TINY, *SMALL),
    ("attribute", TINY, *SMALL, "--over", "patrons"),
    ("attribute", TINY, *SMALL, "--over", "sentences"),
    ("placebo", TINY, *SMALL, "--permutations", 2),
    ("ladder", TINY, *SMALL),
    ("bargains", TINY, *SMALL, "--permutations", 2),
    ("multiverse", TINY, *SMALL, *FEW),
    ("sensitivity", TINY, "--size", 8),
    ("discover", TINY, "--points", 30),
    ("hindcast", TINY, "--draws", 2),
    ("hindcast", TINY, "--draws", 2, "--frequencies"),
    ("blocs", TINY, *SMALL),
    ("rivals", TINY, *SMALL),
    ("compare", "one", "two"),
]


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every chart fail when it is finished."""

    def finish(*_: Any, **__: Any) -> None:
        raise RuntimeError("no room for \\u2026 \n it")

    monkeypatch.setattr(style, "finish", finish)


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(map(str, words[::3])))
def test_an_answer_is_printed_though_its_chart_fails(
    call: Call, failing: None, words: tuple[Any, ...]
) -> None:
    if words[0] == "compare":
        for name in words[1:]:
            assert call("run", TINY, "--out", name, "--no-charts").code == 0
    for json in ((), ("--json",)):
        said = call(*words, "--out", "chart.png", *json)
        assert said.code == 1
        assert said.err.splitlines()[-1] == f"chart.png: {WHY}"
        assert said.json()["command"] if json else "\n\n" in said.out
    assert not list(Path().glob("*.png"))


def test_a_run_is_kept_though_its_charts_fail(call: Call, failing: None) -> None:
    said = call("run", TINY, "--out", "r")
    assert said.code == 1
    assert said.out.startswith("What does the Duke lose when the Guild feeds the port?\n")
    names = ("clients", "measures", "gainers", "holds")
    assert said.err.splitlines()[-4:] == [f"r/{name}.png: {WHY}" for name in names]
    result, _ = stored_run(Path("r"))
    assert result.status == "done"
    assert result.damaged() == []
    assert {path.name for path in Path().iterdir()} == {"r"}


def test_one_chart_that_fails_takes_no_other_with_it(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def holds(*_: Any) -> None:
        raise MemoryError

    assert call("run", TINY, "--out", "r").code == 0
    monkeypatch.setattr("patronage.analysis.charts.run.holds_chart", holds)
    said = call("run", TINY, "--out", "r")
    assert said.code == 1
    others = ["clients", "measures", "gainers"]
    lines = [f"chart:  r/{name}.png" for name in others]
    lines += ["r/holds.png: this chart is missing: there is not enough memory"]
    assert said.err.splitlines()[-4:] == lines
    there = {path.name for path in Path("r").glob("*.png")}
    assert there == {f"{name}.png" for name in others}  # nor an earlier result's
    said = call("plot", "r", "--format", "svg")
    assert (said.code, said.out) == (1, "r/clients.svg\nr/measures.svg\nr/gainers.svg\n")
    assert said.err == "r/holds.svg: this chart is missing: there is not enough memory\n"


def test_a_report_is_written_though_its_charts_fail(call: Call, failing: None) -> None:
    for name in ("one", "two"):
        change = ("--set", "settings.rationality=1") if name == "two" else ()
        assert call("run", TINY, "--out", name, "--no-charts", *change).code == 0
    said = call("report", "one", "two", "--quick")
    assert (said.code, said.out) == (1, "report.html\n")
    why = WHY.partition(": ")[2]
    assert said.err.splitlines() == [
        f"report.html: a chart under '{title}' is missing: {why}"
        for title in ("Side by side", "Who depends less and who more", "When", "Who gains")
    ]
    page = Path("report.html").read_text("utf-8")
    assert page.count(f"A chart is missing here: {why}") == 9
    assert "<svg" not in page


def test_a_sweeps_chart_that_fails_is_said_so(call: Call, failing: None, tmp_path: Path) -> None:
    assert call("sweep", sweep_file(tmp_path), "--out", "swept").code == 0
    said = call("plot", "swept")
    assert (said.code, said.out, said.err) == (1, "", f"swept/loss-of-hold.png: {WHY}\n")


def test_python_is_warned_of_a_missing_chart(failing: None, tmp_path: Path, caplog: Any) -> None:
    write_run(load_scenario(TINY), tmp_path / "r")
    assert [message.partition(": ")[2] for message in caplog.messages] == [WHY] * 4


def test_where_it_arose_is_shown_if_asked(call: Call, failing: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATRONAGE_DEBUG", "1")
    assert "Traceback" in call("blocs", TINY, *SMALL).err


def test_panels_without_room_are_no_chart() -> None:
    @style.styled
    def crowded() -> Figure:
        figure, axes = style.sheet(1, 1, height=20.0)
        axes[0, 0].set_yticks([0.0], ["W" * 200])
        return style.finish(figure)

    with pytest.raises(UserWarning, match="constrained_layout not applied"):
        crowded()


def test_charts_are_saved_in_one_place() -> None:
    saving = re.compile(r"style\.save\(|import save\b|savefig\(")
    sources = [path for folder in ("sim", "analysis", "patronage") for path in (ROOT / folder).rglob("*.py")]
    found = {str(path.relative_to(ROOT)) for path in sources if saving.search(path.read_text("utf-8"))}
    # the page and a notebook hand what is drawn to a browser, and have no result that could be lost
    shown = {"patronage/page/saving.py", "analysis/charts/placing.py"}
    assert found == {"analysis/charts/style.py", "analysis/charts/drawing.py", *shown}
