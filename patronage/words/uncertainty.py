"""What an interval has in it, in words: the same for command line and report."""

from __future__ import annotations

from collections.abc import Sequence

from patronage.sim.files.faults import counted

KINDS = {
    "evidence": "the evidence (each weight at its expected value)",
    "choice": "the estimates of choice (coefficients at the mean of the draws)",
    "assumptions": "the assumptions (settings at the mean of the draws)",
}
PARTS_HEADS = ("without the uncertainty of", "variance lost", "s.e.")
PARTS = (
    "Where the interval comes from: by how much the variance of the loss of {measure} between draws falls"
    " when one source of uncertainty is held at its mean; the parts need not add up, and Monte Carlo error is"
    " left out ({draws:,} draws x {replicates:,})"
)
_CUT = (
    " The coefficient of gain, how strongly actors follow their interests, cannot be negative: the {cut} of"
    " its distribution below zero is cut off."
)
_ACTS = (
    "Coefficients of choice (what moves actors to act) are estimated from the case's {acts:,} dated acts,"
    " anew under the weights of each draw, and drawn with the error of that estimate."
)
_BORROWED = (
    "Coefficients of choice (what moves actors to act) are borrowed. The case has {own} of its own and"
    " {enough} are needed, so draws use the estimates in the table of settings, made from the acts of"
    " another war (Syria in 2015 and 2016), with their standard errors."
)


def choice_text(acts: int, enough: int, cut: str, fixed: Sequence[str], *, borrowed: bool) -> str:
    """Where the coefficients of choice are from; ``fixed``: those that the scenario sets itself."""
    if borrowed:
        own = counted(acts, "dated act") if acts else "no dated acts"
        said = _BORROWED.format(own=own, enough=enough)
    else:
        said = _ACTS.format(acts=acts)
    said += _CUT.format(cut=cut)
    return f"{said} Set by the scenario and not drawn: {', '.join(fixed)}." if fixed else said
