"""What the YAML files may hold, field by field: the base of every form, its kinds of field, its faults.

A form is a pydantic model. Names (of actors, issues, …) are checked against the lists that `Known` brings
along, since those lists are in the files, not in the code. A fault is worded here, once for all forms.
"""

from __future__ import annotations

import re
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from patronage.sim.files.faults import EMPTY, Choice, Keys, listed, short
from patronage.sim.files.located import Located
from patronage.sim.files.mistyped import mistyped, wanted_of
from patronage.sim.files.months import month_text, parse_month
from patronage.sim.files.names import hidden, leaves_folder
from patronage.sim.files.yaml_text import plain_value
from patronage.sim.verbs import KIND, VERB_NAMES, VERBS

FormT = TypeVar("FormT", bound="Form")

if TYPE_CHECKING:
    VerbName = str
else:
    VerbName = Literal[VERB_NAMES]
ON_ISSUES = tuple(verb.name for verb in VERBS if verb.side == KIND)
"""The verbs of acts that may settle something on an issue: to agree, and to permit."""


class Form(BaseModel):
    """The base of all forms: no unknown fields, no conversion of one type to another, no infinities."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


@dataclass(frozen=True)
class Known:
    """What names may be used, by kind ("actor", "issue", …), and the months (first, last) dates may have.

    Names of a kind that is absent are not checked: the file that lists them could not be read.
    """

    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    period: tuple[int, int] | None = None

    @cached_property
    def sets(self) -> dict[str, frozenset[str]]:
        """The names by kind, to look one up among thousands."""
        return {kind: frozenset(names) for kind, names in self.names.items()}


def wrong(message: str, *, allowed: str | Choice = "", at: Keys = ()) -> Exception:
    """A fault to raise from a validator; `at` leads from the validated value to the faulty one."""
    context = {"message": message, "allowed": allowed, "at": at}
    return PydanticCustomError("wrong", "{message}", context)


def known(kind: str) -> AfterValidator:
    """A validator of names: the value is one of the names of its kind."""

    def check(name: str, info: ValidationInfo) -> str:
        lists = info.context if isinstance(info.context, Known) else Known()
        if kind in lists.names and name not in lists.sets[kind]:
            raise wrong(f"unknown {kind} {short(name)}", allowed=Choice(name, lists.names[kind]))
        return name

    _KIND_OF[check] = kind
    return AfterValidator(check)


_KIND_OF: dict[Any, str] = {}  # by the function of each validator of names, of what they are the names


def _identifier(text: str) -> str:
    if not (text.isascii() and text[:1].isalnum() and all(c.isalnum() or c in "_.-" for c in text)):
        raise wrong(f"{short(text)} is not an id", allowed="letters, digits, _ . - and no space")
    if len(text) > 80:
        raise wrong(f"{short(text)} is too long for an id", allowed="80 characters")
    return text


def shaped(pattern: str, what: str) -> AfterValidator:
    """A validator of text that must match a pattern as a whole; `what` says in words what that is."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text, re.ASCII):
            raise wrong(f"{short(text)} is not {what}")
        return text

    return AfterValidator(check)


def _filled(text: str) -> str:
    if not text.strip():
        raise wrong("is blank; say something here")
    return text


def _seen(text: str) -> str:
    if unseen := hidden(text):
        raise wrong(f"{short(text)} holds {unseen}, which no reader sees; write the name without it")
    return text


def _within(text: str) -> str:
    if leaves_folder(text):
        raise wrong(
            f"{short(text)} is not a path within the case's folder",
            allowed="a relative path, such as article.txt",
        )
    return text


def _month(text: str) -> str:
    try:
        parse_month(text)
    except ValueError as error:
        raise wrong(str(error)) from None
    return text


def _month_within(text: str, info: ValidationInfo) -> str:
    if isinstance(info.context, Known) and info.context.period is not None:
        first, last = info.context.period
        if not first <= parse_month(text) <= last:
            span = f"{month_text(first)} to {month_text(last)}"
            raise wrong(f"the month {text} is outside the period", allowed=span)
    return text


def _ordered(span: list[float]) -> list[float]:
    if span[0] > span[1]:
        raise wrong(f"[low, high] is the wrong way round: {span[0]:g} is more than {span[1]:g}")
    return span


_MONTH_PATTERN = Field(json_schema_extra={"pattern": "^[1-9][0-9]{3}-(0[1-9]|1[0-2])$"})


def _not_itself(name: str, info: ValidationInfo) -> str:
    if name == info.data.get("actor"):
        raise wrong(f"{short(name)} acts on itself; name another actor")
    return name


def of_kind_acts(given: Any, info: ValidationInfo) -> Any:
    """Only an act that happens, of a verb that settles something, is on an issue, and on one."""
    verb = info.data.get("verb", ON_ISSUES[0])
    if given is not None and info.data.get("bar"):
        raise wrong("what is barred is on no issue; leave 'on' out")
    if given is not None and verb not in ON_ISSUES:
        raise wrong(
            f"an act of {verb} is on no issue; leave 'on' out", allowed=f"'on' with {' or '.join(ON_ISSUES)}"
        )
    if isinstance(given, list):
        names = info.context.names.get("issue", ()) if isinstance(info.context, Known) else ()
        raise wrong("an act is on one issue, not on a list of them", allowed=listed(names))
    return given


_ID_PATTERN = Field(json_schema_extra={"pattern": "^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$"})

Id = Annotated[str, AfterValidator(_identifier), _ID_PATTERN]
Text = Annotated[str, AfterValidator(_filled), Field(json_schema_extra={"minLength": 1})]
Name = Annotated[Text, AfterValidator(_seen)]
WithinFolder = Annotated[Name, AfterValidator(_within)]
Month = Annotated[str, AfterValidator(_month), _MONTH_PATTERN]
PeriodMonth = Annotated[Month, AfterValidator(_month_within)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Goldstein = Annotated[float, Field(ge=-10.0, le=10.0)]
GoldsteinSpan = Annotated[list[Goldstein], Field(min_length=2, max_length=2), AfterValidator(_ordered)]
ActorName = Annotated[str, known("actor")]
IssueName = Annotated[str, known("issue")]
OnIssue = Annotated[IssueName | None, BeforeValidator(of_kind_acts)]
Target = Annotated[ActorName, AfterValidator(_not_itself)]
EvidenceName = Annotated[str, known("evidence id")]
CoderName = Annotated[str, known("coder")]
ContentCoderName = Annotated[str, known("coder of content")]


def validate(form: type[FormT], located: Located, context: Known | None = None) -> FormT:
    """The file as a form; FaultError with every fault of it, the reader's included."""
    check(form, located, context)
    located.raise_faults()
    return form.model_validate(located.data, context=context)


def check(form: type[Form], located: Located, context: Known | None = None) -> None:
    """Adds every fault of the data to the faults of the file."""
    try:
        form.model_validate(located.data, context=context)
    except ValidationError as error:
        for details in error.errors(include_url=False):
            _report(form, located, details, context)


def sound(form: type[FormT], data: Any, context: Known | None = None) -> FormT | None:
    """The form of data that are right in themselves; None for others, which `check` reports."""
    try:
        return form.model_validate(data, context=context)
    except ValidationError:
        return None


def sound_rows(
    form: type[FormT], located: Located, rows: str, context: Known
) -> Iterator[tuple[Keys, FormT]]:
    """The rows of a list that are right in themselves, each with its keys, whatever the others are."""
    for keys, row in located.rows(rows):
        filled = sound(form, row, context)
        if filled is not None:
            yield keys, filled


_DIGITS = re.compile("[-+]?[0-9]+")  # with so many of them that YAML reads no number
_LIMITS: dict[str, tuple[str, str, str]] = {
    "greater_than_equal": ("ge", "small", "at least"),
    "greater_than": ("gt", "small", "more than"),
    "less_than_equal": ("le", "large", "at most"),
    "less_than": ("lt", "large", "less than"),
}


def _report(form: type[Form], located: Located, details: ErrorDetails, context: Known | None) -> None:
    keys: Keys = tuple(details["loc"])
    kind, given, limits = details["type"], details["input"], details.get("ctx", {})
    if located.faults.full:
        located.report((*keys, *limits.get("at", ())), "")  # which counts it
        return
    last = str(keys[-1]) if keys else "file"
    noun = f"{keys[-2]}".removesuffix("s") if len(keys) > 1 and isinstance(keys[-1], int) else last
    if given is None and kind not in {"missing", "extra_forbidden"} and not limits.get("at"):
        located.report(keys, *_empty(form, keys, kind, limits.get("allowed", "")))
    elif kind == "wrong":
        keys = (*keys, *limits["at"])
        located.report(keys, limits["message"], limits["allowed"])
    elif kind == "extra_forbidden":
        fields = Choice(last, _fields(form, keys[:-1]))
        hint = "" if fields.suggestion else _hint(form, keys[:-1], last)
        located.report(keys, f"unknown field {short(last)}{hint}", fields, at_name=True)
    elif kind == "missing":
        located.report(keys, f"the field '{last}' is missing")
    elif kind == "literal_error":
        names = [str(name) for name in get_args(_annotation(form, keys))]
        located.report(keys, f"unknown {noun} {short(given)}", Choice(str(given), names))
    elif kind in _LIMITS:
        name, size, limit = _LIMITS[kind]
        bound = limits[name]
        number = f"{bound:g}" if isinstance(bound, float) else str(bound)
        located.report(keys, f"{short(given)} is too {size}", f"{limit} {number}")
    elif kind in {"too_short", "too_long"}:
        bound = limits.get("min_length", limits.get("max_length"))
        words = "at least" if kind == "too_short" else "at most"
        count = limits["actual_length"]
        given = "1 entry is" if count == 1 else f"{count} entries are"
        located.report(keys, f"{given} given", f"{words} {bound}")
    elif kind.startswith("int") and _DIGITS.fullmatch(str(given)) and isinstance(plain_value(given), str):
        small = given.startswith("-")
        bound = _limit(form, keys, "ge" if small else "le")
        allowed = "" if bound is None else f"at {'least' if small else 'most'} {bound}"
        located.report(keys, f"{short(given)[1:-1]} is too {'small' if small else 'large'}", allowed)
    elif isinstance(given, int | float) and (known_names := _names(form, keys, context, given)):
        located.report(keys, f"unknown {known_names[0]} {short(given)}", Choice(str(given), known_names[1]))
    else:
        located.report(keys, mistyped(kind, given, located.parsed.written.get(keys)))


def _names(form: type[Form], keys: Keys, context: Known | None, given: float) -> tuple[str, Any] | None:
    """What a field takes names of, and which there are; None where it takes none, or ``given`` is one."""
    checks = [getattr(each, "func", None) for each in _metadata(form, keys)]
    kind = next((_KIND_OF[check] for check in checks if check in _KIND_OF), "")
    if context is None or kind not in context.names or str(given) in context.sets[kind]:
        return None
    return kind, context.names[kind]


def _empty(form: type[Form], keys: Keys, kind: str, allowed: str) -> tuple[str, str]:
    """The message on a field without a value, and what is allowed there."""
    if kind == "literal_error":
        return EMPTY, listed(str(name) for name in get_args(_annotation(form, keys)))
    return (EMPTY, allowed) if kind == "wrong" else (f"{EMPTY}; it should be {wanted_of(kind)}", "")


def _parts(annotation: Any) -> Any:
    """An annotation without what merely surrounds it: Annotated[…] and … | None."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in {Union, types.UnionType}:
            annotation = next(part for part in get_args(annotation) if part is not type(None))
        else:
            return annotation


def _annotation(form: type[Form], keys: Keys) -> Any:
    """The type of the value that keys lead to within a form."""
    found: Any = form
    for key in keys:
        found = _parts(found)
        if isinstance(found, type) and issubclass(found, BaseModel):
            fields = {field.alias or name: field for name, field in found.model_fields.items()}
            others = getattr(found, "of_others", None)  # of fields whose names the form leaves open
            found = fields[str(key)].annotation if str(key) in fields else others
        else:
            arguments = get_args(found)
            found = arguments[-1] if arguments else None
    return _parts(found)


def _limit(form: type[Form], keys: Keys, name: str) -> int | None:
    """The bound of a field that keys lead to: its `ge` or `le`, None where it has none."""
    bounds = (getattr(each, name, None) for each in _metadata(form, keys))
    return next((bound for bound in bounds if bound is not None), None)


def _metadata(form: type[Form], keys: Keys) -> Sequence[Any]:
    """What is declared of a field that keys lead to, beside its type."""
    group = _annotation(form, keys[:-1])
    found = group.model_fields.get(str(keys[-1])) if keys and hasattr(group, "model_fields") else None
    return found.metadata if found is not None else ()


def _fields(form: type[Form], keys: Keys) -> list[str]:
    found = _annotation(form, keys)
    return [field.alias or name for name, field in found.model_fields.items()]


def _hint(form: type[Form], keys: Keys, field: str) -> str:
    """What a form says of a field it does not have: its name now (`renamed`), or one of its `hints`."""
    here = _annotation(form, keys)
    now = getattr(here, "renamed", {}).get(field)
    of_field = getattr(here, "hints", {}).get(field, getattr(here, "unknown_hint", ""))
    hint = f"it is now called {short(now)}" if now else of_field
    return f": {hint}" if hint else ""
