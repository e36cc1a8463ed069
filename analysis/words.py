"""What charts and tables call the model's settings: the same everywhere."""

from __future__ import annotations


def setting_words(name: str) -> str:
    """`cost of aiding` of `cost_aid`, `pressure decay` of `pressure_decay`."""
    group, _, verb = name.partition("_")
    return f"cost of {verb.removesuffix('e')}ing" if group == "cost" else name.replace("_", " ")
