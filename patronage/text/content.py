"""The agreement of coders on what acts are on and capability comes with, in words and as data."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from patronage.analysis.estimators.coding.alpha import FIRM, TENTATIVE
from patronage.analysis.estimators.coding.content import Agreed, ContentAgreement

_LEGEND = """\
given: units to which any coder gave a value; same: how many of these got the same from all.
alpha: 1 is perfect, 0 is chance; reliable from {firm:g} on, tentative from {tentative:g} on. Most values are
none, so it rests on the few others. The interval is a bootstrap over sentences and over the chronicle's
months; where all values agree it is a point, which does not mean certainty."""


def as_data(found: ContentAgreement) -> dict[str, Any]:
    """The comparison for machines; what has no value is None."""
    rows = [
        {key: None if isinstance(value, float) and math.isnan(value) else value for key, value in row.items()}
        for row in map(asdict, found.rows)
    ]
    return {
        "coders": list(found.coders),
        "rows": rows,
        "differences": [
            {
                "case": unit.case,
                "field": unit.field,
                "unit": unit.name,
                "values": dict(zip(found.coders, unit.values, strict=True)),
            }
            for unit in found.differences
        ],
    }


def as_text(found: ContentAgreement) -> str:
    """The comparison for people."""
    cases = list(dict.fromkeys(unit.case for unit in found.units))
    *others, last = found.coders
    lines = [
        f"Coders {', '.join(others)} and {last} on {' and '.join(cases)}",
        "",
        f"{'':<16}{'alpha':>6}  {'90% interval':<15}{'units':>6}{'given':>7}{'same':>6}",
    ]
    lines += [_line(row) for row in found.rows]
    lines += ["", _LEGEND.format(firm=FIRM, tentative=TENTATIVE)]
    if found.differences:
        lines += ["", "Where they differ:"]
    for unit in found.differences:
        said = ", ".join(f"{c} {v or 'none'}" for c, v in zip(found.coders, unit.values, strict=True))
        where = f"{unit.case}, " if len(cases) > 1 else ""
        lines.append(f"  {where}{unit.field} of {unit.name}: {said}")
    return "\n".join(lines)


def _line(row: Agreed) -> str:
    between = "—" if math.isnan(row.low) else f"{row.low:.2f} to {row.high:.2f}"
    value = "—" if math.isnan(row.alpha) else f"{row.alpha:.2f}"
    return f"{row.what:<16}{value:>6}  {between:<15}{row.units:>6}{row.given:>7}{row.same:>6}"
