"""Where an answer goes besides the terminal: its result folder, its chart, its tables."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from patronage.commands.shell.streams import Printing, note

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from patronage.analysis.charts.drawing import Draw
    from patronage.analysis.tables import Table
    from patronage.sim.case.chronicle import DatedAct
    from patronage.sim.scenario.load import Scenario
    from patronage.sim.store.writer import ResultWriter

_ELSEWHERE = {"scenario", "sources", "changes", "rng", "out", "as_json", "tables"}
"""Options that decide nothing, or that the digest of what was asked has in it already."""
_MADE = ("scenario", "focus", "measure", "runs", "draws", "replicates", "rng", "digest", "window")


@dataclass(frozen=True)
class Place:
    """Where an answer goes; None for what was not asked for.

    chart: a file named by --out. tables: a folder named by --tables. kept: the result folder, which is made
    aside and appears when it is finished, as ``folder``; name: of the chart in it.
    """

    chart: Path | None = None
    tables: Path | None = None
    kept: ResultWriter | None = None
    folder: Path = Path()
    name: str = "chart"


def place_of(
    scenario: Scenario,
    name: str,
    *,
    out: Path | None,
    tables: Path | None,
    as_json: bool,
    acts: Sequence[DatedAct] = (),
) -> Place:
    """Where the answer to a question about a scenario goes, its result folder being `results/<scenario>-…`.

    ``acts``: those that it is asked of besides. FaultError or OSError where anything could not be written
    there, before any work.
    """
    from patronage.sim.store.provenance import digest_of
    from patronage.studies.run_folder import manifest_of

    manifest = manifest_of(scenario)
    if acts:
        digest = digest_of([asdict(act) for act in acts])
        manifest |= {"acts": digest, "inputs": digest_of([manifest["inputs"], digest])}
    return place_in(f"{scenario.name}-{name}", name, manifest, out=out, tables=tables, as_json=as_json)


def place_in(
    folder: str,
    name: str,
    manifest: Mapping[str, Any],
    *,
    out: Path | None,
    tables: Path | None,
    as_json: bool,
) -> Place:
    """The same of an answer to whatever a manifest describes; ``folder``: its name within `results`."""
    from patronage.commands.shell.folders import default_folder
    from patronage.sim.store.provenance import digest_of
    from patronage.sim.store.writer import ResultWriter

    if out is not None:
        check_chart(out)
    check_tables(tables)
    if as_json:
        return Place(out, tables)
    context = click.get_current_context()
    kind, options = str(context.info_name), _options(context.params)
    deciding = {key: value for key, value in options.items() if key not in _ELSEWHERE}
    inputs = digest_of({"inputs": manifest["inputs"], "command": name, "options": deciding})
    full = {**manifest, "kind": kind, "inputs": inputs, "of": manifest["inputs"], "options": options}
    place = default_folder(folder, kind, inputs)
    kept = context.with_resource(ResultWriter.create(place, full, aside=True))
    return Place(out, tables, kept, place, name)


def check_chart(out: Path) -> None:
    """FaultError for an ending that charts cannot have, OSError where it could not be written."""
    from patronage.analysis.charts.style import ENDINGS
    from patronage.sim.files.durable import check_writable
    from patronage.sim.files.faults import Fault, FaultError

    if out.suffix.lower() not in ENDINGS:
        message = "not an ending of charts"
        raise FaultError([Fault(str(out), 0, 0, "--out", message, ", ".join(ENDINGS))])
    check_writable(out)


def check_tables(tables: Path | None) -> None:
    """FaultError or OSError where --tables names what no tables could be written to."""
    if tables is not None:
        from patronage.analysis.table_files.folder import check_folder

        check_folder(tables)


def _options(params: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a command as data; a file by its name and its digest."""
    return {name: _plain(value) for name, value in params.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, Path):
        digest = hashlib.sha256(value.read_bytes()).hexdigest() if value.is_file() else ""
        return f"{value} {digest}".rstrip()
    return value


def finished(
    plain: Mapping[str, Any] | Sequence[Any],
    text: str,
    tables: Callable[[], Sequence[Table]],
    draw: Draw | None,
    place: Place,
    *,
    as_json: bool,
) -> int:
    """Print the answer, then keep, draw and write it, so that what fails then loses no work.

    Gives the exit code: 1 if anything is missing, which a line on stderr then says.
    """
    from patronage.commands.shell.errors import DONE, SOME_FAILED

    printing = Printing()  # whoever reads has enough, or the disk has not, but the rest was asked for too
    printing.say(json.dumps(plain, indent=2, ensure_ascii=False) if as_json else text)
    about = plain if isinstance(plain, Mapping) else {}
    drawn = _once(draw)
    sound = [
        place.kept is None or _keep(place, place.kept, plain, tables, drawn),
        place.chart is None or drawn is None or _draw(drawn, place.chart, place.chart),
        place.tables is None or write_out(place.tables, tables, about),
    ]
    kept = any(each is not None for each in (place.kept, place.chart, place.tables))
    return printing.end(DONE if all(sound) else SOME_FAILED, kept=kept)


def _once(draw: Draw | None) -> Draw | None:
    """What draws a chart, which is made once for all the files it is written to."""
    made: list[Figure] = []

    def drawn() -> Figure:
        if draw is not None and not made:
            made.append(draw())
        return made[0]

    return None if draw is None else drawn


def _draw(draw: Draw, path: Path, named: Path) -> bool:
    from patronage.analysis.charts.drawing import missing_text, why_missing

    reason = why_missing(draw, path)
    note(missing_text(named, reason) if reason else f"chart:  {named}")
    return not reason


def _keep(
    place: Place, writer: ResultWriter, plain: Any, tables: Callable[[], Sequence[Table]], draw: Draw | None
) -> bool:
    """Fill the result folder: the answer, the tables, the chart."""
    from patronage.sim.files.faults import FaultError
    from patronage.studies.run_folder import keep_tables

    try:
        writer.write_answer((json.dumps(plain, indent=2, ensure_ascii=False) + "\n").encode())
        keep_tables(writer, tables())
        chart = f"{place.name}.png"
        sound = draw is None or _draw(draw, writer.folder / chart, place.folder / chart)
        writer.finish()
    except (OSError, FaultError) as error:
        note(f"{place.folder}: this result folder is missing: {_reason(error)}")
        return False
    note(f"result: {place.folder}")
    return sound


def write_out(folder: Path, tables: Callable[[], Sequence[Table]], about: Mapping[str, Any]) -> bool:
    """Write the tables into the folder that --tables names; whether all of them are there."""
    from patronage.analysis.table_files.folder import write_tables
    from patronage.sim.files.faults import FaultError
    from patronage.sim.store.provenance import model_version, versions

    known = {key: about[key] for key in ("command", *_MADE) if about.get(key) is not None}
    known |= {"model": model_version(), "versions": versions()}
    try:
        lines = write_tables(folder, tables(), made_of(about), known)
    except (OSError, FaultError) as error:
        note(f"{folder}: its tables are missing: {_reason(error)}")
        return False
    for line in lines:
        note(line)
    note(f"tables: {folder}")
    return not any("left as it is" in line for line in lines)


def made_of(about: Mapping[str, Any]) -> str:
    """How the numbers of an answer were made, for captions, as far as its JSON says it."""
    words = [str(about["scenario"])] if isinstance(about.get("scenario"), str) else []
    draws, replicates, runs = (about.get(key) for key in ("draws", "replicates", "runs"))
    each = [f"{draws:,} weight draws x {replicates:,} runs"] if draws and replicates else []
    each += [f"{draws:,} weight draws"] if draws and not replicates else []
    if runs:
        words.append(f"{runs:,} runs" + (f" ({each[0]})" if each else ""))
    else:
        words += each
    words += [f"rng {about['rng']}"] if about.get("rng") is not None else []
    return ", ".join(words) + "." if words else ""


def _reason(error: Exception) -> str:
    from patronage.sim.files.faults import FaultError, one_line, reason_of

    if isinstance(error, FaultError):
        return "; ".join(str(fault) for fault in error.faults)
    named = f"{error.filename}: " if isinstance(error, OSError) and error.filename else ""
    return one_line(f"{named}{reason_of(error)}")
