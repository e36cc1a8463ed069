"""What others say that a case's acts are on and its capabilities come with: the files under content/."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from patronage.sim.case.content_checks import Bringing, controls_of, with_acts
from patronage.sim.files.faults import listed, nearest, short
from patronage.sim.files.forms import (
    ON_ISSUES,
    ActorName,
    Form,
    Id,
    IssueName,
    Known,
    Name,
    Target,
    VerbName,
    check,
    of_kind_acts,
    sound_rows,
    wrong,
)
from patronage.sim.files.located import Keys, Located

Act = tuple[str, str, str, str, str]
"""An act as another coder names it: item or act, the id of that, actor, verb, target."""

Cell = tuple[str, str, str, str]
"""A control likewise: item, the id of that, actor, issue."""


class SeenForm(Form):
    """How much the coder was shown: where there is more by now, the coding says nothing of it."""

    acts: int = Field(ge=0, description="acts of endorse and aid, those of the chronicle among them")
    controls: int = Field(ge=0, description="controls")


class OnForm(Form):
    """An act that is on an issue."""

    item: Id | None = Field(default=None, description="id of the item whose act it is; or else act")
    act: Id | None = Field(default=None, description="id of an act of chronicle.yaml; or else item")
    actor: ActorName = Field(description="who acts")
    verb: VerbName = Field(description="what it does")
    toward: Target = Field(description="on whom")
    on: Annotated[IssueName, BeforeValidator(of_kind_acts)] = Field(description="the issue")

    @model_validator(mode="after")
    def _one_source(self) -> OnForm:
        if (self.item is None) == (self.act is None):
            raise wrong("give either item or act")
        return self


class BroughtForm(Form):
    """A control that comes with an act."""

    item: Id = Field(description="id of the item whose control it is")
    actor: ActorName = Field(description="who can do something")
    issue: IssueName = Field(description="about which issue")
    brought_by: Id = Field(description="id of the item whose act it comes with")


class ContentFile(Form):
    """Another coder's `on` of acts and `brought_by` of controls; whatever is not listed has none."""

    coder: Name = Field(description="who coded it, such as B")
    seen: SeenForm = Field(description="how much the coder was shown")
    on: list[OnForm] = Field(default=[], description="the acts that are on an issue")
    brought_by: list[BroughtForm] = Field(default=[], description="the controls that come with an act")


@dataclass(frozen=True)
class Content:
    """Another coder's `on` of acts and `brought_by` of controls; what is absent has none.

    acts, controls: how many of each the coder was shown.
    """

    coder: str
    on: Mapping[Act, str]
    brought_by: Mapping[Cell, str]
    acts: int
    controls: int


def check_contents(
    contents: Sequence[Located],
    files: Sequence[Located],
    codings: Sequence[Located],
    chronicle: Located | None,
    known: Known,
) -> None:
    """Adds the faults of other coders' content to its files.

    `files` are the case's own evidence, `codings` the article's by others.
    """
    able = {name: acts for file in files for name, acts in with_acts(file).items()}
    acts, controls = _acts(files, chronicle), _controls(files)
    coders = {str(item.get("coder")): "" for file in files[:1] for _, item in file.rows("items")}
    for file in contents:
        check(ContentFile, file, known)
        on = [(keys, _act(row)) for keys, row in sound_rows(OnForm, file, "on", known)]
        brought = [(keys, _cell(row)) for keys, row in sound_rows(BroughtForm, file, "brought_by", known)]
        _check_rows(file, on, acts, "act of endorse or aid")
        _check_rows(file, brought, controls, "control")
        bringing = Bringing([*files, *codings])
        for coding in (*files, *codings):  # a scenario may mix these with it
            for _, control in controls_of(coding):
                if isinstance(control.get("brought_by"), str):
                    bringing.add(control)
        bringing.check(file, file.rows("brought_by"), able)
        coder = file.at("coder")
        if isinstance(coder, str):
            if coder in coders:
                file.report(("coder",), f"there is a coding by {short(coder)} already{coders[coder]}")
            coders.setdefault(coder, f", in {file.file}")


def _check_rows(
    file: Located,
    rows: Sequence[tuple[Keys, tuple[str, ...]]],
    there: Sequence[tuple[str, ...]],
    what: str,
) -> None:
    """Adds a fault for each row that is about nothing of the case, or about what an earlier one is about."""
    first: dict[tuple[str, ...], Keys] = {}
    for keys, row in rows:
        kind, name, *words = row
        if row in there:
            if first.setdefault(row, keys) != keys:
                line = file.mark(first[row])[0]
                file.report(keys, f"{' '.join(words)} in {short(name)} is given twice; first in line {line}")
            continue
        same = [" ".join(other[2:]) for other in there if other[:2] == (kind, name)]
        if same:
            file.report(keys, f"{short(name)} has no {' '.join(words)}", listed(same))
        else:
            names = [other[1] for other in there if other[0] == kind]
            message = f"there is no {what} in {short(name)}"
            file.report((*keys, kind), message, listed(names), nearest(name, names))


def _act(row: OnForm) -> Act:
    kind, name = ("act", row.act) if row.item is None else ("item", row.item)
    return kind, str(name), row.actor, row.verb, row.toward


def _cell(row: BroughtForm) -> Cell:
    return "item", row.item, row.actor, row.issue


def _acts(files: Sequence[Located], chronicle: Located | None) -> list[Act]:
    """The acts of endorse and aid, of which any may be on an issue."""
    rows = [
        ("item", item.get("id"), act)
        for file in files
        for keys, item in file.rows("items")
        for _, act in file.rows(*keys, "acts")
    ]
    rows += [("act", act.get("id"), act) for _, act in (chronicle.rows("acts") if chronicle else ())]
    return [
        (kind, str(name), str(act.get("actor")), str(act.get("verb")), str(act.get("toward")))
        for kind, name, act in rows
        if act.get("verb") in ON_ISSUES
    ]


def _controls(files: Sequence[Located]) -> list[Cell]:
    return [
        ("item", str(item.get("id")), str(control.get("actor")), str(control.get("issue")))
        for file in files
        for keys, item in file.rows("items")
        for _, control in file.rows(*keys, "controls")
    ]


def content_of(file: Located) -> Content:
    """The content in a sound file."""
    form = ContentFile.model_validate(file.data)
    return Content(
        coder=form.coder,
        on={_act(row): str(row.on) for row in form.on},
        brought_by={_cell(row): row.brought_by for row in form.brought_by},
        acts=form.seen.acts,
        controls=form.seen.controls,
    )
