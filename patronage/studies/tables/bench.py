"""How fast the model runs, as tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from patronage.analysis.tables import Column, Row, Table, count, table_of, text


def bench_tables(found: dict[str, Any]) -> tuple[Table, ...]:
    """The ways of running it side by side; how cost grows; the start. ``found``: of `studies.bench`."""
    slow = found["mesa_batch_run"]["runs_per_second"]

    def rows() -> Iterator[Row]:
        yield "mesa.batch_run", "both", 1, slow, 1.0
        yield "mesa loop", "both", 1, (speed := found["mesa"]["runs_per_second"]), speed / slow
        for key, arms in (("ensemble_one_arm", "one"), ("ensemble", "both")):
            for threads, speed in found[key]["runs_per_second"].items():
                yield "ensemble", arms, int(threads), speed, speed / slow

    speeds = (
        text("way", "how the model is run"),
        text("arms", "whether one arm was run or both"),
        count("threads", "threads that run it"),
        Column("runs_per_second", "runs a second", "median of several goes"),
        Column("ratio", "times", "against mesa.batch_run"),
    )
    grows = (
        text("varied", "what is made larger"),
        count("size", "how large"),
        Column("runs_per_second", "runs a second", "of the ensemble"),
        Column("cost_of_a_run", "times", "against the first size"),
    )
    sizes = (
        (what, int(size), one["runs_per_second"], one["cost_of_a_run"])
        for what, each in found["scaling"].items()
        for size, one in each.items()
    )
    once = (
        count("runs", "runs of the ensemble a go"),
        count("mesa_runs", "runs of the Mesa model a go"),
        count("months", "months of a run"),
        count("actors", "actors in it"),
        Column("start_seconds", "seconds", "from the start of a second process to the end of its first run"),
    )
    row = tuple(found[column.name] for column in once)
    return (
        table_of("speeds", "How fast this machine runs the model", speeds, rows()),
        table_of("scaling", "How the cost of a run grows", grows, sizes),
        table_of("start", "What was run, and how soon", once, [row]),
    )
