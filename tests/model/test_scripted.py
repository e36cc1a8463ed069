"""What a script alone leaves behind, held to a run of the Mesa model in which nobody may choose."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from patronage.sim.model.by_hand.run import AllianceModel
from patronage.sim.model.scripted import effective, scripted
from patronage.sim.model.settings import SETTING_NAMES
from patronage.sim.model.table import Script
from tests.support.generators import one_run, random_weights, scripts, settings_rows, weights


@settings(max_examples=20)
@given(st.data())
def test_it_is_what_is_left_of_a_run_in_which_nobody_may_choose(data):
    made = data.draw(weights())
    n = len(made.actors)
    months = data.draw(st.integers(1, 6))
    script = data.draw(scripts(months, n))
    row = data.draw(settings_rows())
    window = data.draw(st.integers(0, months - 1))
    bars = np.ones_like(script.bars)
    model = AllianceModel(one_run(made, replace(script, bars=bars), row))
    commitment, pressure = np.zeros((n, n)), np.zeros((n, n))
    for t in range(months):
        model.step()
        if t >= window:
            commitment += [actor.commitment for actor in model.actors]
            pressure += [actor.pressure for actor in model.actors]
    values = dict(zip(SETTING_NAMES, row, strict=True))
    found = scripted(made, script, values, window)
    np.testing.assert_allclose(found.commitment[0], commitment / (months - window), atol=1e-12)
    np.testing.assert_allclose(found.pressure[0], pressure / (months - window), atol=1e-12)
    np.testing.assert_allclose(found.trust[0], [actor.trust for actor in model.actors], atol=1e-12)


@given(weights(), settings_rows())
def test_without_acts_leverage_is_capability_lent_by_commitment(made, row):
    values = dict(zip(SETTING_NAMES, row, strict=True)) | {"commitment_decay": 0.0}
    n = len(made.actors)
    script = Script.empty(2, n)
    found = effective(made, scripted(made, script, values, 0), values)
    capability = made.capability_at(frozenset()) if values["dated_capability"] else made.capability
    for j in range(n):
        at_home = 1.0 - values["capability_conserved"] * made.commitment[0, j].sum()
        lent = at_home * values["mobilisation"] * capability[0, j]
        for i in range(n):
            lent = lent + made.commitment[0, i, j] * capability[0, i]
        np.testing.assert_allclose(found[0, j], lent, atol=1e-12)


def test_a_month_of_aid_by_hand():
    made = random_weights(3, 2)
    made = replace(made, commitment=np.zeros_like(made.commitment), trust=np.zeros_like(made.trust))
    script = Script.empty(2, 3)
    script.acts[0, 0, 1 + 1 * 3 + 1] = 1  # the first aids the second
    values = {
        "commitment_decay": 0.1, "pressure_decay": 0.1, "trust_return": 0.0, "step": 0.25, "learning": 0.15,
        "mobilisation": 0.3, "coercion": 0.6, "capability_conserved": 0.0, "judgement_one_sided": 0.0,
    }  # fmt: skip
    found = scripted(made, script, values, 0)
    assert found.commitment[0, 0, 1] == (0.25 + 0.9 * 0.25) / 2
    assert found.trust[0, 1, 0] == 0.15 * 0.83
    assert found.trust[0, 2, 0] == 0.0  # no friend of the second, so it does not care
    behind = effective(made, found, values)
    np.testing.assert_allclose(
        behind[0, 1], 0.3 * made.capability[0, 1] + 0.2375 * made.capability[0, 0], atol=1e-15
    )
