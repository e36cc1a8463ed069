"""Golden summaries: small YAML files of results, compared value by value, renewed by `make golden`."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

DIGITS = 9  # significant digits written
TOLERANCE = 1e-7  # relative; wide enough for other processors, far below what a changed formula does


def check_summary(path: Path, values: Mapping[str, Any], *, renew: bool) -> None:
    """Compare `values` with the file, listing every difference; with `renew`, write the file instead.

    Raises AssertionError where they differ, or where there is no such file.
    """
    if renew:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(_plain(values), sort_keys=False, allow_unicode=True), encoding="utf-8")
        return
    assert path.is_file(), f"no golden summary {path.name}: run `make golden`, read it, commit it"
    found = list(differences(yaml.safe_load(path.read_text(encoding="utf-8")), values))
    assert not found, "\n".join([f"{path.name} (was, is); `make golden` if this is meant:", *found])


def differences(was: Any, now: Any, place: str = "") -> Iterator[str]:
    """Yield one line for each place at which the two differ; numbers may differ by TOLERANCE."""
    here = place or "everything"
    if isinstance(was, Mapping) and isinstance(now, Mapping):
        for key in [*was, *(key for key in now if key not in was)]:
            inner = f"{place}.{key}" if place else str(key)
            if key not in now:
                yield f"{inner}: gone, was {was[key]!r}"
            elif key not in was:
                yield f"{inner}: new, {now[key]!r}"
            else:
                yield from differences(was[key], now[key], inner)
    elif isinstance(was, list) and isinstance(now, list | tuple):
        if len(was) != len(now):
            yield f"{here}: {len(was)} entries, now {len(now)}"
        for position, (one, other) in enumerate(zip(was, now, strict=False)):
            yield from differences(one, other, f"{place}[{position}]")
    elif not _same(was, now):
        yield f"{here}: {was!r}, {now!r}"


def _same(was: Any, now: Any) -> bool:
    if isinstance(was, bool) or isinstance(now, bool):
        return was is now
    if not (isinstance(was, int | float) and isinstance(now, int | float)):
        return bool(was == now)
    if math.isnan(was) or math.isnan(now):
        return math.isnan(was) and math.isnan(now)
    return math.isclose(was, now, rel_tol=TOLERANCE, abs_tol=1e-12)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, float):  # NumPy's float64 is one of these
        return float(f"{value:.{DIGITS}g}")
    return str(value) if isinstance(value, str) else value  # a status is a word
