"""Several scenarios side by side, run with the same random numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.estimators.compare import Difference, by_size, differences
from patronage.analysis.estimators.monte_carlo import draws_of
from patronage.analysis.estimators.spread import Spread, paired, spread_of
from patronage.analysis.labelled import Arrays
from patronage.analysis.tables import Table
from patronage.sim.designs.arms import ARMS, arm_scripts, crossed, weights_of
from patronage.sim.files.faults import Fault, FaultError
from patronage.sim.files.memory import check_memory
from patronage.sim.model.asked import asked_in
from patronage.sim.scenario.load import Scenario
from patronage.sim.store.manifest import open_result
from patronage.sim.store.provenance import (
    all_versions,
    digest_of,
    model_version,
    other_versions,
    versions,
)
from patronage.sim.store.result import columns_of, taken_from
from patronage.sim.store.writer import ALLOW_VERSIONS
from patronage.studies.asked import chosen_scenario
from patronage.studies.losses import Size, Tick, asked_of, blocks_of, values_of
from patronage.studies.run_folder import manifest_of
from patronage.studies.shipped import scenario_path
from patronage.studies.shown.answer import Shown
from patronage.studies.shown.labelled import comparison_arrays
from patronage.studies.tables.compare import comparison_tables

Floats = NDArray[np.float64]

# What must agree for two results to be paired, and how a message calls it.
_MUST_AGREE = (
    (("case", "name"), "case"),
    (("case", "digest"), "coding of the case"),
    (("focus",), "focus actor"),
    (("period",), "period"),
    (("rng",), "rng"),
    (("draws",), "number of weight draws"),
    (("replicates",), "number of replicates"),
    (("model",), "version of the model"),
)


@dataclass(frozen=True)
class Member:
    """One scenario's runs: where they come from, what they were made of, and the measure in both arms.

    source: as the user gave it. manifest: as a run's result folder has it. values: (2, draws, replicates),
    reference and scenario, NaN where a run failed.
    """

    name: str
    source: str
    manifest: dict[str, Any]
    values: Floats


@dataclass(frozen=True, repr=False)
class Comparison(Shown):
    """Losses, the largest first, and every pair's difference; members are in the order they were given.

    losing: the share of draws with any loss.
    """

    measure: str
    losses: dict[str, Spread]
    losing: dict[str, float]
    differences: tuple[Difference, ...]
    members: tuple[Member, ...]

    def arrays(self) -> Arrays:
        """Its runs under labels."""
        return comparison_arrays(self)

    def tables(self) -> tuple[Table, ...]:
        """As tables, the main one first."""
        return comparison_tables(self)

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        first = self.members[0].manifest
        about = {member.name: member.manifest for member in self.members}
        return {
            "command": "compare",
            "focus": first["focus"],
            "measure": self.measure,
            "runs": first["runs"],
            "draws": first["draws"],
            "replicates": first["replicates"],
            "rng": first["rng"],
            "scenarios": [
                {
                    "name": name,
                    "question": about[name]["question"],
                    "window": about[name]["window"],
                    "digest": about[name]["inputs"],
                    "versions": about[name]["versions"],
                    "loss": loss.plain(),
                    "share_of_draws_with_loss": self.losing[name],
                }
                for name, loss in self.losses.items()
            ],
            "differences": [
                {
                    "more": pair.one,
                    "less": pair.other,
                    "difference": pair.difference.plain(),
                    "probability": pair.difference.above_zero,
                }
                for pair in self.differences
            ],
        }


def compared(
    sources: Sequence[str | Scenario],
    measure: str,
    *,
    runs: str | None = None,
    rng: str | None = None,
    any_versions: bool = False,
    tick: Tick | None = None,
) -> tuple[Member, ...]:
    """The runs of each source: a run's result folder, or a scenario, which is run now (or is one already).

    Two sources of one name are distinguished by what was given. FaultError for all that cannot be read, and
    for results that cannot be paired, with the reason: made with different versions of the libraries, they
    may differ by more than the events, and are paired only if there may be ``any_versions``.
    """
    faults: list[Fault] = []
    members = []
    for number, source in enumerate(sources, start=1):
        try:
            if isinstance(source, Scenario):
                at = f"{source.name} ({number})"
                scenario = chosen_scenario(source, runs=runs, rng=rng)
                members.append(_run_now(scenario, at, measure, tick, len(sources)))
            else:
                members.append(_member(source, measure, runs, rng, tick, len(sources)))
        except FaultError as error:
            faults.extend(error.faults)
    if not faults:
        faults = [fault for member in members[1:] for fault in _unpaired(members[0], member)]
    if not faults and not any_versions:
        faults = [fault for member in members[1:] for fault in _other_versions(members[0], member)]
    if faults:
        raise FaultError(faults)
    names = [member.name for member in members]
    return tuple(
        Member(member.source if names.count(member.name) > 1 else member.name, *_rest(member))
        for member in members
    )


def manifest_of_sources(sources: Sequence[str], runs: str | None, rng: str | None) -> dict[str, Any]:
    """What a comparison's manifest says of what is compared; sources that cannot be read count by name."""
    inputs = []
    for source in sources:
        try:
            if Path(source).is_dir():
                inputs.append(str(open_result(Path(source), "run").manifest["inputs"]))
            else:
                inputs.append(chosen_scenario(scenario_path(source), runs=runs, rng=rng).digest)
        except FaultError:
            inputs.append(str(source))  # it is reported when the runs are read
    return {
        "inputs": digest_of(inputs),
        "model": model_version(),
        "title": f"{len(inputs)} scenarios compared",
        "compared": [{"source": str(one), "inputs": each} for one, each in zip(sources, inputs, strict=True)],
        "versions": versions(),
    }


def _rest(member: Member) -> tuple[str, dict[str, Any], Floats]:
    return member.source, member.manifest, member.values


def _member(
    source: str, measure: str, runs: str | None, rng: str | None, tick: Tick | None, members: int
) -> Member:
    folder = Path(source)
    if folder.is_dir():
        return _stored(folder, measure)
    scenario = chosen_scenario(scenario_path(source), runs=runs, rng=rng)
    return _run_now(scenario, source, measure, tick, members)


def _run_now(scenario: Scenario, source: str, measure: str, tick: Tick | None, members: int) -> Member:
    """FaultError where the runs that are kept of all members, and copied to be paired, do not fit."""
    what, each = f"runs of each of {members} scenarios", 90.0 * members
    check_memory(scenario.runs, what, lambda runs: each * runs, scenario.replicates)
    manifest = manifest_of(scenario)
    size = Size(manifest["draws"], manifest["replicates"])
    wanted, scripts = asked_of(scenario, measure, derived=True), arm_scripts(scenario)
    values = np.empty((len(ARMS), size.draws, size.replicates))
    for draws in blocks_of(size, len(ARMS)):
        weights = weights_of(scenario, first=draws.start, draws=len(draws))
        table = crossed(scenario, scripts, weights, first_draw=draws.start)
        block = values_of(table, wanted, tick)
        values[:, draws.start : draws.stop] = block.reshape(len(ARMS), len(draws), size.replicates)
    return Member(scenario.name, source, manifest, wanted.in_both_arms(_whole(values)))


def _stored(folder: Path, measure: str) -> Member:
    result = open_result(folder, "run", wanted="what is compared is runs")
    manifest = result.manifest
    draws, replicates = int(manifest["draws"]), int(manifest["replicates"])
    values = np.full((len(ARMS), draws, replicates), np.nan)
    wanted = asked_in(manifest, measure, derived=True)
    number = {name: k for k, name in enumerate(ARMS)}
    for part in result.tables("runs", ["point", "arm", "draw", "replicate", *columns_of(wanted)]):
        coded = part.column("point").to_numpy() == 0
        arm = np.array([number[name] for name in part.column("arm").to_pylist()])[coded]
        draw, replicate = (part.column(name).to_numpy()[coded] for name in ("draw", "replicate"))
        result.check_within((draw, draws), (replicate, replicates))
        values[arm, draw, replicate] = taken_from(part, wanted)[coded]
    return Member(str(manifest["scenario"]), str(folder), manifest, wanted.in_both_arms(_whole(values)))


def _whole(values: Floats) -> Floats:
    """The same (arm, draw, replicate) without the runs of which an arm failed, as `run` leaves them out."""
    return np.where(np.isfinite(values).all(axis=0), values, np.nan)


def _unpaired(first: Member, other: Member) -> list[Fault]:
    """Why two results cannot be paired; none where they can."""
    unlike = []
    for keys, what in _MUST_AGREE:
        here, there = (_at(member.manifest, keys) for member in (other, first))
        if here != there:
            unlike.append(f"its {what} is {_value_text(here)}, not {_value_text(there)}")
    message = f"cannot be paired with {first.source}: {'; '.join(unlike)}"
    return [Fault(other.source, 0, 0, "", message)] if unlike else []


def _other_versions(first: Member, other: Member) -> list[Fault]:
    differing = other_versions(all_versions(other.manifest), first.manifest["versions"])
    message = f"was made with other versions than {first.source}: {differing}"
    return [Fault(other.source, 0, 0, "", message, ALLOW_VERSIONS)] if differing else []


def _at(manifest: dict[str, Any], keys: tuple[str, ...]) -> Any:
    value: Any = manifest
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _value_text(value: Any) -> str:
    if isinstance(value, list):
        return " to ".join(str(each) for each in value)
    text = str(value)
    return text[:10] if len(text) > 40 else text


def comparison(members: Sequence[Member], measure: str) -> Comparison:
    """Each loss as its own run has it; of the differences, runs that failed in one scenario count in none."""
    values = np.concatenate([member.values for member in members])
    runs = paired(values)
    losses = {member.name: runs[2 * k] - runs[2 * k + 1] for k, member in enumerate(members)}
    spreads = {
        member.name: spread_of(member.values[0] - member.values[1], _smallest(member, measure))
        for member in members
    }
    losing = {
        member.name: float((draws_of(member.values[0] - member.values[1]).corrected > 0.0).mean())
        for member in members
    }
    return Comparison(measure, by_size(spreads), losing, tuple(differences(losses)), tuple(members))


def _smallest(member: Member, measure: str) -> float | None:
    """The smallest loss that matters; None where the case names none, or the run is older than that."""
    smallest: dict[str, float] = member.manifest.get("smallest_effect", {})
    return smallest.get(measure)
