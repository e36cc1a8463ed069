"""A report as one HTML page: its parts, and how they are put together; it needs no network and no script."""

from __future__ import annotations

import re
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from patronage.analysis.charts import style
from patronage.analysis.charts.drawing import Draw, why_missing

_SVG, _LINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_REFERENCE = re.compile(r"url\(#([^)]+)\)")


@dataclass(frozen=True)
class Grid:
    """A table: its heads and rows; columns named in ``left`` are set left and may wrap, the others not."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left: tuple[int, ...] = (0,)

    @property
    def stacks(self) -> bool:
        """Whether its last column is of words, for which a phone has room only below the others."""
        return self.is_left(len(self.heads) - 1)

    def is_left(self, column: int) -> bool:
        """Whether a column holds words."""
        return column in self.left


@dataclass(frozen=True)
class Chart:
    """A chart as inline SVG, with its title and caption for screen readers, and its width on paper in mm.

    missing: why there is none, empty if there is.
    """

    svg: str
    width: float
    missing: str = ""


@dataclass(frozen=True)
class Section:
    """A section: paragraphs, charts, tables, lines of a list, and lines to be typed, in this order."""

    title: str
    paragraphs: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    grids: tuple[tuple[str, Grid], ...] = ()
    points: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()


@dataclass(frozen=True)
class Story:
    """What one scenario comes to: its question, its answer by paragraphs, and the sections behind it."""

    title: str
    question: str
    answer: tuple[str, ...]
    sections: tuple[Section, ...] = ()


def chart_of(draw: Draw, name: str) -> Chart:
    """A chart for a page, or why there is none; ``name`` sets its ids apart from other charts'."""
    once = cache(draw)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chart.svg"
        if reason := why_missing(once, path):
            return Chart("", 0.0, reason)
        return _inlined(path.read_bytes(), style.words_of(once()), name)


def _inlined(data: bytes, words: tuple[str, str], name: str) -> Chart:
    """A chart's SVG as a part of a page; ``words``: its title and caption.

    Comments and metadata, which may hold text of the user's, are left out; letters are paths, so the chart's
    own title and caption are said again for screen readers.
    """
    ET.register_namespace("", _SVG)
    ET.register_namespace("xlink", _LINK)
    root = ET.fromstring(data)  # noqa: S314 - drawn here
    for parent in root.iter():
        for child in list(parent):
            if child.tag == f"{{{_SVG}}}metadata":
                parent.remove(child)
    for element in root.iter():
        for key, value in list(element.attrib.items()):
            if key == "id":
                element.set(key, f"{name}-{value}")
            elif value.startswith("#") and key == f"{{{_LINK}}}href":
                element.set(key, f"#{name}-{value[1:]}")
            elif "url(#" in value:
                element.set(key, _REFERENCE.sub(rf"url(#{name}-\1)", value))
    width = float(root.attrib["viewBox"].split()[2]) / 72.0 * 25.4
    for key in ("width", "height", "version"):
        root.attrib.pop(key, None)
    root.set("role", "img")
    said = dict(zip(("title", "desc"), words, strict=True))
    for place, (tag, text) in enumerate((tag, text) for tag, text in said.items() if text):
        element = ET.Element(f"{{{_SVG}}}{tag}", {"id": f"{name}-{tag}"})
        element.text = text
        root.insert(place, element)
        root.set("aria-labelledby" if tag == "title" else "aria-describedby", f"{name}-{tag}")
    return Chart(ET.tostring(root, encoding="unicode"), width)


def page(title: str, stories: Sequence[Story], shared: Sequence[Section] = ()) -> str:
    """The whole page; every text is escaped, charts alone go in as they are.

    ``shared`` comes before the stories if there are several; what several say alike comes once, after them.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("patronage.analysis.report", "_templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["chart"] = lambda chart: Markup(chart.svg)  # noqa: S704 - drawn here
    stories, appendix = _said_once(stories)
    template = environment.get_template("report.html.jinja")
    return template.render(title=title, stories=stories, shared=shared, appendix=appendix)


def _said_once(stories: Sequence[Story]) -> tuple[list[Story], list[Section]]:
    """The stories without the sections that all of several have alike, and those sections."""
    if len(stories) < 2:
        return list(stories), []
    alike = [
        section for section in stories[0].sections if all(section in story.sections for story in stories[1:])
    ]
    shorter = [
        replace(story, sections=tuple(each for each in story.sections if each not in alike))
        for story in stories
    ]
    return shorter, alike
