"""A scenario has one loss in a measure: whatever takes it apart speaks of the one that `run` gives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from patronage.analysis.estimators.spread import Spread
from patronage.report.words import loss_in
from patronage.sim.model.measures import MEASURES
from patronage.sim.model.settings import SETTINGS
from patronage.sim.scenario.load import Scenario, load_scenario
from patronage.studies.answer import Answer
from patronage.studies.attribute import over_events, over_patrons, over_sentences
from patronage.studies.compare import compared, comparison
from patronage.studies.ladder import ladder
from patronage.studies.losses import Size
from patronage.studies.multiverse import multiverse
from patronage.studies.placebo import placebo
from patronage.studies.run import answer, total_loss
from tests.support.calling import Call

TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"
FEW = Size(2, 2)


@pytest.fixture(scope="module")
def found() -> Answer:
    return answer(load_scenario(TINY, {"runs": "80", "replicates": "4"}), months=False)


@pytest.mark.parametrize("measure", [measure.name for measure in MEASURES])
def test_the_total_loss_is_the_run_s_own(found: Answer, measure: str) -> None:
    loss, total = found.losses[measure], total_loss(found.scenario, measure)
    row = total.row
    assert row == loss.row._replace(losing=row.losing, percent=None)  # ties count half there
    assert (total.standard_error, total.monte_carlo_error_part) == (
        loss.standard_error,
        loss.monte_carlo_error_part,
    )


def _compared(scenario: Scenario) -> Spread:
    members = compared([str(TINY)], "hold", runs=str(scenario.runs))
    return next(iter(comparison(members, "hold").losses.values()))


@pytest.mark.parametrize(
    "loss_of",
    [
        lambda scenario: over_events(scenario, size=FEW).loss,
        lambda scenario: over_patrons(scenario, size=FEW).loss,
        lambda scenario: over_sentences(scenario, size=FEW).loss,
        lambda scenario: placebo(scenario, size=FEW, permutations=1).loss,
        lambda scenario: ladder(scenario, size=FEW).loss,
        lambda scenario: multiverse(scenario, size=FEW, fixed=tuple(SETTINGS)).loss,
        lambda scenario: loss_in(answer(scenario, months=False).plain()),
        _compared,
    ],
    ids=["events", "patrons", "sentences", "placebo", "ladder", "multiverse", "report", "compare"],
)
def test_what_takes_a_loss_apart_with_fewer_runs_speaks_of_the_same(
    loss_of: Callable[[Scenario], Spread],
) -> None:
    scenario = load_scenario(TINY)
    total, loss = total_loss(scenario), loss_of(scenario)
    assert loss.row._replace(losing=0.0) == total.row._replace(losing=0.0)


def test_the_parts_sum_is_printed_as_such_and_the_loss_beside_it(call: Call) -> None:
    run = call("run", TINY, "--json").json()["measures"]["hold"]
    for command in (("attribute",), ("attribute", "--over", "sentences"), ("placebo", "--permutations", 2)):
        loss = call(*command[:1], TINY, *command[1:], "--json").json()["loss"]
        assert (loss["mean"], loss["interval"]) == (run["loss"], run["interval"])
        assert (loss["status"], loss["smallest_effect"]) == (run["status"], run["smallest_effect"])
    said = call("attribute", TINY).out
    assert f"The loss: {run['loss']:+.4f} (90% of draws: {run['interval'][0]:+.4f} to " in said
    assert "The parts come from fewer runs" not in said


def test_fewer_runs_add_up_to_something_else(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("patronage.studies.attribute.BUDGET", 40)
    answer = call("attribute", TINY, "--json").json()
    assert answer["total"]["mean"] != answer["loss"]["mean"]
    said = call("attribute", TINY).out
    size = f"{answer['draws']} weight draws x {answer['replicates']}"
    added = f"The parts come from fewer runs ({size}) and add up to {answer['total']['mean']:+.4f} (s.e. "
    assert added in " ".join(said.split())
