"""What events did to what they act on, in words: the same for command line, report and page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from patronage.analysis.estimators.verdict import Status
from patronage.sim.designs.treatment import KINDS

TITLE = "What the events did"
ABOUT = "what the events act on"
TREATMENT_HEADS = ("reference", "scenario", "change", "90% of draws", "same sign")
CHANGE_FIRST = (*TREATMENT_HEADS[2:], *TREATMENT_HEADS[:2])
"""The same where what is read first must stand first, since a phone shows no more."""
TREATED = (
    "What the events did, before any influence (change: scenario minus reference, so a rise is above zero,\n"
    "unlike a loss below; same sign: share of the draws that change in the direction of the mean)"
)
WITHOUT_DATED_CAPABILITY = (
    "The same losses without dated capability: capability that an act brings is there from the first month,"
    " in both arms"
)

_NAMED = {
    "issue": "{0} (outcome)",
    "capability": "{0}'s capability: {1}",
    "commitment": "{0}'s commitment to {1}",
    "pressure": "{0}'s pressure on {1}",
    "trust": "{0}'s trust in {1}",
    "warning": "{0}'s warning to {1}",
}


def about_text(what: str, actors: Mapping[str, str], issues: Mapping[str, str]) -> str:
    """`Russia's commitment to Turkey` of `commitment:russia:turkey`; ``actors``, ``issues``: names by id."""
    kind, *ids = what.split(":")
    known = {"actor": actors, "issue": issues}
    names = [known[of][one] for of, one in zip(KINDS[kind], ids, strict=True)]
    return _NAMED[kind].format(*names).replace("s's ", "s' ")


def treatment_sentence(found: Sequence[Status]) -> str:
    """What the table comes to where the events hardly change what they act on; else empty.

    ``found``: of every change, what is established of it.
    """
    if found and all(status is Status.NOTHING_CAN_HAPPEN for status in found):
        return "The events change nothing that they act on."
    if found and all(status in {Status.NOTHING_CAN_HAPPEN, Status.OPEN} for status in found):
        return "The evidence establishes no change in what the events act on: every 90% interval spans zero."
    return ""


def never_brought_text(item: str) -> str:
    """That a capability never counts, since nothing that happens brings it."""
    return f"note: no act in this scenario cites {item}, so the capability that comes with it never counts"
