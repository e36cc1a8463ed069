"""What charts and tables call the model's settings, and how they write numbers: the same everywhere."""

from __future__ import annotations


def setting_words(name: str) -> str:
    """`cost of aiding` of `cost_aid`, `pressure decay` of `pressure_decay`, `judgement one-sided`."""
    group, _, verb = name.partition("_")
    if group == "cost":
        return f"cost of {verb.removesuffix('e')}ing"
    return name.replace("one_sided", "one-sided").replace("_", " ")


def number(value: float | None, digits: int = 4) -> str:
    """`0.1249`, and without a sign where it rounds to nothing; a dash where there is none."""
    return "-" if value is None else _signless(f"{value:.{digits}f}")


def change(value: float | None, digits: int = 4) -> str:
    """`+0.0024`, `-0.0024`, `0.0000` where it rounds to none, `0` for none; a dash for no value."""
    if value is None:
        return "-"
    return "0" if value == 0.0 else _signless(f"{value:+.{digits}f}")


def _signless(text: str) -> str:
    return text if float(text) else text.lstrip("+-")


def percent(share: float) -> str:
    """`53%` of a share in [0, 1]; never a rounded 0% or 100%."""
    if 0.0 < share < 0.005:
        return "<1%"
    if 0.995 <= share < 1.0:
        return ">99%"
    return f"{100.0 * share:.0f}%"
