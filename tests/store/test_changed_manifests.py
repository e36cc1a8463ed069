"""A manifest that was changed and sealed anew is read or refused; nothing but a FaultError comes out."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patronage.analysis.charts.sweep import sweep_chart
from patronage.analysis.report.page import Chart
from patronage.report.sources import source_of
from patronage.report.story import comparison_section, story_of
from patronage.sim.files.faults import FaultError
from patronage.sim.scenario.load import load_scenario
from patronage.sim.store.manifest import open_result
from patronage.sim.sweeps.merge import merge
from patronage.sim.sweeps.run import run_sweep
from patronage.studies.compare import compared, comparison
from patronage.studies.run_folder import stored_charts, write_run
from patronage.studies.sweep import losses_of_sweep, progress_of, progress_text
from patronage.text.compare import comparison_text
from tests.support.resealing import resealed
from tests.support.sweeps import CASES, sweep_of

TINY = CASES / "tiny" / "scenario.yaml"
VALUES: list[Any] = [
    *(
        None,
        True,
        -1,
        0,
        1,
        7,
        10**6,
        10**30,
        0.5,
        1e300,
        float("nan"),
        "",
        "x",
        "2001-05",
        "\ud800",
        "a" * 64,
    ),
    *([], {}, [[]], ["x"], ["2001-05", "2001-02"], {"id": "x"}, {"x": "y"}),
]
Keys = tuple[str | int, ...]


def places(found: Any, keys: Keys = ()) -> Iterator[Keys]:
    """The way to every value within a manifest, of a list to its first and last entry."""
    if keys:
        yield keys
    if isinstance(found, dict):
        for key, value in found.items():
            yield from places(value, (*keys, key))
    elif isinstance(found, list):
        for index in {0, len(found) - 1} if found else ():
            yield from places(found[index], (*keys, index))


def put(found: Any, keys: Keys, value: Any) -> None:
    """Put a value in its place; with an ellipsis take away what is there."""
    for key in keys[:-1]:
        found = found[key]
    if value is ...:
        del found[keys[-1]]
    else:
        found[keys[-1]] = value


def said(folder: Path, _: Path) -> None:
    """Read it as `status` does."""
    progress_text(progress_of(folder))


def drawn(folder: Path, _: Path) -> None:
    """Read it as `plot` does."""
    result = open_result(folder, "run", "sweep")
    if result.manifest["kind"] == "run":
        stored_charts(result)
    else:
        sweep_chart(result)


def compared_with(folder: Path, other: Path) -> None:
    """Read it as `compare` does."""
    for measure in ("hold", "decisiveness"):
        found = comparison(compared([str(folder), str(other)], measure), measure)
        json.dumps(found.plain())
        comparison_text(found)


def reported(folder: Path, other: Path) -> None:
    """Read it as `report` does."""
    sources = [source_of(each) for each in (folder, other)]
    story_of(sources[0], 1, quick=True, say=lambda _: None)
    comparison_section(sources)


def discovered(folder: Path, _: Path) -> None:
    """Read it as `discover` does."""
    losses_of_sweep(folder, "hold")


def merged(folder: Path, other: Path) -> None:
    """Read it as `merge` does."""
    merge([folder, other], folder.with_name("merged"))


READ = {"run": (said, drawn, compared_with, reported), "sweep": (said, drawn, discovered, merged)}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    base = tmp_path_factory.mktemp("sound")
    write_run(load_scenario(TINY), base / "run", charts=False)
    run_sweep(sweep_of(base), base / "sweep")
    return {"run": base / "run", "sweep": base / "sweep"}


@pytest.fixture(autouse=True)
def _unlettered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let charts be drawn without what takes long, their layout."""
    for module in ("patronage.report.story", "patronage.report.why"):
        monkeypatch.setattr(f"{module}.chart_of", lambda *_: Chart("", 0.0))
    monkeypatch.setattr("patronage.analysis.charts.style.finish", lambda figure, **_: figure)


def outcomes(kind: str, folders: dict[str, Path], folder: Path, keys: Keys, value: Any) -> list[str]:
    """What each reader says of a result whose manifest has this value there: nothing if it is read."""
    lines = []
    for read in READ[kind]:
        shutil.rmtree(folder.parent, ignore_errors=True)
        shutil.copytree(folders[kind], folder)
        resealed(folder, lambda manifest: put(manifest, keys, value))
        try:
            read(folder, folders[kind])
        except FaultError as error:
            lines.append(str(error))
    assert all(line.isprintable() for text in lines for line in text.split("\n"))
    return lines


@pytest.mark.parametrize("kind", READ)
def test_as_it_was_written_it_is_read(kind: str, folders: dict[str, Path], tmp_path: Path) -> None:
    assert outcomes(kind, folders, tmp_path / "c" / "r", ("more",), 1) == []


@pytest.mark.parametrize("kind", READ)
def test_without_any_one_field_it_is_read_or_refused(
    kind: str, folders: dict[str, Path], tmp_path: Path
) -> None:
    manifest = json.loads((folders[kind] / "manifest.json").read_text("utf-8"))
    place = tmp_path / "c" / "r"
    refused = [key for key in manifest if outcomes(kind, folders, place, (key,), ...)]
    assert {"actors", "draws", "focus", "kind", "parts", "rng", "runs", "status", "title"} <= set(refused)


@pytest.mark.parametrize("kind", READ)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_with_another_value_anywhere_it_is_read_or_refused(
    kind: str, folders: dict[str, Path], tmp_path: Path, data: st.DataObject
) -> None:
    manifest = json.loads((folders[kind] / "manifest.json").read_text("utf-8"))
    keys = data.draw(st.sampled_from([keys for keys in places(manifest) if keys != ("seal",)]))
    outcomes(kind, folders, tmp_path / "c" / "r", keys, data.draw(st.sampled_from(VALUES)))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("given", 5),
        ("given", None),
        ("given", ["no_setting"]),
        ("given", [5]),
        ("uncertainty", 5),
        ("uncertainty", [1]),
    ],
)
def test_what_a_run_says_of_its_settings_is_held_to_its_form(
    folders: dict[str, Path], tmp_path: Path, key: str, value: object
) -> None:
    assert outcomes("run", folders, tmp_path / "c" / "r", (key,), value)
