from __future__ import annotations

import re
from pathlib import Path

import pytest

from patronage.analysis.estimators.verdict import Status
from patronage.generated.readme import DEMO, PARTS, answered, demo_part, part_of
from patronage.sim.scenario.load import load_scenario

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"


@pytest.mark.slow
@pytest.mark.golden
def test_the_readme_shows_what_the_demo_prints(request: pytest.FixtureRequest) -> None:
    for name in ("demo", "plain"):
        text, written = README.read_text(encoding="utf-8"), PARTS[name]()
        shown = part_of(name).search(text)
        assert shown is not None
        if request.config.getoption("--renew-golden"):
            text = text[: shown.start()] + written + text[shown.end() :]
            README.write_text(text, encoding="utf-8")
        else:
            assert shown[0] == written, "`make golden` writes this part again, `make readme` every part"
    assert all(len(line) <= 80 for line in demo_part().splitlines())


@pytest.mark.slow
def test_the_answer_in_plain_words_is_that_of_the_numbers() -> None:
    text = " ".join(README.read_text(encoding="utf-8").split())
    assert "but that is not established, and the mean loss is too small to matter" in text
    assert "Most of the loss depends on one coding decision" in text
    found = answered(DEMO)
    hold, without = found.losses["hold"], (found.without_dated_capability or {})["hold"]
    assert 0.0 < hold.loss < found.scenario.case.smallest_effect["hold"]
    assert hold.status is Status.OPEN
    assert without.loss < hold.loss / 2.0


def test_it_says_how_to_begin_on_the_first_screen_and_shows_charts_on_the_third() -> None:
    lines = README.read_text(encoding="utf-8").splitlines()
    assert next(number for number, line in enumerate(lines) if line.startswith("make demo")) < 30
    assert lines.index("## Gallery") <= 90


def test_the_readme_has_a_place_for_everything_that_is_written_into_it() -> None:
    text = README.read_text(encoding="utf-8")
    assert all(part_of(name).search(text) for name in PARTS)
    assert "to be written" not in text


def test_the_readme_names_every_scenario_of_the_article_with_its_question() -> None:
    text = README.read_text(encoding="utf-8")
    for path in sorted((ROOT / "scenarios").glob("*.yaml")):
        scenario = load_scenario(path)
        if scenario.case.name == "syria":
            (row,) = [line for line in text.splitlines() if line.startswith(f"| [{scenario.name}](")]
            asked = row.split("|")[2].strip().removeprefix("… ").rstrip("?")
            assert asked.split()[-1] in scenario.question


def test_what_the_readme_links_to_is_there() -> None:
    links = re.findall(r"(?:\]\(|src=\")([^)#\"]+)[)\"]", README.read_text(encoding="utf-8"))
    assert {"docs/images/losing_ground_clients.png", "docs/explanation/limits.md"} <= set(links)
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []
