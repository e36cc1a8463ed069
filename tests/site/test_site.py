"""The site builds without a warning, and its pages need no network."""

from __future__ import annotations

import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

from tests.support.pages import DOCS

LOADED = re.compile(r"<(?:script|img|link|iframe)\b[^>]*?(?:src|href)=\"(https?:)?//[^>]*>")
KERNEL = re.compile(r"^\[IPKernelApp\] WARNING|Executing notebook with kernel")  # which runs the notebook
WIDEST = 80  # characters of a block that fit beside the navigation on a small laptop


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the pages anew, with warnings as errors."""
    folder = tmp_path_factory.mktemp("site")
    words = ["-q", "-W", "--keep-going", "-b", "html", "-d", str(folder / "doctrees"), str(DOCS)]
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *words, str(folder / "html")],
        cwd=DOCS.parent, capture_output=True, text=True, check=False,
    )  # fmt: skip
    said = [line for line in done.stderr.splitlines() if line and not KERNEL.search(line)]
    assert (done.returncode, said) == (0, [])
    return folder / "html"


def test_every_page_is_built_and_loads_nothing_from_elsewhere(site: Path) -> None:
    every = [path for path in DOCS.rglob("*") if not path.is_relative_to(DOCS / "_build")]
    pages = [path for path in every if path.suffix in {".md", ".ipynb"}]
    for page in pages:
        text = (site / page.relative_to(DOCS).with_suffix(".html")).read_text("utf-8")
        assert LOADED.search(text) is None, page
        assert "Copyright &#169; the patronage authors" in text


def test_mathematics_is_set_by_the_browser(site: Path) -> None:
    text = (site / "MODEL.html").read_text("utf-8")
    source = (DOCS / "MODEL.md").read_text("utf-8")
    assert text.count('<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">') == source.count(
        "```math"
    )
    assert "<msub><mi>w</mi><mrow><mi>i</mi><mi>q</mi></mrow></msub>" in text
    assert (
        re.search(r"\\(frac|sum|beta|text|begin)\b", re.sub(r"<annotation.*?</annotation>", "", text)) is None
    )


def test_what_the_commands_tell_is_not_cut(site: Path) -> None:
    text = (site / "reference" / "command-line.html").read_text("utf-8")
    blocks = re.findall(r"<pre>(.*?)</pre>", text, re.DOTALL)
    lines = [unescape(re.sub(r"<[^>]+>", "", line)) for block in blocks for line in block.splitlines()]
    assert len(blocks) > 20
    assert [line for line in lines if len(line) > WIDEST] == []


def test_the_notebook_shows_what_its_cells_gave(site: Path) -> None:
    text = (site / "tutorial" / "in-a-notebook.html").read_text("utf-8")
    assert text.count("<img ") >= 3
    assert text.count("<table") >= 6
    assert "did you mean" in text
    assert "Traceback" not in text
