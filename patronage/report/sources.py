"""The results that a report is of: runs, with their scenarios, and the analyses of them that are kept."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from patronage.report.words import loss_in
from patronage.sim.files.faults import Fault, FaultError, shown
from patronage.sim.scenario.load import Scenario, load_scenario
from patronage.sim.store.manifest import called
from patronage.sim.store.provenance import model_version
from patronage.sim.store.result import Result
from patronage.studies.answer import inputs_of
from patronage.studies.shipped import scenario_path
from patronage.studies.stored.run import stored_run
from patronage.studies.stored.why import Why, is_analysis, kept_analysis, read_back


@dataclass(frozen=True)
class Source:
    """A stored run: its folder, manifest and answer; and its scenario, where it is found unchanged.

    why_not: for the reader of the report, why it cannot be asked what the loss is due to; empty if it can.
    kept: by the name of `studies.stored.why.ANALYSES`, those whose results are there; folders: of these.
    """

    result: Result
    answer: dict[str, Any]
    scenario: Scenario | None
    why_not: str
    kept: Mapping[str, Why] = field(default_factory=dict)
    folders: tuple[str, ...] = ()

    @property
    def manifest(self) -> dict[str, Any]:
        """What was run."""
        return self.result.manifest

    @property
    def made_of(self) -> tuple[str, str]:
        """The digests of what was run and of the model, which an analysis of it has as well."""
        return self.manifest["inputs"], self.manifest["model"]


def source_of(folder: Path, file: Path | None = None) -> Source:
    """The run in a folder; its scenario is looked for by its name, or in ``file``.

    FaultError for a folder without a whole run, and for a ``file`` that is not the run's scenario.
    """
    result, answer = stored_run(folder)
    scenario, why_not = _scenario(result.manifest, file)
    if file is not None and scenario is None:
        raise FaultError([Fault(shown(file), 0, 0, "", f"is not the scenario of {shown(folder)}: {why_not}")])
    return Source(result, answer, scenario, why_not)


def parted(folders: Sequence[Path]) -> tuple[list[Path], list[Result], list[str]]:
    """What is a run among results, what an analysis of one, and a line for each that has no section.

    Where there is no run every folder counts as one, so that each is reported as what it is. FaultError for
    folders without a result.
    """
    runs, analyses, lines, faults = list[Path](), list[Result](), list[str](), list[Fault]()
    for folder in folders:
        try:
            result = Result.open(folder)
        except FaultError as error:
            faults += error.faults
            continue
        kind = result.manifest.get("kind")
        if is_analysis(result):
            analyses.append(result)
        elif kind in {"run", "sweep"}:
            runs.append(folder)
        else:
            lines.append(f"{shown(folder)}: left out, since a report has no section for {called(kind)}")
    if faults:
        raise FaultError(faults)
    return (runs, analyses, lines) if runs else ([*folders], [], [])


def with_analyses(sources: Sequence[Source], analyses: Sequence[Result]) -> tuple[list[Source], list[str]]:
    """The runs with those of their analyses that are kept, and a line for each that has no section.

    An analysis is of the run whose inputs and model it has. FaultError for one that is of none of the runs,
    that there are two of, that is not finished or damaged, or of another measure.
    """
    found, lines, faults = list(sources), list[str](), list[Fault]()
    for result in analyses:
        made_of = (result.manifest.get("of"), result.manifest.get("model"))
        which = [k for k, one in enumerate(found) if one.made_of == made_of]
        try:
            if not which:
                raise _fault(result, "is of none of these runs: make both with the same options and version")
            name, answer = kept_analysis(result)
            if name:
                found[which[0]] = _with(found[which[0]], name, answer, result)
            else:
                lines.append(f"{shown(result.folder)}: left out; a report has Sobol's indices, no effects")
        except FaultError as error:
            faults += error.faults
    if faults:
        raise FaultError(faults)
    return found, lines


def _with(source: Source, name: str, answer: Mapping[str, Any], result: Result) -> Source:
    """The run with one more analysis, unless its scenario is not there to read that by."""
    if name in source.kept:
        raise _fault(result, f"is the second of `patronage {name}` for {shown(source.result.folder)}")
    if source.scenario is None or source.why_not:
        return source
    why = read_back(name, answer, source.scenario, loss_in(source.answer), result.folder)
    return replace(source, kept={**source.kept, name: why}, folders=(*source.folders, shown(result.folder)))


def _fault(result: Result, message: str) -> FaultError:
    return FaultError([Fault(shown(result.folder), 0, 0, "", message)])


def _scenario(manifest: Mapping[str, Any], file: Path | None) -> tuple[Scenario | None, str]:
    """The scenario with the run's values, if it then has the run's digest; and what stands against why."""
    overrides = {name: json.dumps(manifest[name]) for name in ("runs", "replicates", "rng")}
    given = manifest.get("given", list(manifest["settings"]))
    overrides |= {f"settings.{name}": repr(manifest["settings"][name]) for name in given}
    if "uncertainty" in manifest:
        overrides["uncertainty"] = json.dumps(manifest["uncertainty"])
    switches = {f"weights.{name}": json.dumps(value) for name, value in manifest["weights"].items()}
    unnamed = {name: value for name, value in switches.items() if name != "weights.coders"}
    if manifest["model"] != model_version():
        return None, "the model has changed since the run"
    try:
        path = scenario_path(file or str(manifest["scenario"]))
        # a manifest names the coders even where the scenario leaves that to its case
        candidates = [load_scenario(path, overrides | more) for more in (unnamed, switches)]
    except FaultError as error:
        return None, f"its scenario cannot be read ({error.faults[0]})"
    muted = tuple(manifest["muted"])
    for scenario in candidates:
        if inputs_of(scenario, muted) == manifest["inputs"]:
            return scenario, "the run had idle actors, which these analyses do not have" if muted else ""
    return None, "its scenario, case or codebook has changed since the run"
