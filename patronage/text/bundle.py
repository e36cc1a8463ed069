"""What a replication archive says to whoever opens it, and what came of verifying one."""

from __future__ import annotations

import shlex

from patronage import __version__
from patronage.sim.files.faults import counted
from patronage.studies.replication.bundle import Bundle
from patronage.studies.replication.verify import Verified
from patronage.studies.stored.differences import Difference

_SHOWN = 30  # differences that are shown one by one
_FOLDERS = """\
| what | where |
|---|---|
| the scenario, the case with its codebook{sweep} | `inputs/` |
| the result: every run (`runs/`), {more} | `result/` |
| the numbers as CSV | `tables/` |
| the versions that made them | `requirements.txt` |
| the digest of each file | `bundle.json` |
| how to cite the program | `CITATION.cff` |
"""

_RERUN = """\
## Run it again

Install patronage {version} (model {model}), from its checkout or its wheel, on Python {python} with the
libraries of `requirements.txt`. Then

    patronage verify replication.zip

runs it again from `inputs/` in a folder of its own and compares every number with those in `result/`. With
the same versions they are equal to the last bit; with others it says which differ and by how much.

By hand, in the folder to which the archive was unpacked:

    {by_hand}
"""


def readme(bundle: Bundle) -> str:
    """How to rerun it, for whoever has the archive and nothing else yet."""
    manifest, run = bundle.manifest, bundle.kind == "run"
    folders = _FOLDERS.format(
        sweep="" if run else " and the sweep over it",
        more="the months, the answer, the charts" if run else "the points, the months, the charts",
    )
    name, case = manifest["scenario"], manifest["case"]["name"]
    head = [f"# {manifest['title']}", ""]
    if manifest["question"]:
        head += [manifest["question"], ""]
    head += [f"The {bundle.kind} `{name}` of the case `{case}`: {_size(bundle)}.", _text(bundle), ""]
    rerun = _RERUN.format(
        version=__version__,
        model=manifest["model"],
        python=manifest["versions"].get("python", "of any version"),
        by_hand=by_hand(bundle),
    )
    return "\n".join([*head, folders, rerun])


def by_hand(bundle: Bundle) -> str:
    """The command that makes the result again from the unpacked archive."""
    words = ["patronage", bundle.kind, bundle.main, "--out", "rerun"]
    words += [word for key, value in bundle.changes.items() for word in ("--set", f"{key}={value}")]
    words += [word for actor in bundle.muted for word in ("--mute", actor)]
    return shlex.join(words)


def _size(bundle: Bundle) -> str:
    manifest = bundle.manifest
    draws = f"{manifest['draws']:,} draws of the weights, {manifest['replicates']:,} replicates of each"
    if bundle.kind == "run":
        return f"{manifest['runs']:,} runs in each arm ({draws}), random numbers {manifest['rng']}"
    points = f"{manifest['points']:,} points, at each {draws}, in two arms"
    return f"{manifest['runs']:,} runs ({points}), random numbers {manifest['rng']}"


def _text(bundle: Bundle) -> str:
    if bundle.text is None:
        return "The coded text is not here: no number depends on it, only its coding."
    if bundle.text:
        return "The coded text is in the case's folder."
    return "The coded text is left out, as no number depends on it and it may be somebody else's to publish."


def bundle_text(bundle: Bundle, out: str, size: str) -> str:
    """What was bundled, in a few lines for a terminal."""
    lines = [f"{out}: {len(bundle.files) + 2} files, {size}"]
    if bundle.text is not None:
        lines.append(
            "the coded text is in it"
            if bundle.text
            else "the coded text is not in it (no number depends on it); --with-text puts it in"
        )
    lines.append(f"check it with: patronage verify {shlex.quote(out)}")
    return "\n".join(lines)


def verify_text(found: Verified) -> str:
    """What was rerun, with which versions, and whether all numbers are as stored."""
    lines = [
        f"{found.archive}: {found.title}",
        f"rerun      the {found.kind}, {counted(found.runs, 'run')} over all its arms, from its inputs",
        f"model      {_model(found)}",
        f"libraries  {found.libraries or 'the same versions as here'}",
    ]
    lines += [f"altered    {name}: is not as it is recorded" for name in found.altered]
    lines += [f"differs    {_difference_text(each)}" for each in found.differences[:_SHOWN]]
    rest = len(found.differences) - _SHOWN
    if rest > 0:
        lines.append(f"           and {counted(rest, 'more difference')}")
    if found.sound:
        lines.append(f"verified   every number of {found.compared:,} files is equal, to the last bit")
    else:
        lines.append(f"NOT verified: {_verdict(found)}")
    return "\n".join(lines)


def _model(found: Verified) -> str:
    return (
        "the same version as here"
        if found.model is None
        else f"{found.model[0]} made it; the version here is {found.model[1]}"
    )


def _verdict(found: Verified) -> str:
    parts = []
    if found.altered:
        files = counted(len(found.altered), "of its files was", "of its files were")
        parts.append(f"{files} changed after it was bundled")
    if found.differences:
        unlike = ("column or value differs", "columns or values differ")
        parts.append(f"{counted(len(found.differences), *unlike)} from the rerun")
    because = "; other versions may be why" if found.model is not None or found.libraries else ""
    return ", and ".join(parts) + because


def _difference_text(each: Difference) -> str:
    where = f"{each.file}: {each.what}" if each.what else each.file
    if not each.of_rows:
        return f"{where}: stored {each.stored}; rerun {each.rerun}"
    by = "" if each.largest is None else f", by up to {each.largest:.3g}"
    if each.of_rows == 1:
        return f"{where}: stored {each.stored}, rerun {each.rerun}{by.replace('up to ', '')}"
    rows = f"in {each.rows:,} of {each.of_rows:,} rows{by}"
    return f"{where} {rows} (row {each.where:,}: stored {each.stored}, rerun {each.rerun})"
