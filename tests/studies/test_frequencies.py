"""`patronage hindcast --frequencies`: the model's own choices against a record, in words and as a chart."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from patronage.analysis.charts.style import words_of
from patronage.sim.designs.frequencies import own_choices
from patronage.sim.files.faults import FaultError
from patronage.sim.model.by_hand.run import AllianceModel
from patronage.sim.scenario.load import Scenario, load_scenario
from patronage.studies.record.dated import acts_of
from patronage.studies.record.frequencies import REPLICATES, Frequencies, frequencies
from patronage.text.record.frequencies import drawn, frequencies_text
from tests.support.calling import Call

CASE = Path(__file__).parents[1] / "cases" / "tiny"
TINY, ACTS = CASE / "scenario.yaml", CASE / "acts.yaml"


@pytest.fixture(scope="module")
def tiny() -> Scenario:
    return load_scenario(TINY)


@pytest.fixture(scope="module")
def found(tiny: Scenario) -> Frequencies:
    return frequencies(tiny, acts_of(tiny, None) * 2, 6)


def test_groups_add_up_to_the_record(found: Frequencies) -> None:
    assert (found.compared.acts, found.repeated, found.failed) == (3, 3, 0)
    assert found.runs == 6 * REPLICATES
    for group in (found.by_actor, found.by_verb, found.by_pair, found.by_deed):
        assert sum(often.record for often in group.values()) == 3
        assert sum(often.model for often in group.values()) == pytest.approx(3.0)
    assert found.by_deed["duke", "aid", "port"].record == 1


def test_it_counts_what_agents_choose_by_themselves(tiny: Scenario) -> None:
    draws, acts = 2, acts_of(tiny, None)
    got = frequencies(tiny, acts, draws)
    table = own_choices(tiny, draws, REPLICATES)
    first, last = (month - tiny.first_month for month in (acts[0].month, acts[-1].month))
    done = dict.fromkeys(got.deeds, 0)
    for row in range(table.runs):
        model = AllianceModel(table, row)
        for t in range(last + 1):
            model.step()
            for actor in model.actors if t >= first else ():
                for o in {actor.chosen, actor.answered} - {0, -1}:
                    v, j = divmod(o - 1, len(model.actors))
                    done[actor.name, ("endorse", "aid", "warn", "coerce")[v], model.actors[j].name] += 1
    assert got.compared.counts.sum(axis=0).tolist() == list(done.values())


def test_who_never_acts_leaves_nothing_to_compare(tiny: Scenario) -> None:
    still = replace(tiny, settings=tiny.settings | {"restraint": 1e6})
    with pytest.raises(FaultError, match="nobody chooses to act"):
        frequencies(still, acts_of(still, None), 2)


def test_it_says_what_is_furthest_apart(found: Frequencies) -> None:
    text = frequencies_text(found, "these acts")
    assert text.startswith("Are these acts as frequent in the model?\n3 acts, 2001-02 to 2001-06; 60 runs")
    assert "3 acts left out: they repeat" in text
    assert "of the acts would have to change pair or verb" in text
    assert max(len(line) for line in text.splitlines()) < 140
    figure = drawn(found, "these acts")
    assert len(figure.axes) == 2
    assert f"scenario {found.scenario.digest[:10]}." in words_of(figure)[1]


def test_the_command_draws_its_own_chart_and_refuses_what_would_change_nothing(call: Call) -> None:
    said = call("hindcast", TINY, "--acts", ACTS, "--draws", "2", "--frequencies")
    assert said.code == 0, said.err
    assert Path("results/scenario-hindcast-frequencies/hindcast-frequencies.png").stat().st_size > 10_000
    answer = json.loads(call("hindcast", TINY, "--draws", "2", "--frequencies", "--json").out)
    assert (answer["acts"], answer["runs"]) == (3, 2 * REPLICATES)
    assert np.isfinite([row["model"] for row in answer["by_deed"]]).all()
    said = call("hindcast", TINY, "--frequencies", "--before", ACTS, "--nulls-from", ACTS)
    assert said.code == 2
    assert [line.partition(":")[0] for line in said.err.splitlines()] == ["--before", "--nulls-from"]
