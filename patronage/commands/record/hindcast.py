"""`patronage hindcast`: how far the model foresaw acts that really happened."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click

from patronage.commands.options import (
    F,
    ScenarioOptions,
    about,
    gathered,
    json_option,
    out_option,
    refuse_given,
    tables_option,
)
from patronage.commands.places import finished
from patronage.commands.shell.completing import scenarios
from patronage.commands.shell.progress import Progress


@dataclass(frozen=True)
class ActsOptions(ScenarioOptions):
    """What the commands about dated acts are given: --acts and --draws, beside a scenario's options."""

    acts: Path | None
    draws: int


@dataclass(frozen=True)
class HindcastOptions(ActsOptions):
    """The same, and what is held out."""

    nulls_from: Path | None
    before: Path | None
    frequencies: bool


def acts_options(command: F) -> F:
    """SCENARIO, --acts, --draws, --rng, --set, --out, --tables and --json."""
    for option in reversed(
        (
            click.argument("scenario", shell_complete=scenarios),
            click.option(
                "--acts", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
                help="Dated acts: a file, one beside the case, or article for the article's own"
                " [the case's chronicle.yaml, or else article].",
            ),
            click.option(
                "--draws", type=click.IntRange(2, 10_000), default=100, show_default=True, metavar="N",
                help="Number of weight draws.",
            ),
            click.option("--rng", metavar="N", help="Seed of the random numbers."),
            click.option(
                "--set", "changes", multiple=True, metavar="KEY=VALUE",
                help="Replace a field of the scenario, such as settings.learning=0.1; may be repeated.",
            ),
            out_option,
            tables_option,
            json_option,
        )
    ):  # fmt: skip
        command = option(command)
    return command


@click.command()
@acts_options
@click.option(
    "--before",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Acts that are replayed but not scored.",
)
@click.option(
    "--nulls-from",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Estimate the benchmarks of own frequencies from these acts instead [from the acts scored].",
)
@click.option(
    "--frequencies",
    is_flag=True,
    help="Do not score; compare how often each act occurs in the model and in the record, by pair and verb.",
)
@gathered(HindcastOptions)
def hindcast(options: HindcastOptions) -> int:
    """Score dated acts: how likely each was in the model just before it happened.

    The acts are replayed in order under the settings and weights of SCENARIO; its events play no part. Each
    act is scored in bits against simpler benchmarks, once with all sentences of the article and once without
    the sentence that reports it.
    """
    if options.frequencies:
        return _frequencies(options)
    from patronage.studies.record.dated import other_acts, read_acts
    from patronage.studies.record.hindcast import hindcast as score
    from patronage.text.record.hindcast import drawn, hindcast_text

    picked = options.chosen()
    given = read_acts(picked, options.acts)
    before = () if options.before is None else read_acts(picked, options.before, option="--before").acts
    known = () if options.nulls_from is None else other_acts(picked, options.nulls_from, given.acts)
    place = options.place(picked, "hindcast", given.acts)
    with Progress(f"{picked.name}: {len(given.acts)} acts under {options.draws:,} weight draws"):
        found = score(picked, given.acts, options.draws, before=before, known=known)
    plain = about(picked, "hindcast") | {"source": given.name} | found.plain()
    text = hindcast_text(found, given.source)
    draw = partial(drawn, found, given.source)
    return finished(plain, text, found.tables, draw, place, as_json=options.as_json)


def _frequencies(options: HindcastOptions) -> int:
    """Face validity: what actors choose by themselves against what the record has."""
    from patronage.studies.record.dated import read_acts
    from patronage.studies.record.frequencies import frequencies
    from patronage.text.record.frequencies import drawn, frequencies_text

    why = "--frequencies scores no act"
    refuse_given(why, before=options.before, **{"nulls-from": options.nulls_from})
    picked = options.chosen()
    given = read_acts(picked, options.acts)
    place = options.place(picked, "hindcast-frequencies", given.acts)
    with Progress(f"{picked.name}: what is done in runs under {options.draws:,} weight draws"):
        found = frequencies(picked, given.acts, options.draws)
    plain = about(picked, "hindcast") | {"source": given.name} | found.plain()
    text = frequencies_text(found, given.source)
    draw = partial(drawn, found, given.source)
    return finished(plain, text, found.tables, draw, place, as_json=options.as_json)
