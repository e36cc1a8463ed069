"""Whether a replication archive gives its own numbers again: rerun from its inputs, and compared."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from patronage.analysis.tables import Column, Table, count, table_of, text
from patronage.sim.case.codebook import codebook_path
from patronage.sim.files.archive import Archive, opened_archive
from patronage.sim.files.faults import Fault, FaultError, counted, listed, short, shown
from patronage.sim.scenario.load import Scenario, load_scenario
from patronage.sim.store.manifest import misshapen, open_result
from patronage.sim.store.provenance import all_versions, model_version, other_versions, versions
from patronage.sim.store.result import MANIFEST, STATUS, Result
from patronage.sim.sweeps.file import Sweep, load_sweep
from patronage.sim.sweeps.growth import laid_out
from patronage.sim.sweeps.run import Tally, run_sweep, threads
from patronage.studies.answer import inputs_of
from patronage.studies.arms import Piece
from patronage.studies.run import Runs, checked_muted, runs_of
from patronage.studies.run_folder import write_run
from patronage.studies.stored.bundle import LIST, RESULT, BundleForm, csv_tables, leaves, result_files
from patronage.studies.stored.differences import Difference, differences, of_values

MOST_RUNS = 1_000_000  # that an archive may ask for without being allowed more
_OWN = {
    "started", "ended", "status", "seal", "parts", "file", "changes", "model", "versions", "other_versions",
    "shard", "format",
}  # fmt: skip
"""What a manifest says of how its own folder came about."""


_FILE = text("file", "name in the archive")
_DIFFERENCES = (
    _FILE,
    text("what", "the column, or the way to the value; nothing for a file as a whole"),
    count("rows_differing", "rows in which it differs"),
    count("rows_compared", "rows that it has"),
    Column("largest", "own", "largest absolute difference of numbers"),
    text("stored", "the stored value in the first row that differs"),
    text("rerun", "the value of the rerun there"),
)


@dataclass(frozen=True)
class Verified:
    """What came of running an archive's result again.

    runs: how many were run. libraries: what of its libraries is not as here, in words; model: those of the
    model, where it is another. altered: files that are not as the archive, or the result's record, lists
    them. compared: how many files were. differences: every column or value in which stored and rerun
    numbers differ.
    """

    archive: str
    kind: str
    title: str
    runs: int
    model: tuple[str, str] | None
    libraries: str
    altered: tuple[str, ...]
    compared: int
    differences: tuple[Difference, ...]

    @property
    def sound(self) -> bool:
        """Whether all is as it was stored."""
        return not self.altered and not self.differences

    def plain(self) -> dict[str, Any]:
        """All of it as JSON has it."""
        return {**asdict(self), "verified": self.sound}

    def tables(self) -> tuple[Table, ...]:
        """The differences; and the files that were altered."""
        differences = (
            (each.file, each.what or None, each.rows, each.of_rows, each.largest, each.stored, each.rerun)
            for each in self.differences
        )
        return (
            table_of("differences", "Where stored and rerun numbers differ", _DIFFERENCES, differences),
            table_of("altered", "Files that are not as they are recorded", (_FILE,), zip(self.altered)),
        )


@dataclass(frozen=True)
class Options:
    """How an archive is verified.

    most_runs: more are refused. workers: threads, None for the machine's cores. say is given how many runs it
    asks for, before any; through sees a run's pieces as they are made, progress how far a sweep is.
    """

    most_runs: int = MOST_RUNS
    workers: int | None = None
    say: Callable[[str], None] = lambda _: None
    through: Callable[[Iterable[Piece]], Iterable[Piece]] = lambda pieces: pieces
    progress: Callable[[Tally], None] | None = None


def verified(path: Path, options: Options = Options()) -> Verified:  # frozen
    """Unpack an archive into a folder of its own, rerun what is in it, and compare.

    Nothing in it is run as a program, nothing outside of the folder is written, and the folder is removed.
    FaultError for an archive that is not a bundle, is not safe to unpack, has faulty inputs or takes some
    from elsewhere, or asks for too many runs.
    """
    with ExitStack() as stack:
        archive = stack.enter_context(opened_archive(path))
        form = _form(path, archive)
        place = stack.enter_context(tempfile.TemporaryDirectory(prefix="patronage-verify-"))
        root = Path(place).resolve() / "archive"
        root.mkdir()
        try:
            return _rerun(path, archive, form, root, options)
        except FaultError as error:
            raise FaultError(_renamed(fault, path, root) for fault in error.faults) from None


def _rerun(path: Path, archive: Archive, form: BundleForm, root: Path, options: Options) -> Verified:
    altered = _unpacked(archive, form, root)
    result = open_result(root / RESULT, form.kind, wanted=f"{LIST} speaks of a {form.kind}")
    unvouched = {f"{RESULT}/{name}" for name in {*result.parts, *result.sealed} if result.verified(name)[1]}
    altered = tuple(sorted({*altered, *unvouched}))
    loaded = _loaded(path, form, root)
    muted = tuple(result.manifest.get("muted", ())) if form.kind == "run" else ()
    _check_inputs(path, loaded, muted, result, altered)
    again = root.parent / "rerun"
    if isinstance(loaded, Scenario):
        muted = checked_muted(loaded, muted, f"{RESULT}/{MANIFEST}")
        asked = runs_of(loaded, muted=muted, threads=options.workers)
        count = loaded.runs * (8 if asked.without_dated_capability is None else 12)
        _allow(path, count, options)
        without_dated_capability = (
            None
            if asked.without_dated_capability is None
            else options.through(asked.without_dated_capability)
        )
        runs = Runs(options.through(asked.coded), options.through(asked.prior), without_dated_capability)
        write_run(loaded, again, runs, muted=muted, charts=False)
    else:
        count = loaded.runs
        _allow(path, count, options)
        run_sweep(laid_out(loaded, result), again, pool=threads(options.workers), progress=options.progress)
    rerun = open_result(again, form.kind)
    made = {name: again / name for name in result_files(rerun) if name not in {MANIFEST, STATUS}}
    ours: dict[str, bytes | Path] = {f"{RESULT}/{name}": file for name, file in made.items()}
    ours |= csv_tables(rerun)
    same_model = result.manifest["model"] == model_version()
    stored = {name: root / name for name in form.files if name.startswith((f"{RESULT}/", "tables/"))}
    found = [*_manifest_differences(result, rerun), *differences(stored, ours, keys=same_model)]
    return Verified(
        archive=str(path),
        kind=form.kind,
        title=result.manifest["title"],
        runs=count,
        model=None if same_model else (result.manifest["model"], model_version()),
        libraries=other_versions(all_versions(result.manifest), versions()),
        altered=altered,
        compared=len(ours),
        differences=tuple(found),
    )


def _form(path: Path, archive: Archive) -> BundleForm:
    """What the archive says of itself; FaultError where it is no bundle, or lists other files than it has."""
    if LIST not in archive.names:
        message = f"has no {LIST}, so it is not a bundle; `patronage bundle` makes one"
        raise FaultError([Fault(shown(path), 0, 0, "", message)])
    try:
        found = json.loads(b"".join(archive.pieces(LIST)))
    except (ValueError, RecursionError) as error:
        raise FaultError([Fault(shown(path), 0, 0, LIST, f"cannot be read: {error}")]) from None
    if faults := misshapen(BundleForm, found, path / LIST):
        raise FaultError(faults)
    form = BundleForm.model_validate(found)
    there, listed_files = set(archive.names) - {LIST}, set(form.files)
    if there != listed_files:
        for what, names in (("lacks", listed_files - there), ("has beyond its list", there - listed_files)):
            if names:
                raise FaultError([Fault(shown(path), 0, 0, "", f"{what} {listed(sorted(names))}")])
    needed = {form.main, f"{RESULT}/{MANIFEST}", f"{RESULT}/{STATUS}"}
    if lacking := needed - there:
        raise FaultError([Fault(shown(path), 0, 0, "", f"lacks {listed(sorted(lacking))}")])
    return form


def _unpacked(archive: Archive, form: BundleForm, root: Path) -> tuple[str, ...]:
    """Unpack every file; the names of those that are not what the archive lists."""
    altered = []
    for name, listing in sorted(form.files.items()):
        target, digest = archive.unpack(name, root), hashlib.sha256()
        with target.open("rb") as stream:
            while piece := stream.read(1 << 20):
                digest.update(piece)
        if (target.stat().st_size, digest.hexdigest()) != (listing.bytes, listing.sha256):
            altered.append(name)
    return tuple(altered)


def _loaded(path: Path, form: BundleForm, root: Path) -> Scenario | Sweep:
    """The scenario or sweep of the archive; FaultError where it has faults, or takes files from elsewhere."""
    read = load_scenario if form.kind == "run" else load_sweep
    loaded = read(root / form.main, form.changes)
    scenario = loaded if isinstance(loaded, Scenario) else loaded.scenario
    case = scenario.case.folder
    for what, file in (("scenario", scenario.path), ("case", case), ("codebook", codebook_path(case))):
        if not file.resolve().is_relative_to(root):
            message = f"takes its {what} from outside of the archive: {short(str(file))}"
            raise FaultError([Fault(shown(path), 0, 0, form.main, message)])
    return loaded


def _renamed(fault: Fault, path: Path, root: Path) -> Fault:
    """A fault of a file in the archive, by its name there instead of that in a folder that will be gone."""
    file = fault.file
    for inside in (str(root), shown(root)):
        file = file.replace(inside, shown(path))
    return replace(fault, file=file)


def _check_inputs(
    path: Path, loaded: Scenario | Sweep, muted: tuple[str, ...], result: Result, altered: tuple[str, ...]
) -> None:
    """FaultError unless the archive's inputs are those that its result was made of."""
    inputs = inputs_of(loaded, muted) if isinstance(loaded, Scenario) else loaded.digest
    made_of = result.manifest["inputs"]
    if inputs == made_of:
        return
    changed = [name for name in altered if not name.startswith(f"{RESULT}/")]
    which = f": {listed(changed)} is not as it was bundled" if changed else ""
    message = f"its inputs have the digest {inputs[:8]}, and its result was made of {made_of[:8]}{which}"
    raise FaultError([Fault(shown(path), 0, 0, "", message)])


def _manifest_differences(stored: Result, rerun: Result) -> Iterator[Difference]:
    """What the stored manifest says of the result otherwise than the rerun's, its own making left out."""
    theirs, mine = (
        {path: value for path, value in leaves(each.manifest) if path.split(".")[0] not in _OWN}
        for each in (stored, rerun)
    )
    return of_values(f"{RESULT}/{MANIFEST}", theirs, mine)


def _allow(path: Path, runs: int, options: Options) -> None:
    """Say how many runs an archive asks for; FaultError where they are more than are allowed."""
    if runs > options.most_runs:
        message = f"needs {counted(runs, 'run')} over all arms"
        allowed = f"up to {options.most_runs:,}, or --most-runs {runs}"
        raise FaultError([Fault(shown(path), 0, 0, "", message, allowed)])
    options.say(f"{shown(path)}: rerunning {counted(runs, 'run')} over all arms")
