"""Every equation by numbers worked out on paper, alone and in a case of two actors and one issue."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patronage.sim.model import formulas as f
from patronage.sim.model import terms
from patronage.sim.model.by_hand.run import AllianceModel
from patronage.sim.model.measures.attainment import attainment_gap
from patronage.sim.model.measures.decisiveness import decisiveness
from patronage.sim.model.measures.ear import ear, heard, per_unit
from patronage.sim.model.measures.hold import hold
from patronage.sim.model.measures.net_hold import net_dependence, net_hold
from patronage.sim.model.measures.say import say
from patronage.sim.model.measures.share import share
from patronage.sim.model.settings import default_settings
from patronage.sim.model.table import Script
from patronage.sim.model.terms import PROMPTS, TERMS, Pair, Prompts, prompted, summed
from patronage.sim.verbs import VERBS
from patronage.sim.weights.weights import Weights
from tests.support.generators import AID, COERCE, first_version, one_run

fraction = st.floats(0.0, 1.0, allow_subnormal=False)


def near(number: float | Fraction) -> object:
    """Equal up to rounding."""
    return pytest.approx(float(number), rel=1e-12, abs=1e-15)


# -- one by one ----------------------------------------------------------------------------------------


def test_e1_freedom_drive_and_leverage():
    # half coerced by one and a quarter by another, each of which may suppress 60 %
    assert f.freedom(f.freedom(1.0, 0.5, 0.6), 0.25, 0.6) == near(0.7 * 0.85)
    assert f.freedom(1.0, 0.0, 0.6) == 1.0
    assert f.drive(0.4, 0.5) == near(0.2)
    assert f.lent(0.25, 0.8) == near(0.2)
    assert f.leverage(0.2, 0.2 + 0.3) == near(0.1)


def test_e2_settlement_is_the_mean_weighted_by_leverage():
    # leverage 3 at 1 and 1 at 0
    assert f.settlement(3.0, 4.0, 0.5) == near(0.75)
    assert f.settlement(0.0, 0.0, 0.4) == 0.4


@given(st.lists(st.tuples(st.floats(0.0, 10.0, allow_subnormal=False), fraction), min_size=1, max_size=8))
def test_e2_lies_between_the_extreme_positions(wishes):
    total, weighted = sum(b for b, _ in wishes), sum(b * p for b, p in wishes)
    settled = f.settlement(weighted, total, 0.5)
    held = [p for b, p in wishes if b > 0.0] or [0.5]
    assert min(held) - 1e-9 <= settled <= max(held) + 1e-9


def test_e3_dependence():
    # 0.32 of capability can stand behind i; j's commitment 0.2 of capability 0.4 makes 0.08 of it
    need = f.need(0.5, 0.32)
    assert need == near(0.5 / 0.32)
    assert f.dependence(0.2, need * 0.4) == near(0.5 * 0.08 / 0.32)
    assert f.need(0.5, 0.0) == 0.0
    assert (f.unbacked(0.5, 0.0), f.unbacked(0.5, 0.32)) == (0.5, 0.0)


def test_e5_standing():
    assert f.standing(0.9 + 0.3, 2.0) == near(0.6)
    assert (f.matters(0.1), f.matters(0.0)) == (1.0, 0.0)


def test_e6_concern():
    # a friend (0.4) one depends on by a fifth, before and after its warning
    assert f.concern(0.4, 0.0, 0.2, 0.5, 1.0, 2.0) == near(0.4)
    assert f.concern(0.4, 1.0, 0.2, 0.5, 1.0, 2.0) == near(0.8)
    assert f.concern(-1.0, 0.0, 0.0, 0.5, 1.0, 2.0) == near(-0.5)


def test_e7_what_an_act_moves():
    assert f.aid_step(0.25, 0.2) == near(0.2)
    # no pressure yet: sigma times delta; full pressure: nothing left to suppress
    assert f.coercion_bite(0.0, 0.6, 0.25) == near(0.15)
    assert f.coercion_bite(1.0, 0.6, 0.25) == 0.0
    assert f.coercion_bite(0.5, 0.6, 0.25) == near(0.075 / 0.7)
    # of leverage 1, a fifth its own: (1 - 0.15) (1 - 0.1) - 1
    assert f.coerced_change(0.15, 1.0, 0.2) == near(-0.235)
    # leverage 1 more at position 1 where 3 stand at 0.2: (3 * 0.2 + 1) / 4 - 0.2
    assert f.shift(1.0, 1.0, 0.0, 0.0, 0.2, 3.0) == near(0.2)
    assert f.shift(0.0, 1.0, 0.0, 0.0, 0.2, 0.0) == 0.0
    # besides 0.5 less of one's own at position 0: (3 * 0.2 + 1 - 0) / 3.5 - 0.2
    assert f.shift(1.0, 1.0, -0.5, 0.0, 0.2, 3.0) == near(1.6 / 3.5 - 0.2)
    assert f.shift(-3.0, 1.0, 0.0, 0.0, 0.2, 3.0) == 0.0
    # half of a drive of 0.4 with three quarters of a capability of 0.8 mobilised, and half of that recalled
    assert f.home(0.4, 0.8, 0.75, 1.0) == near(0.24)
    assert f.home(0.4, 0.8, 0.75, 0.0) == 0.0
    assert f.recalled(0.24, 0.2) == near(0.024)


def test_e7_what_a_move_is_worth():
    # weighs itself (0.5, wishes 1) and a friend at half weight (0.4, wishes 0): from 0.6 to 0.8
    weighed, wishes = 0.5 + 0.5 * 0.4, 0.5 * 1.0
    spared = 0.5 * (0.4**2 - 0.2**2) + 0.5 * 0.4 * (0.6**2 - 0.8**2)
    sloped = f.slope(weighed, wishes, 0.6)
    assert sloped == near(2 * (0.5 - 0.7 * 0.6))
    assert f.gain(0.2, sloped, weighed) == near(spared)


def test_e8_every_term():
    none = Pair(*[0.0] * len(Pair._fields))
    endorse, aid, warn, coerce = VERBS
    assert [terms.gain(none._replace(gain_aid=0.3, gain_coerce=-0.2), verb) for verb in VERBS] == [
        0.0, 0.3, 0.0, -0.2,
    ]  # fmt: skip
    assert terms.trust(none._replace(trust=0.5), warn) == near(-0.22)
    # one kind act last month, three harsh ones
    habits = none._replace(kind=1.0, harsh=3.0)
    assert [terms.habit(habits, verb) for verb in VERBS] == [0.5, 0.5, 0.75, 0.75]
    assert [terms.rank(none._replace(standing=0.4), verb) for verb in VERBS] == [0.4, -0.4, 0.0, -0.4]
    prompts = Prompts(kind=1.0, harsh=0.0, acted=1.0)
    assert [terms.answer(prompts, verb) for verb in VERBS] == [1.0, 1.0, 0.0, 0.0]
    assert {terms.spread(prompts, verb) for verb in VERBS} == {1.0}
    assert terms.answer(Prompts(0.0, 1.0, 0.0), coerce) == 1.0
    assert (endorse.name, aid.name) == ("endorse", "aid")


def test_e8_value_of_an_opening():
    # aid to a friend of half trust and standing 0.4, after one kind act last month
    pair = Pair(*[0.0] * len(Pair._fields))._replace(gain_aid=0.01, trust=0.5, kind=1.0, standing=0.4)
    opening = summed([(term.name, term.of) for term in TERMS])
    settings = {term.name: 0.0 for term in TERMS} | {"gain": 60.0, "trust": 1.5, "habit": 0.6, "rank": 1.9}
    assert opening(pair, VERBS[AID], settings) == near(0.6 + 0.6225 + 0.3 - 0.76)


def test_e8_an_answer_as_odds_against_it():
    odds = [2.0 + k for k in range(len(PROMPTS))]
    odds[[term.name for term in PROMPTS].index("answer")] = 0.2
    odds[[term.name for term in PROMPTS].index("spread")] = 2.5
    against = prompted()
    assert against(3.0, Prompts(1.0, 0.0, 1.0), VERBS[AID], odds) == near(1.5)
    assert against(3.0, Prompts(1.0, 0.0, 1.0), VERBS[COERCE], odds) == near(7.5)
    assert against(3.0, Prompts(0.0, 0.0, 0.0), VERBS[AID], odds) == 3.0


def test_e9_chances():
    assert f.behind(2.0, 1.5, 1.0) == 1.0
    actor = _two().actors[A]
    assert actor.probabilities({0: 0.0, 2: math.log(2.0), 4: math.log(3.0)}) == {
        0: near(Fraction(1, 6)),
        2: near(Fraction(2, 6)),
        4: near(Fraction(3, 6)),
    }
    assert actor.first_to_ring({0: 1e-300, 2: 1e300}, actor.keys[0]) == 0
    assert actor.first_to_ring({0: 1e300, 2: 1e-300}, actor.keys[0]) == 2


def test_e10_everything_fades():
    assert f.faded(0.5, 0.06) == near(0.47)
    assert f.drawn_back(0.8, 0.2, 0.05) == near(0.77)
    assert (f.HABIT_KEPT, f.WARNING_KEPT) == (0.7, 0.5)


def test_e11_acts():
    assert f.committed(0.4, 0.1, 1.0, 0.0, 0.0) == near(0.5)
    assert f.committed(0.4, 0.1, 0.0, 1.0, 0.0) == near(0.36)
    assert f.committed(0.4, 0.1, 0.0, 0.0, 1.0) == near(0.2)
    assert f.committed(0.4, 0.1, 1.0, 1.0, 1.0) == near(0.4 * 0.9 * 0.5 + 0.1)
    assert f.pressed(0.2, 0.25, 1.0) == near(0.4)
    assert f.pressed(0.2, 0.25, 0.0) == 0.2
    assert (f.warned_now(0.25, 1.0), f.warned_now(0.25, 0.0)) == (1.0, 0.25)


def test_e12_judgement():
    assert f.trust_after(0.2, 0.15, 0.83, 0.0) == near(0.2 + 0.15 * 0.83 * 0.8)
    assert f.trust_after(0.2, 0.15, -3.0, 0.0) == near(0.2 - 0.15 * 1.2)
    assert f.trust_after(0.2, 0.15, 0.0, 0.0) == 0.2


def test_e12_one_sided():
    assert f.trust_after(0.2, 0.15, 0.83, 1.0) == near(0.2 + 0.15 * 0.83 * 0.63)
    assert f.trust_after(0.9, 0.15, 0.35, 1.0) == 0.9  # praise of a friend
    assert f.trust_after(0.2, 0.15, -3.0, 1.0) == near(0.2 - 0.15 * 1.2)
    assert f.trust_after(-0.9, 0.15, -0.44, 1.0) == -0.9


@given(st.floats(-1.0, 1.0), st.floats(0.0, 1.0), st.floats(-8.0, 8.0))
def test_e12_one_sided_moves_towards_the_judgement_and_never_past_it(trust, learning, judged):
    aim = min(1.0, max(-1.0, judged))
    after = f.trust_after(trust, learning, judged, 1.0)
    assert min(trust, aim) - 1e-15 <= after <= max(trust, aim) + 1e-15
    assert after == trust or (aim - trust) * aim > 0.0
    assert f.trust_after(aim, learning, judged, 1.0) == aim
    assert abs(f.trust_after(trust, learning, 1e-12, 1.0) - trust) < 1e-11  # no jump at 0


def test_e13_outcomes_follow_the_settlement():
    assert f.moved(0.4, 0.8, 0.25, 0.02, 1.5) == near(0.53)
    assert f.moved(0.99, 1.0, 0.25, 0.02, 3.0) == 1.0
    assert f.moved(0.01, 0.0, 0.25, 0.02, -3.0) == 0.0


def test_e14_to_e17_influence():
    assert hold(0.3 + 0.5 + 0.1, 3.0) == near(0.3)
    assert share(0.4, 0.25, 0.8, 0.8) == near(0.1)
    assert share(0.4, 0.0, 0.8, 0.0) == 0.0
    missed = attainment_gap(0.5, 0.2, 0.6) + attainment_gap(0.5, 0.9, 0.9)
    assert missed == near(0.2)
    assert decisiveness(0.7, 0.75) == near(-0.05)


def test_e19_to_e21_influence():
    assert net_hold(net_dependence(0.5, 0.2) + net_dependence(0.0, 0.6), 2.0) == near(-0.15)
    assert say(0.4, 0.25, 0.2, 0.8) == near(0.4 * 0.75 * 0.25)
    assert say(0.4, 0.25, 0.0, 0.0) == 0.0
    assert (heard(0.3), heard(-0.3)) == (0.3, 0.0)
    assert (per_unit(0.3, 0.6), per_unit(0.0, 0.0)) == (0.5, 0.0)
    assert ear(0.4, 0.5) == near(0.2)


# -- together: two actors, one issue -------------------------------------------------------------------
#
# a wants 1, can 1/2 and has a fifth of that behind b; b wants 1/2 and can 1/4. The field has leverage 1/10
# at 0. Both care for nothing else. Omega is 0.3, the outcome is at 1/2.
#   behind a: 0.3 * 1/2 = 0.15        behind b: 0.3 * 1/4 + 1/5 * 1/2 = 0.175         in all: 0.425
#   settlement: (0.15 * 1 + 0.175 * 1/2) / 0.425 = 19/34

A, B = 0, 1
N = 2
AID_B, COERCE_B = (1 + verb * N + B for verb in (AID, COERCE))
PLAIN = default_settings() | first_version() | {"noise": 0.0}


def _two(script: Script | None = None) -> AllianceModel:
    weights = Weights(
        actors=("a", "b"),
        issues=("q",),
        salience=np.ones((1, 2, 1)),
        position=np.array([[[1.0], [0.5]]]),
        capability=np.array([[[0.5], [0.25]]]),
        trust=np.array([[[0.0, 0.4], [-0.2, 0.0]]]),
        commitment=np.array([[[0.0, 0.2], [0.0, 0.0]]]),
        outcome=np.array([0.5]),
        field_leverage=np.array([0.1]),
        field_position=np.array([0.0]),
    )
    return AllianceModel(one_run(weights, script or Script.empty(1, N), list(PLAIN.values())))


def test_two_actors_settle():
    model = _two()
    a, b = model.actors
    assert (a.leverage[0], b.leverage[0], model.total[0]) == (near(0.15), near(0.175), near(0.425))
    assert model.settled[0] == near(Fraction(19, 34))
    assert a.depends == [1.0, 0.0]
    assert b.depends == [near(Fraction(4, 7)), near(Fraction(3, 7))]
    assert (a.standing, b.standing, a.committed) == (0.5, 0.25, 0.2)


def test_two_actors_measure():
    model = _two()
    for actor in model.actors:
        actor.measure()
    a, b = model.actors
    assert (a.measures["hold"], b.measures["hold"]) == (near(Fraction(4, 7)), 0.0)
    # a has paid for 0.15 and 0.1 of 0.425, b for 0.075; the field has the rest
    assert (a.measures["share"], b.measures["share"]) == (near(Fraction(10, 17)), near(Fraction(3, 17)))
    assert (a.measures["attainment"], b.measures["attainment"]) == (0.5, 1.0)
    assert (a.measures["net_hold"], b.measures["net_hold"]) == (near(Fraction(4, 7)), near(Fraction(-4, 7)))
    # b's wish has 0.175 of 0.425 behind it, of which 0.1 is a's
    assert (a.measures["say"], b.measures["say"]) == (near(Fraction(6, 17)), near(Fraction(7, 17)))
    # a weighs b's loss by 1/5, b that of a by 4/7 - 1/10
    assert a.ties["ear"] == [near(Fraction(5, 6)), near(Fraction(1, 6))]
    assert b.ties["ear"] == [near(Fraction(33, 103)), near(Fraction(70, 103))]


def test_two_actors_weigh_aid_and_coercion():
    a = _two().actors[A]
    old, mine, theirs = Fraction(19, 34), Fraction(1), Fraction(1, 2)
    concern = Fraction(1, 5)  # a does not depend on b, but half weighs a friend of trust 0.4

    def losses(y: Fraction) -> Fraction:
        return (y - mine) ** 2 + concern * (y - theirs) ** 2

    # aid adds 0.25 * 0.8 * 1/2 = 0.1 behind b: (0.2375 + 0.05) / 0.525
    aided = Fraction(2875, 5250)
    # coercion leaves 0.85 * (0.175 - 0.05) = 0.10625 behind b: (0.15 + 0.053125) / 0.35625
    coerced = Fraction(203125, 356250)
    terms = a.terms()
    assert terms[AID_B]["gain"] == pytest.approx(float(losses(old) - losses(aided)), rel=1e-9)
    assert terms[COERCE_B]["gain"] == pytest.approx(float(losses(old) - losses(coerced)), rel=1e-9)
    assert terms[AID_B]["trust"] == near(0.83 * 0.4)
    assert terms[COERCE_B]["rank"] == near(-0.25)
    assert terms[AID_B]["habit"] == 0.0


def test_two_actors_through_a_month_of_aid():
    """A aids b, b stands still; no noise."""
    script = Script.empty(1, N)
    script.acts[0, A, AID_B] = 1
    script.bars[0, A, 1:] = 1  # nothing besides
    script.acts[0, B, 0] = 1
    model = _two(script)
    model.step()
    a, b = model.actors
    # 94 % of the commitment is kept, and a quarter of what is then left is added
    kept = 0.2 * 0.94
    now = kept + 0.25 * (1.0 - kept)
    assert a.commitment == [0.0, near(now)]
    assert (a.done, b.done) == ([AID_B], [])
    assert a.sacrifice == 1.0
    assert a.habit == [[0.0, 1.0], [0.0, 0.0]]
    # b judges it by 0.83
    assert b.trust[A] == near(-0.2 + 0.15 * 0.83 * 1.2)
    assert a.trust[B] == near(0.4)
    behind_b = 0.075 + now * 0.5
    settled = (0.15 + 0.5 * behind_b) / (0.25 + behind_b)
    assert model.settled[0] == near(settled)
    assert model.outcome[0] == near(0.5 + 0.25 * (settled - 0.5))
    assert a.measures["hold"] == near(now * 0.5 / behind_b)
    assert a.measures["share"] == near((0.15 + now * 0.5) / (0.25 + behind_b))


def test_two_actors_through_a_month_of_coercion():
    """B coerces a, a stands still; no noise."""
    script = Script.empty(1, N)
    script.acts[0, A, 0] = 1
    script.acts[0, B, 1 + COERCE * N + A] = 1
    script.bars[0, B, 1:] = 1
    model = _two(script)
    model.step()
    a, b = model.actors
    assert b.pressure == [0.25, 0.0]
    assert a.free == near(1.0 - 0.6 * 0.25)
    assert a.leverage[0] == near(0.15 * 0.85)
    assert b.leverage[0] == near(0.075 + 0.94 * 0.2 * 0.5)
    assert a.trust[B] == near(0.4 - 0.15 * 1.4)
    assert b.sacrifice == 2.0
    assert b.habit == [[0.0, 0.0], [1.0, 0.0]]
