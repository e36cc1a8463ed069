"""The chart of rival models: what is lost under each."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from patronage.studies.rivals.scenario import Rivals


def drawn(found: Rivals) -> Figure:
    """The chart: what is lost under each model."""
    from dataclasses import replace

    from patronage.analysis.charts.rivals import rivals_chart
    from patronage.studies.rivals.scenario import LABELS
    from patronage.studies.run_folder import manifest_of, subject_of

    subject = replace(subject_of(manifest_of(found.size.of(found.scenario))), title=found.scenario.title)
    losses = [(LABELS[model.name], model.loss, model.decisiveness_loss) for model in found.models]
    return rivals_chart(subject, losses)
