"""How fast the model runs, as tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from patronage.analysis.tables import Column, Row, Table, count, table_of, text


def bench_tables(found: dict[str, Any]) -> tuple[Table, ...]:
    """The ways of running it side by side; how cost grows; the processor; the start. Of `studies.bench`."""
    slow, loop = (found[key]["runs_per_second"] for key in ("mesa_batch_run", "mesa"))
    most = found["limit_runs_per_second"]

    def rows() -> Iterator[Row]:
        for way, key in (("mesa.batch_run", "mesa_batch_run"), ("mesa loop", "mesa")):
            one = found[key]
            speed = one["runs_per_second"]
            yield way, "both", 1, speed, one["low"], one["high"], speed / slow, speed / loop, None
        for key, arms in (("ensemble_one_arm", "one"), ("ensemble", "both")):
            one = found[key]
            for n, speed in one["runs_per_second"].items():
                share = speed / (most * int(n)) if arms == "one" else None
                spread = one["low"][n], one["high"][n]
                yield "ensemble", arms, int(n), speed, *spread, speed / slow, speed / loop, share

    speeds = (
        text("way", "how the model is run"),
        text("arms", "whether one arm was run or both"),
        count("threads", "threads that run it"),
        Column("runs_per_second", "runs a second", "median of several goes"),
        Column("low", "runs a second", "of the slowest go"),
        Column("high", "runs a second", "of the fastest go"),
        Column("ratio", "times", "against mesa.batch_run"),
        Column("ratio_to_loop", "times", "against the Mesa model stepped in a loop"),
        Column(
            "of_the_limit", "share", "of the operation-count limit; both arms share months, so none is said"
        ),
    )
    processor = (
        text("name", "what the processor calls itself"),
        count("cores", "cores"),
        count("vector_bits", "bits that most of the model's vector arithmetic works on at once"),
        Column("vector_share", "share", "of that arithmetic which has this width, by instructions"),
        Column("gigahertz", "gigahertz", "the clock, by a chain of multiplications"),
        Column("operations_per_second", "operations a second", "that one thread can do at best, on doubles"),
        Column("divisions_per_second", "divisions a second", "that one thread can do at best, on doubles"),
        Column("a_run_and_month", "operations", "that a month of a run takes, counted from the source"),
        Column("divisions_a_run_and_month", "divisions", "that a month of a run takes, and square roots"),
        Column("limit_runs_per_second", "runs a second", "that one thread cannot exceed"),
    )
    known = found["processor"] | found["operations"] | found
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
        table_of(
            "processor",
            "The processor, and the limit that it sets",
            processor,
            [tuple(known[column.name] for column in processor)],
        ),
        table_of("start", "What was run, and how soon", once, [row]),
    )
