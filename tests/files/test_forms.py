"""Data become forms, or all of their faults."""

from __future__ import annotations

from pathlib import Path

import pytest

from patronage.sim.files.forms import Form, check, validate
from patronage.sim.files.located import FaultError, Located, read_yaml


def _read(folder: Path, text: str) -> Located:
    path = folder / "file.yaml"
    path.write_text(text, encoding="utf-8")
    return read_yaml(path)


class _Inner(Form):
    name: str
    size: float


class _Outer(Form):
    one: _Inner
    many: list[_Inner] = []  # noqa: RUF012  # pydantic copies a default


def test_a_form_is_filled(tmp_path: Path) -> None:
    form = validate(_Outer, _read(tmp_path, "one: {name: a, size: 1}\nmany:\n  - {name: b, size: 2.5}\n"))
    assert form.one == _Inner(name="a", size=1.0)
    assert form.many[0].size == 2.5


def test_every_fault_of_a_form_is_reported_with_those_of_reading(tmp_path: Path) -> None:
    located = _read(tmp_path, "one: {nam: 3, size: big}\nmany:\n  - {name: 5, size: .inf}\n  - 7\none: {}\n")
    with pytest.raises(FaultError) as caught:
        validate(_Outer, located)
    text = str(caught.value)
    for words in (
        "many[0].name: 5 should be text; put it in quotes: '5'",
        "many[0].size: .inf should be a finite number",
        "many[1]: 7 should be a group",
        "the key 'one' is given twice",
    ):
        assert words in text


def test_numbers_and_text_are_not_turned_into_one_another(tmp_path: Path) -> None:
    located = _read(tmp_path, "one: {name: true, size: '1'}\n")
    with pytest.raises(FaultError) as caught:
        validate(_Outer, located)
    assert [fault.message for fault in caught.value.faults] == [
        "true should be text; put it in quotes: 'true'",
        "'1' should be a number; write it without quotes: 1",
    ]


@pytest.mark.parametrize("written", ["1e3", "1.0", "+5", "True"])
def test_advice_repeats_what_is_written(tmp_path: Path, written: str) -> None:
    located = _read(tmp_path, f"one: {{name: {written}, size: 1}}\n")
    check(_Outer, located)
    (fault,) = located.faults
    assert fault.message == f"{written} should be text; put it in quotes: '{written}'"
