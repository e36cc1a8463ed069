"""The second case: its coding is held to its article, its scenarios run; the code knows no case by name."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from patronage.sim.case.load import load_case
from patronage.sim.designs.arms import arms_table
from patronage.sim.model.ensemble.simulate import simulate
from patronage.sim.scenario.load import load_scenario
from patronage.sim.weights.beliefs import believe
from tests.support.coding import article_faults, inner_faults, place

ROOT = Path(__file__).parents[2]
VIETNAM = ROOT / "seeds" / "vietnam"
SCENARIOS = ("vietnam_soviet_arms", "vietnam_paris_talks")
FEEDS = ("acts", "stances", "mentions", "controls", "ties", "commitments")


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


CASE = _read(VIETNAM / "case.yaml")
EVIDENCE = _read(VIETNAM / "evidence.yaml")["items"]
OUTSIDE = _read(VIETNAM / "outside.yaml")["items"]


def test_every_sentence_of_the_article_is_coded_or_silent_and_none_is_copied():
    texts = {name: (VIETNAM / name).read_text("utf-8") for name in ("evidence.yaml", "outside.yaml")}
    assert inner_faults(CASE, EVIDENCE) == []
    assert article_faults(CASE, EVIDENCE, (VIETNAM / "article.md").read_bytes(), texts) == []


def test_the_verdict_on_influence_is_silent():
    assert [place(row) for row in CASE["silent"]] == [(6, 3)]


def test_every_item_says_where_its_facts_are_from_and_feeds_something():
    for item in [*EVIDENCE, *OUTSIDE]:
        assert item["source"].startswith("assumed") == (item["kind"] == "assumption")
        assert any(item.get(kind) for kind in FEEDS)


def test_wishes_from_outside_are_assumptions():
    assert {item["kind"] for item in OUTSIDE if "stances" in item} == {"assumption"}


def test_the_pairs_said_to_keep_the_prior_have_no_tie():
    tied = {(row["actor"], row["toward"]) for item in [*EVIDENCE, *OUTSIDE] for row in item.get("ties", [])}
    ids = [actor["id"] for actor in CASE["actors"]]
    untied = {frozenset((a, b)) for a in ids for b in ids if a != b and (a, b) not in tied}
    assert untied == {frozenset(pair) for pair in (("ussr", "nlf"), ("ussr", "saigon"), ("prc", "saigon"))}


def test_the_coding_says_what_the_article_says():
    beliefs = believe(load_case(VIETNAM))
    actor, issue = beliefs.actors.index, beliefs.issues.index
    wish = beliefs.position[0] / beliefs.position.sum(axis=0)
    assert wish[actor("prc"), issue("talks")] < 0.3
    assert wish[actor("ussr"), issue("talks")] > 0.7
    assert 0.35 < wish[actor("drv"), issue("quarrel")] < 0.5  # in between, towards Beijing
    trust = beliefs.trust[0]
    assert trust[actor("drv"), actor("prc")] > 0.3 > trust[actor("drv"), actor("ussr")] > 0.0
    assert trust[actor("prc"), actor("ussr")] < -0.3


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_asks_a_question_and_answers_it(name):
    scenario = load_scenario(ROOT / "scenarios" / f"{name}.yaml", {"runs": "200", "replicates": "5"})
    assert scenario.question.endswith("?")
    out = simulate(arms_table(scenario))
    assert not out.failed.any()
    runs, focus, hanoi = scenario.runs, *(scenario.case.actor_ids.index(x) for x in ("prc", "drv"))
    hold = out.mean("hold")[:, focus]
    reference, changed = hold[:runs].mean(), hold[runs : 2 * runs].mean()
    assert 0.0 < changed < reference < 1.0
    on_beijing = out.tie("dependence")[:, hanoi, focus]
    assert on_beijing[runs : 2 * runs].mean() < on_beijing[:runs].mean()
    assert np.all((out.mean("attainment") >= 0.0) & (out.mean("attainment") <= 1.0))


def test_a_second_patron_costs_the_first_by_the_mechanism_alone_too():
    """What the article adds is the difference between this loss and the one above."""
    scenario = load_scenario(ROOT / "scenarios" / f"{SCENARIOS[0]}.yaml", {"runs": "200", "replicates": "5"})
    out = simulate(arms_table(scenario, prior_only=True))
    focus = scenario.case.actor_ids.index("prc")
    hold = out.mean("hold")[:, focus]
    assert hold[200:400].mean() < hold[:200].mean()


def test_no_case_is_known_to_the_code_by_name():
    """No name of a shipped case or of one of its actors is written in the code, outside docstrings."""
    cases = [load_case(file.parent) for file in (ROOT / "seeds").glob("*/case.yaml")]
    names = {name for case in cases for name in (case.name, *case.actor_ids) if len(name) > 3}
    assert {"syria", "vietnam", "iran", "ussr"} <= names
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.value}"
        for package in ("sim", "analysis", "patronage")
        for path in sorted((ROOT / package).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value in names
    ]
    assert found == []
