"""Many rows take no more memory than few; who cannot be mapped is counted where it matters."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

from patronage.sim.case.load import load_case
from patronage.sim.event_data.dictionary import load_actors
from patronage.sim.event_data.importing import EVERY, Imported, read_events
from tests.support.event_data import ICEWS, icews, table

TINY = Path(__file__).parents[1] / "cases" / "tiny"
CASE = load_case(TINY)
ACTORS = load_actors(TINY / "actors.yaml", CASE)
DUKE, PORT = ("Ministry", "Government", "Dukeland"), ("Mayor", "Government", "Lind")
STRANGER = ("Elsewhere", "", "Elsewhere")


def _read(path: Path, rows: list[str], ticks: list[int] | None = None) -> Imported:
    path.write_text(table(ICEWS, *rows), encoding="utf-8")
    return read_events([path], "icews", CASE, ACTORS, tick=None if ticks is None else ticks.append)


def _peak(path: Path, times: int) -> int:
    days = [f"2001-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29)]
    rows = [icews(day, DUKE, PORT, "071") for day in days]
    path.write_text(table(ICEWS, *rows * times), encoding="utf-8")
    tracemalloc.start()
    found = read_events([path], "icews", CASE, ACTORS)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.rows == times * len(rows)
    return peak


def test_rows_that_are_read_take_no_memory(tmp_path: Path) -> None:
    few, many = (_peak(tmp_path / f"{times}.tab", times) for times in (3, 30))
    assert (tmp_path / "30.tab").stat().st_size > 900_000
    assert many < few + 50_000


def test_who_is_opposite_an_actor_is_counted_apart(tmp_path: Path) -> None:
    rows = [
        icews("2001-04-01", DUKE, STRANGER, "071"),
        icews("2001-04-01", STRANGER, DUKE, "071"),
        icews("2001-04-01", STRANGER, ("Other", "", "Elsewhere"), "071"),
        icews("2000-04-01", STRANGER, DUKE, "071"),  # before the period nobody need be mapped
    ]
    found = _read(tmp_path / "events.tab", rows)
    assert found.unmapped.counts == {("Elsewhere [Elsewhere]", ""): 2}
    assert found.strangers.counts == {("Elsewhere [Elsewhere]", ""): 1, ("Other [Elsewhere]", ""): 1}
    assert found.left == {"unmapped": 3, "before": 1}


def test_neutral_codes_are_left_out_unless_they_are_wanted(tmp_path: Path) -> None:
    syria = load_case(Path(__file__).parents[2] / "seeds" / "syria")
    (tmp_path / "actors.yaml").write_text(
        "iran: {names: [Iran]}\nrussia: {names: [Russia]}\n", encoding="utf-8"
    )
    actors = load_actors(tmp_path / "actors.yaml", syria)
    path = tmp_path / "events.tab"
    iran, russia = ("Iran", "", "Iran"), ("Russia", "", "Russia")
    path.write_text(table(ICEWS, icews("2016-04-01", iran, russia, "010")), encoding="utf-8")
    assert read_events([path], "icews", syria, actors).left == {"neutral": 1}
    (cell,) = read_events([path], "icews", syria, actors, neutral=True).cells.found
    assert cell[1:] == ("iran", "endorse", "russia")


def test_rows_are_reported_as_they_are_read(tmp_path: Path) -> None:
    ticks: list[int] = []
    _read(tmp_path / "events.tab", [icews("2001-04-01", DUKE, PORT, "071")] * (EVERY + 7), ticks)
    assert ticks == [EVERY, 7]
