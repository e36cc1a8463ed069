from __future__ import annotations

from pathlib import Path

import pytest

from patronage.sim.case.chronicle import load_acts
from patronage.sim.files.months import month_text, parse_month
from patronage.sim.model.measures import NAMED
from patronage.sim.scenario.load import load_scenario
from patronage.studies.run import answer

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "scenarios").glob("*.yaml"))
SYRIAN = [path for path in SHIPPED if "case: syria" in path.read_text(encoding="utf-8")]
SMALL = {"runs": "40", "replicates": "4"}
OF_THE_ARTICLE = (
    "russian_intervention",
    "moscow_does_not_insist",
    "russia_us_coordination",
    "afrin_airspace",
)


def shipped(name, **overrides):
    return load_scenario(ROOT / "scenarios" / f"{name}.yaml", overrides)


def test_the_questions_that_were_asked_are_there() -> None:
    names = {path.stem for path in SYRIAN}
    assert names >= {*OF_THE_ARTICLE, "losing_ground", "coordination_holds_a_year", "us_leaves_the_kurds"}
    assert names >= {"turkey_and_assad_reconcile", "iran_doubles_its_aid", "russia_keeps_the_sky_closed"}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_scenario_asks_a_question_and_runs(path: Path) -> None:
    scenario = load_scenario(path, SMALL)
    assert scenario.question.endswith("?")
    found = answer(scenario, months=False)
    assert found.failed == 0
    beside = [name for name in found.losses if name != "hold:clients"]  # the shipped cases name clients
    assert beside == list(NAMED)
    assert list(found.losses)[:2] == ["hold", "hold:clients"]
    for losses in found.ties.values():
        assert set(losses) == set(scenario.case.actor_ids) - {scenario.focus}


@pytest.mark.golden
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_a_shipped_scenario_gives(path: Path, golden) -> None:
    found = answer(load_scenario(path, SMALL), months=False).plain()
    kept = ("focus", "window", "runs", "draws", "replicates", "rng", "failed", "measures", "dependence")
    golden(f"scenario_{path.stem}", {name: found[name] for name in kept})


@pytest.mark.parametrize("path", SYRIAN, ids=lambda path: path.stem)
def test_an_event_with_evidence_is_the_act_of_that_evidence(path: Path) -> None:
    scenario = load_scenario(path)
    items = {item.id: item for item in scenario.case.items}
    for event in scenario.events:
        if event.evidence is not None:
            acts = {(act.actor, act.verb, act.toward, act.month) for act in items[event.evidence].acts}
            assert (event.actor, event.verb, event.toward, event.months[0]) in acts


def test_losing_ground_holds_every_coded_act_once() -> None:
    scenario = shipped("losing_ground")
    coded = {(act.item, act.actor, act.verb, act.toward) for item in scenario.case.items for act in item.acts}
    events = [(event.evidence, event.actor, event.verb, event.toward) for event in scenario.events]
    assert len(events) == len(set(events))
    assert set(events) == coded
    assert scenario.history == ()


@pytest.mark.parametrize("name", OF_THE_ARTICLE)
def test_losing_ground_holds_the_same_events_as_the_scenario_about_them(name: str) -> None:
    assert set(shipped(name).events) <= set(shipped("losing_ground").events)


def test_the_syrian_scenarios_share_their_random_numbers() -> None:
    scenarios = [load_scenario(path) for path in SYRIAN]
    assert len({(s.rng, s.runs, s.replicates, s.first_month, s.last_month) for s in scenarios}) == 1


def test_the_history_ends_where_the_first_event_begins() -> None:
    scenario = shipped("afrin_airspace")
    assert max(act.month for act in scenario.history) < parse_month("2018-01")
    assert {act.item for act in scenario.history} >= {"russian_strikes_begin", "safavi_warns_moscow"}


def test_doubling_is_as_much_again_as_the_chronicle_reports() -> None:
    scenario = shipped("iran_doubles_its_aid")
    acts = load_acts(scenario.case.folder / "chronicle.yaml", scenario.case)
    reported = {a.month for a in acts if (a.actor, a.verb, a.toward) == ("iran", "aid", "assad")}
    span = len(range(parse_month("2015-07"), parse_month("2016-12") + 1))
    added = {event.months[0] for event in scenario.events}
    months = scenario.last_month - parse_month("2016-01") + 1
    assert len(added) / months == pytest.approx(len(reported) / span, rel=0.05)


def test_events_that_equal_the_history_lose_exactly_nothing_in_every_run(tmp_path: Path) -> None:
    scenario = shipped("losing_ground")
    acts = [act for item in scenario.case.items for act in item.acts]
    events = "\n".join(
        f"  - {{id: e{k}, actor: {act.actor}, verb: {act.verb}, toward: {act.toward},"
        f" months: [{month_text(act.month)}]}}"
        for k, act in enumerate(acts)
    )
    history = ", ".join(dict.fromkeys(act.item for act in acts))
    path = tmp_path / "same.yaml"
    path.write_text(
        f"title: The same\ncase: syria\nfocus: iran\nhistory: [{history}]\nevents:\n{events}\n"
        "runs: 40\nreplicates: 4\nrng: 3\n",
        encoding="utf-8",
    )
    found = answer(load_scenario(path))
    for arms in (found.coded, found.prior):
        ties = (one for of_tie in arms.ties.values() for one in of_tie.values())
        for one in (*arms.measures.values(), *ties):
            assert not one.losses.any()
            assert not one.squares.any()  # nor in any single run
    for loss in (*found.losses.values(), *found.dependence.values(), *found.ear.values()):
        assert (loss.loss, loss.interval, loss.prior_only_loss) == (0.0, (0.0, 0.0), 0.0)
        assert loss.share_of_draws_with_loss == 0.0
    assert all(not series.loss.mean.any() for series in found.time_series.values())
