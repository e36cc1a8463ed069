"""What a sweep costs on many machines, for docs/how-to/run-on-many-machines.md: `make scale` measures it.

It takes some minutes, and is best run on a machine that does nothing else.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
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
        f"Measured on {found.cores} cores, on {runs:,} runs of `{SWEEP}` by 1, 2 and 4 workers, in two sizes"
        " of sweep each. What more workers do not shorten was measured with workers that answer at once,"
        f" without computing, {len(found.passes)} times: the least, and in brackets the most."
    )
    through = (
        f"{_kilobytes(found.task)} to the worker and {_kilobytes(found.result)} back, each in and out;"
        f" {_passes(found, 1)} of the scheduler's CPU, {_passes(found, 2)} of the writing process's;"
        f" {_passes(found, 0)} from one chunk to the next"
    )
    joined = f"{_ms(costs.joining)}; were its parts written one after the other, {_ms(found.singly)}"
    rows = {
        "a run": f"{costs.run * 1e6:.0f} µs of a worker's CPU (standard error {fit.errors[1] * 1e6:.1f})",
        "a worker's start": f"{costs.start:.1f} s of its CPU (standard error {fit.errors[0]:.1f})",
        f"a chunk of {CHUNK:,} runs through the scheduler": through,
        "a chunk written without a scheduler": _ms(costs.writing),
        "a chunk of a shard, joined": joined,
        "a million runs, stored": found.storage,
    }
    table = ["| what | costs |", "| --- | --- |", *(f"| {what} | {told} |" for what, told in rows.items())]
    told = [_sureness(found), _lost(found.loss, costs)]
    parts = [intro, "\n".join(table), _fits(found), *_extrapolated(found), *told]
    return minus("\n\n".join(parts))


def _fits(found: Measured) -> str:
    """How far what the model gives is from what was measured, by workers."""
    fits: Mapping[str, Fit] = {
        "their CPU time": found.run_fit,
        "the time until the end": walls(found.trials, found.costs, found.cores),
    }
    told = []
    for what, fit in fits.items():
        each = [
            f"{worst:+.0%} with {workers}"
            for workers in WORKERS
            if (worst := _worst(found.trials, fit, workers)) is not None
        ]
        told.append(f"of {what} {', '.join(each)}")
    stretch = fits["the time until the end"].values[1]
    return (
        f"The model is `start + max(runs × run / workers, chunks × chunk)`. It leaves unexplained, at most,"
        f" {'; '.join(told)}. The workers shared {found.cores} cores with whatever else ran: a second of CPU"
        f" took {stretch:.1f} s."
    )


def _worst(trials: list[Trial], fit: Fit, workers: int) -> float | None:
    mine = [r for trial, r in zip(trials, fit.residuals, strict=True) if trial.workers == workers]
    return max(mine, key=abs, default=None)


def _extrapolated(found: Measured) -> list[str]:
    """What many machines take, and how many workers a scheduler keeps busy."""
    costs, workers = found.costs, MACHINES * THREADS
    one, apart = on_cluster(costs, RUNS, workers), as_shards(costs, RUNS, MACHINES, THREADS)
    head = (
        f"For {RUNS:,} runs on {MACHINES} machines of {THREADS} cores, which store {RUNS // CHUNK:,} files"
        f" and {RUNS / CHUNK * found.result / 1e9:,.0f} GB:"
    )
    rows = {
        "workers start": (one.start, apart.start),
        "workers compute": (one.computing, apart.computing),
        "meanwhile, one process of the cluster or of each machine writes": (one.passing, apart.passing),
        "shards are joined": (None, apart.joining),
        "in all": (one.all, apart.all),
    }
    table = [f"| | one scheduler, {workers:,} workers | {MACHINES} shards, joined |", "| --- | --- | --- |"]
    for what, times in rows.items():
        cells = ("" if seconds is None else time_text(seconds) for seconds in times)
        table.append(f"| {what} | {' | '.join(cells)} |")
    advice = (
        f"One scheduler keeps about {costs.busy} workers busy; of more, some wait for it, and the process"
        " that writes may have two chunks of each in memory, here"
        f" {2 * workers * found.result / 1e9:.1f} GB. Give each machine a shard then."
    )
    return [head, "\n".join(table), advice]


def _sureness(found: Measured) -> str:
    """What the extrapolation rests on, and what is not in it."""
    chunks = RUNS / CHUNK
    network = 2 * chunks * (found.result + found.task) * 8 / 1e10
    least = chunks * min(scheduler for _, scheduler, _ in found.passes)
    most = chunks * max(wall for wall, _, _ in found.passes)
    return (
        f"This goes from {max(WORKERS)} workers to {MACHINES * THREADS:,}, with the disk of one machine and"
        " no network between: take it for the order of magnitude. With one scheduler, its CPU time alone is"
        f" {time_text(least)}, and at the pace of the slowest measurement it would be {time_text(most)}. Not"
        " in the model are a network (at 10 Gbit/s the bytes through a scheduler alone take"
        f" {time_text(network)}), a disk that machines share, what so many connections cost a scheduler, and"
        " scenarios with longer or shorter runs."
    )


def _lost(loss: Loss, costs: Costs) -> str:
    """What a lost worker and a stopped shard cost."""
    same = "the same bytes" if loss.same else "NOT the same bytes"
    again = f"{loss.again} {'was' if loss.again == 1 else 'were'} begun once more"
    return (
        f"A lost worker: of two, one was killed half way through {loss.chunks} chunks; {again}, and the"
        f" tables are {same}. Lost are the chunk it was at, {costs.run * CHUNK:.1f} s of CPU, and those that"
        " it had done and nobody had fetched. A shard that is stopped loses what its threads were at and"
        " what was not yet written."
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
