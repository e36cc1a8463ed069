"""`patronage calibrate`: settings recovered from the model's own acts, scores out of sample, and refusals."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from patronage.analysis.charts.style import words_of
from patronage.analysis.estimators.record import choice
from patronage.sim.case.chronicle import DatedAct
from patronage.sim.designs.arms import weights_of
from patronage.sim.designs.choice import BASIS, COSTS, design_of
from patronage.sim.designs.hindcast import replay
from patronage.sim.files.faults import FaultError
from patronage.sim.files.months import parse_month
from patronage.sim.model.by_hand.run import AllianceModel
from patronage.sim.model.settings import default_settings
from patronage.sim.model.table import WAIT, Script
from patronage.sim.scenario.load import load_scenario
from patronage.sim.verbs import VERB_NAMES
from patronage.studies.record.calibrate import (
    FOLDS,
    TERMS,
    Calibration,
    Estimate,
    as_settings,
    calibrate,
)
from patronage.studies.record.dated import Given, acts_of
from patronage.text.record.calibrate import calibrate_text, drawn, reading, settings_text
from tests.support.calling import Call
from tests.support.generators import FIRST_MONTH, one_run, random_weights

CASE = Path(__file__).parents[1] / "cases" / "tiny"
TINY, ACTS = CASE / "scenario.yaml", CASE / "acts.yaml"
SYRIA = Path(__file__).parents[2] / "scenarios" / "afrin_airspace.yaml"


@pytest.fixture(scope="module")
def found() -> Calibration:
    tiny = load_scenario(TINY)
    return calibrate(tiny, acts_of(tiny, None), 3)


def _history(weights, settings: dict[str, float], months: int) -> list[DatedAct]:
    """What the actors of a run chose in both rounds."""
    names = weights.actors
    model = AllianceModel(one_run(weights, Script.empty(months, len(names)), list(settings.values()), rng=3))
    acts = []
    for month in range(months):
        model.step()
        for actor in model.actors:
            for option in (actor.chosen, actor.answered):
                if option != WAIT:
                    verb, target = divmod(option - 1, len(names))
                    acts.append(
                        DatedAct(
                            id="", month=FIRST_MONTH + month, actor=actor.name, verb=VERB_NAMES[verb],
                            toward=names[target], cameo="", goldstein=0.0, source="", confidence="high",
                        )
                    )  # fmt: skip
    return acts


def test_the_settings_of_a_run_are_recovered_from_its_acts() -> None:
    # Without answers both rounds of a month are choices from what the month began with.
    settings = default_settings() | {"answer": 0.0, "spread": 0.0, "gain": 60.0, "restraint": -1.5}
    weights = random_weights(5, 4, 1, rng=11)
    acts = _history(weights, settings, 150)
    assert len(acts) > 800
    lived = replay(weights, acts, settings, FIRST_MONTH)
    got = as_settings(choice.fit(design_of(lived.terms, lived.verbs), lived.place, ridge=0.1), 1.0)
    for name, value, error in zip((*TERMS, *COSTS), got.coefficients, got.error, strict=True):
        assert abs(value - settings[name]) < 3.0 * error, name
    assert got.error[TERMS.index("trust")] < 0.25


def test_costs_are_distinguished_around_their_mean() -> None:
    costs = np.array([1.0, 2.5, 2.0, 2.5])
    size = len(TERMS) + BASIS.shape[1]
    none, weights = np.zeros((size, size)), np.arange(float(len(TERMS)))
    fit = choice.Fit(np.concatenate([weights, -(costs - 2.0) @ BASIS]), none, none, np.zeros((1, size)), none)
    settings = np.where([name == "spread" for name in TERMS], -weights, weights)
    turned = as_settings(fit, 1.0).coefficients
    assert turned.tolist() == pytest.approx([*settings, *costs])
    sharper = as_settings(fit, 2.0).coefficients  # the same choices are then half the settings
    assert sharper.tolist() == pytest.approx([*(settings / 2.0), *(2.0 + (costs - 2.0) / 2.0)])


def test_every_fold_is_scored_and_the_estimate_flatters_itself(found: Calibration) -> None:
    assert list(found.scores) == list(FOLDS)
    assert list(found.scores["in_sample"]) == ["chance"]
    inside = found.scores["in_sample"]["chance"].bits
    assert all(found.scores[fold]["chance"].bits < inside for fold in ("acts", "months", "quarters"))
    assert {one.name for one in found.earned} == {*TERMS, "costs"}


def test_what_is_printed_can_be_pasted(found: Calibration, tmp_path: Path) -> None:
    block = yaml.safe_load(settings_text(found))
    assert block == {"settings": found.settings}
    assert np.mean([one.value for one in found.estimates if one.name in COSTS]) == pytest.approx(2.0)
    shutil.copytree(CASE, tmp_path / "tiny")
    scenario = tmp_path / "tiny" / "scenario.yaml"
    text = scenario.read_text(encoding="utf-8").replace("settings: {rationality: 2}", settings_text(found))
    scenario.write_text(text, encoding="utf-8")
    assert load_scenario(scenario).settings == default_settings() | found.settings


def test_each_draw_of_the_weights_keeps_its_own_fit(found: Calibration) -> None:
    tiny = load_scenario(TINY)
    fits, designs = found.plain()["by_draw"], []
    for k in range(3):
        alone = replay(
            weights_of(tiny, first=k, draws=1), acts_of(tiny, None), tiny.settings, tiny.first_month
        )
        designs.append(design_of(alone.terms, alone.verbs))
    fit = as_settings(choice.fit(np.concatenate(designs), found.lived.replay.place), 2.0)
    assert fits["settings"] == [*TERMS, *COSTS]
    assert np.array(fits["estimates"]) == pytest.approx(fit.by_draw)
    assert len({tuple(row) for row in fits["estimates"]}) == 3
    covariance = np.array(fits["covariance"])
    assert covariance == pytest.approx(covariance.T)
    assert np.linalg.eigvalsh(covariance).min() > -1e-9


def test_terms_that_never_vary_add_nothing(found: Calibration) -> None:
    spread = next(one for one in found.earned if one.name == "spread")
    assert spread.verdict == "not distinguishable from zero"
    text = calibrate_text(found, Given((), "article", later=4))
    assert "4 later acts of the chronicle are held back" in text
    assert f"3 acts are too few for {len(TERMS) + len(COSTS)} settings" in text
    caption = words_of(drawn(found, "these acts"))[1]
    assert f"rng 7, scenario {found.scenario.digest[:10]}." in caption


def test_it_prints_tables_and_draws_a_chart(call: Call) -> None:
    said = call("calibrate", TINY, "--acts", ACTS, "--draws", "2")
    assert said.code == 0
    assert said.out.startswith(
        "Coefficients of choice, estimated from the acts of acts.yaml\n2 acts, 2001-02 to 2001-04;"
    )
    assert "\nsettings:\n  gain: " in said.out
    assert Path("results/scenario-calibrate/calibrate.png").stat().st_size > 10_000
    assert max(len(line) for line in said.out.splitlines()) < 140


def test_it_answers_in_json(call: Call) -> None:
    answer: dict[str, Any] = json.loads(call("calibrate", TINY, "--draws", "2", "--json").out)
    assert (answer["command"], answer["acts"]) == ("calibrate", 3)
    assert list(answer["estimates"]) == [*TERMS, *COSTS]
    assert answer["earned"]["spread"]["verdict"] == "not distinguishable from zero"
    assert not Path("results").exists()


def test_acts_after_2016_are_refused_in_one_line(call: Call, tmp_path: Path) -> None:
    late = tmp_path / "late.yaml"
    act = {
        "id": "2018-01-turkey-coerce-kurds", "month": "2018-01", "actor": "turkey", "verb": "coerce",
        "toward": "kurds", "cameo": "190", "goldstein": -10.0, "paraphrase": "War.", "source": "the press",
        "confidence": "high",
    }  # fmt: skip
    late.write_text(yaml.safe_dump({"acts": [act]}, sort_keys=False), encoding="utf-8")
    said = call("calibrate", SYRIA, "--acts", late)
    assert (said.code, said.out) == (2, "")
    (line,) = said.err.splitlines()
    assert line.startswith("late.yaml:3:10: acts[0].month: '2018-01-turkey-coerce-kurds' happens in 2018-01;")
    assert line.endswith("allowed: 2015-07 to 2016-12, months that may calibrate (calibrate_until)")


def test_acts_that_leave_nothing_to_leave_out_are_refused(monkeypatch) -> None:
    tiny = load_scenario(TINY)
    march = acts_of(tiny, None, parse_month("2001-03"))
    with pytest.raises(FaultError, match="at least two such blocks"):
        calibrate(tiny, march, 2)


@pytest.mark.parametrize(
    ("name", "value", "error", "words", "settled"),
    [
        ("trust", 1.1, 0.5, "", 1.1),
        ("trust", 0.4, 0.5, "not distinguishable from zero", 0.4),
        ("trust", -0.4, 0.5, "wrong sign, not distinguishable from zero, clipped to 0", 0.0),
        ("spread", -1.1, 0.5, "wrong sign, clipped to 0", 0.0),
        ("answer", 3.25, 0.5, "clipped to 3", 3.0),
        ("answer", 2.999, 0.5, "", 3.0),
        ("cost_aid", 2.4, 0.5, "not distinguishable from the mean of all", 2.4),
        ("cost_aid", -1.0, 0.5, "", -1.0),
    ],
)
def test_an_estimate_is_read_plainly(
    name: str, value: float, error: float, words: str, settled: float
) -> None:
    one = Estimate(name, 1.0, value, error, error, 0.0, 1.0)
    assert (reading(one), one.settled) == (words, settled)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The invented case with a chronicle of its own, of which two acts are held back."""
    shutil.copytree(CASE.parent, tmp_path / "seeds")
    folder = tmp_path / "seeds" / "tiny"
    text = (folder / "acts.yaml").read_text("utf-8")
    entries = text.partition("acts:\n")[2].replace("2001-02-", "2001-09-").replace("2001-04-", "2001-10-")
    entries = entries.replace("2001-02", "2001-09").replace("2001-04", "2001-10")
    (folder / "chronicle.yaml").write_text(text + entries, "utf-8")
    case = folder / "case.yaml"
    case.write_text(case.read_text("utf-8") + "calibrate_until: 2001-06\n", "utf-8")
    return folder / "scenario.yaml"


def test_the_case_says_what_is_held_back(call: Call, own: Path) -> None:
    whole = json.loads(call("hindcast", own, "--draws", "2", "--json").out)
    assert (whole["source"], whole["acts"]) == ("chronicle.yaml", 4)
    held = json.loads(call("calibrate", own, "--draws", "2", "--json").out)
    assert (held["source"], held["acts"], held["acts_held_back"]) == ("chronicle.yaml", 2, 2)
    said = call("calibrate", own, "--draws", "2", "--acts", "chronicle.yaml")
    assert said.code == 2
    assert "'2001-09-duke-aid-port' happens in 2001-09, as does 1 more act" in said.err
    article = json.loads(call("calibrate", own, "--draws", "2", "--acts", "article", "--json").out)
    assert (article["source"], article["acts"], article["acts_held_back"]) == ("article", 3, 0)


def test_a_case_that_says_nothing_holds_nothing_back(call: Call, own: Path) -> None:
    case = own.parent / "case.yaml"
    case.write_text(case.read_text("utf-8").replace("calibrate_until: 2001-06\n", ""), "utf-8")
    said = call("calibrate", own, "--draws", "2", "--json")
    assert json.loads(said.out)["acts"] == 4


def test_a_chronicle_that_is_held_back_whole_is_said(call: Call, own: Path) -> None:
    case = own.parent / "case.yaml"
    case.write_text(case.read_text("utf-8").replace("2001-06\n", "2001-01\n"), "utf-8")
    said = call("calibrate", own, "--draws", "2")
    assert (said.code, said.out) == (2, "")
    assert "chronicle.yaml: acts: no act is of these months; allowed: 2001-01 to 2001-01" in said.err


def test_choices_by_chance_calibrate_nothing() -> None:
    tiny = load_scenario(TINY, {"settings.rationality": "0"})
    with pytest.raises(FaultError, match="rationality is 0"):
        calibrate(tiny, acts_of(tiny, None), 2)


def test_the_defaults_are_what_the_chronicle_says() -> None:
    scenario = load_scenario(SYRIA)
    acts = acts_of(scenario, None, scenario.case.calibrate_until)
    lived = replay(weights_of(scenario, draws=25), acts, {}, scenario.first_month)
    got = as_settings(choice.averaged(design_of(lived.terms, lived.verbs), lived.place), 1.0)
    defaults = default_settings()
    for name, value, error in zip((*TERMS, *COSTS), got.coefficients, got.error, strict=True):
        assert abs(value - defaults[name]) < error, name  # a few draws; 200 give the defaults themselves
