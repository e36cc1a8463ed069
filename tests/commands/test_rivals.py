"""Rival models on a scenario's own weights, and the two ways of calling `patronage rivals`."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from patronage.analysis.rivals.actors import read_actors
from patronage.analysis.rivals.compare import compare_rivals
from patronage.analysis.rivals.forecasts import Forecast, Stakes, forecasts
from patronage.analysis.rivals.table import ActorTable
from patronage.commands.rivals import rivals as command
from patronage.commands.shell.errors import guarded
from patronage.sim.designs.arms import weights_of
from patronage.sim.files.shipped import data_root
from patronage.sim.model.by_hand.run import AllianceModel
from patronage.sim.model.scripted import effective, scripted
from patronage.sim.model.settings import SETTING_NAMES
from patronage.sim.scenario.load import load_scenario
from patronage.studies.rivals.scenario import LABELS, attained, rivals, stakes_of
from patronage.text.charts.why import rivals_models_chart
from patronage.text.rivals import rivals_text
from tests.published import FOLDER, published
from tests.support.generators import one_run, scripts, settings_rows, weights

FEW = {"runs": "6", "replicates": "2"}


def shipped(name, **overrides):
    return load_scenario(data_root() / "scenarios" / f"{name}.yaml", FEW | overrides)


@pytest.fixture(scope="module")
def losing():
    return rivals(shipped("losing_ground"))


def stakes(n, issues, rng):
    g = np.random.default_rng(rng)
    salience = g.dirichlet(np.ones(issues), n)
    return Stakes(salience * g.random((n, issues)), salience, g.random((n, issues)), g.random(issues))


@settings(max_examples=10)
@given(st.integers(3, 6), st.integers(1, 3), st.integers(0, 2**32 - 1))
def test_the_forecasts_are_those_of_the_models_on_a_table(n, issues, rng):
    given_ = stakes(n, issues, rng)
    names = tuple("abcdef"[:n])
    found = forecasts(given_)
    for q in range(issues):
        scale = given_.salience.max(axis=1)
        salience = (given_.salience[:, q] / scale)[:, None]
        capability = given_.leverage[:, q] / salience[:, 0]
        alone = ActorTable(names, ("q",), capability, given_.position[:, [q]], salience)
        models = compare_rivals(alone)["models"]
        for name in ("weighted_mean", "weighted_median", "challenge_scholz"):
            assert found[name].mean[q] == pytest.approx(models[name]["outcome"]["q"], abs=1e-12)
    whole = ActorTable(
        names, tuple("xyz"[:issues]), given_.leverage.sum(axis=1), given_.position, given_.salience
    )
    models = compare_rivals(whole)["models"]
    for name in LABELS:
        if name.startswith("ktab"):
            assert found[name].mean == pytest.approx(list(models[name]["outcome"].values()), abs=1e-9)
            assert found[name].chance.sum() == pytest.approx(1)


def test_where_nobody_has_anything_behind_a_wish_the_outcome_stays():
    g = stakes(3, 2, 1)
    idle = Stakes(g.leverage * [0.0, 1.0], g.salience, g.position, g.start)
    found = forecasts(idle)
    for name in ("weighted_mean", "weighted_median", "challenge_scholz"):
        assert found[name].mean[0] == g.start[0]
    nothing = forecasts(Stakes(0.0 * g.leverage, g.salience, g.position, g.start))
    for forecast in nothing.values():
        np.testing.assert_array_equal(forecast.mean, g.start)


@settings(max_examples=20)
@given(st.data())
def test_the_weighted_mean_is_what_our_outcomes_would_settle_on_if_nobody_chose(data):
    made = data.draw(weights())
    script = data.draw(scripts(2, len(made.actors)))
    row = data.draw(settings_rows(status_quo=0.0, content=0.0, agreement=0.0))  # which the rivals know not
    model = AllianceModel(one_run(made, replace(script, bars=np.ones_like(script.bars)), row))
    model.step()
    model.step()
    values = dict(zip(SETTING_NAMES, row, strict=True))
    behind = effective(made, scripted(made, script, values, 1), values)
    wanted = forecasts(stakes_of(made, behind, 0))["weighted_mean"].mean
    moving = np.array(model.total) > 0.0
    np.testing.assert_allclose(np.array(model.settled)[moving], wanted[moving], atol=1e-9)


def test_a_lottery_is_worth_its_mean_attainment():
    weights_ = weights_of(shipped("afrin_airspace"))
    wish = weights_.position[0, 0]
    certain = Forecast(wish[None, :], np.ones(1), "converged")
    assert attained(weights_, 0, 0, certain) == pytest.approx(1)
    far = np.where(wish > 0.5, wish - 0.5, wish + 0.5)
    toss = Forecast(np.stack([wish, far]), np.array([0.75, 0.25]), "converged")
    assert attained(weights_, 0, 0, toss) == pytest.approx(0.75 + 0.25 * 0.5)


def test_every_model_gives_its_account_of_both_arms(losing):
    assert [model.name for model in losing.models] == list(LABELS)
    for model in losing.models:
        assert model.attainment.shape == (4, 3, losing.size.replicates if model.name == "ours" else 1)
        assert ((model.attainment >= 0) & (model.attainment <= 1)).all()
        assert ((model.outcome >= 0) & (model.outcome <= 1)).all()
    plain = losing.plain()
    assert plain["not_represented"] == [
        "plea", "statement", "pledge", "russia_agrees", "us_agrees", "warning", "call",
    ]  # fmt: skip
    assert set(plain["models"]["ktab_markov_cubic"]) == {
        "label", "source", "represents", "outcome", "attainment", "decisiveness", "stop", "stops",
        "unsettled",
    }  # fmt: skip
    for camp in losing.camps:
        assert ((camp.together >= 0) & (camp.together <= 1)).all()
        assert (camp.together[:, 0] == 1).all()  # Iran is with itself
    json.dumps(plain, allow_nan=False)


def test_every_model_says_whence_it_is_and_how_it_ended(losing):
    plain = losing.plain()
    for part in ("models", "camps"):
        for name, model in plain[part].items():
            assert model["source"], name
            assert model["stop"], name
            assert sum(model["stops"].values()) >= 2 * losing.size.draws, name
    text = rivals_text(losing)
    assert "Bueno de Mesquita 1994" in text
    assert "Antal, Krapivsky and Redner 2005; converged" in text


def test_words_alone_change_nothing_in_the_models_of_positions():
    found = rivals(shipped("russia_us_coordination"))
    for model in found.models[1:]:
        assert model.loss.mean == 0.0
        assert model.decisiveness_loss.mean == 0.0
    assert {event.id for event in found.left_out} == {"russia_agrees", "us_agrees"}


def test_the_text_tells_the_verdict_and_what_is_open(losing):
    text = rivals_text(losing)
    words = " ".join(text.split())
    assert "Iran's attainment in this model and in" in words
    assert "of the 8 are variants of KTAB" in words
    assert "challenge: on some issue it ended in a cycle" in words
    assert "plea, statement, pledge" in words
    line = words.partition("- challenge: ")[2]
    assert "Range over the cycle, or the later half of the rounds: " in line


def test_what_the_challenge_does_not_settle_has_its_range_by_issue(losing):
    (model,) = (model for model in losing.models if model.name == "challenge_scholz")
    unsettled = model.unsettled(losing.scenario.case.issue_ids)
    assert unsettled
    for share, width in unsettled.values():
        assert 0 < share <= 1
        assert 0 <= width <= 1
    assert losing.plain()["models"]["weighted_mean"]["unsettled"] == {}


def test_the_chart_has_a_row_for_every_model_in_both_panels(losing):
    figure = rivals_models_chart(losing)
    for panel in figure.axes:
        assert [label.get_text() for label in panel.get_yticklabels()] == list(LABELS.values())


def called(*arguments):
    runner = CliRunner()
    with runner.isolation() as streams:
        code = guarded(lambda: command.main(args=list(arguments), prog_name="rivals", standalone_mode=False))
        return code, streams[0].getvalue().decode(), streams[1].getvalue().decode()


def test_a_table_gives_the_published_numbers_as_json():
    code, out, _ = called("--table", str(FOLDER / "eu_cars.csv"), "--json")
    assert code == 0
    assert json.loads(out) == compare_rivals(read_actors(FOLDER / "eu_cars.csv"))
    medians = [r["median"]["delay"] for r in json.loads(out)["models"]["challenge_scholz"]["rounds"]]
    wanted = [row[0] for row in published("challenge")["trajectory"]]
    assert medians[: len(wanted)] == pytest.approx(wanted, abs=5.1e-7)
    code, out, _ = called("--table", str(FOLDER / "ktab_smp.csv"))
    assert code == 0
    assert "KTAB, Markov, cubic" in out
    assert "read as 0 to 100" in out


def test_a_scenario_gives_tables_and_a_chart(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    few = [word for key, value in FEW.items() for word in ("--set", f"{key}={value}")]
    code, out, err = called("afrin_airspace", *few, "--out", "rivals.svg")
    assert code == 0
    assert "weighted median" in out
    assert "chart:  rivals.svg" in err
    code, out, _ = called("afrin_airspace", *few, "--json")
    assert code == 0
    assert json.loads(out)["draws"] == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["results", "rivals.svg"]
    assert [path.name for path in (tmp_path / "results").iterdir()] == ["afrin_airspace-rivals"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "name a scenario, or give --table"),
        (("afrin_airspace", "--table", "x.csv"), "--table goes with no scenario"),
        (("--table", "x.csv"), "x.csv: there is no such file"),
        (("--outcomes", "x.csv"), "x.csv: there is no such file"),
        (("--outcomes", "x", "--table", "y"), "--table and --outcomes do not go together"),
        (("afrin_airspace", "--outcomes", "x.csv"), "--outcomes goes with no scenario"),
        (
            ("--table", "x", "--scale", "5", "1"),
            "--scale: 5 1 is not a scale; allowed: two numbers from -1e+12",
        ),
        (("--table", "x", "--scale", "nan", "1"), "--scale: nan 1 is not a scale; allowed: two numbers"),
        (("--table", "x", "--scale", "0", "inf"), "--scale: 0 inf is not a scale; allowed: two numbers"),
        (("--table", "x", "--scale", "low", "1"), "'low' is not a valid float"),
        (("afrin_airspace", "--scale", "-1", "1"), "--scale goes with --table or --outcomes"),
        (("afrin_airspace", "--set", "events=[]"), "no events"),
        (("afrin_airspace", "--set", "runs=lots"), "lots"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(arguments, words):
    code, out, err = called(*arguments)
    assert code == 2
    assert words in err
    assert out == ""
    assert "Traceback" not in err


def test_a_fault_in_a_table_is_reported_with_its_place(tmp_path):
    table = tmp_path / "actors.csv"
    table.write_text("actor,capability,position:q,saliense:q\na,1,0,1\nb,1,1,1\n", encoding="utf-8")
    code, out, err = called("--table", str(table), "--json")
    assert code == 2
    assert out == ""
    assert "actors.csv:1:29: saliense:q: unknown column" in err
    assert "did you mean 'salience:q'?" in err
