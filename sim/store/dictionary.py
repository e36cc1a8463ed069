"""What the columns of a result's tables mean: one row a column, for `tables/dictionary.csv`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from patronage.sim.files.column_names import HEADS, ColumnMeaning
from patronage.sim.model.measures import DERIVED, TAKEN, TIES
from patronage.sim.store.result import column, point_columns

_KEYS = {
    "key": ("text", "digest of all that decides the run's numbers"),
    "point": ("number", "the point: of a run 0 for coded weights and 1 for prior-only weights"),
    "arm": ("text", "reference without the events, scenario with them; and both with the focus actor idle"),
    "draw": ("number", "the draw of the weights"),
    "replicate": ("number", "which of the runs of that draw"),
    "status": ("text", "done or failed"),
    "reason": ("text", "why it failed"),
    "month": ("month", "YYYY-MM"),
    "statistic": ("text", "which statistic: the mean, or a quantile such as q05"),
    "runs": ("count", "runs it is taken over"),
    "draws": ("count", "weight draws it is taken over"),
}
_RUNS = ("key", "point", "arm", "draw", "replicate", "status", "reason")


def columns_of_run(actors: Sequence[str], issues: Sequence[str], focus: str) -> Iterator[ColumnMeaning]:
    """The tables of runs and of months that `patronage run` keeps."""
    yield from _keys("runs", _RUNS)
    yield from _series("runs", actors, issues, focus)
    yield from _of_each_run(actors, focus)
    yield from _keys("months", ("arm", "statistic", "month", "draws"))
    yield from _series("months", actors, issues, focus, derived=True)


def columns_of_sweep(
    actors: Sequence[str], issues: Sequence[str], focus: str, varied: Mapping[str, str]
) -> Iterator[ColumnMeaning]:
    """The tables that a sweep keeps; ``varied``: the unit of each path."""
    yield from _keys("runs", _RUNS)
    yield from _series("runs", actors, issues, focus)
    yield from _of_each_run(actors, focus)
    yield from _keys("months", ("point", "arm", "month", "statistic", "runs"))
    yield from _series("months", actors, issues, focus)
    yield from _keys("paths", ("arm", "draw", "replicate", "month"))
    yield from _series("paths", actors, issues, focus)
    yield from _keys("points", ("point",))
    names = point_columns(list(varied))
    for path, unit in varied.items():
        yield "points", names[path], unit, f"the value of {path} at the point", ""


def dictionary_bytes(rows: Iterable[ColumnMeaning]) -> bytes:
    """The rows as CSV."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(HEADS)
    writer.writerows(rows)
    return stream.getvalue().encode()


def _keys(table: str, names: Iterable[str]) -> Iterator[ColumnMeaning]:
    for name in names:
        yield table, name, *_KEYS[name], ""


def _series(
    table: str, actors: Sequence[str], issues: Sequence[str], focus: str, *, derived: bool = False
) -> Iterator[ColumnMeaning]:
    when = "mean from the first event to the end" if table == "runs" else "in the month"
    measures = [(measure, actors) for measure in TAKEN]
    for measure, whose in (*measures, *((measure, [focus]) for measure in DERIVED if derived)):
        for actor in whose:
            meaning = f"{measure.words} of {actor}, {when}: {measure.meaning}"
            yield table, column(measure.name, actor), "points", meaning, measure.equation
    for issue in issues:
        meaning = f"outcome of {issue}, {when}, between the issue's two ends"
        yield table, column("outcome", issue), "position, 0 to 1", meaning, "E2"


def _of_each_run(actors: Sequence[str], focus: str) -> Iterator[ColumnMeaning]:
    for tie in TIES:
        for actor in actors:
            if actor != focus:
                meaning = f"{tie.words} of {actor} {tie.link} {focus}, mean from the first event to the end: "
                yield "runs", column(tie.name, actor, focus), "points", meaning + tie.meaning, tie.equation
    for actor in actors:
        meaning = f"what the acts of {actor} cost it over all months"
        yield "runs", column("sacrifice", actor), "cost", meaning, "E11"
