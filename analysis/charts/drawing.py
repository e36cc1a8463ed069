"""Charts of what is computed already: whatever goes wrong while one is drawn, the rest is kept."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from patronage.sim.files.faults import FaultError, one_line, reason_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Draw = Callable[[], "Figure"]
"""What draws a chart when it is called."""


def why_missing(draw: Draw, path: Path) -> str:
    """Draw a chart and write it; the reason, in one line, why it could not be done, empty if it was.

    FaultError, of what the user gave, is raised.
    """
    from patronage.analysis.charts.style import save

    try:
        save(draw(), path)
    except FaultError:
        raise
    except Exception as error:  # noqa: BLE001  # also what libraries raise that lay out and draw
        if os.environ.get("PATRONAGE_DEBUG") == "1":
            traceback.print_exception(error)
        return one_line(reason_of(error))
    return ""


def missing_text(path: Path, reason: str) -> str:
    """What a user reads of a chart that is missing."""
    return f"{path}: this chart is missing: {reason}"
