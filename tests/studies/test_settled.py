"""What ten times the runs do to every verdict on the shipped scenarios; `make settled` prints the table."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from patronage.analysis.estimators.influence import Loss, loss_table
from patronage.analysis.estimators.verdict import Status
from patronage.sim.scenario.load import load_scenario
from patronage.studies.arms import collect, pieces_of
from patronage.words.plain import change

SHIPPED = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))
SETTLED = {Status.NOTHING_CAN_HAPPEN, Status.NEGLIGIBLE, Status.LOSES, Status.GAINS}
TIMES = 10


def losses(path: Path, times: int) -> dict[str, Loss]:
    """Every measure of the focus, and every client's dependence, with so many times the draws."""
    own = load_scenario(path)
    scenario = load_scenario(path, {"runs": str(times * own.runs)})
    arms, smallest = collect(scenario, pieces_of(scenario)), scenario.case.smallest_effect
    clients = {f"hold:{actor}": one for actor, one in arms.ties["dependence"].items()}
    return loss_table(
        arms.measures | clients, smallest=smallest | dict.fromkeys(clients, smallest["dependence"])
    )


@pytest.mark.slow
@pytest.mark.settled
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_more_runs_settle_only_what_was_at_the_line_and_unsettle_nothing(path: Path) -> None:
    few, many = losses(path, 1), losses(path, TIMES)
    wrong = []
    say(f"\n{path.stem}")
    for name, loss in few.items():
        before, after = loss.row, many[name].row
        line = " (borderline)" if before.borderline else ""
        say(f"  {name:14s} {loss_text(loss)}{line}  ->  {loss_text(many[name])}")
        if {before.status, after.status} == {Status.LOSES, Status.GAINS}:
            wrong.append(f"{name} changes sides")
        if before.status in SETTLED and after.status not in SETTLED:
            wrong.append(f"{name} was settled and becomes open")
        if before.status is Status.OPEN and after.status in SETTLED and not before.borderline:
            wrong.append(f"{name} becomes settled and was not borderline")
    assert not wrong


def say(line: str) -> None:
    """Print a line of the table."""
    sys.stdout.write(f"{line}\n")


def loss_text(loss: Loss) -> str:
    """`loses +0.0079 (+0.0013 to +0.0144)`."""
    low, high = loss.interval
    return f"{loss.status} {change(loss.loss)} ({change(low)} to {change(high)})"
