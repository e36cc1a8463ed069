"""The parts of the model that can be left out, each by the name of the setting that is 0 without it."""

from __future__ import annotations

from patronage.sim.model.settings import SETTINGS
from patronage.sim.verbs import VERBS

_AMOUNTS = frozenset(
    {
        "rationality",  # at 0 everyone acts at random: a null of its own
        "restraint",  # at 0, as at any value, actors wait as often as the costs say
        *(f"cost_{verb.name}" for verb in VERBS),
        "commitment_decay",  # at 0 nothing lapses, which is a longer memory and no part less
        "pressure_decay",
        "trust_return",
        "mobilisation",  # at 0 nobody has any means of its own
        "pace",  # at 0 no outcome moves, whatever is settled
        "noise",  # shocks are the same in all arms
    }
)
"""Settings whose 0 is one amount among others. Whatever else is added to the table and may be 0 is a part."""

PARTS: tuple[str, ...] = tuple(
    name for name, setting in SETTINGS.items() if name not in _AMOUNTS and setting.hard_low <= 0.0
)
"""Every part by its name, in the order of the settings."""
