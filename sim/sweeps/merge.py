"""Puts the parts of one sweep that were made in several folders, such as on several machines, into one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from patronage.sim.files.faults import Fault, FaultError
from patronage.sim.store.manifest import open_result
from patronage.sim.store.provenance import all_versions, listed_versions, other_versions, way_to
from patronage.sim.store.result import (
    DONE,
    FAILED,
    INTERRUPTED,
    MANIFEST,
    Part,
    Result,
    part_name,
    trouble,
)
from patronage.sim.store.writer import ALLOW_VERSIONS, AT_ONCE, TOGETHER, ResultWriter


def merge(
    folders: Sequence[Path],
    out: Path,
    say: Callable[[str], None] | None = None,
    *,
    any_versions: bool = False,
) -> list[int]:
    """Write a folder with the parts of all the others; the numbers of the chunks that none of them has.

    What is there twice is taken once, from the first folder in which it is sound. FaultError where the
    folders are not of one sweep, or hold nothing that is sound of a part that one of them records, or were
    made with different versions of the libraries, unless there may be ``any_versions``.
    """
    tell = say or (lambda _: None)
    results = [open_result(folder, "sweep", wanted="shards of a sweep are merged") for folder in folders]
    first = results[0].manifest
    faults: list[Fault] = []
    for result in results:
        if any(result.manifest[name] != first.get(name) for name in ("inputs", "model")):
            message = f"is of other inputs, or another version of the model, than {folders[0]}"
            faults += trouble(result.folder, message).faults
        elif any(result.manifest.get(name) != first.get(name) for name in ("sizes", "order")):
            message = f"was added to in other steps than {folders[0]}, so that its parts have other runs"
            faults += trouble(result.folder, message).faults
        elif not any_versions:
            differing = other_versions(all_versions(result.manifest), first["versions"])
            what = "several versions" if result is results[0] else f"other versions than {folders[0]}"
            if differing:
                faults += trouble(result.folder, f"was made with {what}: {differing}", ALLOW_VERSIONS).faults
    if (out / MANIFEST).exists() and out.resolve() not in {folder.resolve() for folder in folders}:
        faults += trouble(out, "holds a result already, which is left alone", "a new or empty folder").faults
    if faults:
        raise FaultError(faults)
    plain = {
        name: value for name, value in first.items() if name not in {"started", "ended", "status", "parts"}
    }
    plain |= listed_versions(each for result in results for each in all_versions(result.manifest))
    file = way_to(folders[0] / str(first.get("file")), out)
    with ResultWriter.create(out, plain | {"shard": None, "file": file}, aside=True) as writer:
        _copy(writer, results, tell)
        missing = [
            number for number in range(first["chunks"]) if part_name("runs", number) not in writer.parts
        ]
        failed = any(part.failed for part in writer.parts.values())
        writer.finish(INTERRUPTED if missing else FAILED if failed else DONE)
    return missing


def _copy(writer: ResultWriter, results: Sequence[Result], tell: Callable[[str], None]) -> None:
    """Write every part that one of the results has."""
    names = sorted({name for result in results for name in result.parts})
    holders = [[result for result in results if name in result.parts] for name in names]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for k in range(0, len(names), TOGETHER):
            some = slice(k, k + TOGETHER)
            found = list(threads.map(_sound, names[some], holders[some]))
            taken = [(data, part) for data, part, _ in found]
            for line in (line for *_, said in found for line in said):
                tell(line)
            writer.copy_parts([(name, *one) for name, one in zip(names[some], taken, strict=True)])


def _sound(name: str, holders: Sequence[Result]) -> tuple[bytes, Part, list[str]]:
    """A part from the first folder in which it is sound, and what to say of those in which it is not."""
    faults: list[Fault] = []
    for result in holders:
        data, fault = result.verified(name)
        if fault is None:
            said = [f"{earlier}; it is taken from {result.folder}" for earlier in faults]
            return data, result.parts[name], said
        faults.append(fault)
    raise FaultError(faults)
