"""Whether the sign depends on the specification, as people read it."""

from __future__ import annotations

from patronage.analysis.estimators.multiverse import Signs, Turns
from patronage.analysis.words import setting_words
from patronage.sim.designs.multiverse import BROUGHT_BY, CODER, CODERS, EVIDENCE, Choice, Option
from patronage.sim.files.months import month_text
from patronage.sim.scenario.load import Scenario
from patronage.studies.multiverse import Moved, Multiverse
from patronage.text.why import open_points, span
from patronage.words.plain import capital, change, listed_and, number, percent, table, wrapped
from patronage.words.verdict import open_question
from patronage.words.wording import actor_names, measure_words

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
MOST = 12  # options in the table of a measure
_EVIDENCE = {"article only": "using the article only", "no assumptions": "leaving out assumptions"}
TURNS = {
    Turns.NOTHING_CAN_HAPPEN: "nothing happens",
    Turns.NO: "no",
    Turns.NOT_SHOWN: "not shown",
    Turns.NOT_SURELY: "possibly",
    Turns.YES: "yes",
}


_SIGNS_KEY = """\
loses, gains: how many specifications have a mean loss or gain that is distinguishable from zero; large: by at
  least the smallest change that matters; mean: percentiles of the mean losses over specifications
sign depends: yes: some specifications lose and others gain, both more often than Monte Carlo error explains;
  possibly: both occur, but one no more often than that error explains; not shown: one sign only, and some
  means are not distinguishable from zero; no: all have the same sign"""


def multiverse_text(scenario: Scenario, found: Multiverse) -> str:
    """All that `patronage multiverse` prints, the answer first."""
    window = f"{month_text(scenario.first_event_month)} to {month_text(scenario.last_month)}"
    first = found.measures[0]
    return "\n\n".join(
        [
            f"{scenario.question or scenario.title}\n{wrapped(answer_text(scenario, found, first))}",
            _signs(found, scenario),
            _movers(found, scenario, first),
            wrapped(f"{window}. {design_text(found)}{fixed_words(scenario, found)} Rng {scenario.rng}."),
            _own(scenario, found),
            open_points(doubts_of_multiverse(scenario, found)),
        ]
    )


def answer_text(scenario: Scenario, found: Multiverse, measure: str) -> str:
    """In one sentence whether the sign depends on the model, and on which choice the loss turns most."""
    names = actor_names(scenario.case)
    focus, what = names[scenario.focus], measure_words(measure, names)
    signs = found.signs[measure]
    lost, gained = (_large_ones(found, measure, count) for count in (signs.large_losses, signs.large_gains))
    loses = f"in {signs.losing:,} of {signs.cells:,} specifications {focus} loses {what}{lost}"
    some = f"in {signs.gaining:,} of {signs.cells:,} specifications {focus} gains {what}{gained}"
    gains = f"in {signs.gaining:,} it gains {what}{gained}"
    whose = f"The sign of {focus}'s loss of {what}"
    match signs.turns:
        case Turns.NOTHING_CAN_HAPPEN:
            return f"The events change nothing of {focus}'s {what} in any of {signs.cells:,} specifications."
        case Turns.YES:
            turning = _turning(found, measure)
            head = f"{whose} depends on the model: {loses}, {gains}{_neither(signs)}. {capital(turning)}"
        case Turns.NOT_SURELY:
            head = (
                f"{whose} possibly depends on the model: {loses}, {gains}{_neither(signs)}. The fewer are no"
                " more than Monte Carlo error may give"
            )
        case Turns.NO:
            side = f"loses {what}{lost}" if signs.losing else f"gains {what}{gained}"
            head = (
                f"{whose} does not depend on the model: in all {signs.cells:,} specifications {focus} {side}"
            )
        case Turns.NOT_SHOWN:
            what_follows = loses if signs.losing or not signs.gaining else some
            none = not signs.losing and not signs.gaining
            no_mean = "the mean is distinguishable from zero in no specification"
            shown = f"is not known, as {no_mean}" if none else "is reversed in no specification"
            head = f"{whose} {shown}: {what_follows}{_neither(signs)}"
    return f"{head}. {capital(_most(found, measure))}."


def _large_ones(found: Multiverse, measure: str, count: int | None) -> str:
    """` (0.01 or more in 66)`; nothing where the case names no smallest change that matters."""
    smallest = found.base.losses[measure].smallest
    if count is None or smallest is None:
        return ""
    return f" ({smallest:g} or more in {f'{count:,}' if count else 'none'})"


def _neither(signs: Signs) -> str:
    unclear, zero = signs.unclear, signs.zero
    parts = [f"in {unclear:,} the mean is not distinguishable from zero"] * bool(unclear)
    parts += [f"in {zero:,} the events change nothing"] * bool(zero)
    return "".join(f", {part}" for part in parts)


def _turning(found: Multiverse, measure: str) -> str:
    """Which choices turn the sign by themselves."""
    alone = [one for one in found.moved if one.effects[measure].turns]
    alone.sort(key=lambda one: -abs(one.effects[measure].alone.mean))
    if not alone:
        return "no single choice reverses it, only several at once do"
    rest = f" and {len(alone) - 3} more" if len(alone) > 3 else ""
    return f"by themselves these reverse it: {listed_and([option_words(one) for one in alone[:3]])}{rest}"


def _most(found: Multiverse, measure: str) -> str:
    """Which choice moves the loss most."""
    standing = [one for one in ranked(found, measure) if one.effects[measure].stands_out]
    if standing:
        moves = standing[0].effects[measure].moves
        option = option_words(standing[0])
        return f"over the combinations, {option} moves the loss most: by {change(moves)} on average"
    if all(one.effects[measure].moves in (0.0, None) for one in found.moved):
        return "no choice moves the loss"
    return "no choice moves the loss by more than chance would in so many specifications"


def ranked(found: Multiverse, measure: str) -> list[Moved]:
    """The options by how far they move the loss among combinations, the largest first."""
    return sorted(found.moved, key=lambda one: -abs(one.effects[measure].moves or 0.0))


def option_words(one: Moved) -> str:
    """`content off`, `gain at 68`, `the article only`, `coder B`."""
    return words_of(one.choice, one.option)


def words_of(choice: Choice, option: Option) -> str:
    """The same of any option of a choice."""
    if choice.kind == EVIDENCE:
        return _EVIDENCE.get(option.label, option.label)
    if choice.name == CODERS:
        return f"coder{'s' if ' and ' in option.label else ''} {option.label}"
    if choice.name == BROUGHT_BY:
        return f"what acts bring by {'coder ' * (option.label != 'the case')}{option.label}"
    at = "at " * (choice.name in option.settings and option.label[:1] in "-0123456789.")
    return f"{choice_words(choice)} {at}{option.label}"


def choice_words(choice: Choice) -> str:
    """`capability conserved`, `cost of aiding`, `coders`."""
    return choice_name(choice.name) if choice.kind in (EVIDENCE, CODER) else setting_words(choice.name)


def choice_name(name: str) -> str:
    """What a choice is called that is no setting."""
    return "what acts bring" if name == BROUGHT_BY else name


def _signs(found: Multiverse, scenario: Scenario) -> str:
    names = actor_names(scenario.case)
    heads = (
        "loss of", "sign depends?", "loses", "gains", "neither", "large loss", "large gain",
        "mean: 5%", "50%", "95%",
    )  # fmt: skip
    rows = [
        (
            measure_words(measure, names), TURNS[one.turns], f"{one.losing:,}", f"{one.gaining:,}",
            f"{one.unclear + one.zero:,}", _count(one.large_losses), _count(one.large_gains),
            *(change(edge) for edge in (one.low, one.median, one.high)),
        )
        for measure, one in found.signs.items()
    ]  # fmt: skip
    return f"{table(heads, rows, left=2)}\n{_SIGNS_KEY}"


def _count(count: int | None) -> str:
    return "-" if count is None else f"{count:,}"


def _movers(found: Multiverse, scenario: Scenario, measure: str) -> str:
    """The options that move a measure most, by themselves and among combinations."""
    heads = (
        f"what moves the loss of {measure_words(measure, actor_names(scenario.case))}",
        "by itself", "90% of draws", "s.e.", "in combinations", "s.e.", "losing with it", "losing without it",
    )  # fmt: skip
    shown = ranked(found, measure)[:MOST]
    rows = []
    for one in shown:
        effect = one.effects[measure]
        rows.append(
            (
                f"{option_words(one)}{' *' * effect.turns}", change(effect.alone.mean), span(effect.alone),
                number(effect.alone.standard_error),
                f"{change(effect.moves)}{' ' if effect.stands_out else '~'}", number(effect.standard_error),
                _share(effect.losing_with), _share(effect.losing_without),
            )
        )  # fmt: skip
    rest = len(found.moved) - len(shown)
    notes = [
        "losing: share of the specifications",
        "~: not distinguishable from zero, given how many options there are",
    ]
    if any(one.effects[measure].turns for one in shown):
        notes.append("*: this choice alone reverses the sign")
    notes += [f"{rest} more options, which move it less, are in --json"] * bool(rest)
    return "\n".join([table(heads, rows), *notes])


def _share(share: float | None) -> str:
    return "-" if share is None else percent(share)


def design_text(found: Multiverse) -> str:
    """Which specifications these are, of how many."""
    crossed = sum(cell.crossed for cell in found.cells)
    options = sum(len(choice.options) for choice in found.choices)
    alone = len(found.moved)
    every = f"all {found.possible:,}" if found.whole else f"{crossed:,} of {_large(found.possible)}"
    how = "" if found.whole else " (a balanced random sample: each option of a choice equally often)"
    return (
        f"{len(found.cells):,} specifications, each with one option for every choice: the scenario as it is,"
        f" {alone:,} that differ from it in one choice, and {every} combinations of {len(found.choices)}"
        f" choices with {options} options{how}. Each has {found.size.draws:,} weight draws x"
        f" {found.size.replicates:,} runs per arm, with the same random numbers."
    )


def fixed_words(scenario: Scenario, found: Multiverse) -> str:
    """` Fixed by --set, so no choices: gain 11, evidence.`; nothing where nothing is fixed."""
    settings = scenario.settings
    fixed_settings = [
        f"{setting_words(name)} {settings[name]:g}" if name in settings else choice_name(name)
        for name in found.fixed
    ]
    return f" Fixed by --set, so no choices: {listed_and(fixed_settings)}." if fixed_settings else ""


def _large(count: int) -> str:
    if count < 1_000_000:
        return f"{count:,}"
    lead, power = f"{count:.1e}".split("e+")
    return f"{lead}×10{str(int(power)).translate(_RAISED)}"


def _own(scenario: Scenario, found: Multiverse) -> str:
    first = found.measures[0]
    here, own = found.base.losses[first], found.loss
    fewer = f" From the runs of a specification: {change(here.mean)} (s.e. {number(here.standard_error)})."
    return wrapped(
        f"The loss as it is, from {scenario.runs:,} runs per arm: {change(own.mean)} (90% of draws:"
        f" {span(own)}; s.e. {number(own.standard_error)}).{fewer * (here.mean != own.mean)}"
    )


def doubts_of_multiverse(scenario: Scenario, found: Multiverse) -> list[str]:
    """What a multiverse leaves open."""
    doubts = open_question(found.loss.row)
    explained = found.explained[found.measures[0]]
    if explained is not None:
        doubts.append(
            "how the choices interact: one at a time they account for"
            f" {percent(max(0.0, explained))} of the variation of the loss of"
            f" {measure_words(found.measures[0], actor_names(scenario.case))} over combinations"
        )
    if not found.whole:
        doubts.append("the combinations that are not in the sample")
    doubts.append("how defensible an option is: all count alike, the end of a range as much as an estimate")
    if found.failed:
        doubts.append(f"{found.failed:,} pairs of runs that are left out, as a number in them was not finite")
    return doubts
