"""What a sweep cost its focus actor at each of its points, read part by part from its folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from patronage.analysis.estimators.monte_carlo import noise_of, part_left
from patronage.analysis.estimators.verdict import LossRow, Status, distinguishable, intervals_of
from patronage.analysis.words import setting_words
from patronage.sim.files.faults import Fault, FaultError, shown
from patronage.sim.model.asked import asked_in
from patronage.sim.model.measures import TAKEN
from patronage.sim.store.result import Result, column, columns_of, month_number, point_columns, taken_from

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Varied:
    """Something that was varied.

    values (P,): at each point; months as numbers, flags as 0 and 1. levels: the values there are, from low
    to high. unchanged: its value in the scenario itself, None where there is no one value.
    """

    path: str
    form: str
    label: str
    values: Floats
    unchanged: float | None

    @property
    def levels(self) -> Floats:
        """The values there are."""
        return np.unique(self.values)


@dataclass(frozen=True)
class Losses:
    """Losses at each point (P,): mean over draws, and the 5th and 95th percentile of the draws' losses.

    around_low, around_high (P, 2): either end less and more two of its Monte Carlo errors.
    error (P,): the standard error of the mean, NaN for a single draw. A point without a sound run has NaN.
    draws, losing (P,): how many draws count, and the share of them with a loss. pairs: runs in each arm that
    count.
    """

    mean: Floats
    low: Floats
    high: Floats
    error: Floats
    draws: NDArray[np.int64]
    losing: Floats
    pairs: int
    around_low: Floats
    around_high: Floats

    @property
    def statuses(self) -> list[Status]:
        """What is established of the loss at each point."""
        return [
            LossRow(
                mean=float(self.mean[p]),
                low=float(self.low[p]),
                high=float(self.high[p]),
                draws=int(self.draws[p]),
                losing=float(self.losing[p]),
                around_low=(float(self.around_low[p, 0]), float(self.around_low[p, 1])),
                around_high=(float(self.around_high[p, 0]), float(self.around_high[p, 1])),
            ).status
            for p in range(len(self.mean))
        ]

    @property
    def distinguishable(self) -> NDArray[np.bool_]:
        """Whether the mean at each point is distinguishable from zero, given its Monte Carlo error."""
        return distinguishable(self.mean, self.error)


def varied_of(result: Result) -> list[Varied]:
    """What a sweep varied; targets that always go together are one, and constants none.

    FaultError for a folder that holds no sweep.
    """
    manifest = result.manifest
    if manifest.get("kind") != "sweep":
        raise FaultError([Fault(shown(result.folder), 0, 0, "", "holds no sweep")])
    name_of = point_columns([str(entry["path"]) for entry in manifest["varied"]])
    table = result.table("points", list(name_of.values()))
    if table.num_rows != manifest["points"]:
        message = f"it has {table.num_rows:,} points, and its manifest speaks of {manifest['points']:,}"
        raise FaultError([Fault(shown(result.folder), 0, 0, "", message)])
    groups: dict[bytes, list[dict[str, Any]]] = {}
    for entry in manifest["varied"]:
        codes = np.unique(table.column(name_of[entry["path"]]).to_numpy(), return_inverse=True)[1]
        if codes.any():
            groups.setdefault(codes.tobytes(), []).append(entry)
    found = []
    for first, *others in groups.values():
        values = np.array([_number(value) for value in table.column(name_of[first["path"]]).to_pylist()])
        base = None if first["unchanged"] is None else _number(first["unchanged"])
        found.append(Varied(first["path"], first["form"], label_of([first, *others]), values, base))
    return found


def label_of(entries: Sequence[Mapping[str, Any]]) -> str:
    """Targets that go together in a few words: `cost of aiding`, `first month of the event airspace`."""
    group, _, rest = str(entries[0]["path"]).partition(".")
    first, _, second = rest.rpartition(".")
    if group == "settings":
        return setting_words(rest)
    if group == "events":
        words = {"start": "first month of", "lasts": "length in months of", "present": "presence of"}
        paths = [str(entry["path"]) for entry in entries]
        ids = [path.split(".", 1)[1].removesuffix(f".{second}") for path in paths if path.endswith(second)]
        events = f"the event{'s' * (len(ids) != 1)} {', '.join(ids).replace('_', ' ')}"
        return f"{words[second]} {events}"
    joint = {"trust": "in", "commitment": "to"}.get(group, "for")
    return f"{group} of {first} {joint} {second.replace('_', ' ')}"


def measures_of(result: Result) -> list[str]:
    """The measures that a sweep's runs have of its focus actor: those that were known when it was run."""
    there = next(result.tables("runs")).column_names
    return [measure.name for measure in TAKEN if column(measure.name, result.manifest["focus"]) in there]


def losses_of(result: Result, measure: str) -> Losses:
    """The focus actor's losses in what is asked for: reference less scenario arm, on common random numbers.

    A sweep without uncertainty has one draw; its spread is that of its replicates.
    """
    manifest, wanted = result.manifest, asked_in(result.manifest, measure)
    single = manifest["draws"] == 1
    units = manifest["replicates"] if single else manifest["draws"]
    totals, counts = np.zeros((manifest["points"], units)), np.zeros((manifest["points"], units))
    squares = np.zeros(manifest["points"])
    for part in result.tables("runs", ["point", "arm", "draw", "replicate", *columns_of(wanted)]):
        arm = np.array([word == "scenario" for word in part.column("arm").to_pylist()])
        point, draw, replicate = (part.column(key).to_numpy() for key in ("point", "draw", "replicate"))
        value = taken_from(part, wanted)
        # a part holds both arms of its pairs, in the same order
        loss = value[~arm] - value[arm]
        sound = np.isfinite(loss)
        unit = replicate if single else draw - point * (0 if manifest["common_random_numbers"] else units)
        result.check_within((point, len(totals)), (unit, units))
        place = (point[~arm][sound], unit[~arm][sound])
        np.add.at(totals, place, loss[sound])
        np.add.at(squares, place[0], loss[sound] ** 2)
        np.add.at(counts, place, 1.0)
    means = np.divide(totals, counts, out=np.full_like(totals, np.nan), where=counts > 0)
    some = counts.any(axis=1)
    mean, low, high, error, losing = (np.full(len(means), np.nan) for _ in range(5))
    mean[some] = np.nanmean(means[some], axis=1)
    units_of = (counts > 0).sum(axis=1)
    more = units_of > 1
    spread = np.zeros(len(means))
    spread[more] = np.nanstd(means[more], axis=1, ddof=1)
    error[more] = spread[more] / np.sqrt(units_of[more])
    part = part_left(spread**2, noise_of(totals.T, squares, counts.T), units_of)
    corrected = mean[:, None] + part[:, None] * (means - mean[:, None])
    around_low, around_high = np.full((len(means), 2), np.nan), np.full((len(means), 2), np.nan)
    if some.any():
        low[some], high[some], around_low[some], around_high[some] = intervals_of(corrected[some])
    losing[some] = (corrected[some] > 0.0).sum(axis=1) / units_of[some]
    draws = np.minimum(units_of, 1) if single else units_of
    return Losses(mean, low, high, error, draws, losing, int(counts.sum()), around_low, around_high)


def _number(value: Any) -> float:
    return float(month_number(value)) if isinstance(value, str) else float(value)
