"""How Sphinx builds these pages; `make docs` calls it with warnings as errors."""

from __future__ import annotations

import sys
from pathlib import Path

from patronage import __version__ as release

sys.path.insert(0, str(Path(__file__).parent))  # for mathml

project = "patronage"
author = "the patronage authors"
project_copyright = author
version = release
language = "en"

extensions = ["myst_nb", "mathml"]
source_suffix = {".md": "myst-nb", ".ipynb": "myst-nb"}
exclude_patterns = ["_build"]
nitpicky = True

myst_enable_extensions = ["dollarmath", "deflist"]
myst_fence_as_directive = ["math"]  # the fence that code hosts show as mathematics
myst_heading_anchors = 3

nb_execution_mode = "force"  # notebooks are kept without outputs: what is shown is what this version gives
nb_execution_in_temp = True
nb_execution_raise_on_error = True
nb_execution_timeout = 300
nb_output_stderr = "remove"  # how far something is, or that the model is compiled first

html_math_renderer = "mathml"
html_static_path = ["_static"]
html_css_files = ["mathml.css", "notebook.css"]
html_theme = "furo"
html_title = f"patronage {release}"
