from __future__ import annotations

import re
from pathlib import Path

import pytest

from patronage.generated.readme import PARTS, demo_part, part_of
from patronage.sim.scenario.load import load_scenario

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"


@pytest.mark.slow
@pytest.mark.golden
def test_the_readme_shows_what_the_demo_prints(request: pytest.FixtureRequest) -> None:
    text, written = README.read_text(encoding="utf-8"), demo_part()
    place = part_of("demo")
    if request.config.getoption("--renew-golden"):
        text = place.sub(lambda _: written, text)
        README.write_text(text, encoding="utf-8")
    shown = place.search(text)
    assert shown is not None
    assert shown[0] == written, "`make golden` writes the README's first screen anew, `make readme` all of it"
    assert all(len(line) <= 80 for line in written.splitlines())


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
    links = re.findall(r"\]\(([^)#]+)\)", README.read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []
