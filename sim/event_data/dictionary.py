"""Which of a case's actors somebody in event data is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from patronage.sim.case.load import Case
from patronage.sim.event_data.schema import ActorsFile, CalledForm
from patronage.sim.event_data.sectors import sector
from patronage.sim.files.faults import Choice, Fault, short
from patronage.sim.files.forms import check
from patronage.sim.files.kinds import check_kind
from patronage.sim.files.located import Located, read_yaml
from patronage.sim.files.months import parse_month


class Party(NamedTuple):
    """Somebody as a row has them, empty text for what it lacks.

    `code` is the whole code of a party (GDELT's `TURGOV`), `marks` those of groups and peoples, `sectors` all
    of them, apart by commas.
    """

    name: str
    country: str = ""
    sectors: str = ""
    code: str = ""
    marks: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The party in a few words."""
        rest = ", ".join(dict.fromkeys(part for part in (self.code or self.country, self.sectors) if part))
        return f"{self.name or '(no name)'} [{rest}]" if rest else self.name


@dataclass(frozen=True)
class _Called:
    actor: str
    places: frozenset[str]
    codes: frozenset[str]
    sectors: frozenset[str]
    not_sectors: frozenset[str]
    bare_country: bool


@dataclass(frozen=True)
class Dictionary:
    """Names with the months (first, last) in which they are an actor's, and what else actors are called.

    A name goes before a code, a code before a country; among equals the first actor of the file.
    """

    names: dict[str, tuple[tuple[int, int, str], ...]]
    called: tuple[_Called, ...]

    def who(self, party: Party, month: int) -> tuple[str, str]:
        """The actor that a party is in a month, or empty text; and, where it is nearly one, what is amiss."""
        name = _plain(party.name)
        near = ""
        for first, last, actor in self.names.get(name, ()):
            if first <= month <= last:
                return actor, ""
            near = f"a name of {actor} in other months"
        country = _plain(party.country)
        marks = {_plain(mark) for mark in (party.code, *party.marks) if mark} - {country, ""}
        for one in self.called:
            if not marks.isdisjoint(one.codes):
                return one.actor, ""
        given = {sector(part) for part in party.sectors.split(",") if part.strip()}
        bare = name in {country, ""} or _plain(party.code) == country != ""
        for one in self.called:
            if not country or country not in one.places:
                continue
            if given:
                if given & one.sectors and not given & one.not_sectors:
                    return one.actor, ""
                near = near or f"another sector than those of {one.actor}"
            elif bare or name in one.places:
                if one.bare_country:
                    return one.actor, ""
                near = near or f"the bare country of {one.actor}"
            else:
                near = near or f"of {one.actor}'s country, without a sector"
        return "", near


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def load_actors(path: Path, case: Case) -> Dictionary:
    """The dictionary in a file; FaultError with all its faults."""
    located = read_yaml(path)
    check_kind(located, "actors")
    check(ActorsFile, located)
    _check_names(located, case)
    located.raise_faults()
    form = ActorsFile.model_validate(located.data)
    entries: dict[str, CalledForm] = form.__pydantic_extra__
    names: dict[str, list[tuple[int, int, str]]] = {}
    called = []
    for actor, entry in entries.items():
        for each in entry.names:
            first = parse_month(each.first) if each.first else 0
            last = parse_month(each.last) if each.last else 12 * 10_000
            names.setdefault(_plain(each.name), []).append((first, last, actor))
        codes = frozenset(map(_plain, entry.codes))
        places = codes | ({_plain(entry.country)} if entry.country else set())
        ins, outs = (frozenset(map(sector, words)) for words in (entry.sectors, entry.not_sectors))
        own = "sectors" in entry.model_fields_set and "not_sectors" not in entry.model_fields_set
        outs = outs - ins if own else outs  # what is asked for by name is not kept out by default
        called.append(_Called(actor, places, codes, ins, outs, entry.bare_country))
    return Dictionary({name: tuple(spans) for name, spans in names.items()}, tuple(called))


def actors_notes(path: Path, case: Case) -> list[Fault]:
    """Which of the case's actors a sound dictionary leaves out."""
    located = read_yaml(path)
    left = [actor for actor in case.actor_ids if actor not in located.data]
    many = "has" if len(left) == 1 else "have"
    return [located.fault((), f"{', '.join(left)} {many} no entry, so no event is theirs")] if left else []


def _check_names(located: Located, case: Case) -> None:
    """Adds faults for what is not an actor of the case's, and for a name or a code of two actors."""
    spans: dict[str, list[tuple[int, int, str, int]]] = {}
    codes: dict[str, str] = {}
    for actor, row in located.data.items() if isinstance(located.data, dict) else ():
        if actor not in case.actor_ids:
            located.report(
                (actor,), f"unknown actor {short(actor)}", Choice(actor, case.actor_ids), at_name=True
            )
        if not isinstance(row, dict):
            continue
        for k, given in enumerate(row["names"] if isinstance(row.get("names"), list) else ()):
            _check_name(located, (actor, "names", k), given, spans)
        for k, code in enumerate(row["codes"] if isinstance(row.get("codes"), list) else ()):
            other = codes.setdefault(_plain(code), actor) if isinstance(code, str) else actor
            if other != actor and not {"sectors", "names"} & row.keys():
                message = f"the code {short(code)} is {other}'s already; distinguish the two by sectors"
                located.report((actor, "codes", k), message)


def _check_name(
    located: Located,
    keys: tuple[str | int, ...],
    given: object,
    spans: dict[str, list[tuple[int, int, str, int]]],
) -> None:
    group = {"name": given} if isinstance(given, str) else given
    if not isinstance(group, dict) or not isinstance(group.get("name"), str):
        return
    try:
        first, last = (
            parse_month(group[key]) if group.get(key) is not None else otherwise
            for key, otherwise in (("from", 0), ("to", 12 * 10_000))
        )
    except (TypeError, ValueError):
        return  # which the form reports
    mine = spans.setdefault(_plain(group["name"]), [])
    for other_first, other_last, other, line in mine:
        if other != keys[0] and first <= other_last and other_first <= last:
            message = f"the name {short(group['name'])} is {other}'s in line {line}; give both the months"
            located.report(keys, message, "{name, from, to} that do not overlap")
            break
    mine.append((first, last, str(keys[0]), located.mark(keys)[0]))
