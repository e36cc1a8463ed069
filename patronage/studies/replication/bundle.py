"""A result as one file from which others can make it again: inputs, versions, numbers, charts."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from patronage import __version__
from patronage.sim.case.article import text_path
from patronage.sim.case.codebook import codebook_path
from patronage.sim.case.load import CHRONICLE, Case, case_names
from patronage.sim.files.archive import opened_archive, write_archive
from patronage.sim.files.durable import check_writable
from patronage.sim.files.faults import Fault, FaultError, shown
from patronage.sim.files.located import files_in, read_yaml
from patronage.sim.files.shipped import SETTINGS_FILES, data_root, named
from patronage.sim.files.yaml_text import parse
from patronage.sim.scenario.load import Scenario, load_scenario
from patronage.sim.store.manifest import open_result
from patronage.sim.store.result import DONE, FAILED, STATUS, Result
from patronage.sim.sweeps.file import Sweep, load_sweep
from patronage.studies.answer import inputs_of
from patronage.studies.replication.lock import lock_text
from patronage.studies.run_charts import CHARTS
from patronage.studies.shipped import scenario_path, sweep_path
from patronage.studies.stored.bundle import (
    FORMAT,
    INPUTS,
    LIST,
    RESULT,
    BundleForm,
    csv_tables,
    part_lines,
    result_files,
)
from patronage.studies.stored.run import stored_run

CITATION = "CITATION.cff"


@dataclass(frozen=True)
class Bundle:
    """What a replication archive is to hold.

    files: by name within it, bytes or the file that has them. main: the scenario or sweep among them;
    changes: the values that replace some of it; muted: actors that do nothing. text: whether the coded text
    is among them, None where the case's folder has none.
    """

    kind: str
    manifest: Mapping[str, Any]
    main: str
    changes: Mapping[str, str]
    muted: tuple[str, ...]
    text: bool | None
    files: Mapping[str, bytes | Path]


def bundle_of(folder: Path, source: Path | None = None, *, with_text: bool = False) -> Bundle:
    """What is to be bundled of the finished run or sweep in a folder.

    ``source``: the scenario's or sweep's file, where it is no longer where it was. ``with_text``: whether the
    coded text is included. FaultError where the result is not whole, or its inputs are not as they were.
    """
    result = _finished(folder)
    kind = str(result.manifest["kind"])
    loaded = _loaded(result, source)
    scenario = loaded if isinstance(loaded, Scenario) else loaded.scenario
    files, main, text = _inputs(scenario, with_text=with_text)
    changes = dict(loaded.changes)
    if isinstance(loaded, Sweep):
        changes["scenario"] = json.dumps(os.path.relpath(main, f"{INPUTS}/sweeps"), ensure_ascii=False)
        main = f"{INPUTS}/sweeps/{loaded.path.name}"
        files[main] = loaded.path
    for name in result_files(result):
        files[f"{RESULT}/{name}"] = part_lines(result) if name == STATUS else folder / name
    charts = [folder / name for name in CHARTS] if kind == "run" else sorted(folder.glob("loss-of-*.png"))
    files |= {f"{RESULT}/{chart.name}": chart for chart in charts if chart.is_file()}
    files |= csv_tables(result)
    made_with = result.manifest["versions"]
    files["requirements.txt"] = lock_text(made_with, __version__, result.manifest["model"]).encode()
    files[CITATION] = data_root() / CITATION
    muted = tuple(result.manifest.get("muted", ()))
    return Bundle(kind, result.manifest, main, changes, muted, text, files)


def write_bundle(bundle: Bundle, readme: str, out: Path) -> int:
    """Write the archive, whole or not at all; its size in bytes.

    The same result gives the same bytes. FaultError where a file of it could not be verified afterwards,
    such as one with a name that no archive may have.
    """
    if out.exists() or out.is_symlink():
        raise FaultError([Fault(shown(out), 0, 0, "--out", "exists and is not replaced", "a new name")])
    if out.suffix.lower() != ".zip":
        raise FaultError([Fault(str(out), 0, 0, "--out", "an archive has no such ending", ".zip")])
    files = {**bundle.files, "README.md": readme.encode()}
    listed = {name: _digest(data) for name, data in sorted(files.items())}
    form = BundleForm(
        project="patronage",
        bundle=FORMAT,
        version=__version__,
        kind="run" if bundle.kind == "run" else "sweep",
        main=bundle.main,
        changes=dict(bundle.changes),
        files=listed,
    )
    files[LIST] = (json.dumps(form.model_dump(), indent=2, ensure_ascii=False) + "\n").encode()
    check_writable(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".patronage-", dir=out.parent) as place:
        made = Path(place) / out.name
        write_archive(made, files)
        try:
            with opened_archive(made):
                pass
        except FaultError as error:
            raise FaultError(replace(fault, file=shown(out)) for fault in error.faults) from None
        made.replace(out)
    return out.stat().st_size


def _digest(data: bytes | Path) -> dict[str, Any]:
    raw = data if isinstance(data, bytes) else data.read_bytes()
    return {"bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}


def _finished(folder: Path) -> Result:
    """The whole, sound result of a run or a sweep in a folder; FaultError for anything else."""
    result = open_result(folder, "run", "sweep", wanted="what is bundled is a run or a sweep")
    if result.manifest["kind"] == "run":
        return stored_run(folder)[0]
    rows = sum(result.parts[name].rows for name in result.names("runs"))
    if result.status not in {DONE, FAILED} or rows != result.manifest["runs"]:
        message = f"holds {rows:,} of the {result.manifest['runs']:,} runs of its sweep"
        raise FaultError([Fault(shown(folder), 0, 0, "", message, "a finished sweep")])
    if faults := result.damaged():
        raise FaultError(faults)
    return result


def _loaded(result: Result, source: Path | None) -> Scenario | Sweep:
    """The scenario or sweep that a result was made of, as it was then; FaultError if it is not there."""
    manifest = result.manifest
    of_run = manifest["kind"] == "run"
    changes: dict[str, str] = manifest.get("changes", {})
    called = scenario_path if of_run else sweep_path
    shipped = called(str(manifest["scenario" if of_run else "sweep"]))
    own = result.folder / str(manifest.get("file"))
    where = [called(source)] if source is not None else [own, shipped]
    there = [path for path in where if path.is_file() or source is not None]
    for path in dict.fromkeys(there):
        try:
            loaded = load_scenario(path, changes) if of_run else load_sweep(path, changes)
        except FaultError:
            if source is not None:
                raise
            continue
        muted = tuple(manifest.get("muted", ()))
        inputs = inputs_of(loaded, muted) if isinstance(loaded, Scenario) else loaded.digest
        if inputs == manifest["inputs"]:
            return loaded
    tried = shown(there[0] if there else own)
    what = "or its case, gives other inputs: they were changed since" if there else "is not there any more"
    message = f"the file it was made of, {tried}, {what}"
    raise FaultError([Fault(shown(result.folder), 0, 0, "", message, "--from FILE, as it was then")])


def _inputs(scenario: Scenario, *, with_text: bool) -> tuple[dict[str, bytes | Path], str, bool | None]:
    """The files of a scenario and its case by names in the archive; its own; whether it has the text."""
    base, case_base = _places(scenario)
    main = str(base / scenario.path.name)
    files: dict[str, bytes | Path] = {main: scenario.path}
    _check_named_settings(scenario)
    for path in _case_files(scenario.case):
        files[str(case_base / path.relative_to(scenario.case.folder).as_posix())] = path
    files[str(case_base.parent / "codebook.yaml")] = codebook_path(scenario.case.folder)
    text = text_path(read_yaml(scenario.case.folder / "case.yaml"))
    if text is None or not text.is_file():
        if with_text:
            message = f"the folder of the case {scenario.case.name} holds no text"
            raise FaultError([Fault("--with-text", 0, 0, "", message)])
        return files, main, None
    if with_text:
        files[str(case_base / text.relative_to(scenario.case.folder).as_posix())] = text
    return files, main, with_text


def _places(scenario: Scenario) -> tuple[PurePosixPath, PurePosixPath]:
    """The folders of the scenario and of its case in the archive, such that the one finds the other."""
    top, folder = PurePosixPath(INPUTS), scenario.path.resolve().parent
    if "case" in scenario.changes:
        given = parse(scenario.changes["case"], "case").data
    else:
        given = read_yaml(scenario.path).at("case")
    if given in case_names(scenario.path.parent):
        return top / "scenarios", top / "seeds" / scenario.case.folder.name
    relative = os.path.normpath(str(given))
    ups = Path(relative).parts.count("..")
    if Path(relative).is_absolute() or ups > 1:
        message = "its case is not beside it or below it, where an archive could have both"
        raise FaultError([Fault(shown(scenario.path), 0, 0, "case", message, "a path with one .. at most")])
    base = top / folder.parent.name / folder.name
    return base, PurePosixPath(os.path.normpath(base / relative))


def _case_files(case: Case) -> Iterator[Path]:
    """All files of a case that its digest covers, and its chronicle."""
    for name in ("case.yaml", "evidence.yaml", "outside.yaml", CHRONICLE):
        if (case.folder / name).is_file():
            yield case.folder / name
    for name in ("coders", "content"):
        yield from files_in(case.folder / name, ".yaml")


def _check_named_settings(scenario: Scenario) -> None:
    """FaultError where a scenario takes settings from a file of the user's that is called by its name."""
    given = read_yaml(scenario.path).at("settings")
    if not isinstance(given, str) or named(SETTINGS_FILES)[given].is_relative_to(data_root()):
        return
    message = f"takes the settings of {shown(named(SETTINGS_FILES)[given])}, which no archive can have"
    raise FaultError([Fault(shown(scenario.path), 0, 0, "settings", message, "the settings themselves")])
