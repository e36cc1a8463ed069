"""Acts lived through by the model: order, memory and prompts by hand, and agreement with the agents."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.sim.case.chronicle import DatedAct
from patronage.sim.case.load import load_case
from patronage.sim.designs.hindcast import (
    OPENING_TERMS,
    PROMPT_TERMS,
    article_acts,
    chances,
    in_order,
    known_acts,
    once,
    opening_values,
    places,
    replay,
    values,
)
from patronage.sim.model.by_hand.run import AllianceModel
from patronage.sim.model.settings import default_settings
from patronage.sim.model.table import Script, option
from patronage.sim.verbs import VERB_NAMES
from tests.support.generators import FIRST_MONTH, first_version, one_run, random_weights

AMBER, BIRCH, CEDAR = range(3)
THREE = ("amber", "birch", "cedar")


def _act(month: int, actor: str, verb: str, toward: str, day: int | None = None, name: str = "") -> DatedAct:
    return DatedAct(
        id=name or f"{month}-{actor}-{verb}-{toward}", month=FIRST_MONTH + month, actor=actor, verb=verb,
        toward=toward, cameo="", goldstein=0.0, source="", confidence="high", day=day,
    )  # fmt: skip


def _calm(actors: int = 3, draws: int = 1):
    """Weights without trust or commitment at the start."""
    made = random_weights(actors, 2, draws)
    return replace(made, trust=np.zeros_like(made.trust), commitment=np.zeros_like(made.commitment))


def _term(lived, name: str, month: int, actor: int, verb: str, target: int) -> float:
    n = lived.opening.shape[2]
    place = list(places(n)[actor]).index(option(verb, target, n))
    return float(lived.opening[0, month, actor, place, OPENING_TERMS.index(name)])


def test_acts_are_taken_by_month_then_day_then_as_given() -> None:
    late, early = _act(1, "amber", "aid", "birch", 2), _act(0, "amber", "aid", "birch", 30)
    without_dated_capability, same = _act(1, "birch", "aid", "amber"), _act(1, "cedar", "aid", "amber", 15)
    assert in_order([same, without_dated_capability, late, early]) == (
        early,
        late,
        same,
        without_dated_capability,
    )


def test_an_act_counts_once_a_month_at_its_earliest() -> None:
    late, early = _act(0, "amber", "aid", "birch", 20, "late"), _act(0, "amber", "aid", "birch", 2, "early")
    next_month, other = _act(1, "amber", "aid", "birch", 1), _act(0, "amber", "warn", "birch", 3)
    late = replace(late, article="storm", on="grain")
    acts, scored = once([late, next_month, other, early])
    assert acts == (replace(early, article="storm", on="grain"), other, next_month)
    assert scored.all()
    acts, scored = once([late, next_month, other], before=[early])
    assert [act.id for act in acts] == ["early", other.id, next_month.id]
    assert scored.tolist() == [False, True, True]


def test_prompts_need_no_life() -> None:
    acts = [_act(0, "amber", "warn", "birch", 3), _act(0, "birch", "coerce", "amber", 9)]
    acts += [_act(0, "amber", "aid", "birch", 9), _act(3, "birch", "warn", "amber", 1)]
    lived = replay(_calm(), acts, {}, FIRST_MONTH)
    for by_day, prompts in ((False, lived.prompts), (True, lived.prompts_of_days)):
        place, actor, found = known_acts(_calm(), acts, by_day=by_day)
        assert np.array_equal(place, lived.place)
        assert np.array_equal(actor, lived.actor)
        assert np.array_equal(found, prompts)


def test_the_menu_is_every_verb_toward_every_other() -> None:
    assert places(3).tolist() == [
        [2, 3, 5, 6, 8, 9, 11, 12],
        [1, 3, 4, 6, 7, 9, 10, 12],
        [1, 2, 4, 5, 7, 8, 10, 11],
    ]


def test_memory_and_trust_by_hand() -> None:
    acts = [_act(0, "amber", "endorse", "birch"), _act(2, "amber", "endorse", "birch")]
    lived = replay(_calm(), acts, first_version(), FIRST_MONTH)
    learning, back = default_settings()["learning"], default_settings()["trust_return"]
    # One kind act a month ago is a habit of 1, whose pull is a half; a month later .7 of it is left.
    assert _term(lived, "habit", 0, AMBER, "aid", BIRCH) == 0.0
    assert _term(lived, "habit", 1, AMBER, "aid", BIRCH) == 0.5
    assert _term(lived, "habit", 1, AMBER, "warn", BIRCH) == 0.0
    assert _term(lived, "habit", 2, AMBER, "aid", BIRCH) == pytest.approx(0.7 / 1.7)
    # Birch was praised (.35), cedar has no opinion of birch: only birch's trust in amber moves.
    first = learning * 0.35
    assert _term(lived, "trust", 1, BIRCH, "aid", AMBER) == pytest.approx(0.83 * first)
    assert _term(lived, "trust", 2, BIRCH, "aid", AMBER) == pytest.approx(0.83 * first * (1.0 - back))
    assert _term(lived, "trust", 2, CEDAR, "aid", AMBER) == 0.0


def test_prompts_are_what_was_done_earlier_in_the_month() -> None:
    acts = [
        _act(0, "amber", "warn", "birch", 3),
        _act(0, "birch", "coerce", "amber", 9),
        _act(0, "amber", "aid", "birch", 20),
        _act(1, "birch", "warn", "amber", 1),
    ]
    lived = replay(_calm(), acts, {}, FIRST_MONTH)
    answer, spread = (PROMPT_TERMS.index(name) for name in ("answer", "spread"))
    menus = [list(row) for row in places(3)]

    def prompted(act: int, which: int) -> set[int]:
        menu = menus[lived.actor[act]]
        return {int(menu[m]) for m in np.flatnonzero(lived.prompts[act, :, which])}

    def options(verbs: tuple[str, ...], target: int) -> set[int]:
        return {option(verb, target, 3) for verb in verbs}

    assert prompted(0, answer) == prompted(0, spread) == set()
    assert prompted(1, answer) == options(("warn", "coerce"), AMBER)
    assert prompted(1, spread) == set()
    assert prompted(2, answer) == options(("warn", "coerce"), BIRCH)
    assert prompted(2, spread) == options(VERB_NAMES, BIRCH)
    assert prompted(3, answer) == prompted(3, spread) == set()  # another month


def test_who_answers_whom_on_one_day_can_be_left_open() -> None:
    acts = [
        _act(0, "birch", "aid", "amber", 2),
        _act(0, "amber", "aid", "birch", 9),
        _act(0, "birch", "warn", "amber", 9),
        _act(0, "birch", "warn", "amber", 10),
    ]
    lived = replay(_calm(2), acts, {}, FIRST_MONTH)
    kind = [1.0, 1.0, 0.0, 0.0]
    none, every = [0.0] * 4, [1.0] * 4
    known_acts = [(none, none), (kind, none), (kind, every), (kind, every)]
    open_ = [(none, none), (kind, none), (none, every), (kind, every)]
    for prompts, expected in ((lived.prompts, known_acts), (lived.prompts_of_days, open_)):
        for k, (answer, spread) in enumerate(expected):
            assert prompts[k, :, 0].tolist() == answer, k
            assert prompts[k, :, 1].tolist() == spread, k


def test_the_same_weighing_as_the_agents() -> None:
    acts = [
        _act(0, "amber", "aid", "birch"),
        _act(0, "birch", "warn", "cedar"),
        _act(2, "cedar", "coerce", "amber"),
    ]
    weights = random_weights(3, 3, 2, rng=5)
    settings = default_settings() | {"rationality": 0.7, "restraint": 0.4, "noise": 0.0}
    lived = replay(weights, acts, settings, FIRST_MONTH)
    chance = chances(opening_values(lived.opening, lived.verbs, settings), settings["rationality"])
    script = Script.empty(3, 3)
    script.acts[:, :, 0] = 1
    for act in acts:
        where = THREE.index(act.actor), option(act.verb, THREE.index(act.toward), 3)
        script.acts[(act.month - FIRST_MONTH, *where)] = 1
    model = AllianceModel(one_run(weights, script, list(settings.values())))
    for month in range(3):
        for actor in model.actors:
            given = actor.probabilities()
            acting = 1.0 - given[0]
            for place, o in enumerate(places(3)[actor.index]):
                assert chance[0, month, actor.index, place] == pytest.approx(given[int(o)] / acting)
        model.step()


def test_an_answer_is_weighed_as_the_agents_weigh_it() -> None:
    acts = [_act(0, "amber", "aid", "birch", 1), _act(0, "birch", "aid", "amber", 2)]
    lived = replay(_calm(2), acts, {}, FIRST_MONTH)
    settings = default_settings()
    worth = values(lived.terms, lived.verbs, settings)[0]
    opened = opening_values(lived.opening, lived.verbs, settings)[0, 0]
    change = worth[1] - opened[BIRCH]
    assert worth[0] == pytest.approx(opened[AMBER])
    assert change.tolist() == pytest.approx([settings["answer"]] * 2 + [0.0, 0.0])


def test_nothing_later_changes_what_stood_before_an_act() -> None:
    acts = [_act(m, a, v, t) for m, a, v, t in ((0, "amber", "aid", "birch"), (1, "birch", "warn", "cedar"))]
    weights = random_weights(3, 2, 2)
    short = replay(weights, acts, {}, FIRST_MONTH)
    more = replay(
        weights,
        [*acts, _act(1, "cedar", "coerce", "birch", 31), _act(4, "amber", "warn", "birch")],
        {},
        FIRST_MONTH,
    )
    assert np.array_equal(more.terms[:, :2], short.terms)


def test_one_item_can_be_looked_at_alone() -> None:
    acts = [
        _act(0, "amber", "aid", "birch"),
        _act(1, "birch", "warn", "cedar"),
        _act(2, "cedar", "aid", "amber"),
    ]
    acts[1] = replace(acts[1], article="storm")
    weights = random_weights(3, 2, 2)
    whole = replay(weights, acts, {}, FIRST_MONTH)
    part = replay(weights, acts, {}, FIRST_MONTH, item="storm")
    assert part.acts == whole.acts[:2]
    assert np.array_equal(part.terms[:, 1], whole.terms[:, 1])
    assert np.isnan(part.opening[:, 0]).all()
    with pytest.raises(ValueError, match="needs acts"):
        replay(weights, acts, {}, FIRST_MONTH, item="calm")


@given(st.permutations(range(4)), st.floats(0.0, 4.0))
def test_chances_are_chances(order, rationality: float) -> None:
    acts = [_act(0, "amber", "aid", "birch", 1), _act(0, "birch", "aid", "amber", 2)]
    acts += [_act(0, "birch", "aid", "amber", 3), _act(1, "cedar", "warn", "birch")]
    lived = replay(_calm(3, 2), [acts[k] for k in order], {}, FIRST_MONTH)
    chance = chances(values(lived.terms, lived.verbs, default_settings()), rationality)
    assert lived.acts == tuple(acts)
    assert chance.sum(axis=-1) == pytest.approx(np.ones((2, 4)))
    assert chances(np.zeros((1, 8)), rationality) == pytest.approx(np.full((1, 8), 1 / 8))


def test_a_replay_needs_acts_that_are_not_too_early() -> None:
    for acts in ([], [_act(-1, "amber", "aid", "birch")]):
        with pytest.raises(ValueError, match="needs acts"):
            replay(_calm(), acts, {}, FIRST_MONTH)


def test_the_acts_of_an_article_are_dated_acts() -> None:
    case = load_case(Path(__file__).parents[2] / "seeds" / "syria")
    acts = article_acts(case)
    assert len(acts) == sum(len(item.acts) for item in case.items if item.kind == "article")
    assert len({act.id for act in acts}) == len(acts)
    group = [act for act in acts if act.article == "joint_implementation_group"]
    assert [act.id for act in group] == ["joint_implementation_group-russia", "joint_implementation_group-us"]
    assert group[0].goldstein == pytest.approx(6.6)
