"""The schema of a run's answer: it is what the code would write, and what `run --json` prints keeps to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from patronage.generated.answer_schema import main, texts
from patronage.studies.stored.answer import AnswerForm
from tests.support.calling import Call
from tests.support.sweeps import CASES

FOLDER = Path(__file__).parents[2] / "docs" / "schema"
FEW = ("--runs", "8", "--set", "replicates=2", "--json", "--no-charts", "--out", "stored")


def unknown(found: Any, schema: dict[str, Any], whole: dict[str, Any], place: str = "") -> Iterator[str]:
    """What is printed and has no field in the schema."""
    if "$ref" in schema:
        schema = whole["$defs"][schema["$ref"].rpartition("/")[2]]
    for one in schema.get("anyOf", ()):
        if found is not None and one.get("type") != "null":
            yield from unknown(found, one, whole, place)
    if isinstance(found, dict):
        fields, others = schema.get("properties", {}), schema.get("additionalProperties")
        for name, value in found.items():
            if name in fields:
                yield from unknown(value, fields[name], whole, f"{place}/{name}")
            elif others:
                yield from unknown(value, others, whole, f"{place}/{name}")
            elif "anyOf" not in schema:
                yield f"{place}/{name}"
    elif isinstance(found, list):
        for value in found:
            yield from unknown(value, schema.get("items", {}), whole, place)


def test_the_schema_is_what_the_code_would_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0
    assert main(["--check", "--folder", str(tmp_path)]) == 1
    assert "answer.json: differs from the code" in capsys.readouterr().err
    assert main(["--folder", str(tmp_path)]) == 0
    assert (tmp_path / "answer.json").read_text("utf-8") == (FOLDER / "answer.json").read_text("utf-8")


def test_every_field_has_a_meaning_and_none_may_be_missing() -> None:
    schema = json.loads(texts()["answer"])
    for form in (schema, *schema["$defs"].values()):
        fields = form.get("properties", {})
        assert [name for name, field in fields.items() if not field.get("description")] == []
        assert set(form.get("required", ())) == set(fields)
    assert set(schema["properties"]) == set(AnswerForm.model_fields)


@pytest.mark.parametrize(
    "scenario",
    [CASES / "tiny" / "scenario.yaml", "russian_intervention", "coordination_holds_a_year"],
    ids=lambda scenario: Path(scenario).stem,
)
def test_what_run_prints_keeps_to_its_schema(
    scenario: str | Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("patronage.studies.settle._DRAWS", 40)
    monkeypatch.setattr("patronage.studies.settle._MOST", 40)
    said = call("run", scenario, *FEW)
    assert said.code == 0, said.err
    found = json.loads(said.out)
    schema = json.loads(texts()["answer"])
    jsonschema.Draft202012Validator(schema).validate(found)
    assert [*unknown(found, schema, schema)] == []
    found["measures"]["hold"]["status"] = "lost"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate(found)


def test_what_no_field_describes_is_found() -> None:
    schema = json.loads(texts()["answer"])
    odd = {"verdict": {"weight": 1}, "measures": {"hold": {"mean": 2}}, "more": 3}
    assert [*unknown(odd, schema, schema)] == ["/verdict/weight", "/measures/hold/mean", "/more"]
