"""`patronage explain`: where an interest weight comes from."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from patronage.commands.options import tables_option
from patronage.commands.places import Place, check_tables, finished
from patronage.commands.shell.completing import actors, actors_and_issues, cases


@click.command()
@click.argument("case", shell_complete=cases)
@click.argument("actor", required=False, shell_complete=actors)
@click.argument("about", required=False, metavar="[ISSUE]", shell_complete=actors_and_issues)
@click.option("--coder", metavar="NAME", help="Use this coder's coding of the article [the first coder's].")
@tables_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def explain(
    case: str, actor: str | None, about: str | None, coder: str | None, tables: Path | None, as_json: bool
) -> int:
    """Show the interest weights of CASE with their 90% intervals and the sentences behind them.

    Interest weights are an actor's salience, position and capability on each issue, its trust in other
    actors and its commitments to them. With CASE alone, a name or a folder, all of them are shown, and which
    rest on no sentence. ACTOR shows those of one actor. ISSUE shows that actor's weights on one issue; the
    name of another actor in its place shows trust and commitment between the two.
    """
    from patronage.sim.case.load import find_case, load_case
    from patronage.sim.files.faults import Fault, FaultError, listed, nearest, short
    from patronage.sim.weights.explain import explain as explained
    from patronage.studies.tables.explain import weight_tables
    from patronage.text.explain import SETTLES, case_text, plain_weight, unidentified_text, weight_text

    check_tables(tables)
    loaded = load_case(find_case(case))

    def known(name: str, what: str, names: tuple[str, ...]) -> None:
        if name not in names:
            message = f"unknown {what} {short(name)}"
            raise FaultError([Fault("explain", 0, 0, "", message, listed(names), nearest(name, names))])

    if actor is not None:
        known(actor, "actor", loaded.actor_ids)
    if coder is not None:
        known(coder, "coder", loaded.coders)
    weights = explained(loaded, actor, coder=coder)
    if about is not None:
        others = tuple(other for other in loaded.actor_ids if other != actor)
        known(about, "issue or other actor", (*loaded.issue_ids, *others))
        weights = [weight for weight in weights if weight.about == about]
    found = {"case": loaded.name, "digest": loaded.digest, "weights": [plain_weight(w) for w in weights]}
    if actor is None:
        text = case_text(loaded, weights)
    else:
        parts = [weight_text(loaded, weight) for weight in weights if about is not None or weight.reasons]
        parts += [unidentified_text(loaded, weights)] if about is None else []
        text = "\n\n".join([*parts, SETTLES])
    write = partial(weight_tables, weights)
    return finished(found, text, write, None, Place(tables=tables), as_json=as_json)
