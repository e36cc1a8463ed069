"""What must hold of a case's files beyond each field by itself."""

from __future__ import annotations

from collections.abc import Sequence

from sim.case_schema import CaseFile, EvidenceFile, ItemForm, LocatorForm, PeriodForm
from sim.codebook import Codebook
from sim.forms import Known, check, sound, sound_rows
from sim.located import Keys, Located
from sim.months import month_text, parse_month

MOST_COMMITTED = 0.95  # the part of its capability that an actor can have committed before the period


def check_case(file: Located | None, codebook: Codebook | None) -> Known:
    """Adds the faults of case.yaml to it; returns what names and months the evidence may use.

    Whatever of that could not be read is left unchecked in the evidence.
    """
    names: dict[str, Sequence[str]] = dict(codebook.names()) if codebook is not None else {}
    if file is None:
        return Known(names)
    for kind, rows in (("actor", "actors"), ("issue", "issues")):
        file.unique(rows)
        ids = [row["id"] for _, row in file.rows(rows) if isinstance(row.get("id"), str)]
        if ids:
            names[kind] = tuple(ids)
    file.unique("capability_prior", "entries", name="actor")
    known = Known(names, _period(file))
    check(CaseFile, file, known)
    return known


def check_items(
    files: Sequence[Located], known: Known, case_file: Located | None, codebook: Codebook | None
) -> None:
    """Adds the faults of the evidence to its files."""
    taken: dict[str, str] = {}
    committed: dict[str, dict[str, float]] = {}
    silent = _silent(case_file)
    paragraphs = case_file.at("article", "paragraphs") if case_file is not None else None
    for file in files:
        check(EvidenceFile, file, known)
        file.unique("items", taken=taken)
        for keys, item in sound_rows(ItemForm, file, "items", known):
            _check_kind(file, keys, item)
            _check_locator(file, keys, item, paragraphs, silent)
            _check_acts(file, keys, item, known, codebook)
            if codebook is not None:
                _check_commitments(file, keys, item, codebook, committed)


def _period(file: Located) -> tuple[int, int] | None:
    form = sound(PeriodForm, file.at("period"))
    return None if form is None else (parse_month(form.first), parse_month(form.last))


def _silent(file: Located | None) -> dict[tuple[int, int], int]:
    """The silent sentences, each with the line that says so."""
    found: dict[tuple[int, int], int] = {}
    for keys, row in file.rows("silent") if file is not None else ():
        locator = sound(LocatorForm, row.get("locator"))
        if file is not None and locator is not None:
            found[locator.paragraph, locator.sentence] = file.mark(keys)[0]
    return found


def _check_kind(file: Located, keys: Keys, item: ItemForm) -> None:
    allowed = ("article",) if file.path.name == "evidence.yaml" else ("fact", "assumption")
    if item.kind not in allowed:
        home = "outside.yaml" if file.path.name == "evidence.yaml" else "evidence.yaml"
        message = f"an item of kind {item.kind} belongs in {home}"
        file.report((*keys, "kind"), message, ", ".join(allowed))


def _check_locator(
    file: Located, keys: Keys, item: ItemForm, paragraphs: object, silent: dict[tuple[int, int], int]
) -> None:
    if item.locator is None:
        return
    sentence = (item.locator.paragraph, item.locator.sentence)
    if isinstance(paragraphs, int) and sentence[0] > paragraphs:
        message = f"there is no paragraph {sentence[0]} in the article"
        file.report((*keys, "locator", "paragraph"), message, f"1 to {paragraphs}")
    if sentence in silent:
        message = f"this sentence is listed as silent in line {silent[sentence]} of case.yaml"
        file.report((*keys, "locator"), message)


def _check_acts(file: Located, keys: Keys, item: ItemForm, known: Known, codebook: Codebook | None) -> None:
    if item.acts and item.date is not None and known.period is not None:
        first, last = known.period
        if not first <= parse_month(item.date) <= last:
            message = f"the month {item.date} is outside the period, and the item has acts"
            file.report((*keys, "date"), message, f"{month_text(first)} to {month_text(last)}")
    for index, act in enumerate(item.acts):
        check_verb(file, (*keys, "acts", index), act.verb, act.cameo, codebook)


def check_verb(file: Located, keys: Keys, verb: str, cameo: str, codebook: Codebook | None) -> None:
    """Adds a fault where an act's verb is not the one its CAMEO code counts as."""
    code = codebook.cameo.get(cameo) if codebook is not None else None
    if code is not None and code.verb != verb:
        file.report((*keys, "verb"), f"CAMEO code {cameo} ({code.name}) does not count as {verb}", code.verb)


def _check_commitments(
    file: Located, keys: Keys, item: ItemForm, codebook: Codebook, committed: dict[str, dict[str, float]]
) -> None:
    """No actor can have promised more than it has; where a pair is coded twice, the larger share counts."""
    for index, row in enumerate(item.commitments):
        shares = committed.setdefault(row.actor, {})
        shares[row.toward] = max(shares.get(row.toward, 0.0), codebook.commitment[row.level])
        total = sum(shares.values())
        if total > MOST_COMMITTED:
            message = f"the commitments of {row.actor} add up to {total:.2f}"
            file.report((*keys, "commitments", index, "level"), message, f"at most {MOST_COMMITTED}")
