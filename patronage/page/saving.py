"""The files that a reader can take along: the scenario, and the chart of its measures."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from patronage.page.answers import found_for
from patronage.page.draft import CASE_EDITED, Draft, name_of, original, scenario_of, text_of
from patronage.page.files import case_edited

FILES = (
    {"id": "yaml", "label": "Scenario (YAML)"},
    {"id": "png", "label": "Chart (PNG)"},
    {"id": "svg", "label": "Chart (SVG)"},
)
_KINDS = {"yaml": "application/yaml", "png": "image/png", "svg": "image/svg+xml"}


@dataclass(frozen=True)
class Saved:
    """A file to be saved by the browser, and what the reader has to know of it."""

    name: str
    kind: str
    data: bytes
    note: str = ""


def saved(draft: Draft, ending: str) -> Saved:
    """The file of an ending: yaml, png or svg."""
    if ending == "yaml":
        note = CASE_EDITED if case_edited(original(draft)) else ""
        return Saved(name_of(draft), _KINDS[ending], text_of(draft).encode(), note)
    return Saved(f"{Path(name_of(draft)).stem}.{ending}", _KINDS[ending], _chart(draft, ending))


def _chart(draft: Draft, ending: str) -> bytes:
    from patronage.analysis.charts import style
    from patronage.analysis.charts.run import measures_chart
    from patronage.sim.model.measures import NAMED
    from patronage.sim.store.result import column
    from patronage.studies.run_folder import manifest_of, subject_of

    scenario = scenario_of(draft)
    time_series = found_for(scenario).answer.time_series
    own = {name: time_series[column(name, scenario.focus)] for name in NAMED}
    figure = measures_chart(subject_of(manifest_of(scenario)), own)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"chart.{ending}"
        style.save(figure, path)
        return path.read_bytes()
