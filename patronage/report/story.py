"""From results to the parts of a report: the answer in words, charts, tables, weights, limits, commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from shlex import quote

from patronage.analysis.report.page import Chart, Grid, Section, Story, chart_of
from patronage.report.answer import answer_sections
from patronage.report.sources import Source
from patronage.report.treatment import treatment_section
from patronage.report.why import why_sections
from patronage.report.words import answer_parts, called, commands_of, limits_of, loss_in, weights_section
from patronage.sim.case.load import Item
from patronage.sim.files.faults import FaultError, counted, shown
from patronage.sim.scenario.load import Scenario
from patronage.studies.run_folder import stored_charts
from patronage.studies.stored.why import ANALYSES
from patronage.words.plain import listed_and
from patronage.words.wording import place_text

Say = Callable[[str], None]

_EVENTS = (
    "{title}, from {first} to {last}, is simulated twice with the same random numbers: without and with the"
    " events below. {history}Everything else is up to the actors{muted}."
)
_WITHOUT_WHY = (
    "This page leaves out which events, actors and sentences the loss is due to, what is left of it without"
    " the coding, and what it depends on. This command adds them; it first prints how long that takes:"
)
_PART_OF_WHY = (
    "Of why the loss comes about, this page has what was worked out before it. This command adds the rest; it"
    " first prints how long that takes:"
)
_SHOWN_WITH = ("clients", "gainers", "settle")  # charts that stand beside a table; the others are by month
_MADE = (
    "Fingerprint of the inputs {inputs:.16}, of the model {model} (another one means that something was"
    " changed); rng {rng}, {runs:,} runs in each arm ({draws:,} weight draws × {replicates:,} replicates)."
)


def story_of(source: Source, number: int, *, quick: bool, say: Say) -> Story:
    """The story of one run; ``number`` sets its charts apart. Unless ``quick``, why is asked too."""
    manifest, answer, scenario = source.manifest, source.answer, source.scenario
    names = {actor["id"]: actor["name"] for actor in manifest["actors"]}
    items = {item.id: item for item in scenario.case.items} if scenario is not None else {}
    sections = [
        _events_section(source, names, items),
        *treatment_section(answer, manifest),
        *answer_sections(answer, manifest, names, items, _charts(source, number)),
    ]
    open_points: list[str] = []
    if scenario is None or source.why_not:
        sections.append(Section("Why", (f"What the loss is due to was not worked out: {source.why_not}.",)))
    else:
        if scenario.events and (source.kept or not quick):
            why, open_points = why_sections(scenario, loss_in(answer), number, say, source.kept, quick=quick)
            sections += why
        if quick and len(source.kept) < len(ANALYSES):
            said = _PART_OF_WHY if source.kept else _WITHOUT_WHY
            sections.append(Section("Why", (said,), commands=(_whole_page(source, scenario),)))
    if scenario is not None:
        sections.append(weights_section(scenario))
    sections.append(Section("What this does not settle", points=tuple(limits_of(answer, open_points))))
    sections.append(
        Section(
            "How to reproduce these numbers",
            paragraphs=(
                _MADE.format(**manifest),
                "Made with "
                + ", ".join(f"{name} {text}" for name, text in manifest["versions"].items())
                + ".",
            ),
            commands=commands_of(
                manifest, scenario, why=bool(source.kept or not quick) and not source.why_not
            ),
        )
    )
    return Story(
        title=str(manifest["title"]),
        question=str(manifest["question"] or manifest["title"]),
        answer=answer_parts(answer, names[manifest["focus"]], names),
        sections=tuple(sections),
    )


def _whole_page(source: Source, scenario: Scenario) -> str:
    """The command for the same page with all of why."""
    where = " ".join(map(quote, (shown(source.result.folder), *source.folders)))
    name = called(scenario)
    found = "" if name == scenario.name else f" --scenario {quote(name)}"
    return f"patronage report {where} -o report.html{found}"


def _events_section(source: Source, names: Mapping[str, str], items: Mapping[str, Item]) -> Section:
    """What is imposed, event by event, with the sentence that reports it."""
    manifest = source.manifest
    points = []
    for event in manifest["events"]:
        first, last = event["months"]
        event_text = f"{event['text']}, {first if first == last else f'{first} to {last}'}"
        item = items.get(event.get("evidence") or "")
        points.append(f"{event_text}; {place_text(item)}: {item.paraphrase}" if item else event_text)
    history = len(manifest.get("history", []))
    muted = listed_and([names.get(actor, actor) for actor in manifest["muted"]])
    first, last = manifest["period"]
    opening = _EVENTS.format(
        title=manifest["case"]["title"],
        first=first,
        last=last,
        history=f"{_many(history)} up to the first event happen in both. " if history else "",
        muted=f", but {muted} can do nothing" if muted else "",
    )
    return Section("What happens", (opening,), points=tuple(points) or ("Nothing: there are no events.",))


def _many(items: int) -> str:
    return f"The acts that {counted(items, 'coded sentence or fact', 'coded sentences and facts')} report"


def _charts(source: Source, number: int) -> dict[str, tuple[Chart, ...]]:
    """The charts of the run, drawn anew as SVG, by what they show."""
    found: dict[str, tuple[Chart, ...]] = {}
    for place, (file, draw) in enumerate(stored_charts(source.result).items()):
        shows = Path(file).stem if Path(file).stem in _SHOWN_WITH else "months"
        found[shows] = (*found.get(shows, ()), chart_of(draw, f"s{number}m{place}"))
    return found


def comparison_section(sources: list[Source]) -> Section:
    """Several runs side by side, if they can be paired; else the reasons why not."""
    from patronage.report.words import true_minus, within
    from patronage.studies.compare import compared, comparison
    from patronage.text.compare import comparison_chart, doubts_of, titles_of
    from patronage.words.plain import percent

    folders = [str(source.result.folder) for source in sources]
    try:
        members = compared(folders, "hold", any_versions=True)
    except FaultError as error:
        reasons = tuple(str(fault) for fault in error.faults)
        return Section("Side by side", ("These results cannot be paired.",), points=reasons)
    found = comparison(members, "hold")
    titles = titles_of(found)
    rows = tuple(
        (
            titles[pair.one],
            titles[pair.other],
            true_minus(pair.difference.mean),
            within((pair.difference.low, pair.difference.high)),
            percent(pair.difference.above_zero),
        )
        for pair in found.differences
    )
    heads = ("costs more", "than", "by", "90% of draws", "in draws")
    chart = chart_of(partial(comparison_chart, found), "cmp")
    return Section(
        "Side by side",
        charts=(chart,),
        grids=(
            ("Pairs of scenarios, run by run with the same random numbers", Grid(heads, rows, left=(0, 1))),
        ),
        points=tuple(f"Not settled: {doubt}." for doubt in doubts_of(found)),
    )
