"""Archives as strangers may send them: what is not harmless is refused with a line, and nothing is left."""

from __future__ import annotations

import contextlib
import io
import os
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patronage.sim.files import archive as archives
from patronage.sim.files.archive import opened_archive, write_archive
from patronage.sim.files.faults import FaultError

FILES = {"README.md": b"# x\n", "inputs/a.yaml": b"a: 1\n" * 100, "result/a.parquet": b"PAR1" * 9}


def zip_of(*entries: tuple[str | zipfile.ZipInfo, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", how) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return stream.getvalue()


def named(name: str) -> bytes:
    return zip_of((name, b"x"))


def of_mode(name: str, mode: int, data: bytes = b"/etc/passwd") -> bytes:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, mode << 16
    return zip_of((info, data))


def patched(raw: bytes, name: str, at: int, code: str, value: int, *, both: bool = True) -> bytes:
    """An archive with a field of a file's entry replaced: ``at`` bytes into that of the list of files.

    ``both``: in the header before the file too, where it lies two bytes nearer.
    """
    data = bytearray(raw)
    place = raw.index(b"PK\x01\x02", raw.index(name.encode()))
    struct.pack_into(f"<{code}", data, place + at, value)
    if both:
        struct.pack_into(f"<{code}", data, raw.index(b"PK\x03\x04") + at - 2, value)
    return bytes(data)


GOOD = zip_of(("a.yaml", b"a: 1\n" * 1000))
FLAGS, METHOD, CRC, SIZE, LENGTH = 8, 10, 16, 24, 28


def overlapping() -> bytes:
    """Two entries for the bytes of one file, as in Fifield's bomb (2019)."""
    raw = zip_of(("a.yaml", os.urandom(900)), how=zipfile.ZIP_STORED)
    start = raw.index(b"PK\x01\x02")
    entry, end = raw[start : raw.index(b"PK\x05\x06")], raw[raw.index(b"PK\x05\x06") :]
    other = entry.replace(b"a.yaml", b"b.yaml")
    tail = bytearray(end)
    struct.pack_into("<HHI", tail, 8, 2, 2, 2 * len(entry))
    return raw[:start] + entry + other + bytes(tail)


def long_list() -> bytes:
    """An archive whose end says that the list of its files has so many bytes, and which has them."""
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, 5_000_000, 0, 0)
    return b"PK\x01\x02" + bytes(4_999_996) + end


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "absolute": (lambda: named("/etc/a.yaml"), "'/etc/a.yaml': its name leads out of the folder"),
    "above": (lambda: named("../a.yaml"), "its name leads out of the folder"),
    "above within": (lambda: named("a/../../b.yaml"), "its name leads out of the folder"),
    "drive": (lambda: named("C:/a.yaml"), "its name leads out of the folder, or would on another system"),
    "drive without a slash": (lambda: named("C:a.yaml"), "its name leads out of the folder"),
    "backslash": (lambda: named("..\\a.yaml"), "its name leads out of the folder"),
    "home": (lambda: named("~/a.yaml"), "its name leads out of the folder"),
    "stream": (lambda: named("a.yaml:b.yaml"), "its name leads out of the folder"),
    "dot": (lambda: named("./a.yaml"), "its name is not written as a path is"),
    "double slash": (lambda: named("a//b.yaml"), "its name is not written as a path is"),
    "space at the end": (lambda: named("a /b.yaml"), "its name is not written as a path is"),
    "device": (lambda: named("inputs/NUL.yaml"), "its name is that of a device on Windows"),
    "long name": (lambda: named("a" * 500 + ".yaml"), "its name has 505 letters"),
    "control": (lambda: named("a\x1b[2J.yaml"), "its name holds U+001B"),
    "line end": (lambda: named("a\nb.yaml"), "its name holds U+000A"),
    "nul": (lambda: GOOD.replace(b"a.yaml", b"a\0yaml"), "its name holds U+0000"),
    "turned round": (lambda: named("a\u202egpj.yaml"), "its name holds U+202E (right-to-left override)"),
    "unseen": (lambda: named("a\u200b.yaml"), "its name holds U+200B"),
    "program": (lambda: named("a.py"), "no file of a bundle has this ending"),
    "nested": (lambda: named("a.zip"), "no file of a bundle has this ending"),
    "nested by another name": (lambda: zip_of(("a.md", GOOD)), "is itself an archive"),
    "gzip by another name": (lambda: zip_of(("a.md", b"\x1f\x8b\x08\0")), "is itself an archive"),
    "capitals": (lambda: zip_of(("a.md", b""), ("A.md", b"")), "differs from 'a.md' in capitals or width"),
    "widths": (lambda: zip_of(("a.md", b""), ("\uff41.md", b"")), "differs from 'a.md' in capitals or width"),
    "file and folder": (lambda: zip_of(("a.md", b""), ("A.md/b.md", b"")), "is a file and a folder at once"),
    "link": (lambda: of_mode("a.md", stat.S_IFLNK | 0o777), "is a link, a device or another special file"),
    "fifo": (lambda: of_mode("a.md", stat.S_IFIFO | 0o644), "is a link, a device or another special file"),
    "device file": (lambda: of_mode("a.md", stat.S_IFCHR | 0o644), "is a link, a device or another"),
    "folder by mode": (lambda: of_mode("a.md", stat.S_IFDIR | 0o755), "is a link, a device or another"),
    "folder with content": (lambda: of_mode("a/", 0, b"x"), "is a folder with content"),
    "encrypted": (lambda: patched(GOOD, "a.yaml", FLAGS, "H", 1), "is encrypted"),
    "bzip2": (lambda: zip_of(("a.md", b"x"), how=zipfile.ZIP_BZIP2), "is packed in a way that bundles are"),
    "unknown method": (lambda: patched(GOOD, "a.yaml", METHOD, "H", 99), "is packed in a way that bundles"),
    "wrong checksum": (lambda: patched(GOOD, "a.yaml", CRC, "I", 7), "is damaged: Bad CRC-32"),
    "bomb": (lambda: zip_of(("a.csv", bytes(20_000_000))), "unpacks to 20,000,000 bytes from 19,4"),
    "large": (lambda: patched(GOOD, "a.yaml", SIZE, "I", 3 * 10**9), "unpacks to 3,000,000,000 bytes, more"),
    "large list": (lambda: zip_of(("a.json", os.urandom(20_000_001))), "more than the 20,000,000 of such a"),
    "more than it says": (lambda: patched(GOOD, "a.yaml", SIZE, "I", 50), "'a.yaml': "),
    "less than it says": (lambda: patched(GOOD, "a.yaml", SIZE, "I", 9000), "is damaged: it has 5,000 bytes"),
    "overlapping": (overlapping, "overlap"),
    "long list": (long_list, "its list of files is too long to be that of a bundle"),
    "empty": (lambda: b"", "is not a zip archive, or is cut short"),
    "text": (lambda: b"title: x\n", "is not a zip archive, or is cut short"),
    "cut short": (lambda: GOOD[:-30], "is not a zip archive, or is cut short"),
    "cut in the middle": (lambda: GOOD[:30] + GOOD[60:], ""),
    "gzip": (lambda: b"\x1f\x8b" + bytes(99), "is not a zip archive, or is cut short"),
    "other header": (lambda: GOOD.replace(b"a.yaml", b"b.yaml", 1), "is damaged: File name in directory"),
}


def read_all(path: Path, root: Path) -> None:
    """Unpack all that an archive holds."""
    with opened_archive(path) as archive:
        for name in archive.names:
            archive.unpack(name, root)


@pytest.mark.parametrize(("make", "words"), HOSTILE.values(), ids=list(HOSTILE))
def test_an_archive_that_is_not_harmless_is_refused(tmp_path, make, words):
    root = tmp_path / "within" / "root"
    root.mkdir(parents=True)
    path = tmp_path / "x.zip"
    path.write_bytes(make())
    with pytest.raises(FaultError) as refused:
        read_all(path, root)
    (line,) = str(refused.value).splitlines()
    assert words in line
    assert line.isprintable()
    assert {each.name for each in tmp_path.iterdir()} == {"within", "x.zip"}
    assert [each.name for each in (tmp_path / "within").iterdir()] == ["root"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_is_there_twice_is_refused(tmp_path):
    (tmp_path / "x.zip").write_bytes(zip_of(("a.md", b"one"), ("a.md", b"two")))
    with pytest.raises(FaultError, match=r"'a\.md': is there twice"):
        read_all(tmp_path / "x.zip", tmp_path)


def test_very_many_files_and_bytes_are_refused(tmp_path, monkeypatch):
    (tmp_path / "x.zip").write_bytes(zip_of(*((f"{k}.md", b"x" * 10) for k in range(5))))
    monkeypatch.setattr(archives, "MOST_FILES", 4)
    with pytest.raises(FaultError, match="holds 5 files; allowed: up to 4"):
        read_all(tmp_path / "x.zip", tmp_path)
    monkeypatch.setattr(archives, "MOST_FILES", 5)
    monkeypatch.setattr(archives, "MOST_BYTES", 49)
    with pytest.raises(FaultError, match="unpacks to 50 bytes; allowed: up to 49"):
        read_all(tmp_path / "x.zip", tmp_path)


def test_a_bomb_that_lies_of_its_size_is_stopped_by_what_it_said(tmp_path):
    """A stream that goes on for ever is cut off after as many bytes as were announced, or nearly so."""
    raw = patched(zip_of(("a.csv", bytes(50_000_000))), "a.csv", SIZE, "I", 1000)
    (tmp_path / "x.zip").write_bytes(raw)
    with pytest.raises(FaultError, match=r"'a.csv': "):
        read_all(tmp_path / "x.zip", tmp_path)
    assert (tmp_path / "a.csv").stat().st_size <= 1 << 20


def test_what_is_no_file_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(FaultError, match="is not an ordinary file"):
            read_all(path, tmp_path)


def test_folders_are_passed_over(tmp_path):
    (tmp_path / "x.zip").write_bytes(zip_of(("a/", b""), ("a/b.md", b"x")))
    read_all(tmp_path / "x.zip", tmp_path)
    assert (tmp_path / "a" / "b.md").read_bytes() == b"x"


def test_what_was_written_is_read_and_the_same_files_give_the_same_bytes(tmp_path):
    for name in ("one.zip", "two.zip"):
        write_archive(tmp_path / name, dict(reversed(FILES.items())) if name == "two.zip" else FILES)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    root = tmp_path / "root"
    root.mkdir()
    read_all(tmp_path / "one.zip", root)
    assert {name: (root / name).read_bytes() for name in FILES} == FILES


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_whatever_bytes_are_changed_it_is_read_or_refused(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("odd")
    raw = bytearray(zip_of(*FILES.items()))
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    (folder / "x.zip").write_bytes(bytes(raw[: data.draw(st.integers(len(raw) - 40, len(raw)))]))
    root = folder / "root"
    root.mkdir()
    with contextlib.suppress(FaultError):
        read_all(folder / "x.zip", root)
    assert {each.name for each in folder.iterdir()} == {"x.zip", "root"}
