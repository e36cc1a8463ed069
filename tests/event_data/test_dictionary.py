"""Who is who: names before codes before countries, leaders in their months, sectors in and out."""

from __future__ import annotations

from pathlib import Path

import pytest

from patronage.sim.case.load import Case, load_case
from patronage.sim.event_data.dictionary import Dictionary, Party, actors_notes, load_actors
from patronage.sim.event_data.sectors import sector
from patronage.sim.files.months import parse_month

TINY = Path(__file__).parents[1] / "cases" / "tiny"
MARCH = parse_month("2001-03")


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case(TINY)


@pytest.fixture(scope="module")
def actors(case: Case) -> Dictionary:
    return load_actors(TINY / "actors.yaml", case)


@pytest.mark.parametrize(
    ("party", "actor", "near"),
    [
        (Party("Government (Dukeland)", "Dukeland", "Executive,Government"), "duke", ""),
        (Party("Dukeland", "Dukeland"), "duke", ""),  # the bare country counts
        (Party("DUKELAND", "DUK", "", "DUK"), "duke", ""),
        (Party("ARMY", "DUK", "MIL", "DUKMIL"), "duke", ""),
        (Party("Rebel (Dukeland)", "Dukeland", "Rebels"), "", "another sector than those of duke"),
        (Party("Lawmaker", "Dukeland", "Legislative / Parliamentary,Government"), "", "another sector"),
        (Party("Someone", "Dukeland"), "", "of duke's country, without a sector"),
        (Party("Lind", "Lind"), "", "the bare country of port"),
        (Party("Mayor", "LND", "GOV"), "port", ""),
        (Party("Mayor", "LND", "GOV,PTY"), "", "another sector than those of port"),
        (Party("grain  GUILD", "Lind", "Business"), "guild", ""),  # a name goes before all else
        (Party("FARMERS", "LND", "GOV", "LNDGRG", ("GRG",)), "guild", ""),  # a group before a country
        (Party("Nobody", "Elsewhere", "Government"), "", ""),
        (Party("", "", ""), "", ""),
    ],
)
def test_who_somebody_is(actors: Dictionary, party: Party, actor: str, near: str) -> None:
    found, amiss = actors.who(party, MARCH)
    assert found == actor
    assert amiss.startswith(near)
    assert bool(amiss) == bool(near)


def test_a_leader_counts_in_the_months_given_both_included(actors: Dictionary) -> None:
    brun = Party("Aldo Brun", "Elsewhere")
    months = {
        month: actors.who(brun, parse_month(month)) for month in ("2000-12", "2001-01", "2001-06", "2001-07")
    }
    assert [actor for actor, _ in months.values()] == ["", "guild", "guild", "port"]
    assert months["2000-12"][1] == "a name of port in other months"


def test_a_sector_has_one_word_in_all_layouts() -> None:
    assert {sector("GOV"), sector(" government "), sector("Government")} == {"government"}
    assert sector("Legislative / Parliamentary") == sector("LEG") == "legislature"
    assert sector("Fishing") == "fishing"


def test_sectors_that_are_asked_for_are_not_kept_out_by_default(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "actors.yaml"
    path.write_text("guild: {country: Lind, sectors: [Rebels]}\n", encoding="utf-8")
    actors = load_actors(path, case)
    assert actors.who(Party("Band", "Lind", "REB"), MARCH) == ("guild", "")
    assert actors.who(Party("Band", "Lind", "REB,CVL"), MARCH)[0] == ""
    (note,) = actors_notes(path, case)
    assert "duke, port have no entry" in str(note)
