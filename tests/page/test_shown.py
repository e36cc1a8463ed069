"""What the page says and draws: sliders, sentences, charts, the network, comparisons."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from patronage.analysis.estimators.verdict import FEW
from patronage.page.answers import Found, differences, found_for, found_unless, paired
from patronage.page.comparing import comparison_html
from patronage.page.curves import HEIGHT, WIDTH, Frame
from patronage.page.draft import Draft, scenario_of
from patronage.page.events import event_rows
from patronage.page.losses import clients_line, headline, losses_html, months_html
from patronage.page.network import HEIGHT as TALL
from patronage.page.network import LAYERS, drawing, ties_html
from patronage.page.network import WIDTH as WIDE
from patronage.page.rendering import signed
from patronage.page.run import Run
from patronage.page.saving import FILES, saved
from patronage.page.settling import settle_html
from patronage.page.shelf import titles
from patronage.page.sliders import setting_groups, weight_groups
from patronage.sim.designs.settle import Group
from patronage.sim.files.faults import FaultError
from patronage.sim.files.shipped import data_root
from patronage.sim.model.measures import TIES
from patronage.sim.model.settings import SETTINGS
from patronage.sim.scenario.load import load_scenario
from patronage.studies.settle import Cause, Settling
from patronage.words.plain import minus
from tests.support.generators import FIRST_MONTH

CASES = Path(__file__).parents[1] / "cases"
TINY = CASES / "tiny" / "scenario.yaml"
SCENARIOS = data_root() / "scenarios"
AFRIN = SCENARIOS / "afrin_airspace.yaml"


@pytest.fixture(scope="module")
def tiny() -> Found:
    return found_for(scenario_of(Draft(TINY)))


# --- sliders and switches


def test_there_is_a_slider_for_every_setting_once() -> None:
    groups = setting_groups(Draft(AFRIN).set("gain", 3.0))
    rows = [row for group in groups for row in group["rows"]]
    assert sorted(row["path"] for row in rows) == sorted(SETTINGS)
    assert "The rest" not in {group["title"] for group in groups}
    assert [row["path"] for row in rows if row["changed"]] == ["gain"]
    for row in rows:
        assert row["low"] <= row["value"] <= row["high"]
        steps = (row["high"] - row["low"]) / row["step"]
        assert steps == 1 if SETTINGS[row["path"]].switch else 15 <= steps <= 250
        assert "(E" not in row["note"]


def test_a_setting_beyond_its_usual_range_has_room() -> None:
    groups = setting_groups(Draft(TINY).set("gain", 500.0))
    (gain,) = [row for group in groups for row in group["rows"] if row["path"] == "gain"]
    assert (gain["high"], gain["was"]) == (500.0, f"{SETTINGS['gain'].default:g} in the file")


def test_every_weight_has_its_sentences_with_their_place() -> None:
    groups = {group["title"]: group["rows"] for group in weight_groups(Draft(AFRIN), "iran")}
    tenure = next(row for row in groups["Salience"] if row["path"] == "salience.iran.tenure")
    assert tenure["reasons"]
    assert all(re.match(r"Article, paragraph \d, sentence \d", r["place"]) for r in tenure["reasons"])
    assert all(reason["text"] for reason in tenure["reasons"])
    assert tenure["band"][0] < tenure["value"] < tenure["band"][1]
    sky = next(row for row in groups["Salience"] if row["path"] == "salience.iran.airspace")
    assert (sky["reasons"], sky["basis"]) == ([], "prior only")
    assert {row["label"] for row in groups["Trust"]} == {
        "Russia", "Turkey", "United States", "Assad's government", "Kurds (YPG)",
    }  # fmt: skip


def test_fixed_saliences_leave_the_others_their_room_and_the_last_is_the_rest() -> None:
    draft = Draft(TINY).weighed("salience.duke.grain", 0.75)
    (group,) = [g for g in weight_groups(draft, "duke") if g["title"] == "Salience"]
    grain, harbour = group["rows"]
    assert (grain["value"], grain["changed"], grain["high"]) == (0.75, True, 1.0)
    assert harbour["disabled"]
    assert harbour["value"] == pytest.approx(0.25)
    assert harbour["was"] == "what the others leave"
    draft = Draft(AFRIN).weighed("salience.iran.tenure", 0.75)
    rows = weight_groups(draft, "iran")[0]["rows"]
    assert sum(row["value"] for row in rows) == pytest.approx(1.0)
    assert {row["high"] for row in rows} == {1.0, 0.25}


def test_every_end_of_every_slider_can_be_chosen() -> None:
    draft = Draft(TINY)
    for group in weight_groups(draft, "duke"):
        for row in group["rows"]:
            for value in (row["low"], row["high"]):
                assert scenario_of(draft.weighed(row["path"], value)).weights.fix
    for group in setting_groups(draft):
        for row in group["rows"]:
            for value in (row["low"], row["high"]):
                moved = draft.set(row["path"], value)
                if (row["path"], value) == ("idle_unarmed", 0.0):  # by itself it makes no model
                    with pytest.raises(FaultError, match="what is lent is missing at home"):
                        scenario_of(moved)
                    moved = moved.set("capability_conserved", 0.0)
                assert scenario_of(moved).settings[row["path"]] == value


def test_events_say_where_they_are_from() -> None:
    rows = event_rows(Draft(AFRIN, off=frozenset({"airspace"})))
    assert [(row["id"], row["on"]) for row in rows] == [("airspace", False), ("incursion", True)]
    assert rows[0]["text"] == "Russia aids Turkey"
    assert rows[0]["months"] == "2018-01 to 2018-03"
    assert rows[0]["source"].startswith("¶6, sentence 1: ")
    assert event_rows(Draft(TINY))[1]["text"] == "Port Lind may not warn The Guild"


# --- what is lost


def test_the_answer_in_a_sentence(tiny: Found) -> None:
    scenario = tiny.answer.scenario

    def said(low: float, high: float, **changes: object) -> dict[str, str]:
        around, loss = ((low, low), (high, high)), tiny.answer.losses["hold"]
        loss = replace(loss, draws=FEW, interval=(low, high), around=around, **changes)  # type: ignore[arg-type]
        return headline(scenario, Found(replace(tiny.answer, losses={"hold": loss}), 0.1))

    gained = said(-0.6, -0.4, loss=-0.5, loss_percent=None, share_of_draws_with_loss=0.02)
    assert gained["text"].endswith("it is almost certain that The Duke gains hold: 0.5000 on average.")
    assert gained["doubt"].startswith("90% of draws: −0.6000 to −0.4000; a loss in 2% of draws")
    unsure = said(-0.2, 0.3, loss=0.1, share_of_draws_with_loss=0.6)
    assert unsure["text"].endswith("whether The Duke loses or gains hold is open: a loss is likely.")
    assert "90% of draws: −0.2000 to +0.3000" in unsure["doubt"]
    assert headline(scenario, None)["text"] == "Running 20 runs in each arm …"
    still = scenario_of(Draft(TINY, off=frozenset({"gift", "silence"})))
    assert "nothing is lost" in headline(still, tiny)["text"]


def test_the_cards_show_the_numbers_of_the_answer(tiny: Found) -> None:
    text = losses_html(tiny.answer.scenario, tiny)
    for loss in tiny.answer.losses.values():
        for number in (f"{abs(loss.loss):.4f}", f"{loss.reference:.4f}", f"{loss.scenario:.4f}"):
            assert minus(number) in text
    assert "20 runs in each arm (4 weight draws x 5 replicates)" in text
    actors = len(tiny.answer.scenario.case.actors)
    assert text.count("<li>") == 2 * len(TIES) + actors  # what both others have toward the focus; who gains


def test_every_row_has_the_status_that_the_rule_gives_it(tiny: Found) -> None:
    around = ((0.0, 0.02), (0.05, 0.07))
    near = {"draws": FEW, "interval": (0.01, 0.06), "around": around, "loss": 0.03}
    losses = {name: replace(loss, **near) for name, loss in tiny.answer.losses.items()}  # type: ignore[arg-type]
    ties = {tie: dict.fromkeys(found, losses["hold"]) for tie, found in tiny.answer.ties.items()}
    answer = replace(tiny.answer, losses=losses, ties=ties, without_dated_capability=losses)
    text = losses_html(answer.scenario, Found(answer, 0.1))
    others = 2 * len(TIES)
    assert text.count("borderline") == 2 * len(losses) + others
    assert text.count("too few draws") == len(answer.gainers)  # which are as they were, of 4 draws


def test_who_depends_less_comes_before_the_measures_and_who_gains_after(tiny: Found) -> None:
    text = losses_html(tiny.answer.scenario, tiny)
    places = [
        text.index(words)
        for words in ("What the events did", "depends less on The Duke", "how far the others depend on it")
    ]
    places += [text.index(f"<h3>{title}</h3>") for title in ("When", "Who gains")]
    assert places == sorted(places)
    said = "Dependence on The Duke is unchanged for The Guild. Too few draws to say: Port Lind."
    assert clients_line(tiny.answer.scenario, tiny) == said
    assert clients_line(tiny.answer.scenario, None) == ""
    for loss in tiny.answer.gainers.values():
        assert f"{signed(loss.interval[0])} to {signed(loss.interval[1])}" in text
    for when in tiny.answer.plain_months.values():
        assert when["peak_month"] in text


def test_what_would_settle_it_is_reported_with_its_sentences(tiny: Found) -> None:
    causes = (Cause(Group("position", "guild", "harbour"), 0.4, 0.05, ("blockade",)),)
    text = settle_html(tiny.answer.scenario, Settling("hold", causes, 0.03, 2000, 10))
    assert (
        "Better evidence on this weight would narrow the range of the loss of hold most: the Guild&#39;s"
        in text
    )
    assert "The Guild closes the harbour (¶2, sentence 1)" in text
    assert "2,000 draws × 10" in text
    nothing = settle_html(tiny.answer.scenario, Settling("hold", (), 0.03, 2000, 10))
    assert "No weight stands out" in nothing
    assert "<table" not in nothing


def test_what_the_events_did_comes_before_the_cards(tiny: Found) -> None:
    text = losses_html(tiny.answer.scenario, tiny)
    assert text.index("What the events did") < text.index("Hold")
    assert "The Guild&#39;s commitment to Port Lind" in text
    assert "Port Lind&#39;s warning to The Guild" in text
    for found in tiny.answer.treatment.values():
        assert signed(found.change) in text
    assert "Without dated capability" not in text
    without_dated_capability = replace(
        tiny.answer, without_dated_capability=tiny.answer.losses, never_brought=("blockade",)
    )
    text = losses_html(tiny.answer.scenario, Found(without_dated_capability, 0.1))
    assert "Without dated capability" in text
    assert "no act in this scenario cites blockade" in text
    text = losses_html(tiny.answer.scenario, Found(replace(tiny.answer, treatment={}), 0.1))
    assert "What the events did" not in text


def test_numbers_have_a_minus_sign_and_no_signed_nothing() -> None:
    assert [signed(x) for x in (0.01, -0.01, 0.0, -1e-9, 1e-9)] == ["+0.0100", "−0.0100", "0", "0", "0"]


def test_the_charts_stay_within_their_frame(tiny: Found) -> None:
    text = months_html(tiny.answer.scenario, tiny, "hold")
    for path in re.findall(r' d="M([^"]*)"', text):
        for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path):
            assert 0.0 <= float(x) <= WIDTH
            assert 0.0 <= float(y) <= HEIGHT


def test_a_frame_by_hand() -> None:
    frame = Frame(FIRST_MONTH, FIRST_MONTH + 2, 0.0, 1.0)
    assert frame.line([0.0, 1.0, 0.5]) == "M46.0 186.0 L199.0 16.0 L352.0 101.0"
    assert frame.area([0.0, 0.0, 0.0], [1.0, 1.0, 1.0]).endswith("46.0 186.0 Z")
    assert [mark["text"] for mark in frame.marks()] == ["0.0", "0.5", "1.0"]
    assert [m["text"] for m in Frame(0, 9, -0.002, 0.004).marks()] == ["−0.002", "0.000", "0.002", "0.004"]


# --- the network


@pytest.mark.parametrize("layer", LAYERS)
def test_the_network_shows_each_tie_with_its_sign_and_stays_in_the_picture(layer: str) -> None:
    scenario = load_scenario(AFRIN, {"runs": "10", "replicates": "10"})
    run = Run(scenario, "scenario")
    run.reach(20)
    shown = drawing(scenario, run.states[-1], layer)
    names = [actor.name for actor in scenario.case.actors]
    assert [node["name"] for node in shown["nodes"]] == names
    matrix = getattr(run.states[-1], layer)
    strong = [v for i, row in enumerate(matrix) for j, v in enumerate(row) if i != j and abs(v) >= 0.05]
    assert len(shown["ties"]) == len(strong)
    assert sum(tie["sign"] == "minus" for tie in shown["ties"]) == sum(v < 0.0 for v in strong)
    for tie in shown["ties"]:
        assert ("−" in tie["words"]) == (tie["sign"] == "minus")
        for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", tie["path"] + tie["head"]):
            assert 0.0 <= float(x) <= WIDE
            assert 0.0 <= float(y) <= TALL
    table = ties_html(scenario, run.states[-1], layer)
    assert table.count("<tr>") == 1 + len(names)


# --- comparing, choosing, saving


def test_random_numbers_are_shared_only_where_all_else_is_alike(tiny: Found) -> None:
    one = tiny.answer.scenario
    assert paired(one, scenario_of(Draft(TINY).set("gain", 3.0)))
    assert not paired(one, replace(one, rng=8))
    assert not paired(one, replace(one, focus="guild"))
    assert not paired(one, load_scenario(AFRIN))


def test_a_difference_is_the_one_loss_less_the_other(tiny: Found) -> None:
    other = scenario_of(Draft(TINY, off=frozenset({"silence"})))
    theirs = found_for(other)
    for name, spread in differences(tiny.answer, theirs.answer).items():
        expected = tiny.answer.losses[name].loss - theirs.answer.losses[name].loss
        assert spread.mean == pytest.approx(expected, abs=1e-12)
    text = comparison_html(tiny.answer.scenario, tiny, other, theirs, changed=False)
    assert "the difference is taken draw by\n  draw" in text
    alone = comparison_html(tiny.answer.scenario, tiny, replace(other, rng=8), theirs, changed=True)
    assert "cannot be paired" in alone
    assert "as changed here" in alone
    itself = comparison_html(tiny.answer.scenario, tiny, tiny.answer.scenario, tiny, changed=False)
    assert "the same scenario" in itself


def test_an_answer_nobody_waits_for_is_not_sought() -> None:
    scenario = scenario_of(Draft(TINY).set("gain", 1.25))
    assert found_unless(scenario, lambda: True) is None
    found = found_unless(scenario, lambda: False)
    assert found is not None
    assert found_for(scenario) is found


def test_the_scenarios_to_choose_from(tmp_path: Path) -> None:
    shelf = titles(AFRIN)
    assert shelf[0].path == AFRIN.resolve()
    assert {title.path for title in shelf} == {path.resolve() for path in SCENARIOS.glob("*.yaml")}
    cases = [title.case for title in shelf]
    assert cases == sorted(cases)  # the one that was asked for is Syrian, and those come first anyway
    beside = titles(TINY)
    assert beside[0].title == "The Guild's grain"
    assert [title.path.parent for title in beside].count(TINY.parent.resolve()) == 1
    (tmp_path / "broken.yaml").write_text("title: [", encoding="utf-8")
    (tmp_path / "other.yaml").write_text("points: 3\n", encoding="utf-8")
    assert tmp_path not in {title.path.parent for title in titles(tmp_path / "broken.yaml")}


def test_what_is_saved() -> None:
    draft = Draft(TINY).set("gain", 3.0)
    made = {each["id"]: saved(draft, each["id"]) for each in FILES}
    assert {file.name for file in made.values()} == {f"scenario_changed.{end}" for end in made}
    assert made["yaml"].data.startswith(b"# ")
    assert made["png"].data.startswith(b"\x89PNG\r\n")
    assert b"<svg" in made["svg"].data


def test_a_case_s_words_are_escaped(tiny: Found) -> None:
    case = replace(
        tiny.answer.scenario.case,
        title="<script>x</script>",
        actors=tuple(replace(a, name="<b>" + a.name) for a in tiny.answer.scenario.case.actors),
    )
    scenario = replace(tiny.answer.scenario, case=case)
    found = Found(replace(tiny.answer, scenario=scenario), 0.1)
    both = comparison_html(scenario, found, scenario, found, changed=False)
    for text in (losses_html(scenario, found), both):
        assert "<b>The" not in text
        assert "&lt;b&gt;The" in text
