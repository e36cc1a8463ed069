"""The JSON Schemas: those in docs/schema are what the code would write, and say what the loader takes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from patronage.sim.case.codebook import read_codebook
from patronage.sim.files.located import read_yaml
from patronage.sim.files.shipped import data_root
from patronage.sim.model.settings import SETTINGS
from patronage.sim.schemas import FORMS, drifted, main, write

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "schema"


def _schema(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def test_the_schemas_are_what_the_code_would_write() -> None:
    assert drifted(FOLDER) == []
    assert main(["--check"]) == 0


def test_drift_and_absence_are_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path)
    assert main(["--check", "--folder", str(tmp_path)]) == 0
    (tmp_path / "case.json").write_text("{}", encoding="utf-8")
    (tmp_path / "acts.json").unlink()
    assert main(["--check", "--folder", str(tmp_path)]) == 1
    printed = capsys.readouterr().err
    assert "case.json" in printed
    assert "acts.json" in printed
    assert main(["--folder", str(tmp_path)]) == 0
    assert drifted(tmp_path) == []


def _fields(schema: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Every field of a schema and of all that is in it, with the way to it."""
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "properties":
                yield from ((f"{place}/{name}", field) for name, field in value.items())
            yield from _fields(value, f"{place}/{key}")
    elif isinstance(schema, list):
        for index, value in enumerate(schema):
            yield from _fields(value, f"{place}/{index}")


@pytest.mark.parametrize("name", FORMS)
def test_no_field_lacks_a_meaning(name: str) -> None:
    fields = dict(_fields(FORMS[name].model_json_schema()))
    assert fields
    assert [place for place, field in fields.items() if not str(field.get("description", "")).strip()] == []


def test_a_schema_refuses_unknown_fields_and_knows_the_verbs() -> None:
    event = _schema("scenario")["$defs"]["EventForm"]
    assert event["additionalProperties"] is False
    assert event["properties"]["verb"]["enum"] == ["endorse", "aid", "warn", "coerce"]
    assert set(event["required"]) == {"id", "actor", "verb", "toward", "months"}


def test_a_schema_knows_every_setting_and_its_bounds() -> None:
    described = _schema("scenario")["properties"]["settings"]["anyOf"][0]
    assert set(described["properties"]) == set(SETTINGS)
    assert described["additionalProperties"] is False
    assert described["properties"]["step"]["maximum"] == 1.0


@pytest.mark.parametrize(
    ("name", "form", "field", "kind"),
    [
        ("acts", "DatedActForm", "confidence", "confidence"),
        ("evidence", "ItemForm", "confidence", "confidence"),
        ("evidence", "StanceForm", "strength", "strength"),
        ("evidence", "ControlForm", "strength", "strength"),
        ("evidence", "ControlForm", "level", "control level"),
        ("evidence", "CommitmentForm", "level", "commitment level"),
    ],
)
def test_a_schema_offers_the_words_of_the_codebook_and_takes_those_of_another(
    name: str, form: str, field: str, kind: str
) -> None:
    shipped, _ = read_codebook(data_root() / "seeds" / "codebook.yaml")
    offered, own = _schema(name)["$defs"][form]["properties"][field]["anyOf"]
    assert tuple(offered["enum"]) == shipped.names()[kind]
    assert own == {"type": "string"}  # a case may bring a codebook of its own


def test_a_schema_knows_what_a_digest_and_a_colour_look_like() -> None:
    article = _schema("case")["$defs"]["ArticleForm"]["properties"]
    actor = _schema("case")["$defs"]["ActorForm"]["properties"]
    (color,) = [one["pattern"] for one in actor["color"]["anyOf"] if one["type"] == "string"]
    good, bad_color, bad_digest = (
        read_yaml(path).data
        for path in (
            ROOT / "seeds" / "syria" / "case.yaml",
            *sorted((ROOT / "tests" / "bad").glob("case_bad_*")),
        )
    )
    assert re.search(article["sha256"]["pattern"], good["article"]["sha256"])
    assert not re.search(article["sha256"]["pattern"], bad_digest["article"]["sha256"])
    assert all(re.search(color, row["color"]) for row in good["actors"])
    assert not all(re.search(color, row["color"]) for row in bad_color["actors"])


@pytest.mark.parametrize(
    "path",
    [
        path
        for folder in (ROOT / "seeds", ROOT / "scenarios", ROOT / "tests" / "cases")
        for path in sorted(folder.rglob("*.yaml"))
    ],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_the_first_line_of_every_file_names_a_schema_that_exists(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    start = "# yaml-language-server: $schema="
    assert first.startswith(start)
    schema = (path.parent / first.removeprefix(start)).resolve()
    assert schema.parent == FOLDER
    assert schema.is_file()


def test_every_form_has_a_schema_and_no_other_is_left_over() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == {*FORMS, "answer"}
    assert (data_root() / "docs" / "schema").is_dir()
