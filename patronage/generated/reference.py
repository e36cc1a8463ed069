"""The reference pages that are generated from the code, so that they cannot drift from it.

`python -m patronage.generated.reference` writes the pages of docs/reference; with `--check` it only says
which differ from what the code would write, and exits with 1 if any does.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from patronage.cli import COMMANDS, cli
from patronage.generated.glossary import glossary_page
from patronage.generated.python_page import python_page
from patronage.sim.files.shipped import data_root
from patronage.sim.model.settings import SETTINGS
from patronage.sim.schemas import FORMS
from patronage.studies.stored.answer import AnswerForm

NOTE = "% Written from the code by `make generated`; do not edit.\n"


def command_line_page() -> str:
    """Every command with its arguments and options, as its own help gives them."""
    parts = [NOTE, "# The command line\n"]
    parts.append(
        "Results go to stdout (`--json` for machines), progress to stderr. Exit codes: 0 done, 1 some runs\n"
        "failed or a chart is missing, 2 bad usage or input, 3 a bug, 130 interrupted (by Ctrl-C or\n"
        "SIGTERM; a sweep keeps what it has, and other commands leave nothing behind).\n"
    )
    group = click.Context(cli, info_name="patronage", **cli.context_settings)
    for name in COMMANDS:
        command = cli.get_command(group, name)
        if command is None:
            raise KeyError(name)
        context = click.Context(
            command, info_name=name, parent=group, max_content_width=80, terminal_width=80
        )
        parts.append(f"## patronage {name}\n\n```text\n{command.get_help(context)}\n```\n")
        for part, inner in command.commands.items() if isinstance(command, click.Group) else ():
            within = click.Context(
                inner, info_name=part, parent=context, max_content_width=80, terminal_width=80
            )
            parts.append(f"### patronage {name} {part}\n\n```text\n{inner.get_help(within)}\n```\n")
    return "\n".join(parts)


def fields_page() -> str:
    """Every field of every file users write, from the forms that check them."""
    parts = [NOTE, "# The fields of the files\n"]
    parts.append(
        "An editor that knows JSON Schema completes and checks them: the schemas are in `docs/schema`.\n"
    )
    for name, form in FORMS.items():
        schema = form.model_json_schema()
        parts.append(f"## {name.capitalize()}\n")
        parts += _form(schema)
        for part, inner in sorted(schema.get("$defs", {}).items()):
            parts.append(f"### {name}: {part.removesuffix('Form')}\n")
            parts += _form(inner)
    return "\n".join(parts)


def answer_page() -> str:
    """Every field of what `patronage run --json` prints, from the form that reads it back."""
    schema = AnswerForm.model_json_schema(mode="serialization")
    parts = [NOTE, "# The fields of an answer\n"]
    parts.append(
        "`patronage run --json` prints it, and a run's folder has it as `answer.json`. Its JSON Schema is\n"
        "`docs/schema/answer.json`.\n"
    )
    for title, form in (("The answer", schema), *sorted(schema["$defs"].items())):
        parts.append(f"## {title.removesuffix('Form')}\n")
        parts += _form(form)
    return "\n".join(parts)


def _form(schema: dict[str, Any]) -> Iterator[str]:
    if "description" in schema:
        yield schema["description"] + "\n"
    fields = schema.get("properties", {})
    if "enum" in schema:
        yield "One of " + ", ".join(f"`{value}`" for value in schema["enum"]) + ".\n"
    others = schema.get("additionalProperties")
    if isinstance(others, dict):
        yield f"Fields of any name, each with {_type(others)}.\n"
    if not fields:
        return
    rows = ["| field | what it takes | default | meaning |", "| --- | --- | --- | --- |"]
    required = set(schema.get("required", ()))
    for key, spec in fields.items():
        default = "required" if key in required else _shown(spec.get("default"))
        meaning = str(spec.get("description", "")).replace("|", "\\|").replace("\n", " ")
        rows.append(f"| `{key}` | {_type(spec)} | {default} | {meaning} |")
    yield "\n".join(rows) + "\n"


def _shown(default: Any) -> str:
    if default is None:
        return "none"
    if isinstance(default, dict | list):
        return "empty" if not default else f"`{default}`"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def _type(spec: dict[str, Any]) -> str:
    if "$ref" in spec:
        found = str(spec["$ref"]).rsplit("/", 1)[-1].removesuffix("Form")
    elif "anyOf" in spec:
        found = " or ".join(_type(one) for one in spec["anyOf"] if one.get("type") != "null")
    elif "enum" in spec:
        found = ", ".join(f"`{value}`" for value in spec["enum"])
    elif spec.get("type") == "array":
        found = f"list of {_type(spec.get('items', {}))}"
    elif spec.get("type") == "object" and isinstance(spec.get("additionalProperties"), dict):
        found = f"names with {_type(spec['additionalProperties'])}"
    else:
        names = {"string": "text", "integer": "whole number", "boolean": "true or false"}
        kind = str(spec.get("type", "anything"))
        found = names.get(kind, kind) + _bounds(spec)
    return found


def _bounds(spec: dict[str, Any]) -> str:
    low, high = spec.get("minimum"), spec.get("maximum")
    if low is not None and high is not None:
        return f", {low:g} to {high:g}"
    limits = {
        "minimum": "at least",
        "exclusiveMinimum": "more than",
        "maximum": "at most",
        "exclusiveMaximum": "less than",
    }
    return "".join(f", {words} {spec[limit]:g}" for limit, words in limits.items() if limit in spec)


def settings_page() -> str:
    """Every setting of the model: symbol, default, the range that sensitivity analysis uses, meaning."""
    parts = [NOTE, "# The settings\n"]
    parts.append(
        "Set in a scenario under `settings:`, or for one run by `--set settings.NAME=VALUE`. Sensitivity\n"
        "analysis and sweeps over all settings vary each in its range. MODEL.md says whence each default.\n"
    )
    rows = ["| setting | symbol | default | range | meaning |", "| --- | --- | --- | --- | --- |"]
    rows += [
        f"| `{s.name}` | {s.symbol} | {s.default:g} | {s.low:g} to {s.high:g} | {s.meaning} |"
        for s in SETTINGS.values()
    ]
    parts.append("\n".join(rows) + "\n")
    return "\n".join(parts)


PAGES = {
    "answer.md": answer_page,
    "command-line.md": command_line_page,
    "fields.md": fields_page,
    "glossary.md": lambda: f"{NOTE}\n{glossary_page()}",
    "python.md": lambda: f"{NOTE}\n{python_page()}",
    "settings.md": settings_page,
}


def main(arguments: list[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m patronage.generated.reference", description="Writes docs/reference."
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a page differs")
    parser.add_argument("--folder", type=Path, default=data_root() / "docs" / "reference")
    options = parser.parse_args(arguments)
    drifted = 0
    for name, page in PAGES.items():
        path, text = options.folder / name, page()
        if not options.check:
            options.folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            continue
        found = path.read_text(encoding="utf-8") if path.is_file() else ""
        if found != text:
            sys.stderr.write(f"{path}: differs from the code; run `make generated`\n")
            lines = difflib.unified_diff(
                found.splitlines(), text.splitlines(), "the page", "the code", n=0, lineterm=""
            )
            sys.stderr.writelines(f"  {line}\n" for line in lines)
            drifted = 1
    return drifted


if __name__ == "__main__":
    sys.exit(main())
