"""The README's numbers: `python -m patronage.generated.readme` runs what it describes and writes them.

The first screen is what `make demo` prints; a test holds it to that. The rest takes two minutes or so.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import cache

from patronage.analysis.estimators.verdict import Status
from patronage.sim.files.shipped import data_root
from patronage.sim.scenario.load import load_scenario
from patronage.studies.answer import Answer
from patronage.studies.attribute import over_events
from patronage.studies.placebo import MEANINGS, placebo
from patronage.studies.run import answer, answer_from, runs_of
from patronage.text.brief import brief_text
from patronage.text.placebo import carrying_sentence, coding_sentences
from patronage.words.plain import change, minus, percent
from patronage.words.wording import actor_names

README = data_root() / "README.md"
DEMO = "losing_ground"
QUESTIONS = ("russian_intervention", "russia_us_coordination", "afrin_airspace")
SUREST = ("vietnam_soviet_arms",)
HARD = ("coordination_holds_a_year", "iran_doubles_its_aid")
_WORDS = {
    Status.NOTHING_CAN_HAPPEN: "no change",
    Status.TOO_FEW_DRAWS: "too few draws",
    Status.OPEN: "open",
    Status.NEGLIGIBLE: "negligible",
    Status.LOSES: "loses",
    Status.GAINS: "gains",
}


@cache
def answered(name: str) -> Answer:
    """The answer to a shipped scenario, with what would settle it."""
    scenario = load_scenario(data_root() / "scenarios" / f"{name}.yaml")
    return answer_from(scenario, runs_of(scenario, months=False), months=False, settle=True)


def demo_part() -> str:
    """What `make demo` prints."""
    return f"```text\n$ patronage run {DEMO} --brief\n{brief_text(answered(DEMO))}\n```"


def plain_part() -> str:
    """The demo's numbers in sentences: how large, against what would matter, and without dated capability."""
    found = answered(DEMO)
    scenario, names = found.scenario, actor_names(found.scenario.case)
    focus, hold, smallest = names[scenario.focus], found.losses["hold"], scenario.case.smallest_effect
    side = "below" if abs(hold.loss) < smallest["hold"] else "not below"
    said = (
        f"*Hold* is how far the other {len(names) - 1} actors depend on {focus}, on average, from 0 to 1. It"
        f" is {hold.reference:.4f} without the events and {hold.scenario:.4f} with them. The mean loss,"
        f" {change(hold.loss)}, is {side} {smallest['hold']:g}, which the case names beforehand as the"
        " smallest change of hold that matters."
    )
    if found.without_dated_capability is None:
        return minus(said)
    without = found.without_dated_capability["hold"]
    return minus(
        f"{said} Without dated capability, that is with the capability there from the first month, the mean"
        f" loss is {change(without.loss)}, and {percent(without.share_of_draws_with_loss)} of draws show a"
        f" loss instead of {percent(hold.share_of_draws_with_loss)}."
    )


def questions_part() -> str:
    """A row for each of the other questions that the README describes."""
    heads = (
        "scenario", "patron", "status and mean loss of hold", "90% of draws",
                "draws with a loss", "… without dated capability (–: no event brings any)",
        "… under prior-only weights",
    )  # fmt: skip
    rows = [f"| {' | '.join(heads)} |", "| --- " * len(heads) + "|"]
    for name in (*QUESTIONS, *SUREST, *HARD):
        sys.stderr.write(f"{name}\n")
        rows.append(_row(name))
    return "\n".join(rows)


def _row(name: str) -> str:
    scenario = load_scenario(data_root() / "scenarios" / f"{name}.yaml")
    found = answer(scenario, months=False)
    loss = found.losses["hold"]
    low, high = loss.interval
    line = ", borderline" * loss.row.borderline
    without = found.without_dated_capability
    cells = (
        f"`{name}`",
        actor_names(scenario.case)[scenario.focus],
        f"{_WORDS[loss.status]}{line}: {change(loss.loss)}",
        f"{change(low)} to {change(high)}",
        percent(loss.share_of_draws_with_loss),
        "–" if without is None else percent(without["hold"].share_of_draws_with_loss),
        "–" if loss.prior_only_share is None else percent(loss.prior_only_share),
    )
    return minus(f"| {' | '.join(cells)} |")


def carried_part() -> str:
    """What each event adds to the loss, and the loss without a part of the evidence or of choice."""
    scenario = load_scenario(data_root() / "scenarios" / f"{DEMO}.yaml")
    sys.stderr.write("attribute, placebo\n")
    shared, tried = over_events(scenario), placebo(scenario)
    size, other, few = shared.size, tried.size, tried.part_size
    events = ["| event | adds to the loss | 90% of draws |", "| --- | --- | --- |"]
    events += [
        f"| {one.label} | {change(one.value.mean)} | {change(one.value.low)} to {change(one.value.high)} |"
        for one in shared.members
        if one.value.distinguishable
    ]
    variants = ["| variant | what is changed | loss | 90% of draws |", "| --- | --- | --- | --- |"]
    variants += [
        f"| {name} | {MEANINGS[name]} | {change(loss.mean)} | {change(loss.low)} to {change(loss.high)} |"
        for name, loss in tried.losses.items()
    ]
    whole, random = tried.losses["as it is"], tried.losses["as it is, random acts"]
    bare = tried.losses["flat prior, random acts"]
    return minus(
        f"What each event adds to the loss (`patronage attribute {DEMO}`: Shapley values in points of hold,"
        f" {size.draws} weight draws x {size.replicates}). Events whose mean is not distinguishable from zero"
        " are left out; in single draws the sign of the others may differ.\n\n"
        + "\n".join(events)
        + f"\n\nThe loss under other weights or other rules of choice (`patronage placebo {DEMO}`,"
        f" {other.draws} weight draws x {other.replicates}):\n\n"
        + "\n".join(variants)
        + f"\n\nIf acts are random, {change(random.mean)} of the mean loss of {change(whole.mean)} remains;"
        f" with a flat prior as well, {change(bare.mean)}."
        + "\n\nThe same command permutes the wishes among the actors (without dated capability) and switches"
        f" off each part of the model in turn, both with {few.draws} weight draws x {few.replicates}. "
        + " ".join((*coding_sentences(tried), carrying_sentence(tried)))
    )


PARTS: dict[str, Callable[[], str]] = {
    "demo": demo_part,
    "plain": plain_part,
    "questions": questions_part,
    "carried": carried_part,
}


def part_of(name: str) -> re.Pattern[str]:
    """Where a part stands in the README."""
    return re.compile(
        rf"(?<=<!-- {name}: written by `make readme` -->\n\n).*?(?=\n\n<!-- end of {name} -->)", re.DOTALL
    )


def main() -> int:
    """Write every part again."""
    text = README.read_text(encoding="utf-8")
    for name, part in PARTS.items():
        place = part_of(name).search(text)
        if place is None:
            sys.stderr.write(f"README.md has no place for {name}\n")
            return 1
        text = text[: place.start()] + part() + text[place.end() :]
    README.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
