"""What the commands that ask why have in common: their options, and what they make of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from patronage.commands.places import Place, place_of
from patronage.commands.shell.completing import measures, scenarios
from patronage.sim.files.faults import Fault, FaultError
from patronage.sim.model.asked import OVER_CLIENTS
from patronage.sim.model.measures import TAKEN
from patronage.studies import refusing

if TYPE_CHECKING:
    from patronage.sim.case.chronicle import DatedAct
    from patronage.sim.model.measures import Measure
    from patronage.sim.scenario.load import Scenario
    from patronage.studies.losses import Size

as_fault, need_events, refuse_twice = refusing.as_fault, refusing.need_events, refusing.refuse_twice

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")


def scenario_options(command: F) -> F:
    """SCENARIO, --rng, --set, --measure, --out, --tables and --json."""
    for option in reversed(
        (
            click.argument("scenario", shell_complete=scenarios),
            rng_option,
            set_option,
            measure_option,
            out_option,
            tables_option,
            json_option,
        )
    ):
        command = option(command)
    return command


rng_option = click.option("--rng", metavar="N", help="Seed of the random numbers.")
set_option = click.option(
    "--set", "changes", multiple=True, metavar="KEY=VALUE",
    help="Replace a field of the scenario, such as settings.rationality=2; may be repeated.",
)  # fmt: skip


def measure_help(measured: Iterable[Measure]) -> str:
    """Which measures may be asked for, each with what it is; ``measured``: those of the focus actor."""
    own = "; ".join(f"{measure.name} ({measure.head})" for measure in measured)
    ties = "hold:ACTOR (how far ACTOR depends on it); ear:ACTOR (how far it has the ear of ACTOR)"
    over = f"{OVER_CLIENTS} (mean over the clients that the case names)"
    return f"Measure of influence of the focus actor: {own}; {ties}; {over}."


def measure_option_of(measured: Iterable[Measure]) -> Callable[[F], F]:
    """--measure of a command that has these measures of the focus actor."""
    return click.option(
        "--measure", default="hold", show_default=True, metavar="MEASURE", shell_complete=measures,
        help=measure_help(measured),
    )  # fmt: skip


measure_option = measure_option_of(TAKEN)
runs_option = click.option(
    "--runs",
    metavar="N",
    help="Runs in each arm of each variant, a multiple of the replicates [as time allows].",
)
out_option = click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Chart file: .png, .svg or .pdf [in the result folder, results/<scenario>-…].",
)  # fmt: skip
tables_option = click.option(
    "--tables", type=click.Path(path_type=Path), metavar="DIR",
    help="Write every table there as CSV, LaTeX, Markdown and Excel, with a dictionary of the columns.",
)  # fmt: skip
json_option = click.option(
    "--json", "as_json", is_flag=True,
    help="Print one JSON object; write only what other options name.",
)  # fmt: skip


@dataclass(frozen=True)
class ScenarioOptions:
    """What nearly every command on a scenario is given: SCENARIO, --rng, --set, --out, --tables, --json."""

    scenario: str
    rng: str | None
    changes: tuple[str, ...]
    out: Path | None
    tables: Path | None
    as_json: bool

    def chosen(self, runs: str | None = None) -> Scenario:
        """The scenario with the options' changes."""
        return chosen(self.scenario, self.changes, rng=self.rng, runs=runs)

    def place(self, scenario: Scenario, name: str, acts: Sequence[DatedAct] = ()) -> Place:
        """Where the answer goes; see `place_of`."""
        return place_of(scenario, name, out=self.out, tables=self.tables, as_json=self.as_json, acts=acts)


@dataclass(frozen=True)
class WhyOptions(ScenarioOptions):
    """The same, and --measure: what is given to the commands with `scenario_options`."""

    measure: str

    def chosen(self, runs: str | None = None) -> Scenario:
        """The scenario with the options' changes, after the measure was found among those it has."""
        from patronage.studies.losses import asked_of

        scenario = super().chosen(runs)
        asked_of(scenario, self.measure)
        return scenario


def gathered(kind: Callable[..., T]) -> Callable[[Callable[[T], int]], Callable[..., int]]:
    """Let a command take all its options at once, as a dataclass with a field for each."""

    def around(command: Callable[[T], int]) -> Callable[..., int]:
        @wraps(command)
        def called(**given: Any) -> int:
            return command(kind(**given))

        return called

    return around


def chosen(
    scenario: str, changes: Sequence[str], *, rng: str | None = None, runs: str | None = None
) -> Scenario:
    """The scenario of a name or file with the options' changes."""
    from patronage.studies.asked import chosen_scenario
    from patronage.studies.shipped import scenario_path

    return chosen_scenario(scenario_path(scenario), runs=runs, rng=rng, changes=changes)


def size_of(scenario: Scenario, runs: str | None) -> Size | None:
    """The size that --runs asks for; None where it was not given."""
    from patronage.studies.losses import Size

    return Size(scenario.runs // scenario.replicates, scenario.replicates) if runs is not None else None


def refuse_given(why: str, **options: object) -> None:
    """FaultError for every one of these options that was given, though it would change nothing."""
    given = [name for name, value in options.items() if value not in (None, ())]
    if given:
        raise FaultError(Fault(f"--{name}", 0, 0, "", f"would change nothing: {why}") for name in given)


def about(scenario: Scenario, command: str) -> dict[str, Any]:
    """What every JSON answer says first."""
    from patronage.sim.files.months import month_text

    return {
        "command": command,
        "scenario": scenario.name,
        "question": scenario.question,
        "focus": scenario.focus,
        "window": [month_text(scenario.first_event_month), month_text(scenario.last_month)],
        "rng": scenario.rng,
        "digest": scenario.digest,
    }
