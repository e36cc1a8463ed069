"""What a script alone leaves behind: commitment, pressure and trust if nobody chooses anything of its own.

Models that know no acts get history and events in this way only. Axes: draw W, actor n, month T.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from patronage.sim.exact.arrays import Flags, Floats
from patronage.sim.model import formulas as f
from patronage.sim.model.table import Script
from patronage.sim.verbs import VERBS
from patronage.sim.weights.weights import Weights


@dataclass(frozen=True)
class Standing:
    """What is left.

    commitment, pressure (W, n, n), capability (W, n, K): means over the months from the window on; trust
    (W, n, n): at the end.
    """

    commitment: Floats
    pressure: Floats
    trust: Floats
    capability: Floats


def scripted(weights: Weights, script: Script, settings: Mapping[str, float], window: int) -> Standing:
    """E10 to E12 over the months of a script in which the scripted acts happen and no others.

    A muted actor starts without commitments and does nothing, as in a run. What is left is the same as
    after a run in which everybody's menu is barred. ``window``: index of the first month that counts.
    """
    n = len(weights.actors)
    imposed = script.imposed()
    months = len(imposed)
    # Any: the formulas are written for numbers and take arrays as well
    commitment: Any = weights.commitment * (script.muted == 0)[None, :, None]
    pressure: Any = np.zeros_like(commitment)
    trust: Any = weights.trust.copy()
    trust_start: Any = weights.trust
    sum_commitment, sum_pressure = np.zeros_like(commitment), np.zeros_like(commitment)
    off = ~np.eye(n, dtype=bool)
    for t in range(months):
        did = _did(imposed[t], n)
        commitment = f.faded(commitment, settings["commitment_decay"])
        pressure = f.faded(pressure, settings["pressure_decay"])
        trust = f.drawn_back(trust, trust_start, settings["trust_return"]) * off
        aided: Any = did[[verb.aids for verb in VERBS]].sum(axis=0)
        warned: Any = did[[verb.warns for verb in VERBS]].max(axis=0)
        coerced: Any = did[[verb.coerces for verb in VERBS]].max(axis=0)
        added = f.aid_step(settings["step"], commitment.sum(axis=2)) / np.maximum(aided.sum(axis=1), 1.0)
        commitment = f.committed(commitment, added[:, :, None], aided, warned, coerced)
        pressure = f.pressed(pressure, settings["step"], coerced)
        tone = np.tensordot(np.array([verb.tone for verb in VERBS]), did, axes=1)
        if tone.any():
            trust = _judged(trust, tone, settings) * off
        if t >= window:
            sum_commitment += commitment
            sum_pressure += pressure
    span = float(months - window)
    return Standing(
        sum_commitment / span, sum_pressure / span, trust, _capability(weights, script, settings, window)
    )


def _capability(weights: Weights, script: Script, settings: Mapping[str, float], window: int) -> Floats:
    """(W, n, K) its mean over the months from the window on."""
    if not weights.dated or not settings["dated_capability"]:
        return weights.capability
    months = range(window, len(script.acts))
    return np.asarray(np.mean([weights.capability_at(script.arrived(t)) for t in months], axis=0))


def _did(imposed: Flags, n: int) -> Floats:
    """(verb, actor, target): 1 where the script has the act, from one month of it (n, options)."""
    return np.moveaxis(imposed[:, 1:].reshape(n, len(VERBS), n), 1, 0).astype(np.float64)


def _judged(trust: Floats, tone: Floats, settings: Mapping[str, float]) -> Floats:
    """E12: trust (W, m, i) after acts of this tone (i, j), those on others weighed by trust in them."""
    toward_others = np.einsum("wmj,ij->wmi", trust, tone)  # trust in oneself is 0, so j = m adds nothing
    judged = tone.T[None] + toward_others
    return np.asarray(_trust_after(trust, settings["learning"], judged, settings["judgement_one_sided"]))


_trust_after = np.vectorize(f.trust_after, otypes=[float])


def effective(weights: Weights, standing: Standing, settings: Mapping[str, float]) -> Floats:
    """E1: (W, n, K) the capability behind each actor's wish, its own and lent, as far as it is free."""
    n = len(weights.actors)
    support = standing.commitment.copy()
    own = np.arange(n)
    committed = standing.commitment.sum(axis=2)
    support[:, own, own] = f.own_part(settings["mobilisation"], committed, settings["capability_conserved"])
    lent = np.einsum("wij,wiq->wjq", support, standing.capability)
    free: Any = np.ones(support.shape[:2])
    pressure: Any = standing.pressure
    for m in range(n):
        free = f.freedom(free, pressure[:, m, :], settings["coercion"])
    return np.asarray(lent * free[:, :, None])
