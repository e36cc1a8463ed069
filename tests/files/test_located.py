"""Reading YAML: what is taken, what is refused, and where everything stands."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from patronage.sim.files import located as located_module
from patronage.sim.files import yaml_text
from patronage.sim.files.faults import Fault, FaultError
from patronage.sim.files.located import Located, read_yaml, text_of
from patronage.sim.files.yaml_text import parse

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture(params=["libyaml", "pure Python"], autouse=True)
def loader(request: pytest.FixtureRequest) -> Iterator[str]:
    """Read with both of PyYAML's parsers: which one there is depends on how it was installed."""
    before = yaml_text._LOADER
    if request.param == "pure Python" or not yaml.__with_libyaml__:
        yaml_text._LOADER = yaml.SafeLoader
    yield request.param
    yaml_text._LOADER = before


def _read(folder: Path, text: str | bytes) -> Located:
    path = folder / "file.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_yaml(path)


def _faults(folder: Path, text: str | bytes) -> list[str]:
    try:
        return [str(fault) for fault in _read(folder, text).faults]
    except FaultError as error:
        return [str(fault) for fault in error.faults]


# --- what a scalar stands for


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2015-07", "2015-07"),
        ("2015-07-14", "2015-07-14"),
        ("12:30", "12:30"),
        ("'no'", "no"),
        ('"on"', "on"),
        ("'071'", "071"),
        ("nothing", "nothing"),
        ("y", "y"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("12", 12),
        ("-3", -3),
        ("+4", 4),
        ("0", 0),
        ("0.5", 0.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("-1.5E-2", -0.015),
        (".inf", math.inf),
        ("-.INF", -math.inf),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("1234567890123456789012", 1234567890123456789012),
    ],
)
def test_a_scalar_is_read_as_yaml_1_2_has_it(tmp_path: Path, text: str, value: object) -> None:
    found = _read(tmp_path, f"key: {text}\n").data["key"]
    assert found == value
    assert type(found) is type(value)


def test_not_a_number_is_read(tmp_path: Path) -> None:
    assert math.isnan(_read(tmp_path, "key: .nan\n").data["key"])


@given(JSON)
def test_json_is_read_as_it_was_written(data: Any) -> None:
    parsed = parse(json.dumps({"data": data}, ensure_ascii=False), "file.yaml")
    if not parsed.faults:
        assert parsed.data == {"data": data}
    else:
        assert all("not text" in fault.message for fault in parsed.faults)


@given(JSON)
def test_every_value_has_its_place(data: Any) -> None:
    text = yaml.safe_dump({"data": data}, allow_unicode=True)
    parsed = parse(text, "file.yaml")
    lines = text.splitlines()

    def visit(keys: tuple[str | int, ...], value: Any) -> None:
        line, column = parsed.values[keys]
        assert 1 <= line <= len(lines)
        assert 1 <= column <= len(lines[line - 1]) + 1
        inner = (
            value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        )
        for key, part in inner:
            visit((*keys, key), part)

    if not parsed.faults:
        visit((), parsed.data)


# --- nothing but a FaultError ever comes out


def _outcome(raw: bytes) -> tuple[Fault, ...]:
    try:
        return tuple(parse(text_of(raw, "file.yaml"), "file.yaml").faults)
    except FaultError as error:
        return error.faults


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    assert all(str(fault).isprintable() for fault in _outcome(raw))


@given(st.text("abc:,-[]{}'\"#&*!|>%@`?~ \n\t0.", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert all(str(fault).isprintable() for fault in _outcome(text.encode()))


# --- places


def test_places_count_from_one_and_in_characters(tmp_path: Path) -> None:
    located = _read(tmp_path, "# Überschrift\ntitle: Brücke\nlist:\n  - {a: 1, ö: 'é', b: 2}\n")
    assert located.mark(("title",)) == (2, 8)
    assert located.mark(("list", 0, "b")) == (4, 23)
    assert located.mark(("list", 0)) == (4, 5)


def test_what_is_not_there_is_placed_where_it_would_be(tmp_path: Path) -> None:
    located = _read(tmp_path, "list:\n  - {a: 1}\n")
    assert located.mark(("list", 0, "missing")) == (2, 5)
    assert located.mark(("nowhere", 3)) == (1, 1)


def test_a_byte_order_mark_is_no_character(tmp_path: Path) -> None:
    located = _read(tmp_path, b"\xef\xbb\xbftitle: x\n")
    assert located.data == {"title": "x"}
    assert located.mark(("title",)) == (1, 8)


def test_windows_line_ends_are_line_ends(tmp_path: Path) -> None:
    located = _read(tmp_path, b"title: x\r\nfocus: y\r\n")
    assert located.data == {"title": "x", "focus": "y"}
    assert located.mark(("focus",)) == (2, 8)


# --- what is refused


@pytest.mark.parametrize("word", ["yes", "no", "on", "off", "Yes", "NO", "On", "OFF"])
def test_a_bare_yes_or_no_is_refused_as_key_and_value(tmp_path: Path, word: str) -> None:
    texts = (f"key: {word}\n", f"{word}: key\n", f"key: [a, {word}]\n")
    for text in texts if word != "on" else texts[::2]:
        (fault,) = _faults(tmp_path, text)
        assert f"a bare {word}" in fault
        assert f"'{word}'" in fault


def test_several_faults_of_reading_come_together(tmp_path: Path) -> None:
    faults = _faults(tmp_path, "a: no\na: 1\nb: 007\nc: !!int 3\nd: {e: 1, e: 2}\n")
    assert len(faults) == 5
    for words, fault in zip(
        ["bare no", "'a' is given twice", "007", "tag", "'e' is given twice"], faults, strict=True
    ):
        assert words in fault


def test_an_alias_bomb_is_refused_at_once(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{k}: &a{k} [{', '.join([f'*a{k - 1}'] * 9)}]" for k in range(1, 30)]
    (fault,) = _faults(tmp_path, "\n".join(lines))
    assert "anchors (&) and aliases (*) are not read" in fault


def test_an_endless_list_is_refused(tmp_path: Path) -> None:
    faults = _faults(tmp_path, "a: &a [*a]\n")
    assert any("aliases" in fault for fault in faults)


def test_a_merge_key_needs_an_alias_and_is_refused(tmp_path: Path) -> None:
    assert any("aliases" in fault for fault in _faults(tmp_path, "a: &a {x: 1}\nb: {<<: *a}\n"))


@pytest.mark.parametrize("opening", ["[", "{a: "])
def test_depth_is_bounded(tmp_path: Path, opening: str) -> None:
    (fault,) = _faults(tmp_path, "a: " + opening * 300)
    assert "more than 20" in fault


def test_a_group_as_a_key_is_refused(tmp_path: Path) -> None:
    assert any("plain word" in fault for fault in _faults(tmp_path, "{a: 1}: 2\n"))
    assert any("plain word" in fault for fault in _faults(tmp_path, "? [a]\n: 2\n"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "is empty"),
        (b"  \n\n", "is empty"),
        (b"---\n", "is empty"),
        (b"\x00\x01", "binary"),
        (b"a: \x07\n", "U+0007"),
        (b"a: \xff\n", "not UTF-8 text: byte 0xff"),
        (b"\xef\xbb\xbfa:\n  \xc3\xa4: \xff\n", ":2:6: is not UTF-8 text: byte 0xff"),
        (b"a:\n\tb: 1\n", "tab"),
        (b"a:\n  \t- b\n", "tab"),
        (b"a: [1, 2\n", "cut short"),
        (b"a: {b: 1,\n", "cut short"),
        (b'a: "b\n\n', "cut short"),
        (b"a: 'b", "cut short"),
        (b"a: [", "cut short"),
        (b"a: [1, 2}\n", "closed"),
        (b"a: b: c\n", "not YAML"),
        (b"a: 1\n b: 2\n", "not YAML"),
        (b"a: @b\n", "not YAML"),
        (b"%YAML 9.9.9\n", "YAML"),
    ],
)
def test_what_is_no_yaml_is_refused_in_one_line(tmp_path: Path, text: bytes, words: str) -> None:
    (fault,) = _faults(tmp_path, text)
    assert words in fault
    assert "\n" not in fault


def test_tabs_after_the_first_are_only_counted(tmp_path: Path) -> None:
    (fault,) = _faults(tmp_path, "a:\n\tb: 1\n\tc: 2\n\td: 3\n")
    assert ":2:1: " in fault
    assert "2 more lines" in fault


def test_a_tab_within_text_or_a_comment_is_left_alone(tmp_path: Path) -> None:
    assert _read(tmp_path, "a: 'b\tc'  # with\ttabs\n").data == {"a": "b\tc"}


@pytest.mark.parametrize("escape", ["\\e[31m", "\\0", "\\x9b", "\\ud800"])
def test_escapes_that_are_no_text_are_refused(tmp_path: Path, escape: str) -> None:
    (fault,) = _faults(tmp_path, f'a: "b{escape}"\n')
    assert fault.isprintable()


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    (fault,) = _faults(tmp_path, b"#" * (located_module.LARGEST + 1))
    assert "larger than 1 MB" in fault
    assert _read(tmp_path, b"a: 1\n" + b"#" * (located_module.LARGEST - 5)).data == {"a": 1}


def test_a_directory_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(FaultError, match="is a directory"):
        read_yaml(tmp_path)


def test_a_device_is_no_file() -> None:
    with pytest.raises(FaultError, match="not an ordinary file"):
        read_yaml(Path("/dev/null"))


def test_a_missing_file_is_reported_with_its_neighbours(tmp_path: Path) -> None:
    (tmp_path / "afrin_airspace.yaml").write_text("a: 1\n")
    with pytest.raises(FaultError, match=r"there is no such file; did you mean '.*afrin_airspace\.yaml'\?"):
        read_yaml(tmp_path / "afrin_airspce.yaml")
    with pytest.raises(FaultError, match=r"there is no such file$"):
        read_yaml(tmp_path / "something_else.yaml")
    with pytest.raises(FaultError, match="there is no such file"):
        read_yaml(tmp_path / "no" / "such" / "folder.yaml")
    with pytest.raises(FaultError, match="did you mean 'afrin_airspace'"):
        read_yaml(Path("nowhere/afrin_airspace.yaml"), ["afrin_airspace"])


def test_every_part_of_a_path_may_be_misspelled(tmp_path: Path) -> None:
    (tmp_path / "scenarios" / "sweeps").mkdir(parents=True)
    (tmp_path / "scenarios" / "sweeps" / "timing.yaml").write_text("a: 1\n")
    for path in ("senarios/sweeps/timing.yaml", "scenarios/sweep/timng.yml", "Scenario/swepes/timing"):
        with pytest.raises(FaultError, match=r"did you mean '.*scenarios/sweeps/timing\.yaml'\?"):
            read_yaml(tmp_path / path)
    with pytest.raises(FaultError, match=r"there is no such file$"):
        read_yaml(tmp_path / "scenarios" / "results" / "timing.yaml", ["another"])


def test_a_name_like_no_other_is_answered_with_the_names_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FaultError, match=r"^zzz: there is no such file; allowed: a file, or one, two$"):
        read_yaml(Path("zzz"), ["one", "two"])


@pytest.mark.parametrize("name", ["a\x00b.yaml", "x" * 5000])
def test_an_impossible_name_is_refused(name: str) -> None:
    with pytest.raises(FaultError):
        read_yaml(Path(name))


def test_a_link_to_nothing_is_said_to_be_one(tmp_path: Path) -> None:
    link = tmp_path / "scenario.yaml"
    link.symlink_to("gone.yaml")
    with pytest.raises(FaultError, match=r"scenario\.yaml: is a link to gone\.yaml, which is not there$"):
        read_yaml(link)
