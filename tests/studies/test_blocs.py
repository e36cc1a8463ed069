"""Camps of a scenario by month, and the two ways of calling `patronage blocs`."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from patronage.analysis.charts.blocs import camps_chart
from patronage.analysis.estimators.camps import (
    affordable,
    commonest,
    months_of,
    named,
    spells,
    survey_camps,
    with_actor,
)
from patronage.analysis.estimators.landscape import survey
from patronage.commands.blocs import blocs as command
from patronage.commands.shell.errors import guarded
from patronage.sim.files.shipped import data_root
from patronage.sim.scenario.load import load_scenario
from patronage.studies.rivals.blocs import blocs, standings
from patronage.studies.run_folder import manifest_of, subject_of
from tests.published import FOLDER, published
from tests.support.generators import random_weights

NAMES = ("a", "b", "c", "d", "e", "f")


@pytest.fixture(scope="module")
def afrin():
    path = data_root() / "scenarios" / "afrin_airspace.yaml"
    return blocs(load_scenario(path, {"runs": "40", "replicates": "2"}))


def made(n, draws=3, months=4, rng=0):
    g = np.random.default_rng(rng)
    return g.random((draws, n)), g.uniform(-1, 1, (draws, months, n, n))


@given(st.integers(2, 6), st.integers(0, 2**32 - 1))
def test_each_draw_and_month_is_a_landscape_of_its_own(n, rng):
    sizes, trust = made(n, rng=rng)
    camps = survey_camps(NAMES[:n], sizes, trust)
    for d in range(len(sizes)):
        for t in range(trust.shape[1]):
            mutual = 0.5 * (trust[d, t] + trust[d, t].T)
            alone = survey(sizes[d], mutual)
            assert camps.lowest[d, t] == alone.minima[0]
            assert camps.minima[d, t] == len(alone.minima)
            assert camps.basin[d, t] == alone.basin_sizes[0] / len(alone.energy)


def test_camps_and_ties_at_odds_by_hand():
    # a and b are friends, c is a's foe and b's friend, though less: c stands alone, against its tie to b.
    trust = np.zeros((1, 1, 3, 3))
    trust[0, 0, 0, 1] = trust[0, 0, 1, 0] = 0.8
    trust[0, 0, 0, 2] = trust[0, 0, 2, 0] = -0.6
    trust[0, 0, 1, 2], trust[0, 0, 2, 1] = 0.4, 0.0  # mutual: 0.2
    camps = survey_camps(("a", "b", "c"), np.array([[1.0, 1.0, 2.0]]), trust)
    assert named(camps, int(camps.lowest[0, 0]), 0) == [["a", "b"], ["c"]]
    np.testing.assert_allclose(camps.at_odds[0, 0], [0, 0.2 * 2 / (0.8 + 0.2 * 2), 0.2 / (0.2 + 0.6)])
    np.testing.assert_array_equal(with_actor(camps, 0), [[1, 1, 0]])
    assert [(s.first, s.last, s.share) for s in spells(camps)] == [(0, 0, 1.0)]


@given(st.integers(2, 6), st.integers(0, 2**32 - 1))
def test_nobody_has_more_than_all_its_ties_at_odds_and_without_ties_none(n, rng):
    sizes, trust = made(n, rng=rng)
    odds = survey_camps(NAMES[:n], sizes, trust).at_odds
    assert ((odds >= 0) & (odds <= 1)).all()
    assert (survey_camps(NAMES[:n], sizes, 0 * trust).at_odds == 0).all()


@given(st.integers(3, 6), st.integers(0, 2**32 - 1))
def test_the_order_of_the_actors_changes_no_camp(n, rng):
    sizes, trust = made(n, rng=rng)
    order = np.random.default_rng(rng).permutation(n)
    camps = survey_camps(NAMES[:n], sizes, trust)
    other = survey_camps(tuple(NAMES[k] for k in order), sizes[:, order], trust[:, :, order][:, :, :, order])
    for t in range(trust.shape[1]):
        found = [{frozenset(c) for c in named(one, commonest(one, t)[0][0], 0)} for one in (camps, other)]
        shares = [commonest(one, t)[0][1] for one in (camps, other)]
        assert shares[0] == shares[1]
        assert found[0] == found[1] or shares[0] < 1


def test_standing_is_the_mean_capability_over_the_issues_that_matter():
    weights = random_weights(3, 4)
    salience = weights.salience.copy()
    salience[:, :, 0] = 0.0
    found = standings(replace(weights, salience=salience))
    np.testing.assert_allclose(found, weights.capability[:, :, 1:].mean(axis=2))


def test_fewer_draws_are_looked_at_where_actors_are_many():
    assert affordable(100, 6) == 100
    assert 1 <= affordable(100, 20) < 100


def test_the_arms_part_with_the_first_event_and_turkey_comes_nearer_to_iran(afrin):
    start = afrin.scenario.first_event_month - afrin.scenario.first_month
    reference, full = afrin.trust["reference"], afrin.trust["scenario"]
    np.testing.assert_array_equal(reference[:, :start], full[:, :start])
    assert (reference[:, -1] != full[:, -1]).any()
    turkey = afrin.scenario.case.actor_ids.index("turkey")
    shares = {arm: with_actor(camps, afrin.focus)[:, turkey] for arm, camps in afrin.camps.items()}
    np.testing.assert_array_equal(shares["reference"][:start], shares["scenario"][:start])
    assert shares["scenario"][-1] >= shares["reference"][-1]


def test_the_months_for_json_hold_shares_and_the_landscape_of_the_mean(afrin):
    rows = months_of(afrin.camps["scenario"], afrin.sizes, afrin.trust["scenario"], afrin.months, afrin.focus)
    assert [row["month"] for row in rows] == afrin.months
    for row in rows:
        assert row["with_focus"]["iran"] == 1
        assert sum(one["share"] for one in row["camps"]) <= 1 + 1e-12
        assert len(row["of_the_mean"]["minima"]) == row["of_the_mean"]["minima_found"] >= 1
    json.dumps(afrin.plain(), allow_nan=False)


def test_the_chart_shows_every_other_actor_and_both_arms(afrin):
    figure = camps_chart(subject_of(manifest_of(afrin.size.of(afrin.scenario))), afrin.camps)
    above, below, odds = figure.axes
    for panel, arm in ((above, "scenario"), (below, "reference")):
        labels = [label.get_text() for label in panel.get_yticklabels()]
        assert labels == ["Russia", "Turkey", "United States", "Assad's government", "Kurds (YPG)"]
        shares = with_actor(afrin.camps[arm], afrin.focus)[:, 1:].T
        np.testing.assert_array_equal(np.asarray(panel.images[0].get_array()), shares)
    assert len(odds.get_yticklabels()) == 6
    assert sum(line.get_label() == "event" for line in above.lines) == 1  # both events have the same months


def called(*arguments):
    runner = CliRunner()
    with runner.isolation() as streams:
        code = guarded(lambda: command.main(args=list(arguments), prog_name="blocs", standalone_mode=False))
        return code, streams[0].getvalue().decode(), streams[1].getvalue().decode()


def test_two_tables_give_the_published_minima_as_json():
    files = [FOLDER / "europe1936_sizes.csv", FOLDER / "europe1936_propensity.csv"]
    code, out, _ = called("--sizes", str(files[0]), "--propensity", str(files[1]), "--json")
    found = json.loads(out)
    expected = published("landscape")["europe1936"]["minima"]
    assert code == 0
    assert [m["basin"] for m in found["minima"]] == [m["basin"] for m in expected]
    assert [round(m["energy"], 4) for m in found["minima"]] == [m["energy"] for m in expected]
    assert set(found["minima"][0]["frustration"]) == set(found["actors"])
    code, out, _ = called("--sizes", str(files[0]), "--propensity", str(files[1]))
    assert code == 0
    assert "Britain, USSR | France, Germany, Italy" in out


def test_a_scenario_gives_a_table_and_a_chart(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    few = ("--set", "runs=8", "--set", "replicates=2")
    code, out, err = called("afrin_airspace", *few, "--out", "camps.svg")
    assert code == 0
    assert "Afrin airspace: who stands with Iran?" in out
    assert "8 runs per arm (4 weight draws x 2)" in out
    assert "chart:  camps.svg" in err
    assert (tmp_path / "camps.svg").stat().st_size > 1000
    code, out, _ = called("afrin_airspace", *few, "--json")
    assert code == 0
    assert json.loads(out)["draws"] == 4
    assert sorted(path.name for path in tmp_path.iterdir()) == ["camps.svg", "results"]
    assert [path.name for path in (tmp_path / "results").iterdir()] == ["afrin_airspace-blocs"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "name a scenario, or give --sizes and --propensity"),
        (("--sizes", "x.csv"), "go together"),
        (("afrin_airspace", "--sizes", "x.csv", "--propensity", "y.csv"), "go with no scenario"),
        (("--sizes", "x.csv", "--propensity", "y.csv"), "x.csv: there is no such file"),
        (
            ("afrin_airspace", "--set", "runs=8", "--set", "replicates=2", "--out", "x.doc"),
            "not an ending of charts",
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(arguments, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, _, err = called(*arguments)
    assert code == 2
    assert words in err
    assert "Traceback" not in err
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_fault_in_a_table_is_reported_with_its_place(tmp_path):
    sizes, matrix = tmp_path / "sizes.csv", tmp_path / "matrix.csv"
    sizes.write_text("actor,size\na,1\nb,lots\n", encoding="utf-8")
    matrix.write_text(",a,b\na,0,1\nb,1,0\n", encoding="utf-8")
    code, out, err = called("--sizes", str(sizes), "--propensity", str(matrix), "--json")
    assert code == 2
    assert out == ""
    assert "sizes.csv:3:3: b.size: 'lots' is not a number" in err


def test_many_actors_are_surveyed_draw_by_draw_but_not_in_the_mean():
    g = np.random.default_rng(1)
    names = tuple(f"a{k:02d}" for k in range(16))
    sizes, trust = g.random((2, 16)), g.uniform(-1, 1, (2, 1, 16, 16))
    camps = survey_camps(names, sizes, trust)
    (row,) = months_of(camps, sizes, trust, ["2001-01"], 0)
    assert row["of_the_mean"] is None
    assert row["with_focus"]["a00"] == 1


def test_above_twenty_actors_the_text_says_how_it_looked(tmp_path):
    names = [f"a{k:02}" for k in range(23)]
    (tmp_path / "s.csv").write_text("actor,size\n" + "".join(f"{n},1\n" for n in names), "utf-8")
    rows = [
        f"{a}," + ",".join("" if a == b else "0" if "a00" in (a, b) else "1" for b in names) for a in names
    ]
    (tmp_path / "p.csv").write_text("\n".join([",".join(["", *names]), *rows]) + "\n", "utf-8")
    words = ["--sizes", str(tmp_path / "s.csv"), "--propensity", str(tmp_path / "p.csv")]
    code, text, _ = called(*words)
    assert code == 0
    assert "23 actors, 2^22 ways of forming two camps" in text
    assert "of 2,000 descents" in text
    assert "not exhaustive: of 23 actors" in text
    assert "no pair's propensity is negative" in text
    assert "without any tie: a00;" in text
