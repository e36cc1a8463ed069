"""Fragments of the page from their templates, every text escaped."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from patronage.words.plain import minus

FOLDER = Path(__file__).parent


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def rendered(template: str, **values: Any) -> str:
    """The HTML of a template in `templates/`, by the name it has without its ending."""
    return _templates().get_template(f"{template}.html").render(**values)


def html(text: str, kind: str = "") -> None:
    """A rendered fragment in its place on the page."""
    import solara  # which text alone does not need

    solara.HTML(tag="div", unsafe_innerHTML=text, classes=[kind] if kind else [])


def signed(value: float, digits: int = 4) -> str:
    """`+0.0042`, `−0.0042` or `0`, with a minus sign that is as wide as the plus."""
    return "0" if float(f"{value:.{digits}f}") == 0.0 else minus(f"{value:+.{digits}f}")
