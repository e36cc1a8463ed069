"""Where each setting stands in a settings table."""

from __future__ import annotations

from patronage.sim.model.settings import SETTING_NAMES
from patronage.sim.verbs import VERB_NAMES

RATIONALITY = SETTING_NAMES.index("rationality")
RESTRAINT = SETTING_NAMES.index("restraint")
COST = SETTING_NAMES.index(f"cost_{VERB_NAMES[0]}")  # of the first verb; the others follow
STEP = SETTING_NAMES.index("step")
COMMITMENT_DECAY = SETTING_NAMES.index("commitment_decay")
PRESSURE_DECAY = SETTING_NAMES.index("pressure_decay")
TRUST_RETURN = SETTING_NAMES.index("trust_return")
COERCION = SETTING_NAMES.index("coercion")
SOLIDARITY = SETTING_NAMES.index("solidarity")
DEPENDENCE = SETTING_NAMES.index("dependence")
ALARM = SETTING_NAMES.index("alarm")
MOBILISATION = SETTING_NAMES.index("mobilisation")
LEARNING = SETTING_NAMES.index("learning")
PACE = SETTING_NAMES.index("pace")
NOISE = SETTING_NAMES.index("noise")
STATUS_QUO = SETTING_NAMES.index("status_quo")
AGREEMENT = SETTING_NAMES.index("agreement")
CONTENT = SETTING_NAMES.index("content")
SCRIPTED_ADDED = SETTING_NAMES.index("scripted_added")
CONSERVED = SETTING_NAMES.index("capability_conserved")
IDLE_UNARMED = SETTING_NAMES.index("idle_unarmed")
ONE_SIDED = SETTING_NAMES.index("judgement_one_sided")
DATED = SETTING_NAMES.index("dated_capability")
MUTED = SETTING_NAMES.index("answers_muted")
BY_DEEDS = SETTING_NAMES.index("trust_moves_deeds")
DAMPED = SETTING_NAMES.index("standing_damps_trust")
