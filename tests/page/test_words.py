"""What the page's words say to those who are no modellers."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from patronage.page.answers import Found, found_for
from patronage.page.comparing import comparison_html
from patronage.page.draft import Draft, scenario_of
from patronage.page.losses import losses_html, reading_html
from patronage.page.network import LAYERS
from patronage.page.run import Run
from patronage.page.sliders import weight_groups
from patronage.page.telling import why_html
from patronage.sim.files.shipped import data_root
from patronage.sim.model.measures import MEASURES

TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"
AFRIN = data_root() / "scenarios" / "afrin_airspace.yaml"


@pytest.fixture(scope="module")
def tiny() -> Found:
    return found_for(scenario_of(Draft(TINY)))


def test_a_page_has_one_kind_of_minus(tiny: Found) -> None:
    below = {
        name: replace(loss, reference=-0.0112, scenario=-0.0012, loss=-0.01, loss_percent=203.7)
        for name, loss in tiny.answer.losses.items()
    }
    draft = Draft(AFRIN).weighed("trust.iran.turkey", -0.25)
    rows = [row for group in weight_groups(draft, "iran") for row in group["rows"]]
    texts = [
        losses_html(tiny.answer.scenario, Found(replace(tiny.answer, losses=below), 0.1)),
        *(f"{row['text']} {row['was']} {[reason['adds'] for reason in row['reasons']]}" for row in rows),
    ]
    assert sum(text.count("−") for text in texts) > 10
    for text in texts:
        assert not re.search(r"(?<![\w.])-\.?\d", re.sub("<[^>]*>", "", text))


def test_no_percentage_of_a_measure_that_is_about_zero(tiny: Found) -> None:
    losses = {name: replace(loss, loss_percent=203.7) for name, loss in tiny.answer.losses.items()}
    text = losses_html(tiny.answer.scenario, Found(replace(tiny.answer, losses=losses), 0.1))
    assert text.count("203.7%") == sum(not measure.signed for measure in MEASURES)
    assert "203.7%" not in text[text.index("Decisiveness") :]


@pytest.mark.parametrize("rationality", [0.5, 2.0])
def test_what_a_value_means_is_said_for_the_setting_that_is_used(rationality: float) -> None:
    scenario = scenario_of(Draft(TINY).set("rationality", rationality))
    run = Run(scenario, "scenario")
    run.reach(3)
    turn = run.states[-1].turns[0]
    text = why_html(scenario, run.states[-1], turn.actor)
    said = re.search(r"makes an option ([\d.]+) times as likely", text)
    assert said is not None
    one, other = turn.openings[:2]
    ratio = (one.chance / other.chance) ** (1.0 / (one.value - other.value))
    assert float(said[1]) == pytest.approx(ratio, abs=0.05)


def test_a_comparison_says_whose_weights_are_shared(tiny: Found) -> None:
    plain = tiny.answer.scenario
    fixed = scenario_of(Draft(TINY).weighed("trust.port.duke", 0.5))
    theirs = found_for(fixed)
    shared = "share their weights and their random numbers"
    assert shared in comparison_html(plain, tiny, plain, tiny, changed=False)
    text = comparison_html(fixed, theirs, plain, tiny, changed=True)
    assert shared not in text
    assert "only weights that one of them fixes" in text


def test_how_to_read_it_is_on_the_page_itself(tiny: Found) -> None:
    text = reading_html(tiny.answer.scenario)
    names = [measure.words for measure in MEASURES]
    for word in (*names, "draw", "90% of the draws", "standard error", "prior only"):
        assert f"<dt>{word}</dt>" in text
    assert "it” is The Duke" in text


def test_words_of_the_coding_are_explained_where_they_stand() -> None:
    groups = {group["title"]: group for group in weight_groups(Draft(AFRIN), "iran")}
    for title, word in (
        ("Salience", "mention"),
        ("Position", "pseudo-count"),
        ("Capability", "pseudo-count"),
        ("Trust", "Goldstein"),
    ):
        assert any(word in reason["adds"] for row in groups[title]["rows"] for reason in row["reasons"])
        assert word in groups[title]["note"]
    assert all("An arrow runs from who" in note for _, _, note in LAYERS.values())
