"""What an interval has in it, in words: the same for command line and report."""

from __future__ import annotations

from collections.abc import Sequence

KINDS = {
    "evidence": "the evidence (weights at what is expected of each)",
    "choice": "the estimates of choice (coefficients at the mean of the draws)",
    "assumptions": "the assumptions (settings at the mean of the draws)",
}
PARTS_HEADS = ("without the uncertainty of", "variance lost", "s.e.")
PARTS = (
    "What the interval has in it: by how much the variance of the loss of {measure} between draws is less"
    " where one thing is held at its mean; parts need not add up, and Monte Carlo error is no part of it"
    " ({draws:,} draws x {replicates:,})"
)
_ACTS = (
    "Choice: each draw of the weights has the coefficients that the case's {acts:,} dated acts speak for"
    " under it, with the error of that fit; {cut} of the distribution of gain lies below zero and is cut off."
)
_BORROWED = (
    "Choice: the coefficients are borrowed. The case has {own} of its own, and {enough} are needed, so draws"
    " have the estimates in the table of settings, made from the acts of another war (Syria in 2015 and"
    " 2016), with their standard errors; {cut} of the distribution of gain lies below zero and is cut off."
)


def choice_text(acts: int, enough: int, cut: str, fixed: Sequence[str], *, borrowed: bool) -> str:
    """Where the coefficients of choice are from; ``fixed``: those that the scenario sets itself."""
    if borrowed:
        own = "no dated acts" if not acts else "1 dated act" if acts == 1 else f"{acts:,} dated acts"
        said = _BORROWED.format(own=own, enough=enough, cut=cut)
    else:
        said = _ACTS.format(acts=acts, cut=cut)
    return f"{said} Set by the scenario and not drawn: {', '.join(fixed)}." if fixed else said
