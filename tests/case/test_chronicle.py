"""Loading a chronicle of dated acts."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from patronage.sim.case.chronicle import DatedAct, load_acts
from patronage.sim.case.load import load_case
from patronage.sim.files.located import FaultError
from patronage.sim.files.months import parse_month

TINY = Path(__file__).parents[1] / "cases" / "tiny"
FEBRUARY = parse_month("2001-02")


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_chronicle_is_what_its_file_says() -> None:
    first, second = load_acts(TINY / "acts.yaml", load_case(TINY))
    assert first == DatedAct(
        id="2001-02-duke-aid-port",
        month=FEBRUARY,
        actor="duke",
        verb="aid",
        toward="port",
        cameo="071",
        goldstein=7.4,
        source="the harbour's books",
        confidence="high",
        article="grain_ships",
        day=28,
    )
    assert (second.verb, second.confidence, second.article) == ("warn", "low", None)


def test_a_dated_act_has_its_issue(tmp_path: Path) -> None:
    path = tmp_path / "acts.yaml"
    shutil.copy(TINY / "acts.yaml", path)
    _change(path, "    article: grain_ships", "    on: grain")
    assert [act.on for act in load_acts(path, load_case(TINY))] == ["grain", None]


def test_all_faults_of_a_chronicle_are_reported_at_once(tmp_path: Path) -> None:
    path = tmp_path / "acts.yaml"
    shutil.copy(TINY / "acts.yaml", path)
    _change(path, "verb: aid", "verb: aidd")
    _change(path, "confidence: low", "confidence: none")
    _change(path, "id: 2001-04-guild-warn-port", "id: 2001-02-duke-aid-port")
    _change(path, "toward: port\n    cameo: '130'", "toward: guild\n    cameo: '130'")
    with pytest.raises(FaultError) as caught:
        load_acts(path, load_case(TINY))
    assert len(caught.value.faults) == 4
