"""Agreements on issues (E18): what a promise moves, what an offer is worth, what a month's promises leave.

Two actors may agree to put all they have behind their own wishes on an issue; an actor may permit what
another wishes on an issue; or two exchange such concessions over two issues. Each side's part is a promise:
full effort on an issue behind a target, its own position or that of the other. Symbols as in
`sim.model.formulas`; strength and effort lie in [0, 1].
"""

from __future__ import annotations

import math

AGREE, PERMIT, EXCHANGE = "agree", "permit", "exchange"
FULL = 1.0  # the effort behind a promise, and the strength of what a script has agreed
NOTABLE = 1e-9  # part of the parties' losses by which an offer must beat nothing, and another offer
WORTHLESS = -math.inf  # what an offer is worth in which somebody has nothing to promise


def raised(driven: float, capability: float, own_part: float, own_part_then: float) -> float:
    """E18: leverage that a promise adds, by more effort with what the actor has not lent."""
    return driven * ((own_part_then - own_part) * capability)


def drawn(behind: float, added: float, stance: float, stance_then: float, settled: float) -> float:
    """E18: how much harder an actor draws at the settlement with a promise than without; add over parties."""
    return (behind + added) * (stance_then - settled) - behind * (stance - settled)


def moved_by(harder: float, added: float, total: float) -> float:
    """E18: how far the settlement (E2) moves when drawn at harder, by leverage added to the total."""
    return harder / (total + added) if total > 0.0 else 0.0


def worth(deliverable: float, total: float, gained: float) -> float:
    """E18: what promises on an issue are worth to a party that gains this by them (E7).

    ``deliverable`` is the least leverage that any who promises could put behind its promise.
    """
    return gained if deliverable > 0.0 and total > 0.0 else WORTHLESS


def preferred(offer: float, best: float, losses: float) -> bool:
    """E18: whether an offer is notably better than the best before it; ``losses``: of both parties (E4)."""
    return offer > best + NOTABLE * losses


def unmoved(so_far: float, strength: float) -> float:
    """E18: the part of an actor's effort and stance that one more promise leaves as it was; start from 1."""
    return so_far * (1.0 - strength)


def average(weighted: float, strengths: float, now: float) -> float:
    """E18: a mean over promises weighted by their strength; where they have none it stays at ``now``."""
    return weighted / strengths if strengths > 0.0 else now
