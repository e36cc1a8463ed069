"""What a shell completes: the names of scenarios, sweeps and cases, and the actors and issues of a case.

It is asked at every press of the tab key, so nothing heavy is imported; and whatever is wrong with a file
only means that nothing of it is offered.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem, FishComplete

from patronage.sim.files.shipped import SCENARIOS, SWEEPS, case_names, named

Items = list[CompletionItem]


class WholeFishComplete(FishComplete):
    """fish's script, which shows each description whole: click's ends it at its first comma."""

    source_template = FishComplete.source_template.replace('string split ","', 'string split --max 1 ","')


def scenarios(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:  # noqa: ARG001
    """Scenarios by name, each with its question, and files."""
    return _names_or_files({name: _question(path) for name, path in named(SCENARIOS).items()}, incomplete)


def sweeps(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:  # noqa: ARG001
    """Sweeps by name, each with its question, and files."""
    return _names_or_files({name: _question(path) for name, path in named(SWEEPS).items()}, incomplete)


def cases(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:  # noqa: ARG001
    """Cases by name, each with its title, and folders."""
    titles = {
        name: str(_data(folder / "case.yaml").get("title", "")) for name, folder in case_names().items()
    }
    return _begun(titles, incomplete) or [CompletionItem(incomplete, type="dir")]


def actors(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:  # noqa: ARG001
    """The actors of the case, or of the scenario's case, that the line names already."""
    return _begun(_ids(ctx, "actors"), incomplete)


def actors_and_issues(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:  # noqa: ARG001
    """The issues of that case, and its actors but the one that the line names already."""
    others = {
        name: help_text for name, help_text in _ids(ctx, "actors").items() if name != ctx.params.get("actor")
    }
    return _begun(_ids(ctx, "issues") | others, incomplete)


def measures(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:  # noqa: ARG001
    """The measures, and what others have toward the focus actor of what the line names already."""
    from patronage.sim.model.asked import names_of, words_of

    several = (*(ctx.params.get("sources") or ()), *ctx.args)
    source = ctx.params.get("scenario") or ctx.params.get("folder") or next(iter(several), "")
    focus, names, clients = _toward(str(source))
    derived = any(
        each.name in {"sources", "wanted"} for each in ctx.command.params
    )  # who runs what that takes
    known = names_of(focus, tuple(names), clients, derived=derived)
    return _begun({name: words_of(name, names) for name in known}, incomplete)


def _toward(source: str) -> tuple[str, dict[str, str], tuple[str, ...]]:
    """The focus actor, the actors' names and the clients of a scenario or of a result's folder."""
    manifest = _data(Path(source) / "manifest.json") if source else {}
    if manifest:
        own = manifest.get("clients")
        clients = tuple(map(str, own)) if isinstance(own, list) else ()
        return str(manifest.get("focus")), _named(manifest.get("actors")), clients
    from patronage.studies.shipped import scenario_path

    folder = _folder(None, source) if source else None
    focus = str(_data(scenario_path(source)).get("focus")) if folder is not None else ""
    case = _data(folder / "case.yaml") if folder is not None else {}
    rows = case.get("clients")
    pairs = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    clients = tuple(str(row.get("client")) for row in pairs if row.get("patron") == focus)
    return focus, _named(case.get("actors")), clients


def _begun(known: Mapping[str, str], incomplete: str) -> Items:
    return [
        CompletionItem(name, help=help_text)
        for name, help_text in known.items()
        if name.startswith(incomplete)
    ]


def _names_or_files(known: Mapping[str, str], incomplete: str) -> Items:
    beside = {path.name: _question(path) for path in sorted(Path().glob("*.yaml"))}
    return _begun({**known, **beside}, incomplete) or [CompletionItem(incomplete, type="file")]


def _question(path: Path) -> str:
    """The first line of a file's first comment that is not addressed to an editor."""
    try:
        with path.open(encoding="utf-8") as lines:
            comments = (line for line in lines if line.startswith("#") and "$schema" not in line)
            return next(comments, "").lstrip("# ").strip()
    except (OSError, ValueError):
        return ""


def _data(path: Path) -> dict[str, Any]:
    """The fields of a file; none of one that cannot be read."""
    from patronage.sim.files.located import FaultError, read_yaml

    try:
        found = read_yaml(path).data
    except FaultError:
        return {}
    return found if isinstance(found, dict) else {}


def _ids(ctx: click.Context, kind: str) -> dict[str, str]:
    """The ids of a case's actors or issues, each with its name."""
    # An option without its value yet keeps the arguments before it from being distinguished.
    scenario = ctx.params.get("scenario") or (ctx.args[0] if ctx.args else None)
    folder = _folder(ctx.params.get("case"), scenario)
    return _named(_data(folder / "case.yaml").get(kind)) if folder is not None else {}


def _named(rows: object) -> dict[str, str]:
    """The names by id of a list of actors or issues."""
    given = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return {str(row["id"]): str(row.get("name", "")) for row in given if "id" in row}


def _folder(case: object, scenario: object) -> Path | None:
    """The folder of a case, named as such or by a scenario."""
    beside = None
    if case is None and isinstance(scenario, str):
        from patronage.studies.shipped import scenario_path

        path = scenario_path(scenario)
        case, beside = _data(path).get("case"), path.parent
    if not isinstance(case, str):
        return None
    try:
        return case_names(beside).get(case, (beside or Path()) / case)
    except (OSError, ValueError):  # no path at all
        return None
