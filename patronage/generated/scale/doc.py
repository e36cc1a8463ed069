"""What a sweep costs on many machines, for docs/how-to/run-on-many-machines.md: `make scale` measures it.

It takes some minutes, and is best run on a machine that does nothing else.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from patronage.generated.model_doc import with_part
from patronage.generated.scale.measure import (
    SWEEP,
    Loss,
    Stored,
    Trial,
    answered,
    killed,
    stored,
    task_bytes,
    tried,
)
from patronage.generated.scale.model import Costs, Fit, as_shards, computing, on_cluster, passing, walls
from patronage.sim.files.shipped import data_root
from patronage.sim.sweeps.chunks import CHUNK
from patronage.words.plain import minus, time_text

PAGE = data_root() / "docs" / "how-to" / "run-on-many-machines.md"
WORKERS = (1, 2, 4)
RUNS, MACHINES, THREADS = 1_000_000_000, 100, 16  # that are extrapolated to


@dataclass(frozen=True)
class Size:
    """How large the sweeps are that are measured: by replicates, the small and the large one.

    computed: that workers compute. answered: that they answer at once. killed: of which a worker is killed.
    stored: that are written as so many ``shards``. repeats: of what is answered at once.
    """

    points: int = 10
    draws: int = 200
    computed: tuple[int, int] = (15, 40)
    answered: tuple[int, int] = (50, 200)
    killed: int = 25
    stored: tuple[int, int] = (50, 400)
    shards: int = 4
    repeats: int = 3

    def of(self, replicates: int) -> dict[str, str]:
        """What replaces the sweep's own."""
        return {"size": str(self.points), "draws": str(self.draws), "replicates": str(replicates)}


@dataclass(frozen=True)
class Measured:
    """All that was measured; ``passes``: (wall, scheduler's CPU, writer's CPU) s a chunk, of each repeat."""

    cores: int
    trials: list[Trial]
    passes: list[tuple[float, float, float]]
    stored: tuple[Stored, Stored]
    loss: Loss
    task: int

    @property
    def run_fit(self) -> Fit:
        """A worker's start and a run."""
        return computing(self.trials)

    @property
    def costs(self) -> Costs:
        """What the model has."""
        start, run = self.run_fit.values
        one = min(wall for wall, _, _ in self.passes)  # other work on the machine only adds
        return Costs(start, run, one, self._more("writing"), self._more("joining"))

    @property
    def singly(self) -> float:
        """S a chunk to join shards one part after the other."""
        return self._more("singly")

    @property
    def result(self) -> float:
        """Bytes of a chunk's parts."""
        return self._more("bytes")

    @property
    def storage(self) -> str:
        """Files and bytes of a million runs."""
        million = 1e6 / self._more("runs")
        return f"{million * self._more('files'):.0f} files, {million * self.result / 1e6:.0f} MB"

    def _more(self, what: str) -> float:
        """What each further chunk adds to what is stored."""
        small, large = self.stored
        added: float = getattr(large, what) - getattr(small, what)
        return added / (large.chunks - small.chunks)


def measured(size: Size) -> Measured:
    """Measure everything, in folders that are removed."""
    with TemporaryDirectory(prefix="patronage-scale-") as place:
        folders = (Path(place) / str(k) for k in range(1000))
        trials = []
        for replicates in size.computed:
            for workers in WORKERS:
                trials.append(tried(workers, size.of(replicates), next(folders)))
                _tick(trials[-1])
        passes = []
        for _ in range(size.repeats):
            two = [tried(2, size.of(replicates), next(folders), answered) for replicates in size.answered]
            passes.append(passing(*two))
            _tick(passes[-1])
        small, large = (stored(size.of(each), next(folders), size.shards) for each in size.stored)
        _tick((small, large))
        whole = next(folders)
        tried(2, size.of(size.killed), whole)
        loss = killed(size.of(size.killed), next(folders), whole)
    task = task_bytes(size.of(size.killed))
    return Measured(os.cpu_count() or 1, trials, passes, (small, large), loss, task)


def scale_part(found: Measured) -> str:
    """What things cost, how well the model fits, what it gives for many machines, and how sure that is."""
    costs, fit, runs = found.costs, found.run_fit, sum(trial.runs for trial in found.trials)
    intro = (
        f"These costs were measured on {found.cores} cores with 1, 2 and 4 workers, which made {runs:,} runs"
        f" of `{SWEEP}` in sweeps of two sizes. Costs that do not fall with more workers were measured"
        f" {len(found.passes)} times with workers that return at once without computing; the table has the"
        " smallest value and, in brackets, the largest."
    )
    joined = f"{_ms(costs.joining)}, or {_ms(found.singly)} if its parts are written one after the other"
    rows = {
        "a run": (
            f"{costs.run * 1e6:.0f} µs of a worker's CPU time (standard error {fit.errors[1] * 1e6:.1f})"
        ),
        "a worker's start": f"{costs.start:.1f} s of its CPU time (standard error {fit.errors[0]:.1f})",
        f"a chunk of {CHUNK:,} runs, sent to a worker through the scheduler": _kilobytes(found.task),
        "its results, sent back through the scheduler": _kilobytes(found.result),
        "CPU time of the scheduler for a chunk": _passes(found, 1),
        "CPU time of the writing process for a chunk": _passes(found, 2),
        "time between chunks through the scheduler": _passes(found, 0),
        "a chunk written without a scheduler": _ms(costs.writing),
        "a chunk of a shard, joined": joined,
        "a million runs, stored": found.storage,
    }
    table = ["| what | costs |", "| --- | --- |", *(f"| {what} | {cost} |" for what, cost in rows.items())]
    last = [_sureness(found), _lost(found.loss, costs)]
    parts = [intro, "\n".join(table), *_fits(found), *_extrapolated(found), *last]
    return minus("\n\n".join(parts))


def _fits(found: Measured) -> list[str]:
    """How far what the model gives is from what was measured, by workers."""
    elapsed = walls(found.trials, found.costs, found.cores)
    head = (
        "A sweep is assumed to take `start + max(runs × run / workers, chunks × chunk)`. The largest errors"
        " of the fit, measured minus fitted in percent of the measured time:"
    )
    table = ["| workers | CPU time | elapsed time |", "| --- | --- | --- |"]
    for workers in WORKERS:
        worst = (_worst(found.trials, fit, workers) for fit in (found.run_fit, elapsed))
        table.append(f"| {workers} | {' | '.join(f'{each:+.0%}' for each in worst)} |")
    shared = (
        f"Other programs ran on the same {found.cores} cores, so one second of CPU time took"
        f" {elapsed.values[1]:.1f} s of real time."
    )
    return [head, "\n".join(table), shared]


def _worst(trials: list[Trial], fit: Fit, workers: int) -> float:
    mine = [r for trial, r in zip(trials, fit.residuals, strict=True) if trial.workers == workers]
    return float(max(mine, key=abs))


def _largest_error(found: Measured) -> float:
    """The largest error of the elapsed time, as a share of what was measured."""
    fit = walls(found.trials, found.costs, found.cores)
    return max(abs(float(each)) for each in fit.residuals)


def _extrapolated(found: Measured) -> list[str]:
    """What many machines take, and how many workers a scheduler keeps busy."""
    costs, workers = found.costs, MACHINES * THREADS
    one, apart = on_cluster(costs, RUNS, workers), as_shards(costs, RUNS, MACHINES, THREADS)
    head = (
        f"For {RUNS:,} runs on {MACHINES} machines of {THREADS} cores, which store {RUNS // CHUNK:,} files"
        f" and {RUNS / CHUNK * found.result / 1e9:,.0f} GB:"
    )
    slow = on_cluster(replace(costs, passing=max(wall for wall, _, _ in found.passes)), RUNS, workers)
    rows = {
        "workers start": (time_text(one.start), time_text(apart.start)),
        "workers compute": (time_text(one.computing), time_text(apart.computing)),
        "meanwhile, one process (per cluster; per machine) writes": (
            f"{time_text(one.passing)} to {time_text(slow.passing)}",
            time_text(apart.passing),
        ),
        "shards are joined": ("", time_text(apart.joining)),
        "in all": (_about(found, one.all, slow.all), _about(found, apart.all, apart.all)),
    }
    table = [f"| | one scheduler, {workers:,} workers | {MACHINES} shards, joined |", "| --- | --- | --- |"]
    table += [f"| {what} | {' | '.join(times)} |" for what, times in rows.items()]
    advice = (
        f"One scheduler keeps about {costs.busy} workers busy. With more workers, some wait, and the writing"
        " process may hold two chunks per worker in memory, here"
        f" {2 * workers * found.result / 1e9:.1f} GB. In that case, give each machine a shard."
    )
    return [head, "\n".join(table), advice]


def _about(found: Measured, fast: float, slow: float) -> str:
    """A range of s in minutes or hours, to one digit, widened by the largest error of the fit."""
    error = _largest_error(found)
    low, high = fast * (1 - error), slow * (1 + error)
    size, unit = (3600, "hours") if high > 2 * 3600 else (60, "minutes")
    lowest, highest = (f"{float(f'{each / size:.0e}'):g}" for each in (low, high))
    return f"about {lowest} to {highest} {unit}"


def _sureness(found: Measured) -> str:
    """What the extrapolation rests on, and what is not in it."""
    chunks = RUNS / CHUNK
    network = 2 * chunks * (found.result + found.task) * 8 / 1e10
    least = chunks * min(scheduler for _, scheduler, _ in found.passes)
    error = _largest_error(found)
    return (
        f"This extrapolates from {max(WORKERS)} workers to {MACHINES * THREADS:,}, with one machine's disk"
        " and no network; only the order of magnitude is reliable. The range *in all* reaches from the"
        " fastest measured pace to the slowest, widened on both sides by the fit's largest error in elapsed"
        f" time, {error:.0%}. That is the error with at most {max(WORKERS)} workers; with"
        f" {MACHINES * THREADS:,} it may be larger. The CPU time of a single scheduler alone is"
        f" {time_text(least)}. The model leaves out the network (at 10 Gbit/s the data that pass through a"
        f" scheduler take {time_text(network)}), a disk that machines share, what so many connections cost a"
        " scheduler, and scenarios with longer or shorter runs."
    )


def _lost(loss: Loss, costs: Costs) -> str:
    """What a lost worker and a stopped shard cost."""
    same = "were identical, byte for byte" if loss.same else "were NOT identical"
    again = f"{loss.again} {'chunk was' if loss.again == 1 else 'chunks were'} run again"
    return (
        f"In a trial one of two workers was killed halfway through {loss.chunks} chunks. {again}, and the"
        f" tables {same}. The chunk in progress is lost ({costs.run * CHUNK:.1f} s of CPU time), and so are"
        " finished chunks that had not been fetched. A shard that is stopped loses unfinished chunks and"
        " those not yet written."
    )


def _passes(found: Measured, k: int) -> str:
    every = [one[k] for one in found.passes]
    return f"{_ms(min(every))} ({max(every) * 1e3:.1f})"


def _ms(seconds: float) -> str:
    return f"{seconds * 1e3:.1f} ms"


def _kilobytes(count: float) -> str:
    return f"{count / 1e3:,.0f} kB"


def main(size: Size = Size()) -> int:
    """The command; returns its exit code, 1 where a lost worker changed the tables."""
    found = measured(size)
    part = scale_part(found)
    PAGE.write_text(with_part(PAGE.read_text(encoding="utf-8"), "scale", part), encoding="utf-8")
    sys.stdout.write(f"{part}\n")
    return 0 if found.loss.same else 1


def _tick(found: object) -> None:
    sys.stderr.write(f"{found}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
