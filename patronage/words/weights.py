"""What an interest weight rests on, in words: the same for command line, tables and page."""

from __future__ import annotations

from patronage.sim.weights.explain import Explained

ARTICLE, OUTSIDE, ASSUMED, PRIOR = "article", "outside fact", "assumption", "prior only"


def basis(weight: Explained) -> str:
    """What a weight rests on at best: the article, an outside fact, an assumption, or the prior only."""
    kinds = {reason.item.kind for reason in weight.reasons}
    for kind, name in (("article", ARTICLE), ("fact", OUTSIDE), ("assumption", ASSUMED)):
        if kind in kinds:
            return name
    return PRIOR
