"""Which settings and weights a loss depends on, as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from patronage.analysis.tables import Column, Row, Table, table_of, text
from patronage.words.wording import measure_words

if TYPE_CHECKING:
    from patronage.studies.sensitivity import Sensitivity

_FACTOR = (
    text("factor", "name of the setting or group of weights, or 'replicate'"),
    text("kind", "setting, weights or replicate"),
)
_SOBOL = (
    Column("total", "index", "share of the loss's variance that stays if all but this factor are known"),
    Column("total_error", "index", "half of the 90% interval of the total index"),
    Column("first", "index", "share of the variance that goes if the factor is known"),
    Column("first_error", "index", "half of the 90% interval of the first index"),
    Column("total_at_half", "index", "the total index from the first half of the design"),
)
_MORRIS = (
    Column("mean_effect", "points", "mean elementary effect over the full range", signed=True),
    Column("effect_size", "points", "mu*: mean of the effects' absolute values (Campolongo et al. 2007)"),
    Column("effect_size_error", "points", "half of the 90% interval of mu*"),
    Column("effect_spread", "points", "sigma: standard deviation of the effects"),
    Column("effect_size_at_half", "points", "mu* from the first half of the trajectories"),
)


def _end(name: str, meaning: str) -> Column:
    return Column(name, "points", meaning, signed=True)


_ENDS = (
    _end("loss_at_low_end", "the loss at the low end of the factor's range, the rest as in the scenario"),
    _end("loss_at_high_end", "the same at its high end"),
    _end("low_end_from", "where the loss at the low end lies, from"),
    _end("low_end_to", "and to"),
    _end("high_end_from", "where the loss at the high end lies, from"),
    _end("high_end_to", "and to"),
)


def sensitivity_tables(found: Sensitivity) -> tuple[Table, ...]:
    """The factors, the strongest first; and how the design went."""
    bars = {bar.factor.name: bar for bar in found.bars}

    def numbers(k: int) -> Row:
        if found.indices is not None:
            one = found.indices
            given = (one.total, one.total_confidence, one.first, one.first_confidence, one.half)
        elif found.effects is not None:
            each = found.effects
            given = (each.mean, each.size, each.confidence, each.spread, each.half)
        return tuple(float(values[k]) for values in given)

    def rows() -> Iterator[Row]:
        strength = found.indices.total if found.indices is not None else found.effects.size  # type: ignore[union-attr]
        for k in (-strength).argsort(kind="stable").tolist():
            factor = found.factors[k]
            bar = bars.get(factor.name)
            ends: Row = (None,) * len(_ENDS)
            if bar is not None:
                ends = (bar.low, bar.high, *bar.low_within, *bar.high_within)
            yield factor.name, factor.kind, *numbers(k), *ends

    sobol = found.indices is not None
    title = f"What the loss of {measure_words(found.measure)} depends on"
    plain = found.plain()
    about = (
        text("method", "sobol or morris"),
        Column("loss", "points", "the scenario's own loss", signed=True),
        Column("base", "count", "base points of Saltelli's design, or trajectories of Morris's"),
        Column("pairs", "count", "pairs of runs that a point of the design is averaged over"),
        Column("runs", "count", "all runs made"),
        Column("failed_points", "count", "points without a finite loss, which count as average"),
        Column("settled", "flag", "whether the numbers are as sure as was asked"),
        Column("variance", "points squared", "of the loss over the design; of Sobol's alone"),
        Column("moved", "index", "the most that a total index moved when the design was doubled"),
        Column(
            "widest", "index", "the widest half-interval of a total index, or of mu* as a part of the largest"
        ),
    )
    row = (
        *(plain["method"], found.loss, found.base, found.repeats, found.runs, found.failed),
        *(plain["settled"], plain["variance"]),
        None if found.indices is None else found.indices.moved,
        (found.indices or found.effects).widest,  # type: ignore[union-attr]
    )
    columns = (*_FACTOR, *(_SOBOL if sobol else _MORRIS), *_ENDS)
    return (
        table_of("factors", title, columns, rows()),
        table_of("design", "How the numbers were made", about, [row]),
    )
