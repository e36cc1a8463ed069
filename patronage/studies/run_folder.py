"""A run's result folder: every run, the months, the answer, the charts; and what the charts need of it."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from patronage.analysis.charts.drawing import Draw, missing_text, why_missing
from patronage.analysis.estimators.time_series import read_series, table_of
from patronage.analysis.table_files.data import csv_bytes, dictionary
from patronage.analysis.tables import Table
from patronage.sim.designs.arms import ARMS
from patronage.sim.files.column_names import ColumnMeaning
from patronage.sim.files.months import month_text, parse_month
from patronage.sim.model.measures import NAMED
from patronage.sim.scenario.load import Scenario
from patronage.sim.store.dictionary import columns_of_run
from patronage.sim.store.provenance import model_version, versions, way_to
from patronage.sim.store.result import DONE, FAILED, Result, column
from patronage.sim.store.tables import runs_table
from patronage.sim.store.writer import ResultWriter
from patronage.studies.answer import Answer, inputs_of
from patronage.studies.arms import Piece
from patronage.studies.run import Runs, answer_from, checked_muted, runs_of
from patronage.studies.run_charts import CHARTS, charts_of
from patronage.studies.stored.run import stored_answer, unvouched
from patronage.studies.tables.run import answer_tables
from patronage.words.plain import brief
from patronage.words.wording import actor_names, event_text

if TYPE_CHECKING:
    from patronage.analysis.charts.run import Subject

_LOG = logging.getLogger(__name__)

CODED, PRIOR_ONLY = 0, 1  # points of the table of runs: which weights a run has


def write_run(
    scenario: Scenario,
    folder: Path,
    runs: Runs | None = None,
    *,
    muted: tuple[str, ...] = (),
    charts: bool = True,
    say: Callable[[str], None] | None = None,
    by_run: Collection[str] = (),
) -> Answer:
    """Write a scenario's runs and its answer into a folder, which appears whole or not at all.

    ``runs``: as `runs_of` gives them; they are read once there is a place for them. An earlier result of the
    same inputs is replaced. ``say`` is called with a line for each chart that could not be drawn, without
    which the rest is kept. ``by_run``: as for `patronage.studies.arms.collect`. FaultError where the folder
    holds anything else.
    """
    muted = checked_muted(scenario, muted)
    runs = runs or runs_of(scenario, muted=muted)
    manifest = {"file": way_to(scenario.path, folder), **manifest_of(scenario, muted)}
    with ResultWriter.create(folder, manifest, aside=True) as writer:
        coded = _stored(writer, scenario, muted, CODED, runs.coded)
        prior = _stored(writer, scenario, muted, PRIOR_ONLY, runs.prior)
        stored = runs._replace(coded=coded, prior=prior)
        found = answer_from(scenario, stored, muted=muted, settle=True, by_run=by_run)
        months = [month_text(month) for month in range(scenario.first_month, scenario.last_month + 1)]
        if found.coded.months is not None:
            writer.write_part("months", 0, table_of(found.time_series, months, found.coded.months.draws))
        plain = found.plain()
        text = json.dumps(plain, indent=2, ensure_ascii=False) + "\n"
        writer.write_answer(text.encode())
        meanings = columns_of_run(scenario.case.actor_ids, scenario.case.issue_ids, scenario.focus)
        keep_tables(writer, answer_tables(found, data=False), meanings)
        drawn: dict[str, Draw] = {}
        if charts:
            subject, issues = subject_of(writer.manifest), issues_of(writer.manifest)
            drawn = charts_of(subject, issues, found.time_series, plain)
        missing = {name: why_missing(draw, writer.folder / name) for name, draw in drawn.items()}
        writer.finish(FAILED if found.failed else DONE)
    for name in CHARTS if charts else ():
        if name not in drawn:
            (folder / name).unlink(missing_ok=True)  # an earlier result's
    for name, reason in missing.items():
        if reason:
            (folder / name).unlink(missing_ok=True)  # an earlier result's
            (say or _LOG.warning)(missing_text(folder / name, reason))
    return found


def keep_tables(writer: ResultWriter, tables: Sequence[Table], beside: Iterable[ColumnMeaning] = ()) -> None:
    """Write the tables of an answer into its result folder, and what their columns mean.

    ``beside``: what those of the folder's other tables mean.
    """
    for table in (*tables, dictionary(tables, beside)):
        writer.write_table(table.name, csv_bytes(table), len(table.rows))


def _stored(
    writer: ResultWriter, scenario: Scenario, muted: tuple[str, ...], point: int, pieces: Iterable[Piece]
) -> Iterator[Piece]:
    """The same pieces, each written as a part that is numbered on from those written before."""
    identity = f"{inputs_of(scenario, muted)} {model_version()} {'prior' if point == PRIOR_ONLY else 'coded'}"
    for piece in pieces:
        rows = runs_table(
            piece.table,
            piece.outcome,
            arms=ARMS,
            focus=scenario.focus,
            points=[point] * len(piece.table.settings),
            identities=(identity,),
        )
        number = sum(name.startswith("runs/") for name in writer.parts)
        writer.write_part("runs", number, rows, failed=int(piece.outcome.failed.sum()))
        del rows
        yield piece
        del piece  # before the next one takes as much again


def stored_charts(result: Result) -> dict[str, Draw]:
    """What draws each chart of a stored run, by file name, of the measures that it has.

    Where no digest vouches for its answer, since an earlier version wrote it, those by month alone.
    FaultError where its months or its answer cannot be read.
    """
    subject, months = subject_of(result.manifest), result.months()
    names = [column(name, subject.focus) for name in NAMED]
    names += [column("hold", actor) for actor in subject.names]
    known = [name for name in dict.fromkeys(names) if name in months.column_names]
    answer = None if unvouched(result) else stored_answer(result)
    return charts_of(subject, issues_of(result.manifest), read_series(months, known), answer)


def issues_of(manifest: Mapping[str, Any]) -> dict[str, str]:
    """The issues' names by id; none in manifests of earlier versions."""
    return {issue["id"]: issue["name"] for issue in manifest.get("issues", [])}


def manifest_of(scenario: Scenario, muted: tuple[str, ...] = ()) -> dict[str, Any]:
    """What a run's manifest says besides times and parts: enough to read, draw and repeat it."""
    case, names = scenario.case, actor_names(scenario.case)
    return {
        "kind": "run",
        "inputs": inputs_of(scenario, muted),
        "model": model_version(),
        "changes": dict(scenario.changes),
        "scenario": scenario.name,
        "title": scenario.title,
        "question": scenario.question,
        "case": {"name": case.name, "title": case.title, "digest": case.digest},
        "actors": [{"id": actor.id, "name": actor.name, "color": actor.color} for actor in case.actors],
        "issues": [{"id": issue.id, "name": issue.name} for issue in case.issues],
        "focus": scenario.focus,
        "clients": list(scenario.case.clients.get(scenario.focus, ())),
        "period": [month_text(scenario.first_month), month_text(scenario.last_month)],
        "window": [month_text(scenario.first_event_month), month_text(scenario.last_month)],
        "history": list(dict.fromkeys(act.item for act in scenario.history)),
        "events": [
            {
                "id": event.id,
                "text": event_text(event, names),
                "months": [month_text(month) for month in event.months],
                "bar": event.bar,
                "evidence": event.evidence,
            }
            for event in scenario.events
        ],
        "settings": scenario.settings,
        "given": sorted(scenario.given),
        "uncertainty": list(scenario.uncertainty),
        "weights": {
            "article_only": scenario.weights.article_only,
            "assumed": scenario.weights.assumed,
            "leave_out": list(scenario.weights.leave_out),
            "coders": list(scenario.weights.coders or scenario.case.coders[:1]),
            "fix": {".".join(names): value for *names, value in scenario.weights.fix},
            **_dated_by(scenario),
        },
        "muted": list(muted),
        "smallest_effect": dict(case.smallest_effect),
        "arms": list(ARMS),
        "points": {"0": "coded weights", "1": "prior-only weights"},
        "runs": scenario.runs,
        "draws": scenario.runs // scenario.replicates,
        "replicates": scenario.replicates,
        "rng": scenario.rng,
        "versions": versions(),
    }


def _dated_by(scenario: Scenario) -> dict[str, Any]:
    """Whose coding says what capability comes with, where that is not the case's own."""
    coder = scenario.weights.brought_by_coder
    return {} if coder is None else {"brought_by_coder": coder}


def subject_of(manifest: Mapping[str, Any]) -> Subject:
    """What a run's charts say of it, from its manifest."""
    from patronage.analysis.charts.run import Mark, Subject
    from patronage.analysis.charts.style import OKABE_ITO, provenance

    counts = manifest["runs"], manifest["draws"], manifest["replicates"], manifest["rng"]
    marks = []
    for event in manifest["events"]:
        first, last = (parse_month(text) for text in event["months"])
        text = event["text"]
        for actor in manifest["actors"]:
            text = text.replace(actor["name"], brief(actor["name"]))
        marks.append(Mark(text, (first, last)))
    return Subject(
        title=manifest["question"] or manifest["title"],
        focus=manifest["focus"],
        names={actor["id"]: brief(actor["name"]) for actor in manifest["actors"]},
        colors={
            actor["id"]: actor["color"] or OKABE_ITO[k % len(OKABE_ITO)]
            for k, actor in enumerate(manifest["actors"])
        },
        first_month=parse_month(manifest["period"][0]),
        events=tuple(marks),
        draws=manifest["draws"],
        provenance=provenance(*counts, manifest["inputs"]),
    )
