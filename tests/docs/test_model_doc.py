"""docs/MODEL.md: it has the equations of the code and no others; its generated parts have not drifted."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from patronage.generated.model_doc import PARTS, main, part_of, same, with_part
from patronage.sim.model.phases import PHASES

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "MODEL.md"
TEXT = PAGE.read_text("utf-8")
EQUATION = re.compile(r"\bE(\d+)\b")
DESIGN_CONCEPTS = (
    "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing",
    "Interaction", "Stochasticity", "Collectives", "Observation",
)  # fmt: skip
ELEMENTS = (
    "Purpose and patterns", "Entities, state variables and scales", "Process overview and scheduling",
    "Design concepts", "Initialisation", "Input data", "Submodels",
)  # fmt: skip


def docstrings(path: Path) -> list[str]:
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    tree = ast.parse(path.read_text("utf-8"))
    return [ast.get_docstring(node) or "" for node in ast.walk(tree) if isinstance(node, kinds)]


def test_every_equation_of_the_code_is_in_the_document_and_the_reverse():
    told = {int(n) for n in re.findall(r"^\*\*E(\d+), [a-z]+", TEXT, re.MULTILINE)}
    meant = {
        int(n)
        for path in (ROOT / "sim").rglob("*.py")
        for text in docstrings(path)
        for n in EQUATION.findall(text)
    }
    assert told == meant == set(range(1, len(told) + 1))
    mechanisms = {phase.by_hand.__module__.rpartition(".")[2] for phase in PHASES if phase.by_hand}
    in_formulas = {
        int(n)
        for name in ("formulas", "terms", "measures", *mechanisms)
        for text in docstrings(ROOT / "sim" / "model" / f"{name}.py")
        for n in EQUATION.findall(text)
    }
    assert in_formulas == told
    assert {int(n) for n in EQUATION.findall(TEXT)} == told


def test_the_elements_and_concepts_of_odd_are_there_in_their_order():
    headings = re.findall(r"^## (\d+)\. (.+)$", TEXT, re.MULTILINE)
    assert [name for _, name in headings[:7]] == list(ELEMENTS)
    assert [int(n) for n, _ in headings] == list(range(1, len(headings) + 1))
    concepts = TEXT[TEXT.index("## 4.") : TEXT.index("## 5.")]
    assert re.findall(r"^\*\*([A-Z][a-z ]+)\.\*\*", concepts, re.MULTILINE) == list(DESIGN_CONCEPTS)
    assert re.findall(r"^\| `(\w+)` \|", part_of(TEXT, "phases"), re.MULTILINE) == [
        phase.name for phase in PHASES
    ]


def test_the_generated_parts_have_not_drifted():
    assert main(["--check"]) == 0


def test_drift_is_found_and_mended(tmp_path, capsys):
    page = tmp_path / "MODEL.md"
    page.write_text(with_part(with_part(TEXT, "settings", "| nothing |"), "verbs", ""), "utf-8")
    assert main(["--check", "--page", str(page)]) == 1
    told = capsys.readouterr().err
    assert "settings differ" in told
    assert "verbs differ" in told
    assert main(["--page", str(page)]) == 0
    assert page.read_text("utf-8") == TEXT


def test_shares_may_differ_by_two_points_and_nothing_else():
    assert same("| rises | 81% | >99% |", "| rises | 79% | 100% |".replace("100%", ">99%"))
    assert not same("| rises | 84% |", "| rises | 81% |")
    assert not same("| rises | 81% |", "| falls | 81% |")
    assert not same("| 81% |", "| 81% | 81% |")


def test_a_page_without_markers_is_refused():
    with pytest.raises(ValueError, match="no part called verbs"):
        part_of("nothing here", "verbs")
    assert all(part_of(TEXT, name) for name in (*PARTS, "patterns"))
