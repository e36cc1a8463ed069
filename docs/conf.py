"""How Sphinx builds these pages; `make docs` calls it with warnings as errors."""

from __future__ import annotations

from patronage import __version__ as release

project = "patronage"
author = "the patronage authors"
version = release
language = "en"

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
nitpicky = True

myst_enable_extensions = ["dollarmath", "deflist"]
myst_fence_as_directive = ["math"]  # the fence that code hosts show as mathematics
myst_heading_anchors = 3

html_theme = "furo"
html_title = f"patronage {release}"
