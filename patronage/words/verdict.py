"""The verdict on a loss in words: the same words for command line, report, page and the answers to why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from patronage.analysis.estimators.verdict import ENOUGH, FEW, LossRow, Status
from patronage.sim.files.faults import counted
from patronage.words.plain import capital, change, listed_and, percent
from patronage.words.wording import measure_words

LOST = "whether anything is lost"  # how an open question about the loss itself begins
GIVEN = "Given this model and this coding"
MORE_RUNS = "more runs may settle it"
_LIKELIHOOD = (
    (0.05, "remote"), (0.20, "very unlikely"), (0.45, "unlikely"), (0.55, "about as likely as not"),
    (0.80, "likely"), (0.95, "very likely"), (1.0, "almost certain"),
)  # fmt: skip
"""Up to which probability each word goes: the bands of Intelligence Community Directive 203 (2015)."""

STATUSES: dict[Status, str] = {
    Status.NOTHING_CAN_HAPPEN: "not one draw differs from zero, so the events change nothing",
    Status.TOO_FEW_DRAWS: "there are fewer draws than it takes to say how sure a loss is",
    Status.NEGLIGIBLE: (
        "the 90% range lies within the smallest change that matters, with two Monte Carlo errors to spare"
    ),
    Status.OPEN: (
        "the 90% range, with two Monte Carlo errors on either side, includes zero: a loss and a gain are"
        " possible"
    ),
    Status.LOSES: "the 90% range of losses lies above zero, with two Monte Carlo errors to spare",
    Status.GAINS: "the 90% range of losses lies below zero, with two Monte Carlo errors to spare",
}
"""What each status means."""


class Beside(NamedTuple):
    """The share of draws with a loss under something else than the coding as it is.

    under: what that is, in words that go on from "a loss in 97% of draws". bounds: whether the verdict's word
    of likelihood may go no further than this share.
    """

    under: str
    losing: float
    bounds: bool


class Verdict(NamedTuple):
    """What is established, in a sentence; and the range that stands behind it, or what it leaves open."""

    text: str
    doubt: str
    status: Status
    share: float
    measure: str

    def __str__(self) -> str:
        return f"{self.text} {self.doubt}".rstrip()

    def plain(self) -> dict[str, Any]:
        """For JSON: status, words, share_of_draws (with a loss), measure."""
        return {
            "status": self.status,
            "words": str(self),
            "share_of_draws": self.share,
            "measure": self.measure,
        }


def status_text(status: str, *, borderline: bool) -> str:
    """What is established of a row of a table, in a word or two: `loses`, `open`, `borderline`."""
    return "borderline" if borderline else status.replace("_", " ")


def likelihood(share: float) -> str:
    """A share of draws, 0 to 1, as a word of likelihood: `very likely`."""
    return next(word for most, word in _LIKELIHOOD if share <= most)


def verdict(focus: str, measure: str, row: LossRow, beside: Sequence[Beside] = ()) -> Verdict:
    """The verdict on the loss that ``focus``, called by its name, has in a measure."""
    text, doubt = _sentences(focus, measure_words(measure), row, beside)
    return Verdict(text, doubt, row.status, row.losing, measure)


def _sentences(focus: str, measure: str, row: LossRow, beside: Sequence[Beside]) -> tuple[str, str]:
    text, doubt = _judged(focus, measure, row, beside)
    return text, " ".join(part for part in (doubt, _of_few(row)) if part)


def _judged(focus: str, measure: str, row: LossRow, beside: Sequence[Beside]) -> tuple[str, str]:
    span = f"90% of draws: {interval_text(row)}"
    mean = f"The mean loss is {change(row.mean)}, {span}; {_shares(row, beside)}."
    match row.status:
        case Status.NOTHING_CAN_HAPPEN:
            return f"{focus}'s {measure}: the events change nothing.", ""
        case Status.TOO_FEW_DRAWS:
            text = (
                f"{focus}'s {measure}: the loss is {change(row.mean)} over {_draws(row)} of the weights,"
                f" which {_is(row)} too few to say how sure it is; that takes {FEW} at least."
            )
            return text, ""
        case Status.NEGLIGIBLE:
            text = (
                f"{GIVEN}, what {focus} loses or gains of {measure} is negligible: it is surely below"
                f" {row.smallest:g}, the smallest change that matters here."
            )
            return text, mean
        case Status.OPEN:
            more = f" {capital(MORE_RUNS)}." if row.borderline else ""
            why = "" if row.near is Status.NEGLIGIBLE else _why_word(row, beside)
            return _open(focus, measure, row, beside), f"{mean}{why}{more}"
        case Status.LOSES | Status.GAINS:
            size = "" if row.percent is None else f" ({abs(row.percent):.1f}%)"
            text = (
                f"{GIVEN}, it is {_word(row, beside)} that {focus} {row.status} {measure}:"
                f" {abs(row.mean):.4f} on average{size}."
            )
            doubt = f"{capital(span)}; {_shares(row, beside)}.{_why_word(row, beside)}{_of_size(row)}"
            return text, doubt


def _word(row: LossRow, beside: Sequence[Beside]) -> str:
    """How likely a loss is in a word; of an established gain, how likely a gain is."""
    share = _bounded(row, beside)
    return likelihood(1.0 - share if row.status is Status.GAINS else share)


def _why_word(row: LossRow, beside: Sequence[Beside]) -> str:
    """Why the word of likelihood is not that of the draws as they are, where it follows another share."""
    share = _bounded(row, beside)
    weaker = next((each for each in beside if each.bounds and each.losing == share), None)
    if share == row.losing:
        return ""
    word = capital(_word(row, beside))
    if weaker is None:  # the two lie on both sides of one half
        return f" “{word}” because the shares disagree on whether a loss is the likelier."
    if row.status is Status.GAINS:
        return f" “{word}” goes by the weaker share with a gain, {percent(1.0 - share)} {weaker.under}."
    return f" “{word}” goes by the weaker share, {percent(share)} {weaker.under}."


def _of_size(row: LossRow) -> str:
    """That an established loss or gain may be too small to matter: sign and size are judged separately."""
    if row.smallest is None or abs(row.mean) >= row.smallest:
        return ""
    return (
        f" Its sign is established, not its size: the mean is below {row.smallest:g}, the smallest change"
        " that matters here."
    )


def _of_few(row: LossRow) -> str:
    """That the interval is poorly known, where a status is given from few draws."""
    if not row.few:
        return ""
    return f"This rests on only {_draws(row)}, and below {ENOUGH} the ends of the interval are poorly known."


def _bounded(row: LossRow, beside: Sequence[Beside]) -> float:
    """The share of draws with a loss by which a word is chosen: no further from one half than the weaker."""
    losing = [row.losing, *(each.losing for each in beside if each.bounds)]
    return max(0.5, min(losing)) if row.losing > 0.5 else min(0.5, max(losing))


def _open(focus: str, measure: str, row: LossRow, beside: Sequence[Beside]) -> str:
    """What is open, and whether it is so by a hair."""
    how = f"a loss is {_word(row, beside)}"
    if row.near is Status.NEGLIGIBLE:
        return (
            f"{GIVEN}, whether what {focus} loses or gains of {measure} is negligible is borderline: it may"
            f" be below {row.smallest:g}, the smallest change that matters here."
        )
    if row.borderline:
        word = _word(row, beside)
        return (
            f"{GIVEN}, a loss of {measure} is {word}; whether {focus} {row.near} any is not established"
            " (borderline)."
        )
    return f"{GIVEN}, whether {focus} loses or gains {measure} is open: {how}."


def _shares(row: LossRow, beside: Sequence[Beside]) -> str:
    """`a loss in 97% of draws, 63% without dated capability, 20% under prior-only weights`."""
    others = [
        f"in {_share(each.losing) if _differs(row, each) else 'as many'} {each.under}" for each in beside
    ]
    first = f"a loss {_in(row.losing)}"
    return listed_and([first, *others]) if len(others) < 2 else ", ".join([first, *others])


def _differs(row: LossRow, other: Beside) -> bool:
    return round(100.0 * row.losing) != round(100.0 * other.losing)


def _in(share: float) -> str:
    return {0.0: "in no draw", 1.0: "in every draw"}.get(share, f"in {percent(share)} of draws")


def _share(share: float) -> str:
    return {0.0: "none", 1.0: "every draw"}.get(share, percent(share))


def open_question(row: LossRow, what: str = LOST) -> list[str]:
    """What the draws leave open of a loss, as a point of a list; nothing where it is established.

    ``what``: the question, as the point begins.
    """
    match row.status:
        case Status.TOO_FEW_DRAWS:
            return [f"{what}: {_draws(row)} of the weights {_is(row)} too few to say how sure it is"]
        case Status.OPEN:
            span = f"90% of the weight draws give {interval_text(row)}"
            line = f"; it is borderline, so {MORE_RUNS}" if row.borderline else ""
            return [f"{what}: the mean is {change(row.mean)}, and {span}{line}"]
    return []


def interval_text(row: LossRow) -> str:
    """`-0.0025 to +0.0046`: the middle 90% of the draws."""
    return f"{change(row.low)} to {change(row.high)}"


def _is(row: LossRow) -> str:
    return "is" if row.draws == 1 else "are"


def _draws(row: LossRow) -> str:
    return counted(row.draws, "draw")
