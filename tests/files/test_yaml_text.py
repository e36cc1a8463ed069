"""Reading YAML text: the one bare word that older readers take for true and that is a field here."""

from __future__ import annotations

from patronage.sim.files.yaml_text import parse


def test_on_is_a_key_like_any_other() -> None:
    parsed = parse("on: water\nrow: {on: tolls, 'On': x}\n", "a.yaml")
    assert parsed.data == {"on": "water", "row": {"on": "tolls", "On": "x"}}
    assert parsed.values["row", "on"] == (2, 11)
    assert parsed.faults == []
    assert parse("'on': water\n", "a.yaml").data == {"on": "water"}


def test_on_is_refused_as_a_value_and_twice_as_a_key() -> None:
    (value,) = parse("key: on\n", "a.yaml").faults
    assert "a bare on is text to some and true to others" in value.message
    (twice,) = parse("on: 1\non: 2\n", "a.yaml").faults
    assert "the key 'on' is given twice" in twice.message
