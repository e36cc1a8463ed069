"""Expectations held to the model and to random acts; the shipped ones are what their files say they are."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from patronage.commands.check import check
from patronage.commands.shell.errors import guarded
from patronage.generated.model_doc import PAGE, part_of, patterns_part, same
from patronage.sim.designs.arms import arm_scripts, crossed, weights_of
from patronage.sim.designs.expectations import frequencies, null_table
from patronage.sim.model.by_hand.run import AllianceModel
from patronage.sim.model.ensemble.simulate import Record, simulate
from patronage.sim.model.table import WAIT, RunTable, Script
from patronage.sim.verbs import VERB_NAMES
from patronage.studies.expectations.held import (
    FAILS,
    HOLDS,
    WORTHLESS,
    Finding,
    Held,
    Rate,
    hold,
    read,
    shipped,
)
from patronage.studies.losses import Size
from patronage.text.expectations import found_text
from tests.support.generators import FIRST_MONTH, random_weights, scripts

FEW = Size(draws=8, replicates=4)
DECLARED_BEFOREHAND = (
    "intervention_keeps_assad",
    "iran_reaffirms_and_protests",
    "second_patron_dilutes_the_first",
    "more_aid_is_not_more_say",
)


@pytest.mark.slow
def test_every_shipped_expectation_is_what_its_file_and_the_model_s_description_say():
    findings = hold([read(path) for path in shipped()])
    failing = [found_text([finding]) for finding in findings if not finding.as_declared]
    assert not failing, "\n\n".join(failing)
    assert set(DECLARED_BEFOREHAND) <= {finding.expectation.name for finding in findings}
    for finding in findings:  # whoever reads that a claim fails must read why
        assert finding.expectation.status == HOLDS or finding.expectation.found
    assert same(part_of(PAGE.read_text("utf-8"), "patterns"), patterns_part(findings)), "`make patterns`"


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)
def test_the_first_line_names_the_schema_and_the_second_asks(path):
    first, second, *_ = path.read_text("utf-8").splitlines()
    assert first == "# yaml-language-server: $schema=../../docs/schema/expectation.json"
    assert second.startswith("# ")
    assert second.endswith("?")


# -- the null model ------------------------------------------------------------------------------------


def test_frequencies_are_counted_by_actor_and_round():
    chosen = np.array([[[[0, 3], [1, 3]]], [[[2, -1], [0, -1]]]])  # 2 runs, 1 month, 2 rounds, 2 actors
    often = frequencies(chosen, 4)
    np.testing.assert_allclose(often[0, 0], [0.5, 0, 0.5, 0])
    np.testing.assert_allclose(often[1, 0], [0.5, 0.5, 0, 0])
    np.testing.assert_allclose(often[:, 1], [[0, 0, 0, 1]] * 2)
    np.testing.assert_allclose(frequencies(np.full_like(chosen, -1), 4)[0, 0], [1, 0, 0, 0])


def paired(some: list[Script], runs: int = 6, rng: int = 3) -> RunTable:
    weights = random_weights(some[0].acts.shape[1], 2, draws=2)
    script, pair = (axis.ravel() for axis in np.indices((len(some), runs)))
    from patronage.sim.model.settings import default_settings

    return RunTable(
        weights=weights, scripts=tuple(some), settings=np.array([list(default_settings().values())]),
        script=script, point=0 * pair, weight=pair % 2, draw=pair % 2, replicate=pair // 2,
        first_month=FIRST_MONTH, months=len(some[0].acts), window=0, rng=rng,
    )  # fmt: skip


@settings(max_examples=25)
@given(st.data())
def test_random_acts_keep_to_the_script_the_bars_and_the_menu(data):
    months, n = 3, 3
    script = data.draw(scripts(months, n))
    options = 1 + len(VERB_NAMES) * n
    often = np.zeros((2, n, options))
    allowed = [o for o in range(options) if o == WAIT or (o - 1) % n != 0]
    often[:, 0, allowed] = 1 / len(allowed)
    often[:, 1:, WAIT] = 1
    table = paired([script])
    null, drawn = null_table(table, often)
    imposed = script.imposed()
    for run in range(table.runs):
        for t in range(months):
            idle = imposed[t, :, WAIT] != 0
            instead = imposed[t].any(axis=1) & (script.instead[t] != 0)
            np.testing.assert_array_equal(drawn[run, t, 0] == -1, idle | instead)
            np.testing.assert_array_equal(drawn[run, t, 1] == -1, idle)
            for option in drawn[run, t, :, 0]:
                assert option in {-1, *allowed}
                assert option <= WAIT or not script.bars[t, 0, option]
    model = AllianceModel(null, 0)
    for t in range(months):
        model.step()
        for i, actor in enumerate(model.actors):
            wanted = set(np.flatnonzero(imposed[t, i]).tolist()) | set(drawn[0, t, :, i].tolist())
            assert set(actor.done) == {o for o in wanted if o > WAIT}


def test_random_acts_come_as_often_as_the_model_chose_them_and_alike_in_both_arms():
    months, n = 40, 3
    reference, full = Script.empty(months, n), Script.empty(months, n)
    full.acts[:5, 0, 1 + 1] = full.instead[:5, [0]] = 1
    table = paired([reference, full], runs=60)
    outcome = simulate(table, Record(acts=True), 1)
    often = frequencies(outcome.acts_path, 1 + len(VERB_NAMES) * n)
    null, drawn = null_table(table, often)
    np.testing.assert_allclose(frequencies(drawn, often.shape[2]), often, atol=0.03)
    arms = drawn.reshape(2, 60, months, 2, n)
    free = arms[1] >= 0
    np.testing.assert_array_equal(arms[0][free], arms[1][free])
    assert not free[:, :5, 0, 0].any()
    assert (simulate(null, Record(acts=True), 1).acts_path == -1).all()


# -- verdicts --------------------------------------------------------------------------------------------


def written(tmp_path, scenario, *statements, status="holds", null="random_acts"):
    path = tmp_path / "claim.yaml"
    lines = "".join(f"  - {{{statement}}}\n" for statement in statements)
    path.write_text(
        f"claim: c\nsource: s\nscenario: {scenario}\nnull: {null}\nstatus: {status}\nfound: as written\n"
        f"expect:\n{lines}",
        "utf-8",
    )
    return path


@pytest.mark.parametrize("least", [0.0, 0.002])
def test_a_rate_is_the_share_of_runs_or_of_draws(tmp_path, least):
    path = written(
        tmp_path,
        "afrin_airspace",
        "measure: hold, actor: russia, relation: falls, share_of_runs: 0.5",
        "measure: hold, actor: russia, relation: falls, share_of_draws: 0.5",
        "measure: outcome, issue: airspace, months: [2018-12], relation: grows, share_of_runs: 0.5",
        "measure: trust, actor: kurds, toward: turkey, months: [2018-06, 2018-12], relation: below, "
        "than: -0.5, share_of_runs: 0.5",
        "measure: acts, actor: turkey, toward: kurds, verbs: [warn, coerce], relation: does_not_fall, "
        "share_of_runs: 0.5",
        "measure: decisiveness, actor: iran, relation: rises, share_of_runs: 0.5",
        "measure: dependence, actor: assad, toward: iran, relation: above, than_of: {toward: russia}, "
        "share_of_runs: 0.5",
        "measure: ear, actor: russia, toward: iran, relation: falls, share_of_runs: 0.5",
    )
    one = read(path, FEW)
    one = replace(one, statements=tuple(replace(each, smallest=least) for each in one.statements))
    (finding,) = hold([one])
    scenario = one.scenario
    table = crossed(scenario, arm_scripts(scenario), weights_of(scenario))
    out = simulate(table, Record(measures=True, trust=True, acts=True))
    ids, issues, runs = scenario.case.actor_ids, scenario.case.issue_ids, FEW.runs
    start = scenario.first_event_month - scenario.first_month
    russia, kurds, turkey, iran, assad = (
        ids.index(name) for name in ("russia", "kurds", "turkey", "iran", "assad")
    )
    arm = [slice(k * runs, (k + 1) * runs) for k in range(4)]
    fell = out.mean("hold")[arm[1], russia] - out.mean("hold")[arm[0], russia]
    air = issues.index("airspace")
    harsh = np.array([1 + v * 6 + kurds for v in (2, 3)])
    counts = []
    for k in (0, 1):
        two = out.acts_path[arm[k], start:, :, turkey]
        both = np.isin(two[:, :, 0], harsh).astype(int) + (
            np.isin(two[:, :, 1], harsh) & (two[:, :, 1] != two[:, :, 0])
        )
        counts.append(both.sum(axis=1))
    own = out.path("attainment")[:, start:, iran].mean(axis=1)
    gap = [own[arm[k]] - own[arm[k + 2]] for k in (0, 1)]
    expected = [
        (fell < -max(least, 1e-15)).mean(),
        (fell.reshape(8, 4).mean(axis=1) < -max(least, 1e-15)).mean(),
        (out.outcome_path[arm[1], -1, air] > table.weights.outcome[air] + least).mean(),
        (out.trust_path[arm[1], -7:, kurds, turkey].mean(axis=1) < -0.5 - least).mean(),
        (counts[1] >= counts[0]).mean(),
        (gap[1] > gap[0] + least).mean(),
        (out.tie("dependence")[arm[1], assad, iran] > out.tie("dependence")[arm[1], assad, russia]).mean(),
        (out.tie("ear")[arm[1], russia, iran] < out.tie("ear")[arm[0], russia, iran] - least).mean(),
    ]
    assert [held.model.share for held in finding.held] == pytest.approx(expected)


def test_the_verdict_needs_the_model_to_pass_and_random_acts_to_fail(tmp_path):
    one = read(
        written(tmp_path, "afrin_airspace", "measure: hold, actor: iran, relation: falls, share_of_runs: 0"),
        FEW,
    )
    statement = one.statements[0]
    good, bad = Rate(0.9, 0.01, passes=True), Rate(0.5, 0.01, passes=False)

    def verdict(*pairs: tuple[Rate, Rate]) -> str:
        return Finding(one, FEW, tuple(Held(statement, model, (null,)) for model, null in pairs)).verdict

    assert verdict((good, bad)) == HOLDS
    assert verdict((good, good), (good, bad)) == HOLDS
    assert verdict((good, good)) == WORTHLESS
    assert verdict((bad, bad)) == FAILS
    assert verdict((good, bad), (bad, bad)) == FAILS


def test_what_random_acts_cannot_show_is_said(tmp_path):
    kinder = "measure: acts, actor: iran, toward: assad, relation: rises, share_of_runs: 0.1"
    dearer = "measure: trust, actor: assad, toward: russia, relation: falls, share_of_runs: 0.1"
    (finding,) = hold([read(written(tmp_path, "moscow_does_not_insist", kinder, dearer), FEW)])
    assert [held.nulls[0].alike for held in finding.held] == [True, False]
    assert not any(held.model.alike for held in finding.held)
    assert "random acts 0% (the arms do not differ)" in " ".join(found_text([finding]).split())


def test_a_share_near_its_threshold_is_marked(tmp_path):
    one = read(
        written(
            tmp_path, "afrin_airspace", "measure: hold, actor: iran, relation: falls, share_of_runs: 0.8"
        ),
        FEW,
    )
    far, near = Rate(0.95, 0.02, passes=True), Rate(0.83, 0.02, passes=True)
    assert not Held(one.statements[0], far, (far,)).close
    assert Held(one.statements[0], near, (far,)).close
    assert Held(replace(one.statements[0], share=(0.0, 0.8)), near, (far,)).close


def test_what_everybody_shows_is_worthless_and_what_nobody_shows_fails(tmp_path):
    always = "measure: hold, actor: iran, relation: above, than: -1, share_of_runs: 1"
    never = "measure: hold, actor: iran, relation: below, than: -1, share_of_runs: 0.1"
    (finding,) = hold([read(written(tmp_path, "afrin_airspace", always), FEW)])
    assert finding.verdict == WORTHLESS
    (finding,) = hold([read(written(tmp_path, "afrin_airspace", always, never), FEW)])
    assert finding.verdict == FAILS


# -- the command ---------------------------------------------------------------------------------------


def called(*arguments):
    runner = CliRunner()
    with runner.isolation() as streams:
        code = guarded(
            lambda: check.main(args=[str(a) for a in arguments], prog_name="check", standalone_mode=False)
        )
        return code, streams[0].getvalue().decode(), streams[1].getvalue().decode()


def test_the_exit_code_says_whether_a_file_is_as_declared(tmp_path, monkeypatch):
    monkeypatch.setattr("patronage.text.expectations.SIZE", FEW)
    always = "measure: hold, actor: iran, relation: above, than: -1, share_of_runs: 1"
    path = written(tmp_path, "moscow_does_not_insist", always, status="worthless")
    code, out, _ = called("--expectations", path, "--json")
    assert code == 0
    (found,) = json.loads(out)
    assert found["verdict"] == found["declared"] == "worthless"
    assert found["statements"][0]["null"] == 1.0
    path = written(tmp_path, "moscow_does_not_insist", always)
    code, out, _ = called("--expectations", path)
    assert code == 1
    assert "WORTHLESS (its file declares: holds)  claim" in out
    assert "expected in 100% or more of runs: model 100%, random acts 100%" in out


def test_a_file_is_checked_without_being_run_and_faults_come_first(tmp_path):
    path = written(
        tmp_path, "moscow_does_not_insist", "measure: hold, actor: iran, relation: falls, share_of_runs: 2"
    )
    code, out, err = called("--expectations", path)
    assert code == 2
    assert out == ""
    assert "claim.yaml:8:66" in err
    assert called(shipped()[0])[1].strip().endswith("no errors in this expectation")
    assert called()[0] == 2
    assert called("--json", shipped()[0])[0] == 2
    assert called("--replicates", 2, shipped()[0])[0] == 2


def test_the_number_of_replicates_can_be_chosen(tmp_path):
    always = "measure: hold, actor: iran, relation: above, than: -1, share_of_runs: 1"
    path = written(tmp_path, "moscow_does_not_insist", always, status="worthless")
    code, out, _ = called("--expectations", "--replicates", 2, "--json", path)
    assert (code, json.loads(out)[0]["replicates"]) == (0, 2)
