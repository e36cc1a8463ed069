"""What must hold of a case's files beyond each field by itself.

These checks read the data as they stand, whatever else is wrong with them, so that all faults of a file are
found at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from patronage.sim.case.article import check_article, check_sentences, places
from patronage.sim.case.codebook import Codebook
from patronage.sim.case.content_checks import check_content
from patronage.sim.case.parts import ALL_CLIENTS, Item
from patronage.sim.case.schema import CaseFile, CommitmentForm, EvidenceFile, LocatorForm, PeriodForm
from patronage.sim.files.faults import short
from patronage.sim.files.forms import Known, check, sound
from patronage.sim.files.located import Keys, Located
from patronage.sim.files.months import month_text, parse_month
from patronage.sim.files.names import alike
from patronage.sim.verbs import VERB_NAMES

MOST_COMMITTED = 0.95  # the part of its capability that an actor can have committed before the period

_CODED = ("acts", "stances", "mentions", "controls", "ties", "commitments")


def check_case(file: Located | None, codebook: Codebook | None) -> Known:
    """Adds the faults of case.yaml to it; returns what names and months the evidence may use.

    Whatever of that could not be read is left unchecked in the evidence.
    """
    names: dict[str, Sequence[str]] = dict(codebook.names()) if codebook is not None else {}
    if file is None:
        return Known(names)
    for kind, rows in (("actor", "actors"), ("issue", "issues")):
        file.unique(rows)
        _check_names(file, rows)
        ids = [row["id"] for _, row in file.rows(rows) if isinstance(row.get("id"), str)]
        if ids:
            names[kind] = tuple(ids)
    file.unique("capability_prior", "entries", name="actor")
    file.unique("smallest_effect", name="measure")
    _check_clients(file)
    for keys, row in file.rows("capability_prior", "entries"):
        if (row.get("cinc") is None) == (row.get("mean") is None):
            file.report(keys, "give either cinc or mean")
    known = Known(names, _period(file))
    check(CaseFile, file, known)
    return known


def _check_clients(file: Located) -> None:
    """No one is its own client or a patron's twice, and no actor is called as all clients together are."""
    lines: dict[tuple[str, str], int] = {}
    for keys, row in file.rows("clients"):
        patron, client = row.get("patron"), row.get("client")
        if not (isinstance(patron, str) and isinstance(client, str)):
            continue
        if patron == client:
            file.report((*keys, "client"), f"{short(client)} is its own client", "another actor")
        elif (patron, client) in lines:
            first = lines[patron, client]
            message = f"{short(client)} is given twice as a client of {patron}; first in line {first}"
            file.report((*keys, "client"), message)
        else:
            lines[patron, client] = file.mark((*keys, "client"))[0]
    for keys, row in file.rows("actors"):
        if row.get("id") == ALL_CLIENTS:
            message = "no actor is called so, since the word stands for all clients of a patron"
            file.report((*keys, "id"), message, "another id")


def _check_names(file: Located, rows: str) -> None:
    """No two actors, and no two issues, are called alike: a table distinguishes them by nothing else."""
    first: dict[str, Keys] = {}
    for keys, row in file.rows(rows):
        name = row.get("name")
        if isinstance(name, str) and name.strip():
            earlier = first.setdefault(alike(name), keys)
            if earlier != keys:
                line = file.mark((*earlier, "name"))[0]
                file.report((*keys, "name"), f"the name {short(name)} is given twice; first in line {line}")


def check_items(
    files: Sequence[Located],
    known: Known,
    case_file: Located | None,
    codebook: Codebook | None,
    codings: Sequence[Located] = (),
    items: Sequence[Item] = (),
) -> None:
    """Adds the faults of the evidence to its files; `codings` are other coders' of the same article.

    `items` are those of the case where its own files are not among these.
    """
    sentences = check_article(case_file)
    check_sentences(case_file, files, codings, sentences)
    taken: dict[str, str] = {}
    committed: dict[str, dict[str, float]] = {}
    silent = _silent(case_file)
    for file in files:
        _check_file(file, known, codebook, taken, committed, silent)
    coders = {str(row.get("coder")) for file in files[:1] for _, row in file.rows("items")}
    for file in codings:  # what one coder finds silent, another may code
        _check_file(file, known, codebook, taken, {}, {})
        _check_coder(file, coders)
    check_content(files, codings, items)


def _check_file(
    file: Located,
    known: Known,
    codebook: Codebook | None,
    taken: dict[str, str],
    committed: dict[str, dict[str, float]],
    silent: dict[tuple[int, int], int],
) -> None:
    to_be_coded = _to_be_coded(file)
    check(EvidenceFile, file, known)
    file.unique("items", taken=taken)
    for keys, item in file.rows("items"):
        if keys in to_be_coded:
            continue
        _check_kind(file, keys, item)
        _check_date(file, keys, item, known)
        _check_silent(file, keys, item, silent)
        for act_keys, act in file.rows(*keys, "acts"):
            check_verb(file, act_keys, act, codebook)
        if codebook is not None:
            _check_commitments(file, keys, known, codebook, committed)


def _to_be_coded(file: Located) -> set[Keys]:
    """The items that nobody has begun, as `patronage new` makes them: each is one fault, whatever it lacks.

    Such an item has no paraphrase, and codes nothing but proposed mentions that are of no issue yet.
    """
    found, where = set(), dict(places(file, "items"))
    for keys, item in file.rows("items"):
        proposed = [row_keys for row_keys, row in file.rows(*keys, "mentions") if row.get("issue") is None]
        begun = any(item.get(name) for name in _CODED if name != "mentions")
        begun = begun or len(proposed) < len(list(file.rows(*keys, "mentions")))
        if begun or "paraphrase" not in item or item["paraphrase"] is not None:
            continue
        what = "sentence {}.{}".format(*where[keys]) if keys in where else "the item"
        file.report((*keys, "paraphrase"), f"{what} is still to be coded, or to be listed as silent")
        file.parsed.refused |= {(*keys, "paraphrase"), *((*row, "issue") for row in proposed)}
        found.add(keys)
    return found


def _check_coder(file: Located, earlier: set[str]) -> None:
    """Another coding is by one coder, who has not coded the article before; `earlier` is added to."""
    own: str | None = None
    for keys, item in file.rows("items"):
        coder = item.get("coder")
        if not isinstance(coder, str):
            continue
        if own is None and coder in earlier:
            file.report((*keys, "coder"), f"there is a coding by {short(coder)} already")
        elif own not in {None, coder}:
            file.report((*keys, "coder"), f"a file under coders/ is by one coder, here {short(own)}")
        own = own or coder
    earlier.update([own] if own is not None else [])


def _period(file: Located) -> tuple[int, int] | None:
    form = sound(PeriodForm, file.at("period"))
    return None if form is None else (parse_month(form.first), parse_month(form.last))


def _silent(file: Located | None) -> dict[tuple[int, int], int]:
    """The silent sentences, each with the line that says so."""
    if file is None:
        return {}
    return {place: file.mark(keys)[0] for keys, place in places(file, "silent")}


def _check_kind(file: Located, keys: Keys, item: dict[str, Any]) -> None:
    """Items of the article are in a coding of it with a locator, others in outside.yaml with a source."""
    kind = str(item.get("kind"))
    evidence = file.path.name != "outside.yaml"
    allowed = ("article",) if evidence else ("fact", "assumption")
    if kind in {"article", "fact", "assumption"} and kind not in allowed:
        home = "outside.yaml" if evidence else "evidence.yaml"
        file.report((*keys, "kind"), f"an item of kind {kind} belongs in {home}", ", ".join(allowed))
    if kind == "article" and item.get("locator") is None:
        file.report(keys, "an article item needs a locator: {paragraph: …, sentence: …}")
    if kind in {"fact", "assumption"}:
        if item.get("source") is None:
            file.report(keys, f"a {kind} needs a source")
        if item.get("locator") is not None:
            file.report((*keys, "locator"), f"a {kind} is not in the article, so it has no locator")
    if not any(item.get(name) for name in _CODED):
        message = "the item codes nothing; a sentence that carries nothing is listed under `silent`"
        file.report(keys, message, f"any of {', '.join(_CODED)}")


def _check_date(file: Located, keys: Keys, item: dict[str, Any], known: Known) -> None:
    """An act has a month within the period, and a date says where it is from."""
    month = month_of(item.get("date"))
    if item.get("acts") and item.get("date") is None:
        file.report(keys, "an item with acts needs a date, the month in which they happen")
    dated = item.get("date") is not None
    if dated and item.get("kind") == "article" and item.get("dated_by") is None:
        file.report(keys, "an article item with a date needs dated_by", "article, outside")
    if item.get("dated_by") == "outside" and item.get("date_source") is None:
        file.report(keys, "a date from outside the article needs a date_source")
    if item.get("acts") and month is not None and known.period is not None:
        first, last = known.period
        if not first <= month <= last:
            message = f"the month {month_text(month)} is outside the period, and the item has acts"
            file.report((*keys, "date"), message, f"{month_text(first)} to {month_text(last)}")


def month_of(value: object) -> int | None:
    """The month that a value stands for, or None."""
    try:
        return parse_month(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _check_silent(
    file: Located, keys: Keys, item: dict[str, Any], silent: dict[tuple[int, int], int]
) -> None:
    locator = sound(LocatorForm, item.get("locator"))
    line = silent.get((locator.paragraph, locator.sentence)) if locator is not None else None
    if line is not None:
        file.report((*keys, "locator"), f"this sentence is listed as silent in line {line} of case.yaml")


def check_verb(file: Located, keys: Keys, act: dict[str, Any], codebook: Codebook | None) -> None:
    """Adds a fault where an act's verb is not the one its CAMEO code counts as."""
    verb, cameo = act.get("verb"), act.get("cameo")
    code = codebook.cameo.get(cameo) if codebook is not None and isinstance(cameo, str) else None
    if code is not None and verb in VERB_NAMES and code.verb != verb:
        file.report((*keys, "verb"), f"CAMEO code {cameo} ({code.name}) does not count as {verb}", code.verb)


def _check_commitments(
    file: Located, keys: Keys, known: Known, codebook: Codebook, committed: dict[str, dict[str, float]]
) -> None:
    """No actor can have promised more than it has; where a pair is coded twice, the larger share counts."""
    for row_keys, row in file.rows(*keys, "commitments"):
        pledge = sound(CommitmentForm, row, known)
        if pledge is None:
            continue
        shares = committed.setdefault(pledge.actor, {})
        shares[pledge.toward] = max(shares.get(pledge.toward, 0.0), codebook.commitment[pledge.level])
        total = sum(shares.values())
        if total > MOST_COMMITTED:
            message = f"the commitments of {pledge.actor} add up to {total:.2f}"
            file.report((*row_keys, "level"), message, f"at most {MOST_COMMITTED}")
