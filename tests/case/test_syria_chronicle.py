"""The chronicle of the Syrian case follows the codebook, agrees with the article and feeds no weight."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from patronage.sim.case.chronicle import load_acts
from patronage.sim.case.load import load_case

SEEDS = Path(__file__).parents[2] / "seeds"
SYRIA = SEEDS / "syria"
CODEBOOK = yaml.safe_load((SEEDS / "codebook.yaml").read_text(encoding="utf-8"))
EVIDENCE = yaml.safe_load((SYRIA / "evidence.yaml").read_text(encoding="utf-8"))["items"]
CHRONICLE = yaml.safe_load((SYRIA / "chronicle.yaml").read_text(encoding="utf-8"))["acts"]


def test_the_chronicle_follows_the_codebook():
    for act in CHRONICLE:
        code = CODEBOOK["cameo"][act["cameo"]]
        assert act["id"] == f"{act['month']}-{act['actor']}-{act['verb']}-{act['toward']}"
        assert (act["verb"], act["goldstein"]) == (code["verb"], code["goldstein"]), act["id"]
        assert act["actor"] != act["toward"]


def test_the_chronicle_is_in_order_without_repetition_and_before_the_held_out_years():
    assert len(CHRONICLE) == 172
    assert len({act["id"] for act in CHRONICLE}) == 172
    days = [(act["month"], act.get("day", 31)) for act in CHRONICLE]
    assert days == sorted(days)
    assert all(re.fullmatch(r"201[56]-\d\d", month) and 1 <= day <= 31 for month, day in days)


def test_the_chronicle_and_the_article_tell_the_same_acts():
    def identity(act: dict[str, Any], item: str, month: str) -> tuple[str, ...]:
        return item, month, act["actor"], act["verb"], act["toward"], act["cameo"]

    early = [item for item in EVIDENCE if item["date"] < "2017"]
    article = {identity(act, item["id"], item["date"]) for item in early for act in item.get("acts", [])}
    assert {identity(act, act["article"], act["month"]) for act in CHRONICLE if "article" in act} == article


def test_the_chronicle_loads_and_feeds_no_weight():
    case = load_case(SYRIA)
    acts = load_acts(SYRIA / "chronicle.yaml", case)
    assert [act.id for act in acts] == [act["id"] for act in CHRONICLE]
    assert {item.id for item in case.items}.isdisjoint(act.id for act in acts)
