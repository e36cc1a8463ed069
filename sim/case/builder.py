"""Checked forms -> the plain parts of a case, with the codebook's words turned into numbers."""

from __future__ import annotations

from collections.abc import Sequence

from patronage.sim.case.codebook import Codebook
from patronage.sim.case.parts import (
    Act,
    Article,
    Capability,
    Commitment,
    Control,
    Field,
    Issue,
    Item,
    Mention,
    Silent,
    Stance,
    Tie,
)
from patronage.sim.case.schema import (
    ArticleForm,
    CapabilityPriorForm,
    ClientForm,
    IssueForm,
    ItemForm,
    SilentForm,
)
from patronage.sim.files.months import parse_month


def article(form: ArticleForm) -> Article:
    """What names the article."""
    return Article(**form.model_dump())


def issue(form: IssueForm) -> Issue:
    """An issue with its field, if any."""
    field = None if form.field is None else Field(form.field.leverage, form.field.position, form.field.source)
    return Issue(form.id, form.name, form.zero, form.one, form.start, form.start_source, field)


def clients(rows: Sequence[ClientForm], actors: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The clients of each patron that has any, in the actors' order."""
    pairs = {(row.patron, row.client) for row in rows}
    found = {patron: tuple(actor for actor in actors if (patron, actor) in pairs) for patron in actors}
    return {patron: several for patron, several in found.items() if several}


def capability_prior(form: CapabilityPriorForm | None) -> dict[str, Capability]:
    """What is known beforehand of each actor's capability, by actor."""
    entries = form.entries if form is not None else []
    default = form.source if form is not None else ""
    return {entry.actor: Capability(entry.cinc, entry.mean, entry.source or default) for entry in entries}


def silent(form: SilentForm) -> Silent:
    """A sentence that carries nothing."""
    return Silent((form.locator.paragraph, form.locator.sentence), form.reason)


def item(form: ItemForm, book: Codebook) -> Item:
    """An item; pseudo-counts are strength times confidence, mentions are counts times confidence."""
    sure = book.confidence[form.confidence]
    month = None if form.date is None else parse_month(form.date)
    acts = [
        Act(
            act.actor,
            act.verb,
            act.toward,
            month,
            form.id,
            act.cameo,
            (act.goldstein[0], act.goldstein[1]),
            act.on,
        )
        for act in form.acts
        if month is not None
    ]
    stances = [Stance(s.actor, s.issue, s.position, book.strength[s.strength] * sure) for s in form.stances]
    controls = [
        Control(c.actor, c.issue, book.control[c.level], book.strength[c.strength] * sure, c.brought_by)
        for c in form.controls
    ]
    return Item(
        id=form.id,
        kind=form.kind,
        locator=None if form.locator is None else (form.locator.paragraph, form.locator.sentence),
        source=form.source,
        month=month,
        dated_by=form.dated_by,
        date_source=form.date_source,
        paraphrase=form.paraphrase,
        coder=form.coder,
        confidence=sure,
        acts=tuple(acts),
        stances=tuple(stances),
        mentions=tuple(Mention(m.actor, m.issue, m.count * sure) for m in form.mentions),
        controls=tuple(controls),
        ties=tuple(Tie(t.actor, t.toward, t.goldstein[0], t.goldstein[1]) for t in form.ties),
        commitments=tuple(Commitment(c.actor, c.toward, book.commitment[c.level]) for c in form.commitments),
    )
