"""`patronage hindcast`: its numbers against the model's own, what it prints, and what it refuses."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from patronage.sim.designs.hindcast import in_order
from patronage.sim.files.faults import FaultError
from patronage.sim.files.months import parse_month
from patronage.sim.scenario.load import Scenario, load_scenario
from patronage.studies.record import hindcast as study
from patronage.studies.record.dated import acts_of, live
from patronage.studies.record.hindcast import NULLS, SCORES, Hindcast, hindcast, own_average
from patronage.text.record.hindcast import drawn, hindcast_text
from tests.support.calling import Call

CASE = Path(__file__).parents[1] / "cases" / "tiny"
TINY, ACTS = CASE / "scenario.yaml", CASE / "acts.yaml"


@pytest.fixture(scope="module")
def tiny() -> Scenario:
    return load_scenario(TINY)


@pytest.fixture(scope="module")
def found(tiny: Scenario) -> Hindcast:
    return hindcast(tiny, acts_of(tiny, None), 4)


def test_the_article_s_acts_of_the_scenario_s_months(tiny: Scenario) -> None:
    acts = acts_of(tiny, None)
    assert [act.id for act in acts] == ["grain_ships", "thanks", "blockade"]
    assert [act.id for act in acts_of(tiny, None, parse_month("2001-03"))] == ["grain_ships", "thanks"]


def test_acts_of_other_months_are_faults_at_their_place(tiny: Scenario) -> None:
    with pytest.raises(FaultError) as caught:
        acts_of(tiny, ACTS, parse_month("2001-03"), "the months that may calibrate")
    (fault,) = caught.value.faults
    assert (fault.line, fault.path) == (16, "acts[1].month")
    assert "'2001-04-guild-warn-port' happens in 2001-04" in str(fault)
    assert "the months that may calibrate" in fault.allowed
    with pytest.raises(FaultError, match="has no dated acts here; name a file of acts"):
        acts_of(tiny, None, tiny.first_month - 1)


def test_an_act_s_own_sentence_is_left_out_of_its_weights(tiny: Scenario) -> None:
    chronicle = acts_of(tiny, ACTS)
    lived = live(tiny, chronicle, 3)
    assert lived.without_sentence == 1
    assert not np.array_equal(lived.left_out[:, 0], lived.replay.terms[:, 0])
    assert np.array_equal(lived.left_out[:, 1], lived.replay.terms[:, 1])


def test_everything_is_measured_against_everything(found: Hindcast) -> None:
    plain = found.plain()
    assert set(plain["scores"]) == {"fitted", "left_out", "unseen"}
    assert all(set(row) == {"meaning", *NULLS} for row in plain["scores"].values())
    for group in ("by_actor", "by_verb", "by_pair"):
        for rows in plain[group].values():
            assert all(set(row) == set(NULLS) for row in rows.values())
            assert sum(row["chance"]["acts"] for row in rows.values()) == len(found.acts) == 3
    assert plain["calibration"] is None
    for row in plain["each_act"]:
        assert all(0.0 < chance < 1.0 for chance in row["chance"].values())
    mean = np.log2([row["chance"]["left_out"] for row in plain["each_act"]]).mean()
    over = plain["scores"]["left_out"]["chance"]["bits"]
    assert over == pytest.approx(mean + np.log2(plain["options"]))


def test_where_chance_decides_nothing_is_foreseen(tiny: Scenario) -> None:
    random = load_scenario(TINY, {"settings.rationality": "0"})
    found = hindcast(random, acts_of(random, None), 2)
    for which in ("fitted", "left_out"):
        score = found.score(which, "chance")
        assert (score.bits, *score.interval) == pytest.approx((0.0, 0.0, 0.0))
    assert found.score("fitted", "own_average").bits == pytest.approx(0.0)


def test_the_average_in_the_model_is_a_chance(found: Hindcast) -> None:
    average = own_average(found.lived.replay, found.scenario.settings)
    assert average.sum(axis=1) == pytest.approx(np.ones(len(average)))


def test_a_single_act_has_no_others_to_learn_from(tiny: Scenario) -> None:
    alone = hindcast(tiny, acts_of(tiny, None)[:1], 2)
    for null in ("own_acts", "own_acts_and_month"):
        assert alone.nulls[null] == pytest.approx(alone.nulls["chance"])
    assert "1 act" in hindcast_text(alone, "the article's acts")


def test_an_act_given_often_counts_once(tiny: Scenario, found: Hindcast) -> None:
    often = hindcast(tiny, acts_of(tiny, None) * 5, 4)
    assert often.lived.repeated == 12
    for which in SCORES:
        assert often.score(which, "chance") == found.score(which, "chance")
    assert "12 acts left out: they repeat the actor, verb and target" in hindcast_text(often, "these acts")


def test_acts_lived_through_before_set_the_state_and_are_not_scored(tiny: Scenario, found: Hindcast) -> None:
    first, *rest = acts_of(tiny, None)
    held = hindcast(tiny, rest, 4, before=[first])
    assert (held.acts, held.lived.before, held.lived.repeated) == (found.acts[1:], 1, 0)
    for which in SCORES:
        assert np.array_equal(held.model[which], found.model[which][:, 1:])
    alone = hindcast(tiny, rest, 4)
    assert not np.allclose(alone.model["left_out"], held.model["left_out"])
    both = hindcast(tiny, [first, *rest], 4, before=[first])
    assert both.lived.repeated == 1
    assert np.array_equal(both.model["left_out"], held.model["left_out"])
    with pytest.raises(FaultError, match="none is left to score"):
        hindcast(tiny, [first], 2, before=[first])


def test_frequencies_can_be_frozen_on_other_acts(tiny: Scenario) -> None:
    aid, thanks, blockade = acts_of(tiny, None)
    known = (*(replace(aid, month=aid.month + k) for k in (1, 2)), replace(aid, verb="warn"))
    found = hindcast(tiny, [aid, thanks, blockade], 2, known=in_order(known))
    options = found.chance.shape[1]
    some, none = np.log2((2 + 0.5) / (3 + 0.5 * options)), -np.log2(options)
    assert found.nulls["own_acts"].tolist() == pytest.approx([some, none, none])
    assert np.isfinite(found.nulls["own_acts_and_month"]).all()
    assert np.isfinite(found.month_unseen).all()
    assert "own acts elsewhere" in hindcast_text(found, "these acts")
    later = hindcast(tiny, [aid], 2, known=in_order(known))  # the null knows nothing of those scored
    assert later.nulls["own_acts"][0] == found.nulls["own_acts"][0]
    assert later.nulls["own_acts_and_month"][0] == pytest.approx(found.nulls["own_acts_and_month"][0])


def test_acts_of_a_day_do_not_see_each_other(tiny: Scenario) -> None:
    aid, thanks, _ = acts_of(tiny, None)
    answer = replace(thanks, month=aid.month, article=None)
    for days, alike in (((3, 3), True), ((3, 4), False)):
        acts = [replace(aid, day=days[0]), replace(answer, day=days[1])]
        found = hindcast(tiny, acts, 2)
        assert np.array_equal(found.model["unseen"][:, 0], found.model["left_out"][:, 0])
        lower = found.model["unseen"][:, 1] < found.model["left_out"][:, 1] - 0.1
        assert lower.all() if alike else not lower.any()


def test_what_is_held_out_is_named_on_the_command_line(call: Call, tmp_path: Path) -> None:
    said = call("hindcast", TINY, "--before", ACTS, "--nulls-from", ACTS, "--draws", "2", "--json")
    answer = json.loads(said.out)
    assert (answer["acts"], answer["acts_before"], answer["acts_repeated"]) == (2, 2, 1)
    assert answer["acts_of_the_nulls"] == 1  # the other is scored itself
    said = call("hindcast", TINY, "--acts", ACTS, "--nulls-from", ACTS, "--draws", "2")
    assert said.code == 2
    assert "all of its acts are scored themselves" in said.err
    said = call("hindcast", TINY, "--before", tmp_path / "none.yaml")
    assert said.code == 2
    said = call("hindcast", TINY, "--acts", ACTS, "--before", ACTS)
    assert (said.code, said.out) == (2, "")
    assert "\n--before: every act is lived through before, so none is left to score; allowed:" in said.err
    late = tmp_path / "late.yaml"
    late.write_text(
        ACTS.read_text(encoding="utf-8").replace("2001-02", "2001-09").replace("2001-04", "2001-10")
    )
    ended = ("--set", "events=[]", "--set", "period={from: 2001-08, to: 2001-12}")
    said = call("hindcast", TINY, "--acts", late, "--before", "article", *ended)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("--before: the case's article has no dated acts here; name a file of acts")


def test_many_acts_get_a_calibration_curve(tiny: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(study, "ENOUGH", 3)
    found = hindcast(tiny, acts_of(tiny, None), 2)
    bins = found.calibration
    assert bins is not None
    assert sum(one.options for one in bins) == 3 * len(found.lived.replay.verbs)
    assert len(drawn(found, "these acts").axes) == 2
    assert "predicted" in hindcast_text(found, "these acts")


def test_it_prints_tables_and_draws_a_chart(call: Call) -> None:
    said = call("hindcast", TINY, "--draws", "2")
    assert said.code == 0
    assert said.out.startswith(
        "How well does the model predict the article's acts?\n3 acts, 2001-02 to 2001-06;"
    )
    assert "The Duke aids" in said.out
    assert Path("results/scenario-hindcast/hindcast.png").stat().st_size > 10_000
    assert max(len(line) for line in said.out.splitlines()) < 130


def test_it_answers_in_json_and_draws_nothing_unasked(call: Call) -> None:
    said = call("hindcast", TINY, "--acts", ACTS, "--draws", "2", "--json")
    answer: dict[str, Any] = json.loads(said.out)
    assert (answer["command"], answer["acts"], answer["draws"]) == ("hindcast", 2, 2)
    assert answer["acts_of_the_article"] == 1
    assert not Path("results").exists()
    again = call("hindcast", TINY, "--acts", ACTS, "--draws", "2", "--json")
    assert again.out == said.out


def test_what_is_wrong_with_acts_is_said_at_its_place(call: Call, tmp_path: Path) -> None:
    text = ACTS.read_text(encoding="utf-8")
    broken = tmp_path / "acts.yaml"
    broken.write_text(text.replace("verb: aid", "verb: aidd").replace("toward: port", "toward: prot", 1))
    said = call("hindcast", TINY, "--acts", broken)
    assert (said.code, said.out) == (2, "")
    lines = said.err.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("acts.yaml:7:11: acts[0].verb: ")
    assert lines[0].endswith("did you mean 'aid'?")
    assert lines[1].endswith("did you mean 'port'?")
