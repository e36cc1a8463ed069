"""Several coders of one article: how their files are read, and how runs mix their weights."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from patronage.commands.explain import explain as explain_command
from patronage.commands.shell.errors import guarded
from patronage.sim.case.load import Case, load_case, load_coding
from patronage.sim.designs.arms import arms_table, beliefs_of, script_of, weights_of
from patronage.sim.designs.placebo import permuted, switched, variants_table, without_each
from patronage.sim.files.located import FaultError
from patronage.sim.model.ensemble.simulate import simulate
from patronage.sim.scenario.load import Scenario, load_scenario
from patronage.sim.weights.beliefs import believe, draw_weights, items_used
from patronage.sim.weights.explain import explain
from tests.support.coding import copied_runs

HERE = Path(__file__).parents[1]
SYRIA = HERE.parent / "seeds" / "syria"
ARRAYS = ("salience", "position", "capability", "trust", "commitment")

B = """# the invented article, read by another
items:
  - id: b_ships
    kind: article
    locator: {paragraph: 1, sentence: 1}
    date: 2001-02
    dated_by: article
    paraphrase: Grain arrives by ship.
    coder: B
    confidence: high
    acts:
      - {actor: duke, verb: aid, toward: port, cameo: '071', goldstein: [7.0, 7.4]}
    stances:
      - {actor: duke, issue: grain, position: 0.5, strength: weak}
  - id: b_verdict
    kind: article
    locator: {paragraph: 3, sentence: 1}
    paraphrase: The other coder reads a wish where the first reads a verdict.
    coder: B
    confidence: high
    stances:
      - {actor: guild, issue: harbour, position: 1.0, strength: strong}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Copy the invented case and add a second coder's file."""
    shutil.copytree(HERE / "cases", tmp_path / "seeds")
    (tmp_path / "seeds" / "tiny" / "coders").mkdir()
    (tmp_path / "seeds" / "tiny" / "coders" / "b.yaml").write_text(B, encoding="utf-8")
    return tmp_path / "seeds" / "tiny"


@pytest.fixture
def case(folder: Path) -> Case:
    """Load the invented case with its two coders."""
    return load_case(folder)


def _scenario(folder: Path, coders: str) -> Scenario:
    return load_scenario(folder / "scenario.yaml", {"weights.coders": coders})


def _refused(folder: Path, old: str, new: str) -> str:
    file = folder / "coders" / "b.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(FaultError) as caught:
        load_case(folder)
    return "\n".join(map(str, caught.value.faults))


# --- reading


def test_the_first_coding_is_that_of_evidence_yaml(case):
    assert case.coders == ("A", "B")
    assert [item.id for item in case.codings["A"]] == ["grain_ships", "thanks", "blockade"]
    assert [item.id for item in case.codings["B"]] == ["b_ships", "b_verdict"]
    assert not {item.coder for item in case.items} - {"A"}


def test_a_second_coding_changes_no_draw_until_it_is_asked_for(case):
    alone = replace(case, codings={"A": case.codings["A"]})
    for name in ARRAYS:
        one, other = (getattr(draw_weights(believe(c), 1, 8), name) for c in (case, alone))
        np.testing.assert_array_equal(one, other)


def test_the_digest_tells_that_there_is_another_coding(folder, case):
    (folder / "coders" / "b.yaml").unlink()
    assert load_case(folder).digest != case.digest


def test_one_coder_may_code_what_another_finds_silent(case):
    assert case.silent[0].locator == case.codings["B"][1].locator


def test_an_item_is_called_as_evidence_yaml_calls_its_sentence(case):
    assert [case.key_of(name) for name in ("b_ships", "grain_ships", "b_verdict", "old_treaty")] == [
        "grain_ships", "grain_ships", "b_verdict", "old_treaty",
    ]  # fmt: skip


B_CONTROL = """    controls:
      - {actor: duke, issue: grain, level: shared, strength: weak, brought_by: %s}
    stances:
      - {actor: guild"""


@pytest.mark.parametrize("item", ["b_ships", "grain_ships", "blockade"])
def test_what_brings_a_control_may_be_an_item_of_either_coding(folder, item):
    file = folder / "coders" / "b.yaml"
    text = file.read_text("utf-8").replace("    stances:\n      - {actor: guild", B_CONTROL % item)
    file.write_text(text, "utf-8")
    assert load_case(folder).codings["B"][1].controls[0].brought_by == item
    elsewhere = folder.parent / "elsewhere.yaml"
    elsewhere.write_text(text, "utf-8")
    file.unlink()
    assert load_coding(elsewhere, load_case(folder))[1].controls[0].brought_by == item


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("    stances:\n      - {actor: guild", B_CONTROL % "b_verdict", "'b_verdict' has no act"),
        ("    stances:\n      - {actor: guild", B_CONTROL % "b_shps", "did you mean 'b_ships'?"),
        ("[7.0, 7.4]}", "[7.0, 7.4], on: gran}", "did you mean 'grain'?"),
        ("coder: B", "coder: A", "there is a coding by 'A' already"),
        ("verdict.\n    coder: B", "verdict.\n    coder: C", "by one coder, here 'B'"),
        ("id: b_ships", "id: thanks", "the id 'thanks' is given twice"),
        ("actor: guild", "actor: gilde", "unknown actor 'gilde'"),
        ("paragraph: 3", "paragraph: 9", "no paragraph 9"),
        ("verb: aid", "verb: warn", "does not count as warn"),
        ("kind: article\n    locator: {paragraph: 1", "kind: fact\n    locator: {paragraph: 1", "a fact"),
    ],
)
def test_faults_of_another_coding_are_found_in_its_file(folder, old, new, words):
    text = _refused(folder, old, new)
    assert words in text
    assert all("b.yaml:" in line for line in text.splitlines())


def test_an_unknown_coder_is_refused_with_those_there_are(folder):
    with pytest.raises(FaultError) as caught:
        _scenario(folder, "[A, C]")
    (fault,) = caught.value.faults
    assert (fault.message, fault.allowed) == ("unknown coder 'C'", "A, B")


# --- mixing


def test_each_draw_is_one_coders_and_about_as_many_are_of_either(case):
    draws = 400
    mixed = draw_weights(believe(case, coders=("A", "B")), 3, draws)
    alone = [draw_weights(believe(case, coders=(coder,)), 3, draws) for coder in "AB"]
    for name in ARRAYS:
        array = getattr(mixed, name)
        same = np.array(
            [[np.array_equal(array[d], getattr(c, name)[d]) for d in range(draws)] for c in alone]
        )
        assert same.any(axis=0).all()
        if name == "position":
            assert not same.all(axis=0).any()
            assert same[0].mean() == pytest.approx(0.5, abs=0.1)
            first = same[0]
        elif name == "trust":  # B codes no tie, so their trusts differ too, in the same draws
            np.testing.assert_array_equal(same[0] & ~same[1], first)


def test_a_mixed_draw_is_the_same_whatever_the_others_are(case):
    beliefs = believe(case, coders=("A", "B"))
    whole, part = draw_weights(beliefs, 3, 20), draw_weights(beliefs, 3, 5, first=15)
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(whole, name)[15:], getattr(part, name))


def test_a_coder_mixed_with_itself_is_itself(case):
    for name in ARRAYS:
        one, two = (getattr(draw_weights(believe(case, coders=c), 3, 30), name) for c in (("B",), ("B", "B")))
        np.testing.assert_array_equal(one, two)


def test_leaving_out_a_sentence_leaves_it_out_of_every_coding(case):
    assert [i.id for i in items_used(case, coder="B", leave_out=("grain_ships",)) if i.locator] == [
        "b_verdict"
    ]
    assert [i.id for i in items_used(case, coder="A", leave_out=("b_ships",)) if i.locator] == [
        "thanks",
        "blockade",
    ]


def test_a_scenario_mixes_and_its_history_stays_the_first_coders(folder):
    mixed, first = _scenario(folder, "[A, B]"), _scenario(folder, "[]")
    assert mixed.weights.coders == ("A", "B")
    assert mixed.digest != first.digest
    assert mixed.history == first.history
    assert {act.item for act in mixed.history} == {"grain_ships", "thanks"}
    assert weights_of(mixed).draws == 4
    assert not simulate(arms_table(mixed)).failed.any()


def test_an_event_that_cites_another_coders_item_tells_the_first_coders_sentence(folder):
    gift = "{id: gift, actor: guild, verb: aid, toward: port, months: [2001-05], evidence: b_ships}"
    path = folder / "scenario.yaml"
    scenario = load_scenario(path, {"events": f"[{gift}]", "history": "none"})
    assert script_of(scenario, scenario.events).arrivals == (("grain_ships", 4, 1),)


def test_the_designs_mix_too(folder):
    """Sentences left out, labels permuted and switches thrown are all drawn from every coder's beliefs."""
    mixed = _scenario(folder, "[A, B]")
    left_out = {item.id: variant for item, variant in without_each(mixed)}
    assert set(left_out) >= {"grain_ships", "blockade"}
    assert len(left_out["grain_ships"].beliefs.others) == 1
    without = left_out["grain_ships"].beliefs.others[0].position
    assert (without != beliefs_of(mixed).others[0].position).any()
    variants = (*permuted(mixed, 2), *switched(mixed))
    assert all(len(variant.beliefs.others) == 1 for variant in variants[:-2])
    assert variants_table(mixed, variants, 2).weights.draws == 2 * len(variants)


def test_every_weight_is_explained_by_one_coders_reading(case):
    coders = {
        coder: {reason.item.coder for row in explain(case, coder=coder) for reason in row.reasons}
        for coder in "AB"
    }
    assert coders["A"] == {"A"}
    assert coders["B"] == {"A", "B"}  # what is from outside is the first coder's


def test_explain_shows_the_coder_of_every_item_and_takes_one_by_name(folder, capsys):
    assert _explain(str(folder), "duke", "grain") == 0
    assert "position 1, pseudo-count 4 (coder A)" in capsys.readouterr().out
    assert _explain(str(folder), "duke", "grain", "--coder", "B") == 0
    assert "position 0.5, pseudo-count 1 (coder B)" in capsys.readouterr().out
    assert _explain(str(folder), "--coder", "B", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert {reason["coder"] for row in found["weights"] for reason in row["reasons"]} == {"A", "B"}
    assert _explain(str(folder), "--coder", "C") == 2
    assert "unknown coder 'C'; allowed: A, B" in capsys.readouterr().err


def _explain(*arguments: str) -> int:
    return guarded(lambda: explain_command.main(list(arguments), prog_name="explain", standalone_mode=False))


# --- the second coding of the Syrian article


def test_the_second_coder_of_the_syrian_article_is_read():
    case = load_case(SYRIA)
    assert case.coders == ("A", "B")
    places = {item.locator for item in case.codings["B"]}
    assert len(places) == len(case.codings["B"])  # one item a sentence
    assert not {place for place in places if place and place[0] == 8}  # the verdict feeds nothing
    acting = {act.actor for item in case.codings["B"] for act in item.acts}
    wishing = {stance.actor for item in case.codings["B"] for stance in item.stances}
    assert not (acting | wishing) & {"assad", "kurds"}  # as A, B finds no act and no wish of theirs


def test_the_second_coding_copies_nothing_from_the_article_wherever_that_is_at_hand():
    at_hand = os.environ.get("PATRONAGE_ARTICLE")
    article = Path(at_hand).read_text("utf-8") if at_hand else ""
    assert copied_runs((SYRIA / "coders" / "b.yaml").read_text("utf-8"), article) == []


def test_the_intervention_costs_iran_hold_by_either_coding_and_by_both():
    """What the second coding is for: the conclusion does not hang on whose reading is taken."""
    path = HERE.parent / "scenarios" / "russian_intervention.yaml"
    losses = {}
    for coders in ("[A]", "[B]", "[A, B]"):
        scenario = load_scenario(path, {"weights.coders": coders, "runs": "1000", "replicates": "5"})
        out = simulate(arms_table(scenario))
        focus = scenario.case.actor_ids.index(scenario.focus)
        hold = out.mean("hold")[:, focus]
        losses[coders] = float(hold[:1000].mean() - hold[1000:2000].mean())
    assert min(losses.values()) > 0.0
    assert (
        min(losses["[A]"], losses["[B]"]) * 0.8 < losses["[A, B]"] < max(losses["[A]"], losses["[B]"]) * 1.2
    )
