"""The chart of camps: who stands with whom, by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from patronage.studies.blocs import Blocs


def drawn(found: Blocs) -> Figure:
    """The chart of the camps by month."""
    from dataclasses import replace

    from patronage.analysis.charts.blocs import camps_chart
    from patronage.studies.run_folder import manifest_of, subject_of

    subject = subject_of(manifest_of(found.size.of(found.scenario)))
    return camps_chart(replace(subject, title=found.scenario.title), found.camps)
