"""`patronage bundle` and `verify`: a result, packed and made again, and whatever was changed in between."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from patronage.sim.scenario.load import load_scenario
from patronage.sim.store.result import Result, column, seal_of
from patronage.sim.store.writer import parquet_bytes
from patronage.sim.sweeps.run import run_sweep
from patronage.studies.replication.lock import needed
from patronage.studies.replication.verify import Options, verified
from patronage.studies.run_folder import write_run
from patronage.studies.shipped import load_scenario as shipped_scenario
from tests.support.bundles import Files, changed_number, repacked, replaced
from tests.support.calling import said
from tests.support.resealing import resealed
from tests.support.sweeps import CASES, sweep_of

SMALL = {"runs": "8", "replicates": "2"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a copy of the invented case, the result of its scenario in it, and that in a bundle."""
    place = tmp_path_factory.mktemp("bundle")
    shutil.copytree(CASES, place / "cases")
    write_run(load_scenario(place / "cases" / "tiny" / "scenario.yaml", SMALL), place / "r", charts=False)
    return place


@pytest.fixture
def packed(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The bundle of that result."""
    assert said(capsys, "bundle", made / "r", "-o", tmp_path / "r.zip").code == 0
    return tmp_path / "r.zip"


def test_a_run_is_packed_made_again_and_equal(made, packed, tmp_path, capsys):
    again = said(capsys, "bundle", made / "r", "-o", tmp_path / "two.zip")
    assert again.code == 0
    assert again.out.endswith(f"check it with: patronage verify {tmp_path / 'two.zip'}\n")
    assert (tmp_path / "two.zip").read_bytes() == packed.read_bytes()
    found = said(capsys, "verify", packed)
    assert found.code == 0
    assert re.search(r"verified   every number of \d+ files is equal, to the last bit\n", found.out)
    assert f"{packed}: rerunning 64 runs over all arms\n" in found.err
    plain = said(capsys, "verify", packed, "--json").json()
    assert (plain["verified"], plain["runs"], plain["differences"], plain["model"]) == (True, 64, [], None)


@pytest.mark.slow
def test_an_archive_has_all_that_it_speaks_of(made, packed, tmp_path):
    with zipfile.ZipFile(packed) as archive:
        names = set(archive.namelist())
        archive.extractall(tmp_path / "x")
    place = tmp_path / "x"
    assert {info.date_time for info in zipfile.ZipFile(packed).infolist()} == {(1980, 1, 1, 0, 0, 0)}
    inputs = "inputs/cases/tiny"
    wanted = {f"{inputs}/{name}.yaml" for name in ("scenario", "case", "evidence")} | {
        "inputs/cases/codebook.yaml"
    }
    assert wanted <= names
    assert {
        "README.md",
        "CITATION.cff",
        "requirements.txt",
        "tables/answer.csv",
        "tables/months.csv",
    } <= names
    assert Result.open(place / "result").runs().equals(Result.open(made / "r").runs())
    assert b'"pid"' not in (place / "result" / "status.jsonl").read_bytes()
    with (place / "tables" / "answer.csv").open(encoding="utf-8", newline="") as stream:
        rows = dict(list(csv.reader(stream))[1:])
    answer = json.loads((made / "r" / "answer.json").read_text("utf-8"))
    assert float(rows["measures.hold.loss"]) == answer["measures"]["hold"]["loss"]
    text = (place / "README.md").read_text("utf-8")
    (command,) = re.findall(r"^    (patronage run .*)$", text, re.MULTILINE)
    words = [str(Path(sys.executable).parent / "patronage"), *shlex.split(command)[1:]]
    done = subprocess.run(words, cwd=place, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert Result.open(place / "rerun").runs().equals(Result.open(made / "r").runs())


def test_the_lock_has_what_made_the_result(packed):
    with zipfile.ZipFile(packed) as archive:
        lines = archive.read("requirements.txt").decode().splitlines()
    locked = dict(line.split("==") for line in lines if not line.startswith("#"))
    assert locked == needed("patronage")
    assert {"numpy", "numba", "llvmlite", "pydantic_core"} <= set(locked)
    assert "pytest" not in locked


@pytest.mark.slow
@pytest.mark.parametrize("name", ["afrin_airspace", "vietnam_soviet_arms"])
def test_results_of_both_shipped_cases_come_back(tmp_path, name):
    write_run(shipped_scenario(name, SMALL), tmp_path / "r")
    from patronage.studies.replication.bundle import bundle_of, write_bundle
    from patronage.text.bundle import readme

    bundle = bundle_of(tmp_path / "r", with_text=name.startswith("vietnam"))
    assert bundle.text is (True if name.startswith("vietnam") else None)
    assert {"result/clients.png", "result/holds.png"} <= set(bundle.files)
    write_bundle(bundle, readme(bundle), tmp_path / "r.zip")
    found = verified(tmp_path / "r.zip")
    assert (found.sound, found.differences, found.altered) == (True, (), ())


def test_a_sweep_that_was_added_to_comes_back_and_one_that_is_not_finished_is_refused(
    tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr("patronage.sim.sweeps.chunks.CHUNK", 48)
    run_sweep(sweep_of(tmp_path, draws="2"), tmp_path / "r")
    more = sweep_of(
        tmp_path, vary="{settings.rationality: [0, 0.5, 1], trust.duke.guild: [-1, 1]}", draws="2"
    )
    run_sweep(more, tmp_path / "other")
    run_sweep(sweep_of(tmp_path, draws="2", replicates="4"), tmp_path / "r", resume=True)
    for name in ("r", "other"):
        assert said(capsys, "bundle", tmp_path / name, "-o", tmp_path / f"{name}.zip").code == 0
        found = said(capsys, "verify", tmp_path / f"{name}.zip")
        assert found.code == 0, found.out + found.err
        assert "runs over all its arms, from its inputs" in found.out
    (tmp_path / "other" / "runs" / "part-00000.parquet").unlink()
    assert "this file is missing" in said(capsys, "bundle", tmp_path / "other", "-o", tmp_path / "o.zip").err
    run_sweep(more, tmp_path / "half", shard=(1, 2))
    refused = said(capsys, "bundle", tmp_path / "half", "-o", tmp_path / "half.zip")
    assert refused.code == 2
    assert re.search(r"half: holds \d+ of the 72 runs of its sweep; allowed: a finished sweep\n", refused.err)
    assert not (tmp_path / "half.zip").exists()


def test_a_changed_number_is_named_even_where_every_digest_is_right(packed, capsys):
    found = said(capsys, "verify", repacked(packed, changed_number))
    assert found.code == 1
    name = column("hold", "duke")
    assert re.search(
        rf"differs    result/runs/part-00000\.parquet: {name} in 1 of \d+ rows, by up to 0\.01 ", found.out
    )
    assert "NOT verified: 1 column or value differs from the rerun\n" in found.out
    found = said(capsys, "verify", repacked(packed, changed_number, listed=False))
    assert found.code == 1
    assert "altered    result/runs/part-00000.parquet: is not as it is recorded\n" in found.out
    assert f"{name} in 1 of" in found.out


def test_what_else_was_changed_in_the_numbers_is_named(packed, capsys):
    answer = replaced("result/answer.json", '"loss": ', '"loss": 1')
    out = said(capsys, "verify", repacked(packed, answer)).out
    assert "differs    result/answer.json: " in out
    table = said(capsys, "verify", repacked(packed, replaced("tables/months.csv", "0.", "0.9"))).out
    assert re.search(r"differs    tables/months\.csv: \w+[^ ]* in 1 of ", table)
    text = said(capsys, "verify", repacked(packed, replaced("README.md", "#", "##"), listed=False))
    assert (text.code, "altered    README.md" in text.out, "differs" in text.out) == (1, True, False)

    record = said(capsys, "verify", repacked(packed, replaced("result/status.jsonl", "runs/", "ruin/")))
    assert (record.code, "altered    result/runs/part-00000.parquet" in record.out) == (1, True)

    def other_title(files: Files) -> None:
        manifest = json.loads(files["result/manifest.json"]) | {"title": "Something else"}
        files["result/manifest.json"] = json.dumps(manifest | {"seal": seal_of(manifest)}).encode()

    out = said(capsys, "verify", repacked(packed, other_title)).out
    assert "result/manifest.json: title: stored 'Something else', rerun 'The Guild's grain'" in out


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PAR1 nothing PAR1", "is not a table"),
        (parquet_bytes(pa.table({"a": [1.0] * 10})), "10 rows of 1 columns"),
    ],
)
def test_what_is_no_table_or_another_is_not_read(packed, capsys, data, words):
    part = "result/runs/part-00000.parquet"
    found = said(capsys, "verify", repacked(packed, lambda files: files.update({part: data})))
    assert (found.code, f"differs    {part}: stored {words}" in found.out) == (1, True)


def test_the_same_numbers_in_other_bytes_are_no_difference(packed):
    def rewritten(files: Files) -> None:
        part = "result/months/part-00000.parquet"
        stream = io.BytesIO()
        pq.write_table(pq.read_table(io.BytesIO(files[part])), stream, compression="snappy")
        files[part] = stream.getvalue()
        files["tables/answer.csv"] = files["tables/answer.csv"].replace(b"\n", b"\r\n")

    assert verified(repacked(packed, rewritten)).differences == ()


def test_differences_are_a_table(packed):
    differences, altered = verified(repacked(packed, changed_number, listed=False)).tables()
    assert ("result/runs/part-00000.parquet",) in altered.rows
    row = dict(zip(differences.heads, differences.rows[0], strict=True))
    assert (row["file"], row["what"]) == ("result/runs/part-00000.parquet", column("hold", "duke"))
    assert row["largest"] == pytest.approx(0.01)


SCENARIO = "inputs/cases/tiny/scenario.yaml"


def added(files: Files) -> None:
    files["a.md"] = b""


REFUSED: dict[str, tuple[Callable[[Files], object], bool, str]] = {
    "another setting": (
        replaced(SCENARIO, "rationality: 2", "rationality: 3"), False,
        f"its inputs have the digest .*: {SCENARIO} is not as it was bundled",
    ),
    "another coding": (
        replaced("inputs/cases/tiny/evidence.yaml", "mentions", "mentions "), True,
        "its inputs have the digest",
    ),
    "a fault": (replaced(SCENARIO, "focus: duke", "focus: nobody"), True, f"again.zip/{SCENARIO}:8:8: focus"),
    "no list": (lambda files: files.pop("bundle.json"), False, "has no bundle.json, so it is not a bundle"),
    "list of nothing": (lambda files: files.update({"bundle.json": b"[" * 9999}), False, "cannot be read"),
    "odd list": (lambda files: files.update({"bundle.json": b"{}"}), False, "is not what is written there"),
    "a file more": (added, False, "has beyond its list a.md"),
    "a file less": (lambda files: files.pop("README.md"), False, "lacks README.md"),
    "no main file": (replaced("bundle.json", "scenario.yaml", "scenarios.yaml"), False, "lacks inputs"),
    "no manifest": (lambda files: files.pop("result/manifest.json"), True, "lacks result/manifest.json"),
    "a broken seal": (replaced("result/manifest.json", "tiny", "tinY"), True, "is not as it was written"),
    "another kind": (replaced("bundle.json", '"run"', '"sweep"'), True, "holds the result of a run; bundle"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "listed", "words"), REFUSED.values(), ids=list(REFUSED))
def test_what_cannot_be_rerun_is_refused_in_lines(packed, capsys, change, listed, words):
    found = said(capsys, "verify", repacked(packed, change, listed=listed))
    assert (found.code, found.out) == (2, "")
    assert re.search(words, found.err), found.err
    assert "patronage-verify" not in found.err


def test_a_case_of_the_project_is_not_taken_for_one_of_the_archive(tmp_path, capsys):
    from patronage.studies.replication.bundle import bundle_of, write_bundle

    write_run(shipped_scenario("afrin_airspace", SMALL), tmp_path / "r", charts=False)
    write_bundle(bundle_of(tmp_path / "r"), "", tmp_path / "r.zip")

    def without(files: Files) -> None:
        for name in [name for name in files if name.startswith("inputs/seeds/syria/")]:
            del files[name]

    found = said(capsys, "verify", repacked(tmp_path / "r.zip", without))
    assert found.code == 2
    assert "takes its case from outside of the archive" in found.err


def test_more_runs_than_are_allowed_are_refused_before_any_is_run(packed, capsys, monkeypatch):
    monkeypatch.setattr("patronage.studies.replication.verify.write_run", None)
    found = said(capsys, "verify", packed, "--most-runs", "63")
    assert (found.code, found.out) == (2, "")
    assert found.err == f"{packed}: needs 64 runs over all arms; allowed: up to 63, or --most-runs 64\n"


def test_another_version_is_named_and_keys_do_not_count(packed, monkeypatch):
    monkeypatch.setattr("patronage.studies.replication.verify.model_version", lambda: "0" * 16)
    monkeypatch.setattr("patronage.studies.run_folder.model_version", lambda: "0" * 16)
    monkeypatch.setattr("patronage.studies.replication.verify.versions", lambda: {"numpy": "1.0"})
    found = verified(packed, Options(workers=1))
    assert found.model is not None
    assert found.model[1] == "0" * 16
    assert "numpy" in found.libraries
    assert found.sound


BAD: dict[str, tuple[Any, ...]] = {
    "no folder": ("nowhere", "there is no such folder"),
    "no result": (".", "holds no result"),
    "there already": ("r", "exists and is not replaced", "r.zip"),
    "another ending": ("r", "an archive has no such ending; allowed: .zip", "r.tar"),
    "no text": ("r", "--with-text: the folder of the case tiny holds no text", "x.zip", "--with-text"),
    "no such file": ("r", "nofile: there is no such file", "x.zip", "--from", "nofile"),
    "another scenario": ("r", "or its case, gives other inputs", "x.zip", "--from", "afrin_airspace"),
}


@pytest.mark.parametrize("given", BAD.values(), ids=list(BAD))
def test_what_cannot_be_bundled_is_refused_in_a_line(made, packed, capsys, monkeypatch, given):
    folder, words, name, *options = (*given, "x.zip") if len(given) == 2 else given
    monkeypatch.chdir(made)
    out = packed.parent / name
    found = said(capsys, "bundle", folder, "-o", out, *options)
    assert (found.code, found.out) == (2, "")
    assert words in found.err
    assert sorted(path.name for path in packed.parent.iterdir()) == ["r.zip"]


def test_a_link_that_leads_nowhere_is_left_alone(made, packed, capsys, tmp_path):
    (tmp_path / "x.zip").symlink_to("nowhere")
    found = said(capsys, "bundle", made / "r", "-o", tmp_path / "x.zip")
    assert found.code == 2
    assert found.err.endswith("x.zip: --out: exists and is not replaced; allowed: a new name\n")
    assert (tmp_path / "x.zip").is_symlink()


def test_a_scenario_that_was_changed_or_moved_is_asked_for(tmp_path, capsys, monkeypatch):
    shutil.copytree(CASES, tmp_path / "cases")
    scenario = tmp_path / "cases" / "tiny" / "scenario.yaml"
    write_run(load_scenario(scenario, SMALL), tmp_path / "r", charts=False)
    monkeypatch.chdir(tmp_path / "cases")
    resealed(tmp_path / "r", lambda manifest: manifest.update(file="gone.yaml", scenario="gone"))
    out = tmp_path / "x.zip"
    found = said(capsys, "bundle", tmp_path / "r", "-o", out)
    assert "/r/gone.yaml, is not there any more; allowed: --from FILE, as it was then" in found.err
    scenario.write_text(scenario.read_text().replace("rationality: 2", "rationality: 3"))
    assert "gives other inputs" in said(capsys, "bundle", tmp_path / "r", "-o", out, "--from", scenario).err
    scenario.write_text(scenario.read_text().replace("rationality: 3", "rationality: 2"))
    assert said(capsys, "bundle", tmp_path / "r", "-o", out, "--from", scenario).code == 0
