"""Continuous integration and the hooks of a commit call what there is."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from patronage.cli import COMMANDS

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def _read(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  # all is text: `on` is no truth value


def _variants(job: Any) -> list[dict[str, str]]:
    """What the matrix of a job puts into its steps, one entry at a time."""
    matrix = dict(job.get("strategy", {}).get("matrix", {}))
    included = matrix.pop("include", [])
    return [*included, *({name: value} for name, values in matrix.items() for value in values)] or [{}]


def _commands(job: Any) -> Iterator[list[str]]:
    """Every command of a job, word by word, for every entry of its matrix."""
    for variant in _variants(job):
        for step in job["steps"]:
            text = step.get("run", "")
            for name, value in variant.items():
                text = text.replace(f"${{{{ matrix.{name} }}}}", value)
            yield from (shlex.split(line) for line in text.splitlines())


def _fault(words: list[str]) -> str | None:
    """What is wrong with a command: that it calls what is not there."""
    program, *arguments = words
    if program == "make":
        return next((each for each in arguments if not each.startswith("-") and each not in TARGETS), None)
    if program == "patronage":
        return (
            None
            if arguments[0] in COMMANDS and (ROOT / f"scenarios/{arguments[1]}.yaml").is_file()
            else program
        )
    if program == "python":
        return None if arguments[:2] == ["-m", "pip"] else program
    return None if os.access(ROOT / program, os.X_OK) else program


def test_both_workflows_are_there() -> None:
    assert [path.name for path in WORKFLOWS] == ["check.yml", "wheel.yml"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_says_when_and_where_and_calls_what_there_is(path: Path) -> None:
    workflow = _read(path)
    assert workflow["permissions"] == {"contents": "read"}
    assert {"push", "pull_request"} <= set(workflow["on"])
    for job in workflow["jobs"].values():
        assert job["runs-on"]
        for step in job["steps"]:
            assert ("uses" in step) != ("run" in step)
            assert re.fullmatch(r"actions/[\w-]+@v\d+", step.get("uses", "actions/none@v1"))
        commands = list(_commands(job))
        assert commands
        assert [fault for fault in map(_fault, commands) if fault is not None] == []


@pytest.mark.parametrize(
    "command", ["make schema", ".ci/runs", "patronage runn afrin_airspace", "patronage run afrin"]
)
def test_a_call_of_what_is_not_there_is_noticed(command: str) -> None:
    assert _fault(shlex.split(command)) is not None


def test_every_supported_python_is_checked_and_both_ends_of_the_libraries() -> None:
    versions = re.search(r"^VERSIONS \?= (.*)$", MAKEFILE, re.MULTILINE)
    assert versions is not None
    oldest, *_, newest = versions[1].split()
    jobs = _read(ROOT / ".github" / "workflows" / "check.yml")["jobs"]
    assert jobs["check"]["strategy"]["matrix"]["python"] == versions[1].split()
    assert jobs["libraries"]["strategy"]["matrix"]["include"] == [
        {"libraries": "lowest", "python": oldest},
        {"libraries": "newest", "python": newest},
    ]
    systems = _read(ROOT / ".github" / "workflows" / "wheel.yml")["jobs"]["wheel"]["strategy"]["matrix"][
        "system"
    ]
    assert [name.partition("-")[0] for name in systems] == ["ubuntu", "macos", "windows"]


def test_the_hooks_of_a_commit_call_what_there_is() -> None:
    hooks = [hook for repo in _read(ROOT / ".pre-commit-config.yaml")["repos"] for hook in repo["hooks"]]
    assert [hook["id"] for hook in hooks] == [
        "end-of-file-fixer", "check-merge-conflict", "ruff", "ruff-format", "generated",
    ]  # fmt: skip
    for hook in hooks:
        program, *arguments = shlex.split(hook.get("entry", "make"))
        assert program in {".venv/bin/ruff", "make"}
        assert program != "make" or _fault([program, *arguments]) is None
