"""The words, tables and commands of a report."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from shlex import quote
from typing import Any

from patronage.analysis.estimators.spread import Spread
from patronage.analysis.report.page import Grid, Section
from patronage.sim.files.faults import FaultError, shown
from patronage.sim.model.measures import NAMED
from patronage.sim.model.settings import SETTINGS
from patronage.sim.scenario.load import Scenario, WeightOptions
from patronage.sim.scenario.schema import DEFAULT_UNCERTAINTY
from patronage.sim.weights.explain import Explained, explain
from patronage.studies.asked import settings_changed, uncertainty_of_file
from patronage.studies.run_charts import loss_row
from patronage.words.clients import clients_sentence
from patronage.words.plain import change, minus, number, percent
from patronage.words.verdict import status_text
from patronage.words.wording import actor_names, measure_words, place_text

_WEIGHTS = (
    "Interest weights are derived from coded evidence as distributions, from which draws are taken. Shown"
    " are the weights that any evidence bears on, from the article or from outside; the other {silent} of"
    " {count} rest on the prior alone. Salience is the share of an actor's attention that an issue has;"
    " position is what it wants (0 to 1); capability is what it can bring to bear (0 to 1); trust goes from"
    " −1 to 1; commitment is the share of its capability that stands behind another."
)
_ALWAYS = (
    "What will happen: events are imposed, behaviour is a model, and the numbers compare scenarios.",
    "What the article leaves out: wishes, means and ties that it does not report stay at a wide prior.",
    "What its author left out: an author arguing for a loss selects acts that fit, and only those are coded.",
    "What the equations leave out: nobody looks ahead or bluffs, and an act is as large as any other.",
)
_KINDS = {
    "salience": "Salience: {about}",
    "position": "Position: {about}",
    "capability": "Capability: {about}",
    "trust": "Trust in {about}",
    "commitment": "Commitment to {about}",
}


def true_minus(value: float | None, digits: int = 4) -> str:
    """A signed number with a true minus, without a sign where it rounds to nothing; a dash for none."""
    if value is None:
        return "–"
    text = change(value, digits)
    return text.lstrip("+-") if float(text) == 0.0 else text.replace("-", "−")


def within(interval: Sequence[float]) -> str:
    """`−0.0021 to +0.0126`."""
    low, high = interval
    return f"{true_minus(low)} to {true_minus(high)}"


def answer_parts(answer: Mapping[str, Any], focus: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """The answer as `run` prints it, for all and by client; and that the prior alone gives it, if it does."""
    draws = answer["draws_counted"]
    clients = {names[actor]: loss_row(loss, draws) for actor, loss in answer["dependence"].items()}
    said = (minus(answer["verdict"]["words"]), clients_sentence(focus, clients), _beside_prior(answer))
    return tuple(part for part in said if part)


def _beside_prior(answer: Mapping[str, Any]) -> str:
    """How much of the loss the prior alone gives, where that is most of it."""
    loss = answer["measures"]["hold"]
    mean, prior = loss["loss"], loss["prior_only_loss"]
    if prior is None or mean * prior <= 0.0 or abs(prior) <= 0.5 * abs(mean):
        return ""
    much = "as much or more" if abs(prior) >= abs(mean) else "more than half of it"
    return f"Prior-only weights give {much} ({true_minus(prior)}), so that is not what the article adds."


def loss_in(answer: Mapping[str, Any]) -> Spread:
    """The loss of hold, which the analyses of the same scenario take apart."""
    loss = answer["measures"]["hold"]
    low, high = loss["interval"]
    below, above = (tuple(end) for end in loss["interval_ends"])
    return Spread(
        mean=loss["loss"],
        low=low,
        high=high,
        standard_error=loss["standard_error"],
        above_zero=loss["share_of_draws_with_loss"],
        draws=answer["draws_counted"],
        monte_carlo_error_part=loss["monte_carlo_error_part"],
        around=(below, above),
        smallest=loss["smallest_effect"],
    )


def losses_grid(losses: Mapping[str, Mapping[str, Any]], head: str) -> Grid:
    """A row for each measure or actor; what is read first stands first, where a phone shows it."""
    return Grid(
        (
            head,
            "loss",
            "90% of draws",
            "status",
            "loss %",
            "draws losing",
            "s.e.",
            "reference",
            "scenario",
            "prior only",
        ),
        tuple(
            (
                name,
                true_minus(loss["loss"]),
                within(loss["interval"]),
                status_text(loss["status"], borderline=loss.get("borderline", False)),
                true_minus(loss["loss_percent"], 1),
                percent(loss["share_of_draws_with_loss"]),
                number(loss["standard_error"]),
                minus(number(loss["reference"])),
                minus(number(loss["scenario"])),
                true_minus(loss["prior_only_loss"]),
            )
            for name, loss in losses.items()
        ),
    )


def measures_grid(losses: Mapping[str, Mapping[str, Any]]) -> Grid:
    """The same of measures, in words; of signed ones there is no percentage."""
    signed = {name for name, measure in NAMED.items() if measure.signed}
    rows = {
        measure_words(name): {**loss, "loss_percent": None} if name in signed else loss
        for name, loss in losses.items()
    }
    return losses_grid(rows, "measure")


def limits_of(answer: Mapping[str, Any], doubts: Sequence[str]) -> list[str]:
    """What a reader must not take from the page, besides what the answer itself leaves open."""
    failed = [f"{answer['failed']:,} runs failed and are left out."] if answer["failed"] else []
    return [*failed, *map(_sentence, doubts), *_ALWAYS]


def _sentence(point: str) -> str:
    return f"{point[0].upper()}{point[1:]}."


def weights_section(scenario: Scenario) -> Section:
    """Every weight that evidence bears on, with the paraphrases of the sentences behind it."""
    chosen = scenario.weights
    weights = explain(
        scenario.case,
        article_only=chosen.article_only,
        assumed=chosen.assumed,
        leave_out=chosen.leave_out,
        coder=chosen.coders[0] if chosen.coders else None,
    )
    names = actor_names(scenario.case) | {issue.id: issue.name for issue in scenario.case.issues}
    grids = []
    for actor in scenario.case.actor_ids:
        mine = [weight for weight in weights if weight.actor == actor and weight.identified]
        if mine:
            heads = ("weight", "mean", "90% band", "what it rests on")
            rows = tuple(_weight_row(weight, names) for weight in mine)
            grids.append((names[actor], Grid(heads, rows, left=(0, 3))))
    silent = sum(not weight.identified for weight in weights)
    return Section(
        "The weights, and the sentences behind them",
        paragraphs=(_WEIGHTS.format(silent=silent, count=len(weights)),),
        grids=tuple(grids),
    )


def _weight_row(weight: Explained, names: Mapping[str, str]) -> tuple[str, ...]:
    said = "; ".join(
        f"{reason.item.paraphrase.rstrip('.')} ({place_text(reason.item)})" for reason in weight.reasons
    )
    about = _KINDS[weight.kind].format(about=names[weight.about])
    band = f"{weight.low:.2f} to {weight.high:.2f}".replace("-", "−")
    return about, f"{weight.mean:.2f}".replace("-", "−"), band, said


def commands_of(manifest: Mapping[str, Any], scenario: Scenario | None, *, why: bool) -> tuple[str, ...]:
    """What to type for these numbers, ready for a shell; with ``why`` also for the reasons."""
    name = quote(str(manifest["scenario"]) if scenario is None else called(scenario))
    made = [f"--rng {manifest['rng']}", *_changes(manifest, scenario)]
    counts = [f"--set runs={manifest['runs']}", f"--set replicates={manifest['replicates']}"]
    muted = [f"--mute {quote(actor)}" for actor in manifest["muted"]]
    lines = [" ".join(["patronage run", name, *counts, *made, *muted])]
    asked = ["attribute --over events", "attribute --over patrons", "attribute --over sentences"]
    for command in (*asked, "placebo", "sensitivity") if why else ():
        first, _, rest = command.partition(" ")
        lines.append(" ".join(word for word in (f"patronage {first} {name}", rest, *counts, *made) if word))
    return tuple(lines)


def called(scenario: Scenario) -> str:
    """The scenario's name where that is enough to find it, else its path."""
    from patronage.studies.shipped import scenario_path

    try:
        found = scenario_path(scenario.name)
    except FaultError:
        return shown(scenario.path)
    return scenario.name if found.resolve() == scenario.path.resolve() else shown(scenario.path)


def _changes(manifest: Mapping[str, Any], scenario: Scenario | None) -> list[str]:
    """The options that give a scenario the settings and the evidence that a run had."""
    default, switches = WeightOptions(), manifest["weights"]
    # those of the scenario's own file need no saying, and saying them fixes them where settings are varied
    had = {key: value for key, value in manifest["settings"].items() if key in SETTINGS}
    unlike = [key for key, value in had.items() if value != SETTINGS[key].default]
    named = unlike if scenario is None else settings_changed(scenario)
    changed = {f"settings.{key}": had[key] for key in named}
    for key in ("article_only", "assumed"):
        if switches.get(key, getattr(default, key)) != getattr(default, key):
            changed[f"weights.{key}"] = switches[key]
    for key in ("leave_out", "fix", "brought_by_coder"):
        if switches.get(key):
            changed[f"weights.{key}"] = switches[key]
    own = DEFAULT_UNCERTAINTY if scenario is None else uncertainty_of_file(scenario)
    if (uncertainty := manifest.get("uncertainty", [*own])) != [*own]:
        changed["uncertainty"] = uncertainty
    # a manifest names the coders even where the scenario leaves that to its case
    coders = switches.get("coders", []) if scenario is None else list(scenario.weights.coders)
    if coders and (scenario is not None or len(coders) > 1):
        changed["weights.coders"] = coders
    return [
        f"--set {quote(f'{key}={json.dumps(value, ensure_ascii=False)}')}" for key, value in changed.items()
    ]
