"""Coders' codings of one article, or of its acts and controls, found, made comparable and compared."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from patronage.analysis.estimators.coding.agreement import Agreement, Coding, Place, Questions, Unit, compare
from patronage.analysis.estimators.coding.content import ContentAgreement, ContentUnit, agreed
from patronage.analysis.tables import Table
from patronage.sim.case.chronicle import DatedAct, load_acts
from patronage.sim.case.load import Case, Item, case_names, find_case, load_case, load_coding
from patronage.sim.files.faults import Fault, FaultError, listed, nearest, shown
from patronage.sim.files.forms import ON_ISSUES
from patronage.studies.tables.agreement import agreement_tables

CHRONICLE = "chronicle.yaml"


@dataclass(frozen=True)
class Reading:
    """One coder's reading of a case's article."""

    case: Case
    coder: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Compared:
    """Two readings compared: whose, of how many sentences, which were left aside, and the agreement.

    itself: the two are one coding, word for word, whatever its coders and items are called.
    """

    coders: tuple[str, str]
    sentences: int
    aside: tuple[Place, ...]
    rows: tuple[Agreement, ...]
    itself: bool = False

    def tables(self) -> tuple[Table, ...]:
        """As tables, the main one first."""
        return agreement_tables(self)


def readings(first: str, second: str) -> tuple[Reading, Reading]:
    """The codings that two names stand for.

    A name is that of a case or of its folder (the coding in its evidence.yaml), the same with `:CODER` (a
    coding under its coders/), or the path of a file with a coding; such a file belongs to the case in whose
    folder it is, or else to the other coding's case. FaultError where a coding is not found or has faults,
    or where the two are not of one article, actors and issues.
    """
    cases = [_case_of(name) for name in (first, second)]
    known = next((case for case in cases if case is not None), None)
    if known is None:
        message = "is in no case's folder, so it is not known what it codes"
        raise FaultError([Fault(first, 0, 0, "", message, "a coding within a case's folder")])
    one, two = (_reading(name, case or known) for name, case in zip((first, second), cases, strict=True))
    _check_same(one, two, second)
    return one, two


def _case_of(name: str) -> Case | None:
    """The case a name leads to; None for a file that lies in no case's folder."""
    path = Path(name)
    if path.suffix in {".yaml", ".yml"}:
        for folder in path.resolve().parents[:2]:
            if (folder / "case.yaml").is_file():
                return load_case(folder)
        return None
    return load_case(find_case(_split(name)[0]))


def _split(name: str) -> tuple[str, str | None]:
    """A case's name or folder, and the coder named after a colon."""
    if name in case_names() or Path(name).is_dir():
        return name, None
    case, colon, coder = name.rpartition(":")
    return (case, coder) if colon and case else (name, None)


def _reading(name: str, case: Case) -> Reading:
    path = Path(name)
    if path.suffix in {".yaml", ".yml"}:
        items = load_coding(path, case)
        return Reading(case, " and ".join(dict.fromkeys(item.coder for item in items)), items)
    coder = _split(name)[1] or case.coders[0]
    if coder not in case.codings:
        message = f"{coder} has not coded this case"
        raise FaultError([Fault(name, 0, 0, "", message, listed(case.coders), nearest(coder, case.coders))])
    return Reading(case, coder, case.codings[coder])


def _check_same(one: Reading, two: Reading, name: str) -> None:
    """Both codings must answer the same questions."""
    for what, mine, other in (
        ("article (by its sha256)", one.case.article.sha256, two.case.article.sha256),
        ("actors", set(one.case.actor_ids), set(two.case.actor_ids)),
        ("issues", set(one.case.issue_ids), set(two.case.issue_ids)),
    ):
        if mine != other:
            raise FaultError(
                [Fault(name, 0, 0, "", f"is not of the same {what}, so there is nothing to compare")]
            )


def agreement(one: Reading, two: Reading, *, aside: Iterable[Place] = (), rng: int = 0) -> Compared:
    """How far two readings agree, sentence by sentence; those ``aside`` are left out.

    FaultError for a sentence to be left out that there is not.
    """
    silent = {row.locator for case in (one.case, two.case) for row in case.silent}
    coded = {item.locator for reading in (one, two) for item in reading.items}
    places = sorted(place for place in silent | coded if place is not None)
    left, known = dict.fromkeys(aside), frozenset(places)
    missing = [place for place in left if place not in known]
    if missing:
        allowed = listed(f"{paragraph}.{sentence}" for paragraph, sentence in places)
        raise FaultError(
            Fault("--without", 0, 0, "", f"there is no sentence {paragraph}.{sentence}", allowed)
            for paragraph, sentence in missing
        )
    kept = [place for place in places if place not in left]
    asked = Questions(kept, one.case.actor_ids, one.case.issue_ids)
    rows = compare(_coding(one.items), _coding(two.items), asked, rng=rng)
    itself = _wording(one.items) == _wording(two.items)
    return Compared((one.coder, two.coder), len(asked.places), tuple(left), rows, itself)


def _wording(items: Iterable[Item]) -> list[tuple[object, ...]]:
    """A coding of the article without what its coder and its items are called, in the article's order."""
    article = [item for item in items if item.locator is not None]
    return [
        (
            item.locator,
            item.month,
            item.paraphrase,
            item.confidence,
            [replace(act, item="") for act in item.acts],
            [replace(control, brought_by=None) for control in item.controls],
            *(item.stances, item.mentions, item.ties, item.commitments),
        )
        for item in sorted(article, key=lambda item: item.locator or ())
    ]


def _coding(items: Iterable[Item]) -> Coding:
    """What the items say, by unit. Counts are as coded: confidence says how sure a coder is, not what of."""
    acts: dict[Unit, str] = {}
    stances: dict[Unit, list[float]] = {}
    mentions: dict[Unit, float] = {}
    controls: dict[Unit, list[float]] = {}
    for item in items:
        if item.locator is None:
            continue
        for act in item.acts:
            unit = (item.locator, act.actor, act.toward)
            acts[unit] = "+".join(sorted({act.verb, *acts.get(unit, act.verb).split("+")}))
        for stance in item.stances:
            stances.setdefault((item.locator, stance.actor, stance.issue), []).append(stance.position)
        for mention in item.mentions:
            unit = (item.locator, mention.actor, mention.issue)
            mentions[unit] = mentions.get(unit, 0.0) + mention.count / (item.confidence or 1.0)
        for control in item.controls:
            controls.setdefault((item.locator, control.actor, control.issue), []).append(control.value)
    return Coding(acts, _means(stances), mentions, _means(controls))


def _means(found: dict[Unit, list[float]]) -> dict[Unit, float]:
    return {unit: sum(values) / len(values) for unit, values in found.items()}


def content_agreement(cases: Sequence[Case], rng: int = 0) -> ContentAgreement:
    """Compare what each case's own files say with what the coders under its content/ do.

    FaultError where a case has no other coder or is named twice, where the cases have different ones, and
    where there are acts or controls by now that a coder was not shown.
    """
    others = tuple(cases[0].contents)
    for k, case in enumerate(cases):
        _check_content(case, others, cases[0])
        if any(case.folder.resolve() == earlier.folder.resolve() for earlier in cases[:k]):
            raise FaultError([Fault(shown(case.folder), 0, 0, "", "is named twice")])
    units = [unit for case in cases for unit in (*_act_units(case), *_control_units(case))]
    on = [unit for unit in units if unit.field == "on"]
    rows = [agreed("on", on, rng)]
    sources = list(dict.fromkeys(unit.source for unit in on))
    if len(sources) > 1:
        rows += [agreed(f"on, {one}", [unit for unit in on if unit.source == one], rng) for one in sources]
    rows.append(agreed("brought_by", [unit for unit in units if unit.field == "brought_by"], rng))
    return ContentAgreement((cases[0].coders[0], *others), tuple(rows), tuple(units))


def _check_content(case: Case, others: tuple[str, ...], first: Case) -> None:
    where = shown(case.folder)
    if not case.contents:
        message = "there is no other coder's content, a file under content/, to compare with"
        raise FaultError([Fault(where, 0, 0, "", message)])
    if (case.coders[0], *case.contents) != (first.coders[0], *others):
        coders = ", ".join((case.coders[0], *case.contents))
        message = f"is coded by {coders}, and {first.name} by {', '.join((first.coders[0], *others))}"
        raise FaultError([Fault(where, 0, 0, "", f"{message}; compare them one by one")])
    there = {"acts of endorse and aid": len(_act_units(case)), "controls": len(_control_units(case))}
    for content in case.contents.values():
        for (what, now), seen in zip(there.items(), (content.acts, content.controls), strict=True):
            if now != seen:
                message = f"{content.coder} was shown {seen} {what}, and there are {now}"
                raise FaultError([Fault(where, 0, 0, "", message)])


def _act_units(case: Case) -> list[ContentUnit]:
    """Every act of endorse or aid."""
    dated = load_acts(case.folder / CHRONICLE, case) if (case.folder / CHRONICLE).exists() else ()
    found = []
    for item in case.items:
        for act in item.acts:
            if act.verb in ON_ISSUES:
                key = ("item", item.id, act.actor, act.verb, act.toward)
                given = (act.on, *(content.on.get(key) for content in case.contents.values()))
                name = f"{item.id}: {act.actor} {act.verb} {act.toward}"
                found.append(
                    ContentUnit("on", case.name, name, _source(item), (case.name, _sentence(item)), given)
                )
    return [*found, *(_dated_unit(case, act) for act in dated if act.verb in ON_ISSUES)]


def _dated_unit(case: Case, act: DatedAct) -> ContentUnit:
    key = ("act", act.id, act.actor, act.verb, act.toward)
    given = (act.on, *(content.on.get(key) for content in case.contents.values()))
    return ContentUnit("on", case.name, act.id, "chronicle", (case.name, act.month), given)


def _control_units(case: Case) -> list[ContentUnit]:
    """Every control."""
    found = []
    for item in case.items:
        for control in item.controls:
            key = ("item", item.id, control.actor, control.issue)
            given = (control.brought_by, *(one.brought_by.get(key) for one in case.contents.values()))
            name = f"{item.id}: {control.actor} {control.issue}"
            place = (case.name, _sentence(item))
            found.append(ContentUnit("brought_by", case.name, name, _source(item), place, given))
    return found


def _source(item: Item) -> str:
    return "article" if item.kind == "article" else "outside"


def _sentence(item: Item) -> Hashable:
    return item.locator or item.id
