"""An expectation: what a scenario should show, as it is loaded from its file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from patronage.sim.files import shipped as data
from patronage.sim.files.faults import Choice, Fault, FaultError, listed, short
from patronage.sim.files.forms import Known, check
from patronage.sim.files.located import Keys, Located, read_yaml
from patronage.sim.files.months import month_text, parse_month
from patronage.sim.model.measures import MEASURES, NAMED, TIES, Derived
from patronage.sim.model.settings import SETTINGS
from patronage.sim.scenario.checks import check_settings
from patronage.sim.scenario.expectation_null import check_null
from patronage.sim.scenario.expectation_schema import ExpectationFile, StatementForm
from patronage.sim.scenario.load import Scenario, load_scenario
from patronage.sim.verbs import VERB_NAMES

NEEDS: dict[str, tuple[str, ...]] = {
    **{measure.name: ("actor",) for measure in MEASURES},
    "outcome": ("issue",),
    **{tie.name: ("actor", "toward") for tie in TIES},
    "trust": ("actor", "toward"),
    "acts": ("actor",),
}
"""What each measure has to be given."""

TAKES: dict[str, tuple[str, ...]] = {"acts": ("toward", "verbs")}
"""And what it may be given."""

BETWEEN = ("trust", "acts")
"""The measures that no actor has toward itself; a tie it has: dependence on itself is self-reliance (E3)."""

COMPARING = ("falls", "rises", "does_not_fall", "does_not_rise")
CHANGING = (*COMPARING, "grows", "shrinks")
"""The relations that say of a change that it is there: by the case's smallest effect, or more."""


@dataclass(frozen=True)
class Quantity:
    """A number of a run: the measure, whose it is, and by which names. ``verbs``: acts that count."""

    measure: str
    actor: str | None
    toward: str | None
    issue: str | None
    verbs: tuple[str, ...]


@dataclass(frozen=True)
class Statement:
    """One thing that should be seen.

    months (first, last): over which the quantity is averaged, or acts counted. than: a number, another
    quantity, or None where the relation needs nothing. share (least, most) of draws if ``of_draws``, else of
    runs. smallest: the smallest change that counts as one; 0 where any does.
    """

    quantity: Quantity
    arm: str
    months: tuple[int, int]
    relation: str
    than: float | Quantity | None
    share: tuple[float, float]
    of_draws: bool
    smallest: float = 0.0


@dataclass(frozen=True)
class Expectation:
    """A claim about a scenario, with what was found about it.

    null: which null model must not show it as well; without: the parts that are off in that null.
    """

    path: Path
    name: str
    claim: str
    source: str
    scenario: Scenario
    status: str
    found: str
    statements: tuple[Statement, ...]
    null: str
    without: tuple[str, ...] = ()


def load_expectation(
    path: Path, find: Callable[[str], Path], overrides: dict[str, str] | None = None
) -> Expectation:
    """The expectation in a file; FaultError with all faults of it and of its scenario.

    ``find`` gives the file of a scenario that is called by name; ``overrides`` are the scenario's.
    """
    located = read_yaml(Path(path))
    scenario, faults = _scenario(located, path.parent, find, overrides or {})
    period = (scenario.first_month, scenario.last_month) if scenario else None
    known = scenario.case.known(period) if scenario else Known()
    check(ExpectationFile, located, known)
    for keys, row in located.rows("expect"):
        _check_statement(located, keys, row, scenario)
    check_null(located, scenario)
    if faults or located.faults or scenario is None:
        raise FaultError([*faults, *located.faults])
    form = ExpectationFile.model_validate(located.data, context=known)
    window = (scenario.first_event_month, scenario.last_month)
    return Expectation(
        path=path,
        name=path.stem,
        claim=form.claim,
        source=form.source,
        scenario=scenario,
        status=form.status,
        found=form.found or "",
        statements=tuple(_statement(row, window, scenario.case.smallest_effect) for row in form.expect),
        null=form.null,
        without=tuple(form.without or ()),
    )


def _scenario(
    located: Located, beside: Path, find: Callable[[str], Path], overrides: dict[str, str]
) -> tuple[Scenario | None, list[Fault]]:
    check_settings(located)
    name, changes = located.at("scenario"), located.at("settings")
    if not isinstance(name, str) or not name.strip():
        return None, []
    given = changes if isinstance(changes, dict) else {}
    own = {
        f"settings.{key}": str(value)
        for key, value in given.items()
        if key in SETTINGS and type(value) in {int, float}  # what is wrong with others is said already
    }
    path = beside / name if _is_file(beside / name) else find(name)
    if not _is_file(path):
        there = data.named(data.SCENARIOS)
        meant = Choice(Path(name).stem, there, f"{listed(there)}, or a path as seen from this file")
        located.report(("scenario",), f"there is no scenario {short(name)}", meant)
        return None, []
    try:
        return load_scenario(path, own | overrides), []
    except FaultError as error:
        return None, [fault for fault in error.faults if not fault.file.startswith("--set settings.")]


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # no name a file can have
        return False


def _word(value: object) -> str | None:
    """A value that is text; None for any other, which the form reports."""
    return value if isinstance(value, str) else None


def _check_statement(located: Located, keys: Keys, row: dict[str, Any], scenario: Scenario | None) -> None:
    """What a form cannot see: which fields go together."""
    measure, relation, actor = (_word(row.get(name)) for name in ("measure", "relation", "actor"))
    if measure is not None and measure in NEEDS:
        needs, takes = NEEDS[measure], (*NEEDS[measure], *TAKES.get(measure, ()))
        for name in needs:
            if row.get(name) is None:
                located.report(keys, f"the measure {measure} needs '{name}'")
        for group, place in ((row, keys), (row.get("than_of"), (*keys, "than_of"))):
            for name in ("actor", "toward", "issue", "verbs"):
                if isinstance(group, dict) and group.get(name) is not None and name not in takes:
                    located.report((*place, name), f"the measure {measure} has no '{name}'", listed(takes))
            if measure in BETWEEN and isinstance(group, dict):
                _check_between(located, place, group, row)
        derived = isinstance(NAMED.get(measure), Derived)
        if derived and scenario and actor not in {None, scenario.focus}:
            message = f"{measure} is the focus actor's alone, here {short(scenario.focus)}"
            located.report((*keys, "actor"), message)
        tie = measure in {tie.name for tie in TIES}
        if tie and row.get("months") is not None:
            located.report((*keys, "months"), f"{measure} is known from the first event to the end only")
        if measure == "acts" and relation in {"grows", "shrinks"}:
            located.report((*keys, "relation"), "acts are counted, so there is no start to compare with")
        if tie and relation in {"grows", "shrinks"}:
            located.report((*keys, "relation"), f"{measure} is not known month by month", listed(COMPARING))
    _check_relation(located, keys, row)


def _check_relation(located: Located, keys: Keys, row: dict[str, Any]) -> None:
    relation = _word(row.get("relation"))
    with_numbers = [name for name in ("than", "than_of") if row.get(name) is not None]
    if relation in {"above", "below"} and len(with_numbers) != 1:
        located.report((*keys, "relation"), f"{relation} needs either 'than' or 'than_of'")
    elif relation not in {None, "above", "below"}:
        for name in with_numbers:
            located.report((*keys, name), f"{relation} compares with nothing else", "above or below")
    if relation in COMPARING and row.get("arm") is not None:
        located.report((*keys, "arm"), f"{relation} compares both arms, so none is named")
    shares = [name for name in ("share_of_runs", "share_of_draws") if row.get(name) is not None]
    if len(shares) != 1:
        located.report(keys, "needs either 'share_of_runs' or 'share_of_draws'")


def _check_between(located: Located, keys: Keys, group: dict[str, Any], row: dict[str, Any]) -> None:
    """A quantity between two actors; what it leaves out is as in its statement `row`."""
    whose, toward = (group.get(name) or row.get(name) for name in ("actor", "toward"))
    if whose is not None and whose == toward:
        message = f"{row['measure']} of {short(whose)} toward itself; name another actor"
        located.report((*keys, "toward" if "toward" in group else "actor"), message)


def _statement(row: StatementForm, window: tuple[int, int], smallest: dict[str, float]) -> Statement:
    quantity = Quantity(row.measure, row.actor, row.toward, row.issue, tuple(row.verbs or VERB_NAMES))
    than: float | Quantity | None = row.than
    if row.than_of is not None:
        other = row.than_of
        than = Quantity(
            row.measure,
            other.actor or row.actor,
            other.toward or row.toward,
            other.issue or row.issue,
            tuple(other.verbs or row.verbs or VERB_NAMES),
        )
    months = window
    if row.months is not None:
        months = parse_month(row.months[0]), parse_month(row.months[-1])
    of_draws = row.share_of_draws is not None
    least, most = row.share_of_draws if of_draws else row.share_of_runs  # type: ignore[misc]
    least_change = smallest.get(row.measure, 0.0) if row.relation in CHANGING else 0.0
    if row.measure == "acts":  # which are declared by the month
        least_change *= months[1] - months[0] + 1
    return Statement(quantity, row.arm, months, row.relation, than, (least, most), of_draws, least_change)


def in_words(statement: Statement) -> str:
    """`acts of iran toward assad (endorse, aid) rise by 0.48 or more, 2015-11 to 2016-04`."""
    first, last = (month_text(month) for month in statement.months)
    than = ""
    if isinstance(statement.than, Quantity):
        than = f" {named(statement.than)}"
    elif statement.than is not None:
        than = f" {statement.than:g}"
    arm = "" if statement.relation in COMPARING or statement.arm == "scenario" else ", without the events"
    span = first if first == last else f"{first} to {last}"
    relation = statement.relation.replace("_", " ")
    if statement.quantity.measure == "acts":  # many
        relation = {"falls": "fall", "rises": "rise"}.get(relation, relation.replace("does", "do"))
    by = f" by {round(statement.smallest, 9):g} or more" if statement.smallest else ""
    return f"{named(statement.quantity)} {relation}{by}{than}, {span}{arm}"


def named(quantity: Quantity) -> str:
    """`trust of us in kurds`, `outcome on tenure`."""
    links = {tie.name: tie.link for tie in TIES} | {"trust": "in", "acts": "toward"}
    parts = [quantity.measure]
    if quantity.issue is not None:
        parts.append(f"on {quantity.issue}")
    if quantity.actor is not None:
        parts.append(f"of {quantity.actor}")
    if quantity.toward is not None:
        parts.append(f"{links.get(quantity.measure, 'toward')} {quantity.toward}")
    if quantity.measure == "acts" and quantity.verbs != VERB_NAMES:
        parts.append(f"({', '.join(quantity.verbs)})")
    return " ".join(parts)
