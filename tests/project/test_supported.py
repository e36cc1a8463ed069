"""What is said to be supported is what is tested: the Pythons, and the oldest libraries."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = SETTINGS["project"]


def _versions() -> list[str]:
    """The Pythons that `make versions` tries."""
    named = re.search(r"^VERSIONS \?= (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert named is not None
    return named[1].split()


def test_the_pythons_that_are_declared_are_those_that_are_tested() -> None:
    classifiers = [each.rpartition(" :: ")[2] for each in PROJECT["classifiers"] if "Python :: 3" in each]
    assert classifiers == _versions()
    assert PROJECT["requires-python"] == f">={_versions()[0]}"


def test_every_library_has_a_lower_bound_and_no_other() -> None:
    extras = PROJECT["optional-dependencies"].values()
    for each in (name for group in (PROJECT["dependencies"], *extras) for name in group):
        assert re.fullmatch(r"[\w.-]+(\[[\w,]+\])?>=[\d.]+", each), each


def test_a_library_has_one_bound_wherever_it_is_named() -> None:
    bounds: dict[str, set[str]] = {}
    extras = PROJECT["optional-dependencies"].values()
    for group in (SETTINGS["build-system"]["requires"], PROJECT["dependencies"], *extras):
        for each in group:
            name, _, version = each.partition(">=")
            bounds.setdefault(name, set()).add(version)
    assert [name for name, versions in bounds.items() if len(versions) > 1] == []


def _plan(target: str) -> str:
    """What make would do for a target, whatever is being made now."""
    words = ["make", "--no-print-directory", "-n", "-o", ".venv/.ready", target]
    env = os.environ | {"MAKEFLAGS": ""}
    return subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, check=True).stdout


def test_make_tests_on_all_of_them() -> None:
    plan = _plan("versions")
    assert re.findall(r"uv venv \S+ --python (\S+) \.venvs/\1", plan) == _versions()
    assert re.findall(r" VENV=\.venvs/(\S+) test$", plan, re.MULTILINE) == _versions()


def test_the_tests_and_the_page_have_the_oldest_and_the_newest_libraries() -> None:
    """`make test` does not open the page; `browser` drives it where there is a Chromium."""
    for name, python, how in (
        ("lowest", _versions()[0], "--resolution lowest-direct"),
        ("newest", _versions()[-1], "--refresh"),
    ):
        plan = _plan(name)
        assert f"--python {python} .venvs/{name} && " in plan
        assert f"--python .venvs/{name} {how} --editable '.[dev,page,browser]'" in plan
        assert f"VENV=.venvs/{name} test browser\n" in plan
