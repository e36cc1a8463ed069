"""Answers as Python shows them: short, escaped, framed, labelled and drawn."""

from __future__ import annotations

import pickle
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

import patronage
from patronage.analysis.tables import Column, Table
from patronage.sim.store.result import column
from patronage.studies.shown.findings import Findings
from tests.front.conftest import SCENARIO

MOST_LINES = 40


@pytest.fixture(scope="module")
def answers(answer: patronage.Answer, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One answer of every kind that takes little time."""
    return {
        "run": answer,
        "compare": patronage.compare(SCENARIO, "losing_ground", runs=80),
        "events": patronage.attribute(SCENARIO, runs=80),
        "sentences": patronage.attribute(SCENARIO, over="sentences", runs=40),
        "placebo": patronage.placebo(SCENARIO, runs=80, permutations=2),
        "ladder": patronage.ladder(SCENARIO, runs=40),
        "discover": patronage.discover(SCENARIO, points=30),
        "hindcast": patronage.hindcast(SCENARIO, acts="article", draws=4),
        "frequencies": patronage.hindcast(SCENARIO, draws=4, frequencies=True),
        "calibrate": patronage.calibrate(SCENARIO, draws=2),
        "blocs": patronage.blocs(patronage.load_scenario(SCENARIO, {"runs": 20, "replicates": 4})),
        "rivals": patronage.rivals(patronage.load_scenario(SCENARIO, {"runs": 20, "replicates": 10})),
        "explain": patronage.explain("syria"),
        "sweep": patronage.sweep(
            "rationality_solidarity",
            out=tmp_path_factory.mktemp("sweeps") / "sweep",
            changes={"draws": 2, "replicates": 2},
        ),
    }


def test_every_answer_is_short_to_look_at(answers: dict[str, Any]) -> None:
    for name, found in answers.items():
        lines = repr(found).splitlines()
        assert 3 < len(lines) < MOST_LINES, name
        assert max(map(len, lines)) < 200, name
        assert str(found) == repr(found)


def test_every_answer_has_a_frame_for_each_table(answers: dict[str, Any]) -> None:
    for name, found in answers.items():
        for table in found.tables():
            frame = found.to_frame(table.name)
            assert list(frame.columns) == list(table.heads), name
            assert len(frame) == len(table.rows), name
            assert frame.attrs["title"] == table.title
            for each in table.columns:
                if each.unit in {"points", "share", "percent", "bits"}:
                    assert frame[each.name].dtype == np.float64, (name, each.name)
                if each.unit == "text":
                    assert not pd.api.types.is_numeric_dtype(frame[each.name].dtype), (name, each.name)
        assert found.to_frame().equals(found.to_frame(found.tables()[0].name))


def test_every_answer_is_a_page_of_balanced_tables(answers: dict[str, Any]) -> None:
    for name, found in answers.items():
        page = found._repr_html_()
        for tag in ("table", "thead", "tbody", "tr", "th", "td", "details"):
            assert page.count(f"<{tag}>") + page.count(f"<{tag} ") == page.count(f"</{tag}>"), (name, tag)


def test_every_answer_becomes_labelled_arrays(answers: dict[str, Any]) -> None:
    for name, found in answers.items():
        data = found.to_xarray()
        assert data.data_vars, name
        assert all(len(data.indexes[each]) == size for each, size in data.sizes.items()), name


def test_every_chart_is_a_figure_that_a_notebook_shows(answers: dict[str, Any]) -> None:
    several = set()
    for name, found in answers.items():
        if name == "explain":
            with pytest.raises(patronage.FaultError, match="plot: this answer has no chart"):
                found.plot()
            continue
        figure = found.plot()
        assert isinstance(figure, Figure), name
        own = Figure()
        axes = own.subplots()
        try:
            assert found.plot(ax=axes) is own
        except patronage.FaultError as error:
            several.add(name)
            axes = own.axes[0]
            assert axes.get_title(loc="left") == ""
            message = str(error)
            assert message == "ax: this chart has several panels and needs a figure of its own; leave ax out"
        else:
            assert axes.get_title(loc="left")
            assert axes.lines or axes.collections
            assert len(own.axes) == 1
    assert several == {"placebo", "ladder", "discover", "frequencies", "blocs", "rivals", "sweep"}
    assert answers["events"].plot()._repr_png_().startswith(b"\x89PNG")


def test_answers_can_be_kept_by_pickle(answers: dict[str, Any]) -> None:
    for name, found in answers.items():
        again = pickle.loads(pickle.dumps(found))  # noqa: S301
        assert repr(again) == repr(found), name
        assert again._origin.charts.keys() == found._origin.charts.keys(), name
    assert isinstance(pickle.loads(pickle.dumps(answers["run"])).plot(), Figure)  # noqa: S301


def test_a_run_has_charts_by_name(answer: patronage.Answer) -> None:
    assert isinstance(answer.plot(chart="gainers"), Figure)
    assert len(answer.plot(chart="measures").axes) > 3
    with pytest.raises(patronage.FaultError, match=r"chart 'clint'; allowed: clients, measures, .*clients"):
        answer.plot(chart="clint")
    for axes, kind in ((5, "5"), ("a", "'a'"), (object(), "object")):
        with pytest.raises(patronage.FaultError, match=f"ax: {kind} is not an Axes"):
            answer.plot(axes)  # type: ignore[arg-type]
    without_months = patronage.run(SCENARIO, runs=8, months=False)
    assert isinstance(without_months.plot(), Figure)
    with pytest.raises(patronage.FaultError, match="allowed: clients, gainers"):
        without_months.plot(chart="measures")


def test_the_runs_under_labels_are_those_of_the_losses(answer: patronage.Answer) -> None:
    data = answer.to_xarray()
    losses = data.sel(arm="reference") - data.sel(arm="scenario")
    means = losses.mean(["replicate", "draw"])
    for measure in ("hold", "say", "decisiveness"):
        assert float(means["value"].sel(measure=measure)) == pytest.approx(answer.losses[measure].loss)
    assert float(means["dependence"].sel(actor="assad")) == pytest.approx(answer.dependence["assad"].loss)
    assert np.isnan(data["ear"].sel(actor="iran")).all()
    series = answer.time_series[column("hold", "iran")].loss.mean
    assert losses["monthly"].sel(measure="hold", actor="iran").mean("draw").values == pytest.approx(series)
    assert str(data["month"].values[0])[:7] == "2015-07"
    assert data["value"].attrs["units"] == "points"
    assert data.attrs["digest"] == answer.scenario.digest


def test_counts_are_whole_and_lacks_have_a_place() -> None:
    columns = (
        Column("name", "text", "a name"),
        Column("runs", "count", "a count"),
        Column("few", "count", "a count that lacks one"),
        Column("loss", "points", "a number, none of which is known"),
        Column("whole", "points", "numbers that happen to be whole"),
        Column("sure", "flag", "yes or no"),
    )
    rows = (("a", 1, None, None, 1, True), ("b", 2, 3, None, 2, False))
    found = Findings({}, (Table("main", "A table", columns, rows),))
    kinds = {name: str(kind) for name, kind in found.to_frame().dtypes.items()}
    assert kinds == {
        "name": "object", "runs": "int64", "few": "Int64", "loss": "float64",
        "whole": "float64", "sure": "bool",
    }  # fmt: skip
    assert found.to_xarray()["runs"].sel(name="b") == 2


def test_what_stands_in_a_page_is_escaped() -> None:
    bad = "<script>alert('x')</script>&\"'"
    head = Column("name", "text", bad)
    found = Findings({}, (Table("main", bad, (head,), ((bad,),)), Table("other", bad, (head,), ())))
    page = found._repr_html_()
    assert "<script" not in page
    assert page.count("&lt;script&gt;") == 5


def test_a_long_table_is_cut() -> None:
    columns = tuple(Column(f"c_{k}", "text", "a column") for k in range(40))
    rows = tuple(("some words that take room",) * 40 for _ in range(1000))
    found = Findings({}, (Table("main", "Long", columns, rows),) * 1 + (Table("more", "Other", columns, ()),))
    lines = repr(found).splitlines()
    assert len(lines) < MOST_LINES
    assert "… 976 more rows" in lines
    assert max(map(len, lines)) <= 130
    assert len(found._repr_html_()) < 250_000


def test_tables_are_written_as_the_command_writes_them(answer: patronage.Answer, tmp_path: Path) -> None:
    assert answer.write_tables(tmp_path / "tables") == []
    written = pd.read_csv(tmp_path / "tables" / "losses.csv")
    assert written["loss"].tolist() == answer.to_frame()["loss"].tolist()
    assert {path.suffix for path in (tmp_path / "tables").iterdir()} == {
        ".csv", ".tex", ".md", ".xlsx", ".json"
    }  # fmt: skip
    with pytest.raises(patronage.FaultError, match="is a file, not a folder"):
        answer.write_tables(tmp_path / "tables" / "losses.csv")


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if neither pandas nor xarray were installed."""
    for name in ("pandas", "xarray"):
        monkeypatch.setitem(sys.modules, name, None)


@pytest.mark.usefixtures("bare")
def test_without_pandas_one_reads_what_to_install(answer: patronage.Answer) -> None:
    for method, name in ((answer.to_frame, "pandas"), (answer.to_xarray, "xarray")):
        with pytest.raises(patronage.FaultError) as error:
            method()
        assert str(error.value) == f"{name}: {name} is not installed: pip install 'patronage[frames]'"
    assert repr(answer)
    assert answer._repr_html_()


def test_an_answer_that_was_put_together_by_hand_is_shown_as_well(answer: patronage.Answer) -> None:
    plain = replace(answer, _origin=None)
    assert repr(plain).startswith("Answer\nWhat Iran loses")
    assert plain == answer
    with pytest.raises(patronage.FaultError, match="plot: this answer has no chart"):
        plain.plot()
    with pytest.raises(patronage.FaultError, match=r"no table 'losse'; allowed: losses, .*mean 'losses'"):
        plain.to_frame("losse")
