"""A scenario made, run and set beside others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from patronage.front.asking import (
    Named,
    Settings,
    flags,
    in_python,
    maybe_path,
    names_of,
    path_of,
    presented,
    provenance,
    refuse,
    scenario_asked,
    text,
    threads_of,
)
from patronage.sim.case.load import Case
from patronage.sim.scenario.load import Scenario
from patronage.sim.scenario.made import made
from patronage.studies.answer import Answer
from patronage.studies.arms import BY_RUN
from patronage.studies.compare import Comparison, compared, comparison
from patronage.studies.refusing import as_fault, refuse_twice
from patronage.studies.run import answer_from, checked_muted, runs_of
from patronage.studies.run_charts import charts_of
from patronage.studies.run_folder import issues_of, manifest_of, subject_of, write_run

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@in_python()
def scenario(
    name: str,
    *,
    case: str | Path | Case,
    focus: str,
    events: Sequence[Mapping[str, Any]] = (),
    title: str | None = None,
    question: str = "",
    **fields: Any,
) -> Scenario:
    """A scenario made of Python's values, which are those of a scenario's file and held to the same.

    ``name``: as its file would be called. ``case``: a case's name, its folder, or the case. ``events``: dicts
    such as ``{"id": "sky", "actor": "russia", "verb": "aid", "toward": "turkey", "months": ["2018-01",
    "2018-03"]}``. ``title`` is the name unless it is given. ``fields``: the rest of a file's, such as
    ``history``, ``period``, ``settings``, ``weights``, ``runs``, ``replicates`` and ``rng``
    (docs/reference/fields.md). `Scenario.write` saves it. FaultError with every fault, by the path of its
    field.
    """
    given = {"title": name if title is None else title, "focus": focus, "events": events, **fields}
    if isinstance(case, Case):
        return made(given, name, question, case)
    return made({"case": case} | given, name, question)


@in_python()
def run(
    scenario: Scenario | Named,
    *,
    runs: int | None = None,
    rng: int | None = None,
    settings: Settings | None = None,
    mute: str | Iterable[str] = (),
    months: bool = True,
    settle: bool = False,
    out: Named | None = None,
    threads: int | None = None,
) -> Answer:
    """Run a scenario's arms under coded and under prior-only weights, and estimate the losses.

    ``scenario``: a name, a path or a Scenario. ``runs``: in each arm; ``settings``: values by name, or the
    name of a file of them; ``mute``: actors that do nothing. ``months``: whether months are kept, for
    `Answer.time_series`; ``settle``: whether to find out, by some more runs, what would settle the loss.
    ``out``: a folder for every run, the answer and the charts, as `patronage run` writes it, which settles,
    too. The numbers depend on none of ``threads``, ``months``, ``settle`` and ``out``. FaultError for all
    that is wrong with what is given, and where every run failed; OSError where the folder cannot be written.
    """
    chosen = scenario_asked(scenario, runs=runs, rng=rng, settings=settings, events=False)
    muted = checked_muted(chosen, names_of("mute", mute))
    flags(months=months, settle=settle)
    folder, at_once = maybe_path("out", out), threads_of(threads)
    every = runs_of(chosen, muted=muted, months=months or folder is not None, threads=at_once, by_run=BY_RUN)
    if folder is not None:
        found = write_run(chosen, folder, every, muted=muted, by_run=BY_RUN)
    else:
        found = answer_from(chosen, every, muted=muted, months=months, settle=settle, by_run=BY_RUN)
    charts = {name: partial(run_chart, name=name) for name in _charts(found)}
    return presented(found, provenance(chosen), **charts)


def _charts(found: Answer) -> tuple[str, ...]:
    """The charts of a run by name, the clients' first; without months those that need none."""
    monthly = ("measures", "holds") if found.coded.months is not None else ()
    settling = ("settle",) if found.settling is not None and found.settling.causes else ()
    return ("clients", *monthly, "gainers", *settling)


def run_chart(found: Answer, name: str) -> Figure:
    """One of a run's charts, by name."""
    manifest = manifest_of(found.scenario, found.muted)
    charts = charts_of(subject_of(manifest), issues_of(manifest), found.time_series, found.plain())
    return charts[f"{name}.png"]()


@in_python()
def compare(
    *scenarios: Scenario | Named,
    measure: str = "hold",
    runs: int | None = None,
    rng: int | None = None,
    settings: Settings | None = None,
    any_versions: bool = False,
) -> Comparison:
    """Which of several scenarios costs more, and how probably; they share their random numbers, run by run.

    Each is a name, a path, a Scenario, or the folder of a result that `run` wrote. ``measure``: of what the
    loss is taken. ``runs``, ``rng``, ``settings``: of those that are run here. ``any_versions``: whether
    results may be of different versions of the libraries. FaultError for fewer than two, and for those that
    cannot be paired, with the reason.
    """
    from patronage.text.compare import comparison_chart

    text("measure", measure)
    flags(any_versions=any_versions)
    if len(scenarios) < 2:
        raise refuse("compare", "give at least two results or scenarios")
    refuse_twice([path_of("scenario", each) for each in scenarios if not isinstance(each, Scenario)])
    asked = {"runs": runs, "rng": rng, "settings": settings}
    members = [
        str(each)
        if not isinstance(each, Scenario) and Path(each).is_dir()
        else scenario_asked(each, **asked, events=False)
        for each in scenarios
    ]
    if all(isinstance(each, str) for each in members):
        for name, value in asked.items():
            if value is not None:
                raise refuse(name, "would change nothing: every result is there already, and none is run")
    with as_fault("compare"):
        found = comparison(compared(members, measure, any_versions=any_versions), measure)
    first = found.members[0].manifest
    made_of = f"{first['runs']:,} runs of each ({first['draws']:,} weight draws x {first['replicates']:,})"
    about = f"{', '.join(each.name for each in found.members)}: {made_of}, paired, rng {first['rng']}"
    return presented(found, about, losses=comparison_chart)
