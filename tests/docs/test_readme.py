from __future__ import annotations

import re
from pathlib import Path

import pytest

from patronage.sim.scenario.load import load_scenario
from patronage.studies.run import answer
from patronage.text.run import answer_text

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
NUMBERS = re.compile(r"(?<=golden` -->\n\n)```text\n(.*?)```", re.DOTALL)
COMMAND = "$ patronage run scenarios/afrin_airspace.yaml"


@pytest.mark.slow
@pytest.mark.golden
def test_the_readme_shows_what_the_demo_prints(request: pytest.FixtureRequest) -> None:
    found = answer(load_scenario(ROOT / "scenarios" / "afrin_airspace.yaml"), months=False)
    block = f"{COMMAND}\n{answer_text(found)}\n"
    text = README.read_text(encoding="utf-8")
    if request.config.getoption("--renew-golden"):
        text = NUMBERS.sub(lambda _: f"```text\n{block}```", text, count=1)
        README.write_text(text, encoding="utf-8")
    shown = NUMBERS.search(text)
    assert shown is not None
    assert shown[1] == block, "`make golden` writes the README's table anew"


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
