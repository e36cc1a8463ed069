"""Published cases as data, and how the tests read them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent


def published(name: str) -> Any:
    """The numbers of `tests/published/<name>.yaml`."""
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
