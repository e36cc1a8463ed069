"""Many variants of a scenario, run into a folder, and what they cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from patronage.front.asking import (
    Named,
    flags,
    in_python,
    maybe_whole,
    path_of,
    presented,
    refuse,
    text,
    yaml_of,
)
from patronage.sim.sweeps.file import load_sweep
from patronage.sim.sweeps.run import run_sweep
from patronage.sim.sweeps.run import threads as threads_of_sweep
from patronage.studies.losses import asked_of
from patronage.studies.shipped import sweep_path
from patronage.studies.shown.findings import Swept, swept

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_WORKERS = 1024


@in_python()
def sweep(
    sweep: Named,
    *,
    out: Named,
    measure: str = "hold",
    changes: Mapping[str, Any] | None = None,
    resume: bool = False,
    any_versions: bool = False,
    workers: int | None = None,
) -> Swept:
    """Run the variants of a scenario that a file lays out, into a folder that survives whatever stops it.

    ``sweep``: a file, or the name of one that comes with the project. ``out``: the folder; with ``resume``
    what is in it is gone on with, and where all is there it is only read. ``changes``: other values of the
    file's fields, such as ``{"draws": 10}``. ``measure``: of what the losses are taken. ``workers``: threads.
    FaultError for a file with faults and for a folder that holds anything else; OSError for a disk that is
    full.
    """
    text("measure", measure)
    flags(resume=resume, any_versions=any_versions)
    folder, count = path_of("out", out), maybe_whole("workers", workers, 1, MOST_WORKERS)
    if changes is not None and not isinstance(changes, Mapping):
        raise refuse("changes", "should be a dict, such as {'draws': 10}")
    given = {text("changes", name): yaml_of(name, value) for name, value in (changes or {}).items()}
    loaded = load_sweep(sweep_path(path_of("sweep", sweep)), given)
    asked_of(loaded.scenario, measure)
    run_sweep(loaded, folder, pool=threads_of_sweep(count), resume=resume, any_versions=any_versions)
    found = swept(folder, measure)
    about = f"{loaded.name}: {found.runs:,} runs at {loaded.points:,} points, in {folder}"
    return presented(found, about, losses=swept_chart)


def swept_chart(found: Swept) -> Figure:
    """The losses over what was varied."""
    from patronage.analysis.charts.sweep import sweep_chart
    from patronage.sim.store.manifest import open_result

    return sweep_chart(open_result(found.folder, "sweep"), found.measure)
