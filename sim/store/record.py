"""The record of a result folder, status.jsonl: what each of its lines may say, checked once as it is read.

A line that does not have the form of what is written there vouches for nothing, and is left out.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

KINDS = ("runs", "months", "paths", "points")
ANSWER, TABLES = "answer.json", "tables"

Count = Annotated[int, Field(ge=0, le=2**53)]
_PARQUET, _CSV = rf"({'|'.join(KINDS)})/part-[0-9]{{5,9}}\.parquet", rf"{TABLES}/[a-z][a-z0-9_]{{0,31}}\.csv"
PartName = Annotated[str, Field(pattern=rf"^({_PARQUET}|{_CSV}|answer\.json)$")]


class _Line(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, allow_inf_nan=False)


class PartLine(_Line):
    """A part that was written: the SHA-256 of its bytes, their number, its rows, and those that failed."""

    event: Literal["part"]
    part: PartName
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    rows: Count
    bytes: Count
    failed: Count


class LostLine(_Line):
    """A chunk of a sweep that could not be run."""

    event: Literal["lost"]
    chunk: Annotated[int, Field(ge=0, le=999_999_999)]
    runs: Count
    reason: str


class HolderLine(_Line):
    """A process that began to write, or went on."""

    event: Literal["start", "resume"]
    pid: Count
    host: str


class OtherLine(_Line):
    """That the writing ended, or a part was damaged."""

    event: Literal["finish", "damaged"]


Line = PartLine | LostLine | HolderLine | OtherLine
_LINE: TypeAdapter[Line] = TypeAdapter(Annotated[Line, Field(discriminator="event")])


def line_of(raw: bytes) -> Line | None:
    """What a line says; None for what was not written as one, or was cut short."""
    try:
        return _LINE.validate_json(raw)
    except ValidationError:
        return None
