"""What each part of the model does, of every shipped scenario, as docs/MODEL.md has it."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from patronage.sim.files.shipped import SCENARIOS, named
from patronage.sim.scenario.load import Scenario, load_scenario
from patronage.studies.ladder import CODED, NULLS, Cell, Ladder, ladder, meanings
from patronage.text.ladder import effect_text, outcome_words
from patronage.words.plain import minus
from patronage.words.wording import actor_names, measure_words


def ladders_part() -> str:
    """A table of the parts, and one for each shipped scenario, which is run at its own size."""
    tables = [_parts()]
    for path in named(SCENARIOS).values():
        scenario = load_scenario(path)
        sys.stderr.write(f"{scenario.name}\n")
        tables.append(scenario_part(scenario, ladder(scenario)))
    return "\n\n".join(tables)


def _parts() -> str:
    rows = [f"| {name} | {meaning} |" for name, meaning in meanings().items()]
    return "\n".join(["| part | what it is |", "| --- | --- |", *rows])


def scenario_part(scenario: Scenario, found: Ladder) -> str:
    """One scenario: a row a rung, a column for each measure of the focus and each outcome."""
    names = [*found.measures, *found.treatment]
    size, focus = found.size, actor_names(scenario.case)[scenario.focus]
    heads = [*map(measure_words, found.measures), *map(outcome_words, found.treatment)]
    whole = found.whole
    lines = [(step.name, step.cells[CODED]) for step in found.rungs]
    lines += [(f"the whole, {null}", whole.cells[null]) for null in NULLS]
    lines += [(step.name, step.cells[CODED]) for step in found.left_out]
    rows = [_row(name, (cells[each] for each in names)) for name, cells in lines]
    made = f"{size.runs:,} runs per arm ({size.draws:,} weight draws × {size.replicates:,})"
    head = f"| | {' | '.join(heads)} |\n|{' --- |' * (1 + len(names))}"
    return "\n".join([f"**`{scenario.name}`**, {focus}; {made}", "", head, *rows])


def _row(name: str, cells: Iterable[Cell]) -> str:
    return f"| {name} | {' | '.join(minus(' '.join(effect_text(cell.effect).split())) for cell in cells)} |"
