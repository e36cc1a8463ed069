"""The verdict on a loss in words: the same words for command line, report, page and the answers to why."""

from __future__ import annotations

from typing import NamedTuple

from patronage.analysis.estimators.verdict import LossRow, Status
from patronage.words.plain import change, percent

LOST = "whether anything is lost"  # how an open question about the loss itself begins


class Verdict(NamedTuple):
    """What is established, in a sentence; and the range that stands behind it, or what it leaves open."""

    text: str
    doubt: str

    def __str__(self) -> str:
        return f"{self.text} {self.doubt}".rstrip()


def verdict(focus: str, measure: str, row: LossRow) -> Verdict:
    """The verdict on the loss that ``focus``, called by its name, has in a measure."""
    whose, span = f"{focus}'s {measure}", f"90% of draws: {interval_text(row)}"
    match row.status:
        case Status.NOTHING_CAN_HAPPEN:
            return Verdict(f"{whose}: the events change nothing.", "")
        case Status.TOO_FEW_DRAWS:
            return Verdict(
                f"{whose}: the loss is {change(row.mean)} under {_draws(row)} of the weights of many"
                " possible; that is too few to say how sure it is.",
                "",
            )
        case Status.OPEN:
            return Verdict(
                f"{whose}: the evidence does not settle whether it is lost or gained.",
                f"The mean loss is {change(row.mean)}, {percent(row.losing)} of draws lose, and the interval"
                f" spans zero ({span}).",
            )
        case Status.LOSES | Status.GAINS:
            size = "" if row.percent is None else f" ({abs(row.percent):.1f}%)"
            text = f"{focus} {row.status} {abs(row.mean):.4f} of {measure}{size}."
            return Verdict(text, f"{span}.")


def open_question(row: LossRow, what: str = LOST) -> list[str]:
    """What the draws leave open of a loss, as a point of a list; nothing where it is established.

    ``what``: the question, as the point begins.
    """
    match row.status:
        case Status.TOO_FEW_DRAWS:
            return [f"{what}: {_draws(row)} of the weights is too few to say how sure it is"]
        case Status.OPEN:
            span = f"90% of the weight draws give {interval_text(row)}"
            return [f"{what}: the mean is {change(row.mean)}, and {span}"]
    return []


def interval_text(row: LossRow) -> str:
    """`-0.0025 to +0.0046`: the middle 90% of the draws."""
    return f"{change(row.low)} to {change(row.high)}"


def _draws(row: LossRow) -> str:
    return "one draw" if row.draws == 1 else f"{row.draws} draws"
