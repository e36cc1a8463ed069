"""The table of measures: whole, of names that can be columns and options, and the only list of them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from patronage.sim.model.measures import DERIVED, MEASURES, NAMED, TAKEN, TIES

ROOT = Path(__file__).parents[2]
FOLDERS = ("sim", "analysis", "patronage")
RIVALS = "patronage/studies/rivals/scenario.py"  # whose models give outcomes, and so attainment, but no ties


def lists_in(source: str) -> list[set[str]]:
    """The measures that a tuple, list, set, dict or subscript of a source names, where it names several."""
    found = []
    for node in ast.walk(ast.parse(source)):
        parts = node.keys if isinstance(node, ast.Dict) else getattr(node, "elts", [])
        values = [part.value for part in parts if isinstance(part, ast.Constant)]
        names = {name for name in NAMED if name in values}
        if len(names) > 1:
            found.append(names)
    return found


def test_names_are_unlike_and_can_be_columns_and_options() -> None:
    names = [measure.name for measure in MEASURES]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", name) for name in names)
    assert not set(names) & {
        *(tie.name for tie in TIES),
        "outcome",
        "trust",
        "acts",
        "sacrifice",
    }  # other quantities' names
    assert set(TAKEN) | set(DERIVED) == set(MEASURES)


def test_what_is_derived_comes_from_something_that_is_taken_down() -> None:
    assert {measure.source for measure in DERIVED} <= {measure.name for measure in TAKEN}


@pytest.mark.parametrize("measure", [*MEASURES, *TIES], ids=lambda measure: measure.name)
def test_a_row_says_what_its_measure_is(measure) -> None:
    low, high = measure.range
    assert low < high
    assert measure.signed == (low < 0.0)
    assert re.fullmatch(r"E\d+", measure.equation)
    for text in (measure.head, measure.meaning):  # goes on after the name, in the middle of a sentence
        assert text[0].islower()
        assert text[-1] not in ".;,"


def test_no_other_file_lists_the_measures() -> None:
    paths = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    listed = {str(path.relative_to(ROOT)): lists_in(path.read_text("utf-8")) for path in paths}
    assert {name: found for name, found in listed.items() if found and name != RIVALS} == {}


@pytest.mark.parametrize(
    "source",
    [
        'for name in ("hold", "share"): pass',
        '{"attainment": 1, "decisiveness": 2}',
        'Measure = Literal["hold", "attainment"]',
    ],
)
def test_a_list_would_be_noticed(source: str) -> None:
    assert lists_in(source)


def test_the_page_for_readers_has_every_measure_in_this_order() -> None:
    page = (ROOT / "docs" / "explanation" / "reading-the-result.md").read_text("utf-8")
    words = [measure.words for measure in MEASURES]
    described = re.findall(r"^\| \*\*([a-z ]+)\*\*", page, re.MULTILINE)
    assert [name for name in described if name in words] == words
    assert re.search(r"\*\*ear\*\*", page, re.IGNORECASE)
