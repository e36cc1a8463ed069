"""`patronage hindcast`: how far the model foresaw acts that really happened."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from patronage.commands.options import F, ScenarioOptions, about, finished, gathered, json_option, out_option
from patronage.commands.shell.completing import scenarios
from patronage.commands.shell.progress import Progress


@dataclass(frozen=True)
class ActsOptions(ScenarioOptions):
    """What the commands about dated acts are given: --acts and --draws, beside a scenario's options."""

    acts: Path | None
    draws: int

    @property
    def source(self) -> str:
        """Whose acts they are, in words."""
        return "the article's acts" if self.acts is None else f"the acts of {self.acts.name}"


def acts_options(command: F) -> F:
    """SCENARIO, --acts, --draws, --rng, --set, --out and --json."""
    for option in reversed(
        (
            click.argument("scenario", shell_complete=scenarios),
            click.option(
                "--acts", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
                help="Dated acts: a file, or one beside the case such as chronicle.yaml [the article's own].",
            ),
            click.option(
                "--draws", type=click.IntRange(2, 10_000), default=100, show_default=True, metavar="N",
                help="How many weight draws.",
            ),
            click.option("--rng", metavar="N", help="Which random numbers are used."),
            click.option(
                "--set", "changes", multiple=True, metavar="KEY=VALUE",
                help="Replace a field of the scenario, such as settings.learning=0.1; may be repeated.",
            ),
            out_option,
            json_option,
        )
    ):  # fmt: skip
        command = option(command)
    return command


@click.command()
@acts_options
@gathered(ActsOptions)
def hindcast(options: ActsOptions) -> int:
    """Score dated acts: how likely each was in the model just before it happened.

    The acts are lived through in their order under the settings and weights of SCENARIO, whose own events
    don't matter here. Each is scored in bits against what knows less, with all sentences of the article and
    without the one that reports it.
    """
    from patronage.studies.dated import acts_of
    from patronage.studies.hindcast import hindcast as score
    from patronage.text.hindcast import drawn, hindcast_text

    picked, source = options.chosen(), options.source
    given = acts_of(picked, options.acts)
    chart = options.chart(picked.name, "hindcast")
    with Progress(f"{picked.name}: {len(given)} acts under {options.draws:,} weight draws"):
        found = score(picked, given, options.draws)
    plain = about(picked, "hindcast") | {"source": str(options.acts or "article")} | found.plain()
    text = hindcast_text(found, source)
    return finished(plain, text, lambda: drawn(found, source), chart, as_json=options.as_json)
