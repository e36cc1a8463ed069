"""CITATION.cff says what the project says elsewhere, and is read as reference managers read it."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

import patronage

ROOT = Path(__file__).parents[2]
CITATION = ROOT / "CITATION.cff"
# It asks for an older jsonschema than the other tests need, so it is no part of the project's environment.
TELLS = shutil.which("cffconvert")

needs_cffconvert = pytest.mark.skipif(TELLS is None, reason="no cffconvert here: `pipx install cffconvert`")


def test_it_says_what_the_project_says() -> None:
    cited = yaml.safe_load(CITATION.read_text("utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert cited["version"] == patronage.__version__
    assert cited["abstract"] == project["description"]
    assert cited["license"] == project["license"]
    assert [author["name"] for author in cited["authors"]] == [
        author["name"] for author in project["authors"]
    ]
    assert set(cited["keywords"]) <= set(project["keywords"])


def test_it_has_the_date_of_the_changelog_and_none_before_a_release() -> None:
    cited = yaml.safe_load(CITATION.read_text("utf-8"))
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    version = re.escape(patronage.__version__)
    released = re.search(rf"^## \[?{version}\]? [-–—] (\d{{4}}-\d{{2}}-\d{{2}})$", changes, re.MULTILINE)
    assert str(cited.get("date-released")) == (released[1] if released else "None")


def test_the_changelog_begins_with_this_version_and_pages_name_no_other() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    named = re.findall(r"^## \[?([^\s\]]+)", changes, re.MULTILINE)
    assert next(name for name in named if name != "Unreleased") == patronage.__version__
    pages = [path for path in (ROOT / "docs").rglob("*.md") if "_build" not in path.parts]
    text = "".join(page.read_text("utf-8") for page in pages)
    wheels = re.findall(r"patronage-([\d.]+)-py3", text)
    assert set(wheels) == {patronage.__version__}


def converted(*options: str) -> str:
    words = [str(TELLS), "-i", str(CITATION), *options]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@needs_cffconvert
def test_it_is_valid_and_reference_managers_get_title_and_author() -> None:
    assert "valid according to schema version 1.2.0" in converted("--validate")
    title = "patronage: how much influence a patron gains or loses over its allies"
    bibtex = converted("-f", "bibtex")
    assert f"title = {{{title}}}" in bibtex
    assert "author = {the patronage authors}" in bibtex
    ris = converted("-f", "ris").splitlines()
    assert {f"TI  - {title}", "AU  - the patronage authors"} <= set(ris)
    assert f"(version {patronage.__version__})" in converted("-f", "apalike")
