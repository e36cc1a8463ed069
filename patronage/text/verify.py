"""What came of verifying a replication archive, as lines."""

from __future__ import annotations

from patronage.studies.stored.differences import Difference
from patronage.studies.verify import Verified

_SHOWN = 30  # differences that are told one by one


def verify_text(found: Verified) -> str:
    """What was rerun, with which versions, and whether all numbers are as stored."""
    lines = [
        f"{found.archive}: {found.title}",
        f"rerun      {found.runs:,} runs of a {found.kind}, from the inputs in the archive",
        f"model      {_model(found)}",
        f"libraries  {found.libraries or 'as here'}",
    ]
    lines += [f"altered    {name}: is not what the archive lists" for name in found.altered]
    lines += [f"differs    {_told(each)}" for each in found.differences[:_SHOWN]]
    rest = len(found.differences) - _SHOWN
    if rest > 0:
        lines.append(f"           and {rest:,} differences more")
    if found.sound:
        lines.append(f"verified   {found.compared:,} files are equal, bit for bit")
    else:
        lines.append(f"NOT verified: {_verdict(found)}")
    return "\n".join(lines)


def _model(found: Verified) -> str:
    return "as here" if found.model is None else f"{found.model[0]} made it; here is {found.model[1]}"


def _verdict(found: Verified) -> str:
    parts = []
    if found.altered:
        parts.append(f"{len(found.altered):,} of its files were changed after it was bundled")
    if found.differences:
        parts.append(f"{len(found.differences):,} columns or values are not those of the rerun")
    because = "; other versions may be why" if found.model is not None or found.libraries else ""
    return ", and ".join(parts) + because


def _told(each: Difference) -> str:
    where = f"{each.file}: {each.what}" if each.what else each.file
    if not each.of_rows:
        return f"{where}: stored {each.stored}; rerun {each.rerun}"
    by = "" if each.largest is None else f", by up to {each.largest:.3g}"
    if each.of_rows == 1:
        return f"{where}: stored {each.stored}, rerun {each.rerun}{by.replace('up to ', '')}"
    rows = f"in {each.rows:,} of {each.of_rows:,} rows{by}"
    return f"{where} {rows} (row {each.where:,}: stored {each.stored}, rerun {each.rerun})"
