"""docs/MODEL.md: it has the equations of the code and no others; its generated parts have not drifted."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from patronage.generated.ladders import scenario_part
from patronage.generated.model_doc import PARTS, main, part_of, same, with_part
from patronage.generated.multiverses import ASKED
from patronage.generated.multiverses import scenario_part as multiverse_part
from patronage.sim.designs.ladder import PARTS as PARTS_OF_MODEL
from patronage.sim.files.shipped import SCENARIOS, named
from patronage.sim.model.measures import MEASURES
from patronage.sim.model.phases import PHASES
from patronage.sim.model.settings import SETTINGS
from patronage.sim.scenario.load import load_scenario
from patronage.studies.ladder import ladder
from patronage.studies.losses import Size
from patronage.studies.multiverse import multiverse

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
    there = {int(n) for n in re.findall(r"^\*\*E(\d+), [a-z]+", TEXT, re.MULTILINE)}
    meant = {
        int(n)
        for path in (ROOT / "sim").rglob("*.py")
        for text in docstrings(path)
        for n in EQUATION.findall(text)
    }
    assert there == meant == set(range(1, len(there) + 1))
    mechanisms = {phase.by_hand.__module__.rpartition(".")[2] for phase in PHASES if phase.by_hand}
    in_formulas = {
        int(n)
        for name in ("formulas.py", "terms.py", "measures/*.py", *(f"{name}.py" for name in mechanisms))
        for path in (ROOT / "sim" / "model").glob(name)
        for text in docstrings(path)
        for n in EQUATION.findall(text)
    }
    assert in_formulas == there
    assert {int(n) for n in EQUATION.findall(TEXT)} == there


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
    there = capsys.readouterr().err
    assert "settings differ" in there
    assert "verbs differ" in there
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
    assert all(part_of(TEXT, name) for name in (*PARTS, "patterns", "ladders", "multiverses", "bargains"))


def test_the_ladders_have_every_scenario_and_every_part():
    text = part_of(TEXT, "ladders")
    for name in named(SCENARIOS):
        assert text.count(f"**`{name}`**") == 1
    for part in PARTS_OF_MODEL:
        for row in (f"+ {part.name}", f"without {part.name}"):
            assert text.count(f"| {row} |") == len(named(SCENARIOS))


def test_the_multiverses_have_every_scenario_that_is_asked():
    text = part_of(TEXT, "multiverses")
    for name in ASKED:
        assert text.count(f"**`{name}`.**") == 1


def test_a_multiverse_has_a_row_a_measure():
    scenario = load_scenario(ROOT / "tests" / "cases" / "tiny" / "scenario.yaml")
    found = multiverse(scenario, size=Size(4, 2), fixed=[name for name in SETTINGS if name != "noise"])
    about, _, table = multiverse_part(scenario, found).partition("\n\n")
    heads, rule, *rows = table.splitlines()
    assert about.startswith("**`scenario`.** ")
    assert {line.count("|") for line in (heads, rule, *rows)} == {11}
    assert len(rows) == len(MEASURES)


def test_a_scenario_has_a_row_a_rung_and_a_column_a_measure():
    scenario = load_scenario(ROOT / "tests" / "cases" / "tiny" / "scenario.yaml")
    found = ladder(scenario, size=Size(4, 2))
    about, _, heads, rule, *rows = scenario_part(scenario, found).splitlines()
    assert about == "**`scenario`**, The Duke; 8 runs per arm (4 weight draws × 2)"
    assert {line.count("|") for line in (heads, rule, *rows)} == {2 + len(MEASURES)}
    names = [row.split("|")[1].strip() for row in rows]
    whole = ["the whole, prior only", "the whole, random acts"]
    assert names == [step.name for step in found.rungs] + whole + [step.name for step in found.left_out]
    for row, cells in ((11, found.whole.cells["coded weights"]), (12, found.whole.cells["prior only"])):
        there = re.fullmatch(r"([+−]?[\d.]+)~? [<>]?(\d+)%", rows[row].split("|")[2].strip())
        assert there is not None
        effect = cells["hold"].effect
        assert float(there[1].replace("−", "-")) == pytest.approx(1000 * effect.mean, abs=0.051)
        assert int(there[2]) == pytest.approx(100 * effect.above_zero, abs=0.51)
