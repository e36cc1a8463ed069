"""`patronage sweep`, `plan`, `status` and `merge`: many variants of a scenario, and the folders they fill."""

from __future__ import annotations

import contextlib
import errno
import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from patronage.commands.options import gathered
from patronage.commands.shell.completing import sweeps
from patronage.commands.shell.streams import note

if TYPE_CHECKING:
    from patronage.sim.sweeps.file import Sweep
    from patronage.sim.sweeps.run import Pool

_NO_FOLDER = {errno.ENOENT, errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.ENAMETOOLONG}

_ADDRESS = re.compile(r"((tcp|tls|ucx|wss?)://)?(\[[0-9a-f:.]+(%\w+)?\]|[^\s:/\[\]]+):([0-9]{1,5})", re.ASCII)

_PARTS = re.compile(r"([0-9]{1,9})/([0-9]{1,9})", re.ASCII)

_SET = click.option(
    "--set", "changes", multiple=True, metavar="KEY=VALUE",
    help="Replace a field of the sweep, such as draws=10; may be repeated.",
)  # fmt: skip
_WORKERS = click.option(
    "--workers", type=click.IntRange(1, 1024), metavar="N", help="Threads [the machine's cores]."
)
_ANY_VERSIONS = click.option(
    "--any-versions", is_flag=True, help="Allow parts made with other versions of the libraries."
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@dataclass(frozen=True)
class SweepOptions:
    """What `patronage sweep` is given; ``path`` is SWEEP."""

    path: str
    out: Path | None
    workers: int | None
    scheduler: str | None
    resume: bool
    shard: str | None
    any_versions: bool
    changes: tuple[str, ...]
    only_plan: bool

    def go_on(self) -> str:
        """The command that goes on with what was stopped."""
        words = ["patronage", "sweep", self.path, "--out", str(self.out)]
        words += ["--workers", str(self.workers)] if self.workers else []
        words += ["--scheduler", self.scheduler] if self.scheduler else []
        words += ["--shard", self.shard] if self.shard else []
        words += ["--any-versions"] if self.any_versions else []
        words += [word for change in self.changes for word in ("--set", change)]
        return shlex.join([*words, "--resume"])


@click.command()
@click.argument("path", metavar="SWEEP", shell_complete=sweeps)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="The result folder [results/<sweep>]."
)
@_WORKERS
@click.option("--scheduler", metavar="ADDRESS", help="Use a Dask cluster, such as tcp://head:8786.")
@click.option(
    "--resume", is_flag=True, help="Continue the sweep in the folder, or add to it what is new in SWEEP."
)
@click.option("--shard", metavar="K/N", help="Run only the K-th of N equal parts; `merge` joins them.")
@_ANY_VERSIONS
@_SET
@click.option("--plan", "only_plan", is_flag=True, help="Print what it will take, and run nothing.")
@gathered(SweepOptions)
def sweep(options: SweepOptions) -> int:
    """Run the variants of a scenario that SWEEP describes.

    SWEEP is a file, or the name of one that comes with the project. A point is one combination of the values
    that are varied; a part is a stored file with the runs of some points. If a sweep is stopped, the parts
    already written are kept, and --resume continues to exactly the tables of an uninterrupted sweep. With
    more replicates, draws or varied values, --resume runs only what is new. `patronage plot` charts
    the losses at the points.
    """
    from patronage.commands.shell.folders import default_folder
    from patronage.sim.files.faults import Fault, FaultError, short
    from patronage.sim.sweeps.file import load_sweep
    from patronage.studies.shipped import sweep_path

    faults, scheduler = [], options.scheduler
    if scheduler is not None and not _is_address(scheduler):
        message = f"{short(scheduler)} is not the address of a scheduler"
        faults.append(Fault("--scheduler", 0, 0, "", message, "such as tcp://head:8786"))
    elif scheduler is not None and options.workers:
        message = "a cluster has workers of its own; leave out --workers"
        faults.append(Fault("--scheduler", 0, 0, "", message))
    part = _shard(options.shard, faults)
    if faults:
        raise FaultError(faults)
    loaded = load_sweep(sweep_path(options.path), _overrides(options.changes))
    part_of = f"-{part[0]}-of-{part[1]}" if part[1] > 1 else ""
    out = options.out or default_folder(f"{loaded.name}{part_of}", "sweep", loaded.digest)
    if options.resume and not options.out and not out.exists():
        out = out.with_name(f"{loaded.name}{part_of}")  # that of a smaller sweep, which is added to
    if options.only_plan:
        return _print_plan(loaded, options.workers, out if options.resume and out.exists() else None)
    with _pool(options.workers, scheduler) as pool:
        return _run(loaded, out, pool, part, replace(options, out=out))


def _run(loaded: Sweep, out: Path, pool: Pool, shard: tuple[int, int], options: SweepOptions) -> int:
    from patronage.commands.shell.errors import DONE, INTERRUPTED, SOME_FAILED
    from patronage.commands.shell.progress import Progress
    from patronage.sim.files.faults import counted
    from patronage.sim.sweeps.run import run_sweep

    go_on = f"go on with: {options.go_on()}"
    try:
        with Progress() as shown:
            tally = run_sweep(
                loaded,
                out,
                pool=pool,
                resume=options.resume,
                shard=shard,
                any_versions=options.any_versions,
                progress=shown.tell,
                say=shown.say,
            )
    except KeyboardInterrupt:
        click.echo(f"interrupted; what was done is kept; {go_on}", err=True)
        return INTERRUPTED
    except OSError as error:
        if error.errno in _NO_FOLDER:
            raise
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"{where}{error.strerror or error}; what was done is kept; {go_on}", err=True)
        return SOME_FAILED
    if options.resume:
        done = counted(tally.done - tally.kept, "run")
        click.echo(f"{done} done now, {tally.kept:,} already there", err=True)
    if tally.sound and shard == (1, 1):
        from patronage.studies.sweep import losses_text

        click.echo(losses_text(out), err=True)
    if not tally.total:
        click.echo(f"this shard has no part to run: the sweep has fewer parts than {shard[1]}", err=True)
    note(f"result: {out}")
    if tally.lost:
        lost = counted(tally.lost, "run")
        click.echo(f"{lost} could not be run; to try again, {go_on}", err=True)
    elif tally.failed:
        click.echo(f"{counted(tally.failed, 'run')} failed; `runs` in the result says why", err=True)
    return DONE if tally.sound else SOME_FAILED


@click.command()
@click.argument("path", metavar="SWEEP", shell_complete=sweeps)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="A result folder that would be resumed."
)
@_WORKERS
@_SET
@_JSON
def plan(path: str, out: Path | None, workers: int | None, changes: tuple[str, ...], as_json: bool) -> int:
    """Print how many points, runs and bytes SWEEP makes, and about how long it takes here.

    With --out, what is already in DIR is counted separately from what is new.
    """
    from patronage.sim.sweeps.file import load_sweep
    from patronage.studies.shipped import sweep_path

    return _print_plan(load_sweep(sweep_path(path), _overrides(changes)), workers, out, as_json=as_json)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@_JSON
def status(folder: Path, as_json: bool) -> int:
    """Show how far the sweep in DIR has come, and whether every stored part is intact.

    The exit code is 1 if a run failed, or a part is damaged or cannot be read.
    """
    from patronage.commands.shell.errors import DONE, SOME_FAILED
    from patronage.studies.sweep import progress_of, progress_text

    found = progress_of(folder)
    click.echo(json.dumps(found, indent=2, ensure_ascii=False) if as_json else progress_text(found))
    amiss = any(found[name] for name in ("failed", "lost", "damaged", "unreadable"))
    return SOME_FAILED if amiss else DONE


@click.command()
@click.argument("folders", metavar="DIR…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="DIR", help="The new folder.")
@_ANY_VERSIONS
def merge(folders: tuple[Path, ...], out: Path, any_versions: bool) -> int:
    """Join the shards of a sweep into one folder, identical to that of a single sweep."""
    from patronage.commands.shell.errors import DONE, SOME_FAILED
    from patronage.sim.sweeps.merge import merge as merged

    missing = merged(folders, out, say=lambda line: click.echo(line, err=True), any_versions=any_versions)
    note(f"result: {out}")
    if missing:
        first = ", ".join(str(number) for number in missing[:8]) + (", …" if len(missing) > 8 else "")
        more = " --any-versions" if any_versions else ""
        advice = f"run the sweep with --out {shlex.quote(str(out))} --resume{more} to complete it"
        click.echo(f"no folder has the parts {first} ({len(missing)} in all); {advice}", err=True)
    return SOME_FAILED if missing else DONE


def _overrides(changes: tuple[str, ...]) -> dict[str, str]:
    from patronage.studies.asked import parsed_changes

    return parsed_changes(changes)


def _print_plan(loaded: Sweep, workers: int | None, folder: Path | None, *, as_json: bool = False) -> int:
    from patronage.studies.sweep import plan_text, planned

    found = planned(loaded, workers, folder)
    click.echo(json.dumps(found, indent=2, ensure_ascii=False) if as_json else plan_text(found))
    return 0


def _shard(text: str | None, faults: list[Any]) -> tuple[int, int]:
    """`2/3` as (2, 3); anything else is a fault."""
    from patronage.sim.files.faults import Fault, short

    if text is None:
        return 1, 1
    numbers = _PARTS.fullmatch(text)
    if numbers is not None and 1 <= int(numbers[1]) <= int(numbers[2]):
        return int(numbers[1]), int(numbers[2])
    faults.append(
        Fault("--shard", 0, 0, "", f"{short(text)} is not a shard", "K/N with K from 1 to N, such as 1/3")
    )
    return 1, 1


def _is_address(text: str) -> bool:
    """Whether a scheduler may answer there: Dask's own check comes too late for it to clean up."""
    found = _ADDRESS.fullmatch(text)
    return found is not None and 1 <= int(found[5]) <= 65535


@contextlib.contextmanager
def _pool(workers: int | None, scheduler: str | None) -> Iterator[Pool]:
    """Who runs the chunks: threads of this process, or a cluster."""
    from patronage.sim.sweeps.run import Pool, threads

    if scheduler is None:
        yield threads(workers)
        return
    import dask

    loud = ("distributed", "distributed.client", "tornado.application")
    levels = {"logging": dict.fromkeys(loud, "critical")}
    dask.config.set(levels)  # what it would warn of is dealt with here: a worker that is lost, and its chunks
    import distributed

    from patronage.sim.files.faults import Fault, FaultError

    try:
        connect: Any = distributed.Client
        client = connect(scheduler, timeout="8s", set_as_default=False)
    except (OSError, ValueError) as error:
        reason = f"no Dask scheduler answers there: {error}"
        raise FaultError([Fault("--scheduler", 0, 0, "", f"{scheduler}: {reason}")]) from None
    with client:
        cores = sum(client.ncores().values())
        if not cores:
            click.echo(f"{scheduler}: no worker has joined yet; it begins when one does", err=True)
        yield Pool(lambda: client.get_executor(pure=False), 2 * max(cores, 8) + 2)
