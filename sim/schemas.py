"""JSON Schemas of the files users write, so that an editor completes and checks them.

`python -m patronage.sim.schemas` writes them to docs/schema; with `--check` it only says which differ from
what the code would write, and exits with 1 if any does.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel

from patronage.sim.case.chronicle import ActsFile
from patronage.sim.case.codebook import CodebookFile
from patronage.sim.case.content import ContentFile
from patronage.sim.case.schema import CaseFile, EvidenceFile
from patronage.sim.event_data.schema import ActorsFile
from patronage.sim.files.forms import Form
from patronage.sim.files.shipped import data_root
from patronage.sim.scenario.expectation_schema import ExpectationFile
from patronage.sim.scenario.schema import ScenarioFile, SettingsFile
from patronage.sim.sweeps.schema import SweepFile

FORMS: dict[str, type[Form]] = {
    "actors": ActorsFile,
    "acts": ActsFile,
    "case": CaseFile,
    "codebook": CodebookFile,
    "content": ContentFile,
    "evidence": EvidenceFile,
    "expectation": ExpectationFile,
    "scenario": ScenarioFile,
    "settings": SettingsFile,
    "sweep": SweepFile,
}


def schema_text(form: type[BaseModel], mode: Literal["validation", "serialization"] = "validation") -> str:
    """The JSON Schema of a form (draft 2020-12), as the text of its file.

    ``mode``: of what is taken, or of what is written, in which no field is missing for having a default.
    """
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **form.model_json_schema(mode=mode),
    }
    return json.dumps(_untitled(schema), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _untitled(schema: Any) -> Any:
    """The schema without the titles made up from the names of fields, which say nothing new."""
    if isinstance(schema, dict):
        return {
            key: _untitled(value)
            for key, value in schema.items()
            if not (key == "title" and isinstance(value, str))
        }
    return [_untitled(value) for value in schema] if isinstance(schema, list) else schema


def texts() -> dict[str, str]:
    """The text of every schema, by the name that its file has without its ending."""
    return {name: schema_text(form) for name, form in FORMS.items()}


def drifted(folder: Path, wanted: Mapping[str, str] | None = None) -> list[Path]:
    """The files of the folder that are missing or not what the code would write."""
    found = []
    for name, text in (wanted or texts()).items():
        path = folder / f"{name}.json"
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            found.append(path)
    return found


def write(folder: Path, wanted: Mapping[str, str] | None = None) -> None:
    """Writes all schemas into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (wanted or texts()).items():
        (folder / f"{name}.json").write_text(text, encoding="utf-8")


def main(
    arguments: list[str] | None = None,
    wanted: Mapping[str, str] | None = None,
    module: str = "patronage.sim.schemas",
) -> int:
    """The command; returns its exit code. ``wanted``: the schemas that it writes, by name."""
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description="Writes docs/schema.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a file differs")
    parser.add_argument("--folder", type=Path, default=data_root() / "docs" / "schema", help="where they are")
    options = parser.parse_args(arguments)
    if not options.check:
        write(options.folder, wanted)
        return 0
    paths = drifted(options.folder, wanted)
    for path in paths:
        sys.stderr.write(f"{path}: differs from the code; run `make generated`\n")
    return 1 if paths else 0


if __name__ == "__main__":
    sys.exit(main())
