"""The ladder as people read it."""

from __future__ import annotations

from patronage.analysis.estimators.spread import Spread
from patronage.sim.designs.ladder import PARTS
from patronage.sim.files.months import month_text
from patronage.sim.scenario.load import Scenario
from patronage.studies.ladder import CODED, NULLS, UNDER, Ladder, meanings, runs_of_ladder
from patronage.text.why import loss_text, made_by, open_points
from patronage.words.plain import change, listed_and, number, percent, table, wrapped
from patronage.words.verdict import open_question
from patronage.words.wording import actor_names, measure_words

_UNITS = "\n".join(
    [
        wrapped(
            "Losses, moves and changes are in thousandths of a point: mean, share of draws above zero (-:"
            " no draw has a change), and 90% of draws, Monte Carlo error taken out; ~: a mean not"
            " distinguishable from zero; reference: in points. Loss: reference minus scenario; move of an"
            " outcome: scenario minus reference. Rows with a + add a part to the row above; rows with"
            " 'without' leave one out of the whole model, which is the last row with a +. Change: from"
            " the row above, or from the whole model. Under the nulls no part is left out."
        ),
        *(f"{name}: {meaning}" for name, meaning in UNDER.items()),
    ]
)
NO_TREATMENT = "whether the events had an effect on an issue: none names one (`on`)"


def ladder_text(scenario: Scenario, found: Ladder) -> str:
    """All that `patronage ladder` prints: a table for each measure and for each outcome."""
    size = found.size
    window = f"{month_text(scenario.first_event_month)} to {month_text(scenario.last_month)}"
    made = made_by(size.draws, size.replicates, runs_of_ladder(scenario, size))
    focus = actor_names(scenario.case)[scenario.focus]
    head = f"How much each part of the model adds to {focus}'s losses, {window}: {made}, rng {scenario.rng}"
    tables = [_tables(found, name, f"loss of {measure_words(name)}", "lose") for name in found.measures]
    tables += [_tables(found, name, f"move of {outcome_words(name)}", "rise") for name in found.treatment]
    return "\n\n".join(
        [
            f"{scenario.question or scenario.title}\n{wrapped(head)}",
            f"{_most(found)}\n{_UNITS}",
            *tables,
            loss_text(scenario, found.loss, found.whole.cells[CODED][found.measures[0]].effect, size),
            _parts(found),
            open_points(doubts_of_ladder(found)),
        ]
    )


def _most(found: Ladder) -> str:
    """Which part changes the headline loss most when it is left out of the whole model."""
    name = found.measures[0]
    steps = [(step.name, step.cells[CODED][name].adds) for step in found.left_out]
    clear = [(step, adds) for step, adds in steps if adds is not None and adds.distinguishable]
    what = f"the loss of {measure_words(name)}"
    if not clear:
        return f"Leaving out any one part does not distinguishably change {what}."
    step, adds = max(clear, key=lambda row: abs(row[1].mean))
    return f"With one part left out, {what} changes most {step}: by {change(adds.mean)}."


def outcome_words(name: str) -> str:
    """`outcome of coordination` of `outcome:coordination`."""
    return name.replace(":", " of ").replace("_", " ")


def effect_text(spread: Spread) -> str:
    """`+7.8  93%`: the mean in thousandths and the share of draws above zero; ~ where it is near zero.

    The share is `-` where no draw has a change, as ties count a half in it.
    """
    if spread.mean == spread.low == spread.high == 0.0:
        return f"{change(0.0, 1)}     -"
    near = " " if spread.distinguishable or spread.mean == 0.0 else "~"
    return f"{change(1000.0 * spread.mean, 1)}{near} {percent(spread.above_zero):>4}"


def _tables(found: Ladder, name: str, what: str, verb: str) -> str:
    """The quantity under coded weights, by rung and without each part; and its rungs under the nulls."""
    heads = (what, "reference", f"mean, % that {verb}, 90% of draws", "change")
    rows = [
        (step.name, number(cell.reference), _spread(cell.effect), _spread(cell.adds))
        for step in (*found.rungs, *found.left_out)
        for cell in (step.cells[CODED][name],)
    ]
    apart = [
        (step.name, *(_spread(step.cells[under][name].effect) for under in NULLS)) for step in found.rungs
    ]
    return f"{table(heads, rows)}\n\n{table((f'{what}, under', *NULLS), apart)}"


def _spread(spread: Spread | None) -> str:
    if spread is None:
        return ""
    low, high = (f"{change(1000.0 * end, 1):>5}" for end in (spread.low, spread.high))
    return f"{effect_text(spread)}  {low} to {high}"


def _parts(found: Ladder) -> str:
    meaning = meanings()
    rows = [
        (
            part.name,
            listed_and(part.settings),
            meaning[part.name] + (" (off in this scenario)" * (part.name in found.off)),
        )
        for part in PARTS
    ]
    return table(("part", "settings", "what it is"), rows, left=3)


def doubts_of_ladder(found: Ladder) -> list[str]:
    """What a ladder leaves open."""
    headline = found.measures[0]
    doubts = open_question(found.loss.row)
    steps = [*found.rungs[1:], *found.left_out]
    weak = [step.name for step in steps if _unknown(step.cells[CODED][headline].adds)]
    if weak:
        what = f"the sign of these changes of the loss of {measure_words(headline)}"
        doubts.append(f"{what}, not distinguishable from zero: {', '.join(weak)}")
    doubts.append("what a part would add on its own: the table shows what it adds to the parts above it")
    if not found.treatment:
        doubts.append(NO_TREATMENT)
    return doubts


def _unknown(adds: Spread | None) -> bool:
    """Whether something changes and its sign is unknown."""
    return adds is not None and not adds.distinguishable and not adds.low == adds.high == 0.0
