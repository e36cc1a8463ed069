"""What status.jsonl records of a result's parts, held to what the sealed manifest vouches for."""

from __future__ import annotations

import pytest

from patronage.sim.files.faults import FaultError
from patronage.sim.store.result import Result
from patronage.sim.store.writer import ResultWriter
from tests.store.test_result import MANIFEST, written


@pytest.mark.parametrize("harm", ["cut", "empty", "remove", "change"])
def test_parts_that_the_status_does_not_record_as_the_manifest_does_are_damaged(tmp_path, harm):
    folder = written(tmp_path / "r")
    status = folder / "status.jsonl"
    lines = status.read_text().splitlines(keepends=True)
    at = next(k for k, line in enumerate(lines) if "runs/part-00001" in line)
    if harm == "remove":
        status.unlink()
    elif harm == "change":
        digest = Result.open(folder).parts["runs/part-00001.parquet"].sha256
        lines[at] = lines[at].replace(digest, "0" * 64)
        status.write_text("".join(lines))
    else:
        status.write_text("".join(lines[:at]) if harm == "cut" else "")
    result = Result.open(folder)
    damaged = [str(fault) for fault in result.damaged()]
    assert len(damaged) == {"cut": 2, "change": 1}.get(harm, 3)
    assert all("part-0000" in line and "status.jsonl does not record this part" in line for line in damaged)
    with pytest.raises(FaultError, match=r"status\.jsonl does not record this part"):
        result.runs()
    with ResultWriter.resume(folder, MANIFEST) as writer:
        assert not writer.sound("runs/part-00001.parquet")
