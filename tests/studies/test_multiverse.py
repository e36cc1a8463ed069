"""The multiverse: each cell is what `run` says of its choices, and a sign that turns with one is seen to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from patronage.analysis.estimators.multiverse import Turns
from patronage.analysis.estimators.spread import Spread
from patronage.sim.files.shipped import data_root
from patronage.sim.model.settings import SETTINGS
from patronage.sim.scenario.load import Scenario, load_scenario
from patronage.studies import multiverse as study
from patronage.studies.arms import Arms, Piece, collect
from patronage.studies.losses import Size
from patronage.studies.multiverse import Multiverse, measures_of, multiverse, plan, runs_of_multiverse
from patronage.studies.run import answer
from patronage.text.multiverse import answer_text, doubts_of_multiverse

SYRIA = data_root() / "scenarios" / "losing_ground.yaml"
TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"
FEW = Size(6, 2)
ALL = ("evidence", "coders", "brought_by_coder", *SETTINGS)


def but(*names: str) -> tuple[str, ...]:
    return tuple(name for name in ALL if name not in names)


def at(size: Size, path: Path, **changes: str) -> Scenario:
    return load_scenario(path, changes | {"runs": str(size.runs), "replicates": str(size.replicates)})


@pytest.fixture(scope="module")
def found() -> Multiverse:
    free = ("capability_conserved", "idle_unarmed", "gain", "evidence", "coders")
    return multiverse(load_scenario(SYRIA), size=FEW, fixed=but(*free))


def test_the_headline_measures_are_the_focus_actors_and_its_clients(found: Multiverse) -> None:
    wanted = ("hold", "hold:clients", "net_hold", "say", "share", "attainment", "decisiveness", "ear:assad")
    assert measures_of(load_scenario(SYRIA)) == found.measures == wanted
    assert measures_of(load_scenario(TINY)) == tuple(name for name in wanted if ":" not in name)


def test_every_cell_is_what_run_says_with_its_choices_set(found: Multiverse) -> None:
    assert (found.whole, found.possible, len(found.cells)) == (True, 81, 81)
    kinds = [cell for cell in found.cells if sum(map(bool, cell.picks)) in (0, 4)]
    for cell in (*kinds[:1], *kinds[3::11], found.cells[7]):
        changes = {key: str(value).replace("'", "") for key, value in found.changes(cell).items()}
        ran = answer(at(FEW, SYRIA, **changes), months=False)
        losses = ran.losses | {"ear:assad": ran.ties["ear"]["assad"]}
        assert set(cell.losses) == set(losses)
        for name, one in cell.losses.items():
            loss = losses[name]
            assert (one.mean, one.low, one.high) == (loss.loss, *loss.interval), (name, changes)
            assert one.standard_error == loss.standard_error
            assert one.row.status == loss.status


def test_what_an_option_does_alone_is_its_cell_less_the_scenario(found: Multiverse) -> None:
    options = {(one.choice.name, one.option.label) for one in found.moved}
    assert len(options) == len(found.moved) == 4 * 2
    for one in found.moved:
        k = found.choices.index(one.choice)
        pick = one.choice.options.index(one.option)
        picks = tuple(pick if j == k else 0 for j in range(len(found.choices)))
        cell = next(cell for cell in found.cells if cell.picks == picks)
        for name, effect in one.effects.items():
            assert effect.alone.mean == pytest.approx(cell.losses[name].mean - found.base.losses[name].mean)
            there, here = (
                np.mean([each.losses[name].mean for each in found.cells if each.picks[k] == which])
                for which in (pick, 0)
            )
            assert effect.moves == pytest.approx(there - here, abs=1e-12)  # in all combinations


def test_its_tables_have_all_that_it_says(found: Multiverse) -> None:
    cells, options, signs = found.tables()
    assert len(cells.rows) == 81 * 8
    assert len(options.rows) == 8 * 8
    assert [row[0] for row in signs.rows] == list(found.measures)
    first = dict(zip((column.name for column in cells.columns), cells.rows[0], strict=True))
    assert first["loss"] == found.base.losses["hold"].mean
    assert first["choice_evidence"] == "all evidence"


def planted(monkeypatch: pytest.MonkeyPatch, loss_of: dict[str, float], base: float) -> Multiverse:
    """The multiverse of a model whose loss is ``base`` and what each setting adds in its second option."""
    numbers = np.random.default_rng(1).normal(0.0, 0.001, size=(40, 4))

    def losses(scenario: Scenario, _arms: object, _measure: str) -> np.ndarray:
        own = {name: one.default for name, one in SETTINGS.items()}
        added = sum(size for name, size in loss_of.items() if scenario.settings[name] != own[name])
        return base + added + numbers

    sound = SimpleNamespace(failed=0, counts=np.full(40, 4))
    monkeypatch.setattr(study, "collect", lambda *_, **__: sound)
    monkeypatch.setattr(study, "_losses", losses)
    scenario = load_scenario(SYRIA)
    own = replace(scenario, runs=20, replicates=5)
    return multiverse(own, ("hold",), size=Size(40, 4))


def test_a_sign_that_turns_with_one_choice_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    found = planted(monkeypatch, {"content": -0.03, "noise": 0.001}, 0.01)
    assert found.signs["hold"].turns is Turns.YES
    turning = [one for one in found.moved if one.effects["hold"].turns]
    assert [(one.choice.name, one.option.label) for one in turning] == [("content", "off")]
    standing = {one.choice.name for one in found.moved if one.effects["hold"].stands_out}
    assert standing == {"content", "noise"}
    said = answer_text(load_scenario(SYRIA), found, "hold")
    assert said.startswith("The sign of Iran's loss of hold depends on the model: in ")
    assert (
        ". By themselves these reverse it: content off. Over the combinations, content off moves the loss"
        " most: by -0.0300" in said
    )


def test_where_nothing_matters_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for base, does in ((0.02, "loses"), (-0.02, "gains")):
        found = planted(monkeypatch, {}, base)
        cells = len(found.cells)
        assert answer_text(load_scenario(SYRIA), found, "hold") == (
            f"The sign of Iran's loss of hold does not depend on the model: in all {cells} specifications"
            f" Iran {does} hold (0.01 or more in {cells}). No choice moves the loss."
        )
        assert not any(one.effects["hold"].stands_out for one in found.moved)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (
            Turns.NOT_SURELY,
            "The sign of Iran's loss of hold possibly depends on the model: in 70 of 81 specifications",
        ),
        (
            Turns.NOT_SHOWN,
            (
                "The sign of Iran's loss of hold is reversed in no specification: in 70 of 81"
                " specifications Iran loses hold (0.01"
            ),
        ),
        (Turns.NOTHING_CAN_HAPPEN, "The events change nothing of Iran's hold in any of 81 specifications."),
    ],
)
def test_each_answer_has_its_sentence(found: Multiverse, answers: Turns, words: str) -> None:
    signs = replace(found.signs["hold"], turns=answers, losing=70, gaining=3, zero=0)
    said = answer_text(load_scenario(SYRIA), replace(found, signs={"hold": signs}), "hold")
    assert said.startswith(words)


def test_where_no_mean_can_be_distinguished_from_zero_no_sign_is_claimed(found: Multiverse) -> None:
    signs = replace(found.signs["hold"], turns=Turns.NOT_SHOWN, losing=0, gaining=0, zero=81)
    said = answer_text(load_scenario(SYRIA), replace(found, signs={"hold": signs}), "hold")
    assert said.startswith(
        "The sign of Iran's loss of hold is not known, as the mean is distinguishable from zero in no"
        " specification: in 0 of 81 specifications Iran loses"
    )


def test_runs_that_all_failed_leave_their_specification_out(monkeypatch: pytest.MonkeyPatch) -> None:
    real = collect

    def failing(scenario: Scenario, pieces: Any, **more: Any) -> Arms:
        if scenario.settings["noise"] != 0.06:
            return real(scenario, pieces, **more)
        return real(scenario, map(failed, pieces), **more)

    def failed(piece: Piece) -> Piece:
        piece.outcome.failed[:] = True
        return piece

    monkeypatch.setattr(study, "collect", failing)
    found = multiverse(load_scenario(TINY), ("hold",), size=Size(4, 2), fixed=but("noise", "gain"))
    assert (len(found.cells), len(found.sound), found.failed) == (9, 6, 3 * 8)
    assert "24 pairs of runs" in doubts_of_multiverse(load_scenario(TINY), found)[-1]
    assert {one.option.label for one in found.moved} == {"0", "68"}
    monkeypatch.setattr(
        study, "collect", lambda scenario, pieces, **more: real(scenario, map(failed, pieces), **more)
    )
    with pytest.raises(ValueError, match="as it is failed"):
        multiverse(load_scenario(TINY), ("hold",), size=Size(4, 2), fixed=but("noise"))


def test_every_run_is_counted_and_it_is_as_large_as_the_budget_allows() -> None:
    scenario = load_scenario(SYRIA)
    _, planned, size = plan(scenario)
    assert size == Size(200, 4)
    ticks: list[int] = []
    tiny = load_scenario(TINY)
    _, planned, size = plan(tiny, size=Size(2, 2), fixed=but("noise"))
    multiverse(tiny, ("hold",), size=size, fixed=but("noise"), tick=ticks.append)
    assert sum(ticks) == runs_of_multiverse(tiny, len(planned.picks), size) == 4 * (3 * 4 + 20)


def test_one_measure_may_be_asked_for_and_the_loss_is_the_scenarios_own() -> None:
    tiny = load_scenario(TINY)
    found = multiverse(tiny, ("say", "say"), size=Size(4, 2), fixed=but("noise"))
    assert found.measures == ("say",)
    ran = answer(tiny, months=False).losses["say"]
    assert isinstance(found.loss, Spread)
    assert (found.loss.mean, found.loss.low) == (ran.loss, ran.interval[0])
