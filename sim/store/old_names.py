"""What earlier versions called the fields of manifests and answers, so that their results are still read."""

from __future__ import annotations

from typing import Any

RENAMED = {
    "common_luck": "common_random_numbers",
    "luck": "monte_carlo_error_part",
    "interval_with_luck": "interval_with_monte_carlo_error",
    "at_the_line": "borderline",
}


def renamed(found: Any) -> Any:
    """What was read from JSON, with every field under the name that it has now."""
    if isinstance(found, dict):
        return {RENAMED.get(name, name): renamed(value) for name, value in found.items()}
    return [renamed(value) for value in found] if isinstance(found, list) else found
