"""Results whose columns or fields had other names, as in format 1, are read by the names of now."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from patronage.analysis.estimators.sweep import losses_of, varied_of
from patronage.sim.store.dictionary import columns_of_run
from patronage.sim.store.old_names import RENAMED
from patronage.sim.store.result import ANSWER, Result
from patronage.sim.store.writer import parquet_bytes
from patronage.studies.stored.run import stored_answer
from patronage.studies.sweep import losses_of_sweep
from tests.support.calling import Call
from tests.support.resealing import replaced, resealed
from tests.support.sweeps import sweep_file

TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"
ACTORS, ISSUES = ("duke", "guild", "port"), ("grain",)
OLD = {
    "hold_duke": "hold:duke", "outcome_grain": "outcome:grain", "ear_port_duke": "ear:port:duke",
    "dependence_port_duke": "dependence:port:duke", "sacrifice_guild": "sacrifice:guild",
    "settings_rationality": "settings.rationality", "trust_duke_guild": "trust.duke.guild",
    **{f"{measure}_{actor}": f"{measure}:{actor}" for actor in ACTORS
       for measure in ("hold", "net_hold", "say", "share", "attainment", "sacrifice")},
}  # fmt: skip


def as_format_1(folder: Path) -> None:
    """Make of a result what an earlier version would have written."""
    for name in [name for name in Result.open(folder).parts if name.endswith(".parquet")]:
        table = pq.read_table(io.BytesIO((folder / name).read_bytes()))
        names = [OLD.get(column, column) for column in table.column_names]
        replaced(folder, name, parquet_bytes(table.rename_columns(names)))
    resealed(folder, lambda manifest: manifest.update(format=1))


def test_a_run_of_format_1_is_read_compared_and_plotted(call: Call) -> None:
    for name in ("old", "new"):
        call("run", TINY, "--out", name, "--no-charts")
    as_format_1(Path("old"))
    stored = pq.read_schema(Path("old/runs/part-00000.parquet")).names
    assert {"hold:duke", "ear:port:duke", "outcome:grain"} <= set(stored)
    for columns in (None, ["hold_duke", "arm"]):
        assert Result.open("old").runs(columns).equals(Result.open("new").runs(columns))
    known = {name for table, name, *_ in columns_of_run(ACTORS, ("grain",), "duke") if table == "runs"}
    assert set(Result.open("old").runs().column_names) >= known - {"outcome_grain"}
    assert call("plot", "old", "--out", "charts").code == 0
    compared = call("compare", "old", "new", "--measure", "ear:port", "--json").json()
    assert compared["differences"][0]["difference"]["mean"] == 0.0


def test_a_sweep_of_format_1_is_read(call: Call, tmp_path: Path) -> None:
    call("sweep", sweep_file(tmp_path), "--out", "swept")
    new, region = losses_of(Result.open("swept"), "hold"), losses_of_sweep(Path("swept"), "hold")
    varied = varied_of(Result.open("swept"))
    as_format_1(Path("swept"))
    assert "settings.rationality" in pq.read_schema(Path("swept/points/part-00000.parquet")).names
    assert losses_of(Result.open("swept"), "hold").mean.tolist() == new.mean.tolist()
    assert losses_of_sweep(Path("swept"), "hold")[1] == region[1]
    assert [(one.path, one.values.tolist()) for one in varied_of(Result.open("swept"))] == [
        (one.path, one.values.tolist()) for one in varied
    ]


def as_before_renaming(folder: Path) -> None:
    """Make of a result what a version would have written that had the former names of fields."""
    former = {now: before for before, now in RENAMED.items()}

    def named(found: Any) -> Any:
        if isinstance(found, dict):
            return {former.get(name, name): named(value) for name, value in found.items()}
        return [named(value) for value in found] if isinstance(found, list) else found

    if (folder / ANSWER).exists():
        replaced(folder, ANSWER, json.dumps(named(json.loads((folder / ANSWER).read_text("utf-8")))).encode())

    def manifest(found: dict[str, Any]) -> None:
        renewed = named(found)
        found.clear()
        found.update(renewed)

    resealed(folder, manifest)


def test_an_answer_with_former_names_is_reported_and_plotted(call: Call) -> None:
    call("run", TINY, "--out", "ran", "--no-charts")
    now = stored_answer(Result.open("ran"))
    as_before_renaming(Path("ran"))
    before = json.loads(Path("ran/answer.json").read_text("utf-8"))["measures"]["hold"]
    assert {"luck", "interval_with_luck", "at_the_line"} <= set(before)
    assert stored_answer(Result.open("ran")) == now
    assert call("plot", "ran", "--out", "charts").code == 0
    assert call("report", "ran", "--quick", "--out", "report.html").code == 0


def test_a_sweep_with_former_names_is_read_and_goes_on(call: Call, tmp_path: Path) -> None:
    file = sweep_file(tmp_path)
    call("sweep", file, "--out", "swept")
    as_before_renaming(Path("swept"))
    assert '"common_luck": true' in Path("swept/manifest.json").read_text("utf-8")
    assert losses_of(Result.open("swept"), "hold").mean.size == 9
    assert call("status", "swept").code == 0
    again = call("sweep", file, "--out", "swept", "--set", "replicates=4", "--resume")
    assert again.code == 0, again.err
    assert '"common_random_numbers": true' in Path("swept/manifest.json").read_text("utf-8")


def test_a_result_of_a_later_format_is_refused(call: Call) -> None:
    call("run", TINY, "--out", "ran", "--no-charts")
    resealed(Path("ran"), lambda manifest: manifest.update(format=3))
    said = call("plot", "ran")
    assert said.code == 2
    assert "has the format 3, which this version cannot read" in said.err


@pytest.mark.parametrize("column", ["hold:duke", "nothing"])
def test_a_column_that_is_not_there_is_reported(call: Call, column: str) -> None:
    call("run", TINY, "--out", "ran", "--no-charts")
    with pytest.raises(Exception, match=f"this part has no column '{column}'"):
        Result.open("ran").runs([column])
