"""Weights as if the evidence left nothing open."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from patronage.sim.exact.arrays import Floats
from patronage.sim.weights.beliefs import Beliefs, stacked
from patronage.sim.weights.fixed import COMMITMENT_MOST, KINDS, with_fixed
from patronage.sim.weights.weights import Dated, Weights


def central_weights(beliefs: Beliefs) -> Weights:
    """One row of weights: what is expected of each, as if the evidence left nothing open.

    Where several coders' beliefs are mixed it is the mean of theirs.
    """
    return with_fixed(_central(beliefs), beliefs.fixed)


def _central(beliefs: Beliefs) -> Weights:
    if beliefs.others:
        coders = stacked([_central(each) for each in (replace(beliefs, others=()), *beliefs.others)])
        means = {name: getattr(coders, name).mean(axis=0, keepdims=True) for name in KINDS}
        dated = tuple(replace(cell, values=cell.values.mean(axis=0, keepdims=True)) for cell in coders.dated)
        return replace(coders, **means, dated=dated)
    salience = beliefs.salience / beliefs.salience.sum(axis=1, keepdims=True)
    n = len(beliefs.actors)
    coded = beliefs.commitment[0] > 0.0
    commitment = np.where(coded, _mean(np.where(coded, beliefs.commitment, 1.0)), 0.0)
    trust = np.clip(beliefs.trust[0], -1.0, 1.0)
    trust[np.arange(n), np.arange(n)] = 0.0
    commitment[np.arange(n), np.arange(n)] = 0.0
    totals = commitment.sum(axis=1, keepdims=True)
    commitment *= np.minimum(1.0, COMMITMENT_MOST / np.maximum(totals, 1e-12))
    return Weights(
        actors=beliefs.actors,
        issues=beliefs.issues,
        salience=salience[None],
        position=_mean(beliefs.position)[None],
        capability=_mean(beliefs.capability)[None],
        trust=trust[None],
        commitment=commitment[None],
        outcome=beliefs.outcome,
        field_leverage=beliefs.field_leverage,
        field_position=beliefs.field_position,
        dated=tuple(
            Dated(cell.actor, cell.issue, cell.items, _mean(cell.parameters)[None]) for cell in beliefs.dated
        ),
    )


def _mean(beta: Floats) -> Floats:
    mean: Floats = beta[0] / (beta[0] + beta[1])
    return mean
