"""Whatever stands in status.jsonl beside what is written there vouches for nothing, and hides nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from patronage.sim.store.record import HolderLine, LostLine, OtherLine, PartLine, line_of
from patronage.sim.store.result import Result, recorded_parts
from patronage.sim.sweeps.run import run_sweep
from tests.support.bounded import answer, check_answer
from tests.support.sweeps import sweep_of

DIGEST = "0" * 64
PART = (
    f'{{"event": "part", "part": "runs/part-00000.parquet", "sha256": "{DIGEST}",'
    ' "rows": 1, "bytes": 2, "failed": 0}'
)
LOST = '{"event": "lost", "chunk": 0, "runs": 4, "reason": "no memory"}'
START = '{"event": "start", "pid": 1, "host": "here"}'
NUMBERS = ("NaN", "Infinity", "1e400", "-1", "true", '"1"', "1.5", "[1]", "null", "{}", "9" * 5000)
NAMES = ("runs/../../part-00000.parquet", "/runs/part-00000.parquet", "runs/part-0.parquet", "", "x\\u0000")
ODD = (
    *(b"", b" ", b"{", b"[1]", b"null", b'"x"', b"7", b"NaN", b"\xff\xfe", b"\x00" * 99),
    *(b"[" * 100_000, b'{"a":' * 100_000, b'{"event": "part"}', b'{"event": ["part"]}', b'{"event": {}}'),
    *(b'{"event": "part\\ud800"}', b'{"event": "new"}', b'{"event": "lost", "chunk": 0}'),
    *(PART.replace('"rows": 1', f'"rows": {odd}').encode() for odd in NUMBERS),
    *(LOST.replace('"chunk": 0', f'"chunk": {odd}').encode() for odd in NUMBERS),
    *(START.replace('"pid": 1', f'"pid": {odd}').encode() for odd in NUMBERS),
    *(PART.replace("runs/part-00000.parquet", odd).encode() for odd in NAMES),
    *(PART.replace(DIGEST, odd).encode() for odd in ("0", "Z" * 64)),
    *(LOST.replace('"no memory"', odd).encode() for odd in ("3", "[]")),
    *(START.replace('"here"', odd).encode() for odd in ("3", "{}")),
)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (PART, PartLine),
        (LOST, LostLine),
        (START, HolderLine),
        ('{"event": "finish", "status": "done"}', OtherLine),
    ],
)
def test_a_line_that_is_written_here_is_read(line: str, kind: type) -> None:
    assert isinstance(line_of(line.encode()), kind)


@pytest.mark.parametrize("raw", ODD, ids=lambda raw: repr(raw[:60]))
def test_a_line_that_is_not_says_nothing(raw: bytes) -> None:
    assert line_of(raw) is None


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("odd")
    run_sweep(sweep_of(place, draws="1", replicates="1"), place / "sweep")
    return place / "sweep"


@pytest.mark.parametrize("command", ["status {}", "status {} --json", "discover {}", "merge {} --out joined"])
def test_no_command_is_led_astray_by_odd_lines(folder: Path, command: str, monkeypatch) -> None:
    monkeypatch.chdir(folder.parent)
    status = folder / "status.jsonl"
    sound, before = status.read_bytes(), recorded_parts(folder)
    try:
        status.write_bytes(b"\n".join(ODD) + b"\n" + sound + b"\n".join(ODD))
        assert recorded_parts(folder) == before
        assert Result.open(folder).damaged() == []
        said = answer(*command.format(folder).split())
        check_answer(said)
        assert said.code == (2 if command == "discover {}" else 0)  # nine points are too few for a region
    finally:
        status.write_bytes(sound)
