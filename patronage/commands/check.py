"""`patronage check`: whether files are right, with every fault at its place."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from patronage.commands.shell.completing import scenarios

if TYPE_CHECKING:
    from patronage.sim.files.faults import Fault

_LONGEST = 1000  # bytes of a first line that are looked at for the schema it names
_SCHEMA = re.compile(rb"(?:\xef\xbb\xbf)?#[^\n]*?\$schema(?:=|: )(\S+)")
_NAMED = re.compile(rb"([a-z_]+)\.json")
_CALLED = {
    "acts": "chronicle of acts",
    "actors": "dictionary of actors",
    "evidence": "case",
    "outside": "case",
    "content": "case",
}
_OF_A_CASE = ("case", "evidence", "outside", "content")


@click.command()
@click.argument("files", nargs=-1, metavar="FILE...", shell_complete=scenarios)
@click.option(
    "--case",
    "case_name",
    metavar="CASE",
    help="The case of a file of acts or of a dictionary of actors [the one beside it].",
)
@click.option(
    "--expectations", is_flag=True,
    help="Test the expectations in the files, or else those of the project (which takes minutes), against the"
    " model and their null models.",
)  # fmt: skip
@click.option(
    "--replicates", type=click.IntRange(1, 10_000), metavar="N",
    help="With --expectations: runs for each of 60 draws [100].",
)  # fmt: skip
@click.option(
    "--tables", type=click.Path(path_type=Path), metavar="DIR",
    help="With --expectations: write the table there as CSV, LaTeX, Markdown and Excel.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="With --expectations: print one JSON object.")
def check(
    files: tuple[str, ...],
    case_name: str | None,
    expectations: bool,
    replicates: int | None,
    tables: Path | None,
    as_json: bool,
) -> int:
    """Check cases (their folder or any of their files), scenarios, sweeps, acts, expectations and codebooks.

    The kind of a file is taken from its first line ($schema=...), or else from its content. All errors in all
    files are reported, one per line. A note is not an error: it points to something that you may not have
    intended. An expectation is a claim about the model that was declared before it was run; with
    --expectations the exit code is 1 where a verdict differs from the status that its file declares.
    """
    if expectations:
        from patronage.commands.places import Place, check_tables, finished
        from patronage.studies.refusing import refuse_twice
        from patronage.studies.tables.expectations import expectation_tables
        from patronage.text.expectations import found_text, held_files

        if case_name is not None:
            raise click.UsageError("--case would change nothing: --expectations name their scenarios")
        refuse_twice(files)
        check_tables(tables)
        held = held_files([Path(file) for file in files], replicates)
        plain, write = [finding.plain() for finding in held], partial(expectation_tables, held)
        code = finished(plain, found_text(held), write, None, Place(tables=tables), as_json=as_json)
        return code or int(not all(finding.as_declared for finding in held))
    if as_json or replicates is not None or tables is not None:
        name = "--json" if as_json else "--tables" if tables is not None else "--replicates"
        raise click.UsageError(f"{name} goes with --expectations")
    if not files:
        raise click.UsageError("name a file to check, or give --expectations")
    from patronage.sim.files.faults import FaultError, shown
    from patronage.studies.shipped import scenario_path

    faults: list[Fault] = []
    sound: list[str] = []
    notes: list[Fault] = []
    for path in map(scenario_path, files):
        try:
            kind, mine = _check(path, case_name)
            notes += mine
            sound.append(f"{shown(path)}: no errors in this {_CALLED.get(kind, kind)}")
        except FaultError as error:
            faults += error.faults
    for line in (*sound, *dict.fromkeys(f"note: {note}" for note in notes)):
        click.echo(line)
    if faults:
        raise FaultError(faults)
    return 0


def _check(path: Path, case_name: str | None) -> tuple[str, list[Fault]]:
    """Read one file for its faults; what it is, and the notes on it."""
    from patronage.sim.case.load import find_case, load_case
    from patronage.sim.case.notes import acts_notes, case_notes

    if path.is_dir():
        return "case", case_notes(load_case(path))
    kind = _kind(path)
    if kind in _OF_A_CASE:
        return kind, case_notes(load_case(_beside(path, kind)))
    if kind == "codebook":
        from patronage.sim.case.codebook import read_codebook

        read_codebook(path)
    elif kind == "acts":
        from patronage.sim.case.chronicle import load_acts

        load_acts(path, load_case(find_case(case_name) if case_name else _beside(path, kind)))
        return kind, acts_notes(path)
    elif kind == "actors":
        from patronage.sim.event_data.dictionary import actors_notes, load_actors

        case = load_case(find_case(case_name) if case_name else _beside(path, kind))
        load_actors(path, case)
        return kind, actors_notes(path, case)
    elif kind == "expectation":
        from patronage.studies.expectations.held import read

        read(path)
    elif kind == "sweep":
        from patronage.sim.sweeps.file import load_sweep

        load_sweep(path)
    else:
        from patronage.sim.designs.notes import scenario_notes
        from patronage.sim.scenario.load import load_scenario

        return kind, scenario_notes(load_scenario(path))
    return kind, []


def _beside(path: Path, kind: str) -> Path:
    """The folder of the case that a file lies in; FaultError where it is none."""
    from patronage.sim.files.faults import Fault, FaultError, listed, shown
    from patronage.sim.files.kinds import TAKEN
    from patronage.sim.files.shipped import case_names

    folder = path.parent.parent if path.parent.name in {"coders", "content"} else path.parent
    if kind != "case" and not (folder / "case.yaml").exists():
        own = kind in {"acts", "actors"}
        advice = "say with --case which case it is about" if own else "put it beside one"
        what = TAKEN[kind if kind in TAKEN else "evidence"][0]
        message = f"is {what}, and there is no case.yaml beside it; {advice}"
        allowed = listed(case_names()) + ", or the path of a case's folder" if own else ""
        raise FaultError([Fault(shown(path), 0, 0, "", message, allowed)])
    return folder


def _kind(path: Path) -> str:
    """What a file says that it is; from what it holds where it does not say."""
    from patronage.sim.files.kinds import kind_of
    from patronage.sim.files.located import read_bytes, read_yaml
    from patronage.sim.files.shipped import SCENARIOS, named

    said = _SCHEMA.match(read_bytes(path, named(SCENARIOS))[:_LONGEST])
    schema = _NAMED.search(said[1]) if said is not None else None
    if schema is not None:
        return schema[1].decode()
    return kind_of(read_yaml(path).data, "scenario")
