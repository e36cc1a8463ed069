"""`patronage agreement A B`: how far two coders of one article agree beyond chance."""

from __future__ import annotations

import math
import re
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import click

from patronage.analysis.estimators.coding.agreement import Agreement
from patronage.analysis.estimators.coding.agreement import Place as Sentence
from patronage.analysis.estimators.coding.alpha import FIRM, TENTATIVE
from patronage.commands.options import tables_option
from patronage.commands.places import Place, check_tables, finished
from patronage.commands.shell.completing import cases
from patronage.sim.case.load import find_case, load_case
from patronage.sim.files.faults import short
from patronage.studies.agreement import Compared, agreement, content_agreement, readings

ITSELF = "This is one coding compared with itself, word for word: it says nothing of agreement."
_SENTENCE = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})", re.ASCII)


def _sentences(ctx: click.Context, param: click.Parameter, texts: tuple[str, ...]) -> tuple[Sentence, ...]:
    """Sentences written as `6.1`, paragraph and sentence, both from 1."""
    found = []
    for text in texts:
        numbers = _SENTENCE.fullmatch(text)
        if numbers is None:
            message = f"{short(text)} is not a sentence; write paragraph and sentence, as in 6.1"
            raise click.BadParameter(message, ctx, param)
        found.append((int(numbers[1]), int(numbers[2])))
    return tuple(found)


@click.command("agreement")
@click.argument("first", metavar="A", shell_complete=cases)
@click.argument("second", metavar="[B]", required=False, shell_complete=cases)
@click.option(
    "--without",
    "aside",
    metavar="P.S",
    callback=_sentences,
    multiple=True,
    help="Leave out sentence S of paragraph P, such as 1.2, which the codebook may use as an example; may be"
    " repeated.",
)
@click.option(
    "--content",
    is_flag=True,
    help="Compare two other things that are coded: which issues an act settles, and which acts bring"
    " capability. Both are read from A's own files and from A/content/. B may be a second case, whose units"
    " are added.",
)
@click.option(
    "--rng", type=click.IntRange(0, 2**53 - 1), default=0, show_default=True, metavar="N",
    help="Seed of the bootstrap.",
)  # fmt: skip
@tables_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    first: str,
    second: str | None,
    aside: tuple[Sentence, ...],
    content: bool,
    rng: int,
    tables: Path | None,
    as_json: bool,
) -> int:
    """Compare two codings of one article: Krippendorff's alpha with a bootstrap interval.

    A and B are each a case (its evidence.yaml), CASE:CODER (a coding in its coders/ folder), or the path of
    a file with a coding.
    """
    check_tables(tables)
    if content:
        if aside:
            raise click.UsageError("--without goes with two codings, not with --content")
        from patronage.studies.tables.agreement import content_tables
        from patronage.text.content import as_data as content_data
        from patronage.text.content import as_text as content_text

        found = content_agreement([load_case(find_case(name)) for name in (first, second) if name], rng)
        data, write = content_data(found) | {"rng": rng}, partial(content_tables, found)
        return finished(data, content_text(found), write, None, Place(tables=tables), as_json=as_json)
    if second is None:
        raise click.UsageError("name two codings to compare, or one case with --content")
    compared = agreement(*readings(first, second), aside=aside, rng=rng)
    place = Place(tables=tables)
    return finished(as_data(compared), as_text(compared), compared.tables, None, place, as_json=as_json)


def as_data(compared: Compared) -> dict[str, Any]:
    """The comparison for machines; what has no value is None."""
    rows = []
    for row in compared.rows:
        data = asdict(row) | {"enough": row.enough}
        rows.append({k: None if isinstance(v, float) and math.isnan(v) else v for k, v in data.items()})
    return {
        "coders": list(compared.coders),
        "sentences": compared.sentences,
        "itself": compared.itself,
        "without": [f"{paragraph}.{sentence}" for paragraph, sentence in compared.aside],
        "rows": rows,
    }


def as_text(compared: Compared) -> str:
    """The comparison for people."""
    one, two = compared.coders
    lines = [
        f"Coders {one} and {two}, {compared.sentences} sentences"
        + (f" without {', '.join(f'{p}.{s}' for p, s in compared.aside)}" if compared.aside else ""),
        *([ITSELF] if compared.itself else []),
        "",
        f"{'':<22}{'level':<10}{'alpha':>6}  {'90% interval':<15}{'same':>6}{'units':>7}{'needed':>8}",
    ]
    lines += [_line(row) for row in compared.rows]
    short = [row.what for row in compared.rows if not row.enough]
    lines += [
        "",
        f"alpha: 1 is perfect, 0 is chance; reliable from {FIRM:g} on, tentative from {TENTATIVE:g} on.",
    ]
    if short:
        which = "any row" if len(short) == len(compared.rows) else ", ".join(short)
        lines.append(
            f"Fewer units than an alpha of {TENTATIVE:g} needs to be reliable in {which};\nthe rarer the"
            " rarest answer, the more it needs."
        )
    lines.append(
        "The interval is a bootstrap over sentences.\nWhere all answers agree it is a point, which does not"
        " mean certainty."
    )
    return "\n".join(lines)


def _line(row: Agreement) -> str:
    between = "—" if math.isnan(row.low) else f"{row.low:.2f} to {row.high:.2f}"
    same = "—" if math.isnan(row.same) else f"{row.same:.1%}"
    value = "—" if math.isnan(row.alpha) else f"{row.alpha:.2f}"
    return (
        f"{row.what:<22}{row.level:<10}{value:>6}  {between:<15}{same:>6}{row.units:>7}{row.needed or '—':>8}"
    )
