"""The model's settings: names, symbols, defaults, ranges for sensitivity and what is possible at all."""

from __future__ import annotations

import math
from dataclasses import replace

from patronage.sim.model.mechanism import Setting
from patronage.sim.model.phases import PHASES
from patronage.sim.model.terms import PROMPTS, TERMS
from patronage.sim.verbs import VERBS


def _switch(name: str, meaning: str) -> Setting:
    return Setting(name, "", 1.0, 1.0, 1.0, meaning, hard_high=1.0, switch=True)


# The weights of E8 from `gain` to `spread`, and what the verbs' costs differ by, are estimates from the dated
# acts of 2015 and 2016 (`patronage calibrate`); their ranges are two standard errors to each side, cut at 0.
# Gain alone is assumed, within its error: its estimate has the wrong sign, and nobody works against himself.
# The mean of the costs, how often actors wait, no dated act shows: 2 is assumed, and `restraint` moves it.
# Odds are cut at e^700: λ (β_answer + β_spread) stays so far below that no worse option ties with the best.
_TABLE = (
    Setting(
        "rationality", "λ", 1.0, 0.0, 4.0, "how sharply values decide; 0 is chance (E9)", hard_high=100.0
    ),
    *(
        Setting(
            term.name,
            f"β_{term.name}",
            term.default,
            term.low,
            term.high,
            f"{term.meaning} (E8)",
            hard_high=term.hard_high,
        )
        for term in (*TERMS, *PROMPTS)
    ),
    Setting(
        "restraint", "κ₀", 0.0, -1.5, 1.5, "added to every verb's cost: how often actors wait (E8)", -math.inf
    ),
    *(
        Setting(
            f"cost_{verb.name}", f"κ_{verb.name}", *verb.cost, f"reluctance to {verb.name} (E8)", -math.inf
        )
        for verb in VERBS
    ),
    Setting("step", "σ", 0.25, 0.1, 0.5, "how far one act moves commitment or pressure (E11)", hard_high=1.0),
    Setting(
        "commitment_decay", "f_L", 0.06, 0.02, 0.2, "commitment that lapses a month (E10)", hard_high=1.0
    ),
    Setting("pressure_decay", "f_D", 0.12, 0.02, 0.2, "pressure that lapses a month (E10)", hard_high=1.0),
    Setting(
        "trust_return", "f_T", 0.05, 0.0, 0.2, "how fast trust returns to its start (E10)", hard_high=1.0
    ),
    Setting("coercion", "δ", 0.6, 0.3, 0.9, "leverage that full pressure suppresses (E1)", hard_high=0.999),
    Setting("solidarity", "s", 0.5, 0.0, 1.5, "how far a friend's loss counts as one's own (E6)"),
    Setting("dependence", "ψ", 1.0, 0.0, 3.0, "how far the loss of those one depends on counts (E6)"),
    Setting("alarm", "θ", 2.0, 0.0, 5.0, "how much more it counts after they have warned (E6)"),
    Setting(
        "mobilisation", "ω", 0.3, 0.1, 1.0, "own capability an actor keeps for itself (E1)", hard_high=1.0
    ),
    Setting("learning", "α", 0.15, 0.05, 0.4, "how fast acts change trust (E12)", hard_high=1.0),
    Setting("pace", "η", 0.25, 0.1, 0.5, "how fast outcomes follow the settlement (E13)", hard_high=1.0),
    Setting("noise", "ν", 0.02, 0.0, 0.06, "spread of the monthly shocks to outcomes (E13)"),
    Setting(
        "status_quo", "χ", 1.0, 0.0, 3.0, "pull of the status quo, in parts of the leverage at the start (E2)"
    ),
    Setting(
        "agreement",
        "π",
        0.25,
        0.0,
        0.5,
        "strength of agreements that actors reach by themselves (E18)",
        hard_high=1.0,
    ),
    _switch("content", "scripted acts that name an issue settle something on it (E18)"),
    _switch("scripted_added", "scripted acts are added to what an actor opens with by itself (E9)"),
    _switch("capability_conserved", "capability that an actor lends is missing at home (E1)"),
    _switch("idle_unarmed", "an actor that is made idle mobilises none of its own capability (E17)"),
    _switch("dated_capability", "capability that an act brings comes with the act, where that happens (E1)"),
    _switch("answers_muted", "the more an actor depends on another, the less it answers it (E8)"),
    _switch("trust_moves_deeds", "trust counts in choosing deeds, not words (E8)"),
    _switch("standing_damps_trust", "the stronger the target, the less trust counts (E8)"),
    _switch("judgement_one_sided", "an act moves trust towards its own size only, never back (E12)"),
    *(setting for phase in PHASES for setting in phase.settings),
)

ESTIMATES: dict[str, tuple[float, float]] = {
    "gain": (-22.0, 45.0), "trust": (3.91, 0.86), "habit": (1.2, 0.38), "rank": (1.91, 0.67),
    "answer": (2.12, 0.25), "spread": (1.04, 0.28),
    "cost_endorse": (2.12, 0.4), "cost_aid": (2.06, 0.32), "cost_warn": (1.4, 0.18),
    "cost_coerce": (2.42, 0.29),
}  # fmt: skip
"""What `patronage calibrate` says of the weights of E8, with standard errors: chances averaged over draws."""
_SCALE = ("rationality",)  # estimates are of weights times it, so that it has no uncertainty of its own


def _declared(setting: Setting) -> Setting:
    """With what is known of it: an estimate, or a range alone."""
    if setting.name in ESTIMATES:
        return replace(setting, estimate=ESTIMATES[setting.name])
    return replace(setting, assumed=setting.low < setting.high and setting.name not in _SCALE)


__all__ = ["ESTIMATES", "SETTINGS", "SETTING_NAMES", "Setting", "default_settings"]

SETTINGS: dict[str, Setting] = {setting.name: _declared(setting) for setting in _TABLE}
"""Every setting by name, in the order of the columns of a settings table."""

SETTING_NAMES: tuple[str, ...] = tuple(SETTINGS)


def default_settings() -> dict[str, float]:
    """A fresh dictionary of the defaults."""
    return {name: setting.default for name, setting in SETTINGS.items()}
