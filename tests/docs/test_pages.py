"""Every page of the documentation is followed; the pages written from the code are as it would write them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from patronage.generated import reference
from tests.support.pages import DOCS, READ_ONLY, blocks, follow

PAGES = sorted(
    path for folder in ("tutorial", "how-to", "explanation") for path in (DOCS / folder).glob("*.md")
)
TO_FOLLOW = [
    page
    for page in PAGES
    if any(block.kind == "sh" for block in blocks(page)) and not page.match("how-to/add-*")
]  # those that add something change the code: test_add_pages.py follows them in a copy


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_block_is_run_or_written_or_for_reading(page: Path) -> None:
    found = blocks(page)
    assert page.read_text("utf-8").count("\n```") == 2 * len(found), "a fence that the reader of pages misses"
    for block in found:
        assert block.kind in {"sh", *READ_ONLY} or block.name, f"{block.kind}: neither run nor written"


@pytest.mark.slow
@pytest.mark.parametrize("page", TO_FOLLOW, ids=lambda page: page.stem)
def test_what_a_page_says_can_be_done(page: Path, tmp_path: Path) -> None:
    ran = follow(page, tmp_path)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.slow
def test_the_tutorial_shows_what_its_commands_print(tmp_path: Path) -> None:
    page = DOCS / "tutorial" / "first-question.md"
    shown = [block.text for block in blocks(page) if block.kind == "text"][1:]  # after the installation
    printed = follow(page, tmp_path, slice(0, 6)).stdout
    assert len(shown) == 3
    assert [text for text in shown for line in text.splitlines() if line not in printed] == []


def _listed(page: Path) -> Iterator[Path]:
    """The pages that a page's tables of contents name, by name or by pattern."""
    for block in blocks(page):
        if block.kind == "toctree":
            entries = [line for line in block.text.splitlines() if line.strip() and not line.startswith(":")]
            for entry in entries:
                found = [*page.parent.glob(f"{entry}.md"), *page.parent.glob(f"{entry}.ipynb")]
                assert found, f"{page}: there is no {entry}.md"
                yield from sorted(found)


def test_every_page_is_in_one_table_of_contents() -> None:
    every = [
        path for path in DOCS.rglob("*") if path.suffix in {".md", ".ipynb"} and "_build" not in path.parts
    ]
    listed = [entry for page in every for entry in _listed(page)]
    assert sorted(listed) == sorted(path for path in every if path != DOCS / "index.md")


def test_the_pages_written_from_the_code_have_not_drifted() -> None:
    # in a process of its own: click keeps the help option of whichever test called a command first
    words = [sys.executable, "-m", "patronage.generated.reference", "--check"]
    done = subprocess.run(words, cwd=DOCS.parent, text=True, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_fields_are_reported_with_their_bounds() -> None:
    page = reference.fields_page()
    assert "| `count` | whole number, 1 to 3 |" in page
    assert "| `cinc` | number, more than 0, at most 1 |" in page
    assert "| `mean` | number, more than 0, less than 1 |" in page
    assert "| `position` | number, 0 to 1 |" in page


def test_a_drifted_page_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert reference.main(["--folder", str(tmp_path)]) == 0
    assert reference.main(["--folder", str(tmp_path), "--check"]) == 0
    (tmp_path / "settings.md").write_text("something else", encoding="utf-8")
    assert reference.main(["--folder", str(tmp_path), "--check"]) == 1
    assert "settings.md: differs" in capsys.readouterr().err
