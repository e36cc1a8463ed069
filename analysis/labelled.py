"""Arrays whose axes have names and labels: what an answer holds of its runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray


@dataclass(frozen=True)
class Held:
    """One array. dims: its axes by name, in their order; unit, meaning: as a table's column has them."""

    name: str
    dims: tuple[str, ...]
    values: NDArray[Any]
    unit: str
    meaning: str


@dataclass(frozen=True)
class Arrays:
    """Arrays that share their axes. coordinates: the labels of each axis by its name; about: of the whole."""

    coordinates: Mapping[str, Sequence[Any] | NDArray[Any]]
    held: tuple[Held, ...]
    about: Mapping[str, str | int | float] = field(default_factory=dict)
