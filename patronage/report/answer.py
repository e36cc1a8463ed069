"""The sections that a stored answer alone gives: for whom, in what, when, who gains, what would settle it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from patronage.analysis.report.page import Chart, Grid, Section
from patronage.report.words import losses_grid, measures_grid
from patronage.sim.case.load import Item
from patronage.sim.model.measures import MEASURES, TIES
from patronage.studies.settle import Settling, stored_settling
from patronage.studies.uncertainty import stored_uncertainty
from patronage.text.settle import CAUSE_HEADS, SHARES, cause_rows, settle_sentence
from patronage.text.uncertainty import choice_sentence, parts_rows, parts_title
from patronage.words.plain import capital, minus
from patronage.words.treatment import WITHOUT_DATED_CAPABILITY
from patronage.words.uncertainty import PARTS_HEADS
from patronage.words.when import WHEN, WHEN_HEADS, too_few_for_months, when_rows

Names = Mapping[str, str]
Charts = Mapping[str, tuple[Chart, ...]]

_OVER = (
    "Averaged over {window}, without the events (reference) and with them (scenario). A loss is reference"
    " minus scenario, so a gain is below zero. 90% of draws: from the 5th to the 95th percentile over draws"
    " of the weights, Monte Carlo error taken out. Draws losing: the share of draws with a loss, however"
    " small; s.e.: standard error of the mean loss; prior only: the loss under weights drawn from the prior"
    " alone."
)
_STATUSES = (
    "Status: a row loses or gains if the 90% range lies on that side of zero, with two Monte Carlo errors to"
    " spare. It is negligible if that range lies within the smallest change that matters, with as much to"
    " spare. Otherwise it is open; borderline means open, but more runs may settle it. Sign and size are"
    " judged separately: a row that loses may lose less than what matters."
)
_MEASURES = "Each measure is a way to take {focus}'s influence ({focus} is “it”):"
_MONTHS = (
    "In the charts, solid lines are with the events and dashed ones without; bands hold the middle 90% of the"
    " draws. The months of the events are shaded."
)


def answer_sections(
    answer: Mapping[str, Any],
    manifest: Mapping[str, Any],
    names: Names,
    items: Mapping[str, Item],
    charts: Charts,
) -> list[Section]:
    """In the order in which a reader asks.

    ``items``: those of the case, by id; ``charts``: by what they show.
    """
    focus = names[manifest["focus"]]
    window = " to ".join(manifest["window"])
    clients, *rest = (
        (
            tie.title.format(focus=focus),
            losses_grid({names[name]: loss for name, loss in answer[tie.name].items()}, tie.whose),
        )
        for tie in TIES
        if answer.get(tie.name)  # earlier versions did not take down all of them
    )
    measures_there = [measure for measure in MEASURES if measure.name in answer["measures"]]
    measures = tuple(f"{capital(measure.words)}: {measure.meaning}." for measure in measures_there)
    without_dated_capability = answer.get("without_dated_capability")
    sections = [
        Section(
            "Who depends less and who more",
            paragraphs=(_OVER.format(window=window), _STATUSES),
            charts=charts.get("clients", ()),
            grids=(clients, *rest),
        ),
        Section(
            f"What {focus} loses",
            paragraphs=(_MEASURES.format(focus=focus), *measures),
            grids=(
                ("", measures_grid(answer["measures"])),
                *(
                    [(WITHOUT_DATED_CAPABILITY, measures_grid(without_dated_capability))]
                    if without_dated_capability
                    else []
                ),
            ),
        ),
        _when(answer, charts.get("months", ())),
    ]
    if answer.get("gainers"):
        gainers = {names[actor]: loss for actor, loss in answer["gainers"].items()}
        about = "The loss of every actor's own hold, the largest gain (a loss below zero) first."
        grid = losses_grid(gainers, "actor")
        sections.append(Section("Who gains", (about,), charts.get("gainers", ()), grids=(("", grid),)))
    sections += _uncertainty(answer)
    settling = stored_settling(answer)
    if settling is not None:
        issues = {issue["id"]: issue["name"] for issue in manifest.get("issues", [])}
        sections.append(_settle(settling, {**issues, **names}, items, charts.get("settle", ())))
    return sections


def _when(answer: Mapping[str, Any], charts: tuple[Chart, ...]) -> Section:
    """When a loss is largest and clear of zero, and the same by month."""
    months = answer.get("months")
    if not months:
        return Section("When", (_MONTHS,), charts)
    grid = Grid(WHEN_HEADS, tuple(tuple(map(_true, row)) for row in when_rows(months)))
    few = too_few_for_months(answer["draws_counted"])
    said = " ".join(part for part in (f"{capital(WHEN.removeprefix('When: '))}.", few, _MONTHS) if part)
    return Section("When", (said,), charts, (("", grid),))


def _uncertainty(answer: Mapping[str, Any]) -> list[Section]:
    """How much of the interval is whose, where that was asked; nothing of earlier versions."""
    found = stored_uncertainty(answer)
    if found is None:
        return []
    said = tuple(text for text in (choice_sentence(found),) if text)
    title = "Where the interval comes from"
    if not found.parts:
        return [Section(title, said)] if said else []
    heading = parts_title(found).removeprefix(f"{title}: ")
    rows = tuple(tuple(minus(cell) for cell in row) for row in parts_rows(found))
    return [
        Section(title, (f"{heading[0].upper()}{heading[1:]}.", *said), (), (("", Grid(PARTS_HEADS, rows)),))
    ]


def _settle(found: Settling, names: Names, items: Mapping[str, Item], charts: tuple[Chart, ...]) -> Section:
    """What better evidence would settle the headline, with the sentences that there are."""
    said = minus(settle_sentence(found, names))
    title = "What would settle it"
    if not found.causes:
        return Section(title, (said,), charts)
    rows = tuple(cause_rows(found, names, items))
    made = SHARES.format(draws=found.draws, replicates=found.replicates)
    return Section(title, (said, made), charts, (("", Grid(CAUSE_HEADS, rows, left=(0, 3))),))


def _true(cell: str) -> str:
    return "–" if cell == "-" else minus(cell)
