"""What the pages for contributors name is there: links, files, folders, things to make."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ARCHITECTURE = ROOT / "docs" / "explanation" / "architecture.md"
FOLDERS = ("sim", "analysis", "patronage")
PAGES = [
    ROOT / "CONTRIBUTING.md",
    ROOT / "SECURITY.md",
    ARCHITECTURE,
    *sorted((ROOT / "docs" / "decisions").glob("*.md")),
    *sorted((ROOT / ".github").rglob("*.md")),
]
PATH = re.compile(r"`((?:sim|analysis|patronage|docs|tests|seeds|scenarios|\.ci)/[\w./-]*)`")


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def test_there_are_such_pages() -> None:
    assert len(PAGES) > 12


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_what_a_page_links_to_is_there(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8"))
    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_the_files_and_folders_that_a_page_names_are_there(page: Path) -> None:
    assert [path for path in PATH.findall(page.read_text("utf-8")) if not (ROOT / path).exists()] == []


def test_whatever_is_said_to_be_made_can_be_made() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    docs = [path for path in (ROOT / "docs").rglob("*.md") if "_build" not in path.parts]
    for page in {*PAGES, *docs, ROOT / "README.md"}:
        named = re.findall(r"(?:`|^)make\s([a-z-]+)", page.read_text("utf-8"), re.MULTILINE)
        assert set(named) <= targets, page


def test_the_tree_is_that_of_the_project() -> None:
    block = ARCHITECTURE.read_text("utf-8").partition("```text\n")[2].partition("```")[0]
    shown, above = set(), [""] * 3
    for indent, name in re.findall(r"^( *)(\w+)/", block, re.MULTILINE):
        depth = len(indent) // 2
        above[depth] = name
        shown.add("/".join(above[: depth + 1]))
    packages = {
        path.parent.relative_to(ROOT).as_posix()
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("__init__.py")
        if not path.is_relative_to(ROOT / "patronage" / "sim")
        and not path.is_relative_to(ROOT / "patronage" / "analysis")
    }
    assert shown == packages | {"seeds", "tests"}
