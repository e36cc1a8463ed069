"""`patronage discover`: in which region of what was varied a loss is large."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click

from patronage.commands.options import (
    WhyOptions,
    about,
    as_fault,
    gathered,
    need_events,
    refuse_given,
    scenario_options,
)
from patronage.commands.places import finished, place_in
from patronage.commands.shell.progress import Progress


@dataclass(frozen=True)
class DiscoverOptions(WhyOptions):
    """What `patronage discover` is given; SCENARIO may be the folder of a sweep."""

    above: float | None
    points: int | None


@click.command()
@scenario_options
@click.option(
    "--above", type=float, metavar="LOSS", help="Count a loss above LOSS as large [the upper quartile]."
)
@click.option(
    "--points", type=click.IntRange(30, 100_000), metavar="N",
    help="Points in the range of all settings [until precise enough].",
)  # fmt: skip
@gathered(DiscoverOptions)
def discover(options: DiscoverOptions) -> int:
    """Find the region of the settings, or of a sweep, in which a loss is large.

    SCENARIO is a scenario, whose settings are then varied over their ranges all at once, except those that
    --set fixes; or the folder of a finished sweep, whose own points are used. The region is a box found by
    PRIM (Friedman and Fisher 1999) and tested on held-out points. Without --points the program starts with
    1,000 and doubles them until coverage and density have standard errors of 5% at most, up to 4,000.
    """
    from patronage.sim.files.faults import Fault, FaultError
    from patronage.studies.asked import fixed_text, settings_set
    from patronage.studies.discover import region_of, region_of_settings
    from patronage.text.discover import chart_of, doubts_of_region, region_text
    from patronage.words.wording import actor_names

    above, points, measure = options.above, options.points, options.measure
    if above is not None and not math.isfinite(above):
        raise FaultError([Fault("--above", 0, 0, "", f"{above} is not a loss", "a finite number")])
    folder = Path(options.scenario)
    if folder.is_dir():
        refuse_given(
            "the points of a stored sweep are as they are",
            rng=options.rng,
            set=options.changes,
            points=points,
        )
        from patronage.studies.sweep import losses_of_sweep

        manifest, varied, values, losses, runs = losses_of_sweep(folder, measure)
        place = place_in(
            f"{manifest['sweep']}-discover",
            "discover",
            {key: manifest[key] for key in ("inputs", "model", "title", "question", "versions")},
            out=options.out,
            tables=options.tables,
            as_json=options.as_json,
        )
        with as_fault("--above" if above is not None else str(folder)):
            found = region_of(measure, varied, values, losses, above, runs)
        title = str(manifest["question"] or manifest["title"])
        made = f"{runs:,} runs of the sweep '{manifest['sweep']}', rng {manifest['rng']}"
        names = {actor["id"]: actor["name"] for actor in manifest["actors"]}
        what, digest, stays = "sweep", str(manifest["inputs"]), ""
        plain = {"command": "discover", "sweep": manifest["sweep"], "digest": digest} | found.plain()
    else:
        picked = options.chosen()
        need_events(picked)
        place = options.place(picked, "discover")
        origin = "--above" if above is not None else str(picked.path)
        fixed = settings_set(options.changes)
        with Progress(f"{picked.name}: points in the range of all settings") as shown, as_fault(origin):
            found = region_of_settings(
                picked, measure, above=above, count=points, fixed=fixed, tick=shown.add, say=shown.say
            )
        title = picked.question or picked.title
        made = f"{found.runs:,} runs, rng {picked.rng}"
        names = actor_names(picked.case)
        what, digest, stays = "scenario", picked.digest, fixed_text(picked, fixed)
        kept = {name: picked.settings[name] for name in fixed}
        plain = about(picked, "discover") | {"fixed": kept} | found.plain()
    plain["not_settled"] = doubts_of_region(found)
    text = region_text(found, title, f"{made}{stays}", names)
    source = f"{made[0].upper()}{made[1:]}, {what} {digest[:10]}{stays}."
    draw = partial(chart_of, found, title, source, names)
    return finished(plain, text, found.tables, draw, place, as_json=options.as_json)
