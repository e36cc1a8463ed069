"""The fields of a dictionary of actors: by which names and codes event data call a case's actors."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, ConfigDict, Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from patronage.sim.event_data.sectors import OUT, STATE, sector
from patronage.sim.files.forms import Form, Month, Text, wrong
from patronage.sim.files.months import parse_month


class NameForm(Form):
    """A name, with the months in which it counts."""

    name: Text = Field(description="as the data spell it, capitals apart")
    first: Month | None = Field(
        default=None, alias="from", description="first month in which it counts, YYYY-MM"
    )
    last: Month | None = Field(default=None, alias="to", description="last month in which it counts, YYYY-MM")

    @model_validator(mode="after")
    def _forwards(self) -> NameForm:
        if self.first and self.last and parse_month(self.first) > parse_month(self.last):
            raise wrong(f"counts until {self.last}, before it starts in {self.first}", at=("to",))
        return self


class _OrText:
    """In a JSON Schema: the form, or a text that stands for one with that name alone."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"anyOf": [{"type": "string", "minLength": 1}, handler(schema)]}


def _named(given: Any) -> Any:
    return {"name": given} if isinstance(given, str) else given


class CalledForm(Form):
    """By what event data call an actor."""

    names: list[Annotated[NameForm, BeforeValidator(_named), _OrText()]] = Field(
        default=[], description="names that are the actor's, each a text or {name, from, to}"
    )
    country: Text | None = Field(
        default=None,
        description="its country's name in the data; who holds one of `sectors` there is the actor",
    )
    codes: list[Text] = Field(
        default=[], description="codes of its country or group, such as TUR (GDELT, POLECAT)"
    )
    sectors: list[Text] = Field(
        default=list(STATE),
        description="who of the country is the actor: sectors by name or three-letter code",
    )
    not_sectors: list[Text] = Field(
        default=list(OUT), description="sectors of which one is enough not to be the actor"
    )
    bare_country: bool = Field(
        default=False, description="whether the country's name alone, without a sector, is the actor"
    )

    @model_validator(mode="after")
    def _calls_somebody(self) -> CalledForm:
        if not (self.names or self.country or self.codes):
            raise wrong("calls nobody", allowed="names, country or codes, at least one of them")
        both = [word for word in self.sectors if sector(word) in set(map(sector, self.not_sectors))]
        if both and "not_sectors" in self.model_fields_set and "sectors" in self.model_fields_set:
            raise wrong(f"'{both[0]}' is among sectors too; name it in one of them", at=("not_sectors",))
        return self


class ActorsFile(Form):
    """A dictionary of actors: by each id of the case's, what event data call the actor."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, CalledForm]
    of_others: ClassVar[type[Form]] = CalledForm  # what a field is whose name is not fixed
