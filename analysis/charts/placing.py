"""Where a chart is drawn: on a figure of its own, which notebooks show, or on axes that are there already."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from patronage.sim.files.faults import Fault, FaultError, short

_DOTS, _WIDE = 288, 144  # of an inch, in a notebook: as it is drawn, and as it is shown

_GIVEN: ContextVar[Axes | None] = ContextVar("given axes", default=None)


class Sheet(Figure):
    """A figure that a notebook shows, and always at one size, whether or not `pyplot` is there."""

    def _repr_png_(self) -> bytes:
        drawn = io.BytesIO()
        self.savefig(drawn, format="png", dpi=_DOTS)
        return drawn.getvalue()

    def _ipython_display_(self) -> None:
        from IPython import display

        shown: Any = display  # which has no types
        shown.display(shown.Image(data=self._repr_png_(), width=round(_WIDE * self.get_figwidth())))


@contextmanager
def within(axes: object) -> Iterator[None]:
    """Charts that are drawn within this go onto these axes, if any, as far as they have one panel.

    FaultError for what is not an Axes.
    """
    if axes is not None and not isinstance(axes, Axes):
        given = short(axes) if isinstance(axes, (str, int, float, bool)) else type(axes).__name__
        raise FaultError([Fault("ax", 0, 0, "", f"{given} is not an Axes", "one of matplotlib")])
    token = _GIVEN.set(axes)
    try:
        yield
    finally:
        _GIVEN.reset(token)


def given_axes(panels: int) -> Axes | None:
    """The axes that there are already; FaultError where a chart of so many panels would not fit on them."""
    axes = _GIVEN.get()
    if axes is not None and panels != 1:
        message = "this chart has several panels and needs a figure of its own; leave ax out"
        raise FaultError([Fault("ax", 0, 0, "", message)])
    return axes


def root_of(axes: Axes) -> Figure:
    """The whole figure that axes are on."""
    figure: Any = axes.figure
    while not isinstance(figure, Figure):
        figure = figure.figure
    return figure
