"""What an import of event data read, left out and wrote, as people read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from patronage.sim.case.load import Case
from patronage.sim.event_data.cells import Kept, returned
from patronage.sim.event_data.importing import LEFT, Imported
from patronage.sim.event_data.tally import Tally
from patronage.sim.files.faults import one_line
from patronage.sim.files.months import month_text
from patronage.words.plain import brief, table

MOST_DONE = 2.0
"""Acts an actor-month that the model can do: one of its own accord, and one in answer."""

_SHOWN, _FEW = 15, 5  # parties that are listed
_LONGEST = 60  # letters of one of them
_BY_RULE = {
    "least": "had fewer events than --least",
    "surge": "were no surge",
    "most": "were not among the most reported of their actor-month",
}


def read_text(found: Imported, source: str) -> str:
    """What became of the rows, and who stayed unmapped."""
    rows = [(meaning, f"{found.left[why]:,}") for why, meaning in LEFT.items() if found.left[why]]
    kept = found.rows - found.left.total()
    parts = [
        table(
            (source, "rows"), [("read", f"{found.rows:,}"), *rows, ("are events of the case", f"{kept:,}")]
        ),
        *_unmapped("Unmapped, in events with an actor of the case", found.unmapped, _SHOWN),
        *_unmapped("Unmapped, both sides of an event", found.strangers, _FEW),
        "\n".join(_codes(found)),
    ]
    return "\n\n".join(part for part in parts if part)


def _unmapped(head: str, tally: Tally, most: int) -> list[str]:
    ranked = sorted(tally.counts.items(), key=lambda pair: (-pair[1], pair[0]))
    if not ranked:
        return []
    rows = [(_cut(name), why, f"{count:,}") for (name, why), count in ranked[:most]]
    more = len(ranked) - most
    text = table((head, "near match", "times"), rows, left=2)
    if more > 0:
        rest = sum(count for _, count in ranked[most:])
        text += f"\nand {more:,} more, {rest:,} times"
    if tally.missed:
        text += f"\n(rare names were let go to save memory: a count may be too low by up to {tally.missed:,})"
    return [text]


def _cut(name: str) -> str:
    name = one_line(name)
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


def _codes(found: Imported) -> list[str]:
    lines = []
    if found.unknown:
        lines.append(f"codes unknown to the codebook: {_counted(found.unknown)}")
    if found.above:
        lines.append(f"codes read as the one above them: {_counted(found.above)}")
    if found.repaired:
        lines.append(f"codes that had lost their leading zero and were given it back: {found.repaired:,}")
    return lines


def _counted(counts: Counter[str]) -> str:
    most = counts.most_common(_SHOWN)
    rest = f" and {len(counts) - len(most)} others" if len(counts) > len(most) else ""
    return ", ".join(f"{one_line(brief(code))} ({count:,})" for code, count in most) + rest


def acts_text(acts: Sequence[Kept], left: Counter[str], case: Case, span: tuple[int, int]) -> str:
    """How many acts there are, how many cells the rule left out, and how dense the acts lie."""
    months = span[1] - span[0] + 1
    lines = [f"{sum(left.values()) + len(acts):,} cells (a month, an actor, a verb, a target)"]
    lines += [f"  {left[why]:,} {meaning}" for why, meaning in _BY_RULE.items() if left[why]]
    lines.append(f"  {len(acts):,} are acts, each by its weightiest event")
    joint = returned(acts)
    if joint:
        lines.append(
            f"  {joint:,} of these are joint: each party has the same act on the same day, or one visits and"
            " the other is host"
        )
    rows = []
    for actor in case.actor_ids:
        mine = [act for act in acts if act.actor == actor]
        by_month = Counter(act.month for act in mine)
        dense = sum(count > MOST_DONE for count in by_month.values())
        rows.append((actor, f"{len(mine):,}", f"{len(mine) / months:.2f}", str(dense)))
    whole = density(acts, case, span)
    over = sum(int(row[3]) for row in rows)
    rows.append(("mean of all", f"{len(acts) / len(case.actor_ids):.1f}", f"{whole:.2f}", f"{over} in all"))
    head = f"Acts of each, {month_text(span[0])} to {month_text(span[1])}"
    heads = (head, "acts", "per month", f"months with more than the model's {MOST_DONE}")
    return "\n".join(lines) + "\n\n" + table(heads, rows)


def density(acts: Sequence[Kept], case: Case, span: tuple[int, int]) -> float:
    """Acts per actor and month."""
    return len(acts) / (len(case.actor_ids) * (span[1] - span[0] + 1))


def too_dense(acts: Sequence[Kept], case: Case, span: tuple[int, int]) -> str:
    """A warning where the case or one of its actors has more acts a month than the model can do."""
    months = span[1] - span[0] + 1
    counts = Counter(act.actor for act in acts)
    over = [
        f"{actor} ({counts[actor] / months:.2f})"
        for actor in case.actor_ids
        if counts[actor] > MOST_DONE * months
    ]
    whole = density(acts, case, span)
    if not over:
        return ""
    who = f"{whole:.2f} acts per actor and month" if whole > MOST_DONE else "more than two acts per month"
    return (
        f"warning: {who}: {', '.join(over)}. In the model an actor acts at most twice a month, once of its"
        " own accord and once in answer. --least, --surge or --most leave out the smaller cells"
    )
