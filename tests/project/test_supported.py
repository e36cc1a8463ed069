"""What is said to be supported is what is tested: the Pythons, and the oldest libraries."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = SETTINGS["project"]
HERE = f"{sys.version_info.major}.{sys.version_info.minor}"


def _versions() -> list[str]:
    """The Pythons that `make versions` tries."""
    named = re.search(r"^VERSIONS \?= (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert named is not None
    return named[1].split()


def _run(*command: object, **environment: str) -> subprocess.CompletedProcess[str]:
    found = [str(each) for each in command]
    env = os.environ | environment
    return subprocess.run(found, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_the_pythons_that_are_declared_are_those_that_are_tested() -> None:
    classifiers = [each.rpartition(" :: ")[2] for each in PROJECT["classifiers"] if "Python :: 3" in each]
    assert classifiers == _versions()
    assert PROJECT["requires-python"] == f">={_versions()[0]}"


def test_every_library_has_a_lower_bound_that_is_tested() -> None:
    printed = _run(sys.executable, ".ci/lowest.py")
    assert printed.returncode == 0, printed.stderr
    constraints = dict(line.split("==") for line in printed.stdout.splitlines())
    extras = PROJECT["optional-dependencies"].values()
    named = {
        re.split(r"[\[>]", each)[0]: each.partition(">=")[2]
        for group in (PROJECT["dependencies"], *extras)
        for each in group
    }
    assert constraints == named
    assert all(re.fullmatch(r"[\d.]+", version) for version in constraints.values())


def test_a_library_has_one_bound_wherever_it_is_named() -> None:
    bounds: dict[str, set[str]] = {}
    extras = PROJECT["optional-dependencies"].values()
    for group in (SETTINGS["build-system"]["requires"], PROJECT["dependencies"], *extras):
        for each in group:
            name, _, version = each.partition(">=")
            bounds.setdefault(name, set()).add(version)
    assert [name for name, versions in bounds.items() if len(versions) > 1] == []


def _only(python: Path, place: Path) -> dict[str, str]:
    """An environment in which a Python of this version is the only one, with what scripts need beside it."""
    for tool in ("bash", "dirname", "env"):
        (place / tool).symlink_to(shutil.which(tool) or tool)
    (place / f"python{HERE}").symlink_to(python)
    return {"PATH": str(place), "PYENV_ROOT": str(place / "none")}


def test_a_python_is_found_where_it_is_installed(tmp_path: Path) -> None:
    environment = _only(Path(sys.executable), tmp_path)
    found = _run(ROOT / ".ci" / "python", "2.6", HERE, **environment)
    assert (found.returncode, found.stdout.strip()) == (0, str(tmp_path / f"python{HERE}"))
    assert _run(ROOT / ".ci" / "python", "2.6", "2.7", **environment).returncode == 1


def test_one_that_pyenv_keeps_is_found_behind_its_stand_in(tmp_path: Path) -> None:
    environment = _only(Path(sys.executable), tmp_path)
    stand_in = tmp_path / f"python{HERE}"
    stand_in.unlink()
    stand_in.write_text("#!/bin/sh\necho 'command not found' >&2\nexit 127\n")
    stand_in.chmod(0o755)
    kept = tmp_path / "none" / "versions" / f"{HERE}.99" / "bin" / "python"
    kept.parent.mkdir(parents=True)
    kept.symlink_to(sys.executable)
    assert _run(ROOT / ".ci" / "python", HERE, **environment).stdout.strip() == str(kept)


def test_the_tests_run_on_what_is_installed_and_the_rest_is_named(tmp_path: Path) -> None:
    environment = _only(Path(sys.executable), tmp_path)
    make = tmp_path / "make"
    make.write_text('#!/bin/sh\necho "$@"\nexit ${FAILS:-0}\n')
    make.chmod(0o755)
    done = _run(ROOT / ".ci" / "versions", "2.6", HERE, "2.7", MAKE=str(make), **environment)
    assert done.returncode == 0, done.stderr
    head, called, told = done.stdout.splitlines()
    assert head.startswith(f"== Python {HERE}: ")
    assert called.split()[-2:] == [f"VENV=.venvs/{HERE}", "test"]
    assert told == f"== passed: {HERE}; failed: none; not installed: 2.6 2.7"
    done = _run(ROOT / ".ci" / "versions", HERE, MAKE=str(make), FAILS="1", **environment)
    assert done.returncode == 1
    assert done.stdout.endswith(f"== passed: none; failed: {HERE}; not installed: none\n")
    assert _run(ROOT / ".ci" / "versions", "2.6", **environment).returncode == 1


def test_make_asks_for_all_of_them() -> None:
    plan = _run("make", "--no-print-directory", "-n", "versions", MAKEFLAGS="")  # whatever is being made now
    assert plan.stdout.split() == [".ci/versions", *_versions()]


def test_the_page_is_tested_with_the_oldest_and_the_newest_libraries() -> None:
    """`make test` does not open the page; `browser` drives it where there is a Chromium."""
    recipes = (ROOT / "Makefile").read_text("utf-8")
    for name in ("lowest", "newest"):
        assert re.search(rf"\$\(MAKE\) .* VENV=\.venvs/{name} test browser$", recipes, re.MULTILINE), name
