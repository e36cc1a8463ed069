"""Who would trade what with whom, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patronage.analysis.estimators.bargains import Gained
from patronage.analysis.tables import Column, Row, Table, count, share, table_of, text

if TYPE_CHECKING:
    from patronage.studies.bargains import Bargains

_FIRST, _SECOND = text("party_1", "one party"), text("party_2", "the other")


def bargains_tables(found: Bargains) -> tuple[Table, ...]:
    """Every pair; what it is worth to every actor; what is offered how often; every pair by month."""
    return _pairs(found), _gains(found), _offers(found), _months(found)


def _pairs(found: Bargains) -> Table:
    columns = (
        _FIRST,
        _SECOND,
        share("offered", "months from the first event on in which there is an offer that is good for both"),
        *_nulls("surplus", "what both parties gain together"),
        *_spread("without_events", "the same without the events"),
        *_nulls("focus_gain", f"what {found.focus} gains; below zero it is what the bargain costs it"),
    )
    rows = (
        (*one.parties, one.offered, *_null_cells(one.surplus), *one.without.main_cells,
         *_null_cells(one.gains[found.focus]))
        for one in found.bargains
    )  # fmt: skip
    return table_of("bargains", "What each pair would gain by a bargain", columns, rows)


def _gains(found: Bargains) -> Table:
    columns = (
        _FIRST,
        _SECOND,
        text("actor", "who gains"),
        Column("party", "flag", "whether it is one of the two"),
        *_nulls("gain", "fall of its disutility; below zero it pays"),
    )
    rows = (
        (*one.parties, actor, actor in one.parties, *_null_cells(gain))
        for one in found.bargains
        for actor, gain in one.gains.items()
    )
    return table_of("gains", "What each pair's bargain would be worth to every actor", columns, rows)


def _offers(found: Bargains) -> Table:
    columns = (
        _FIRST,
        _SECOND,
        text("kind", "agree: joint effort on an issue; exchange: each works for the other's wish"),
        text("issue_1", "what party_1 promises something on"),
        text("issue_2", "what party_2 promises something on"),
        share("part", "the months with an offer, in all runs"),
    )
    rows = (
        (*one.parties, "agree" if offer.first == offer.second else "exchange", found.issues[offer.first],
         found.issues[offer.second], offer.share)
        for one in found.bargains
        for offer in one.offers
    )  # fmt: skip
    return table_of("offers", "What each pair would agree on, and how often", columns, rows)


def _months(found: Bargains) -> Table:
    columns = (
        _FIRST,
        _SECOND,
        Column("month", "month", "at whose start it is weighed"),
        *_spread("surplus", "what both parties gain together"),
        *_spread("focus_gain", f"what {found.focus} gains"),
    )
    rows = (
        (*one.parties, month, *surplus.main_cells, *focus.main_cells)
        for one in found.bargains
        for month, (surplus, focus) in zip(found.months, one.by_month, strict=True)
    )
    return table_of("bargains_by_month", "Every pair's bargain by month", columns, rows)


def _spread(name: str, meaning: str) -> tuple[Column, ...]:
    return (
        Column(name, "points of disutility", f"{meaning}: mean over weight draws", signed=True),
        Column(f"{name}_low", "points of disutility", "5th percentile of draws", signed=True),
        Column(f"{name}_high", "points of disutility", "95th percentile of draws", signed=True),
        Column(f"{name}_se", "points of disutility", "standard error of the mean"),
        share(f"{name}_above_zero", "draws above zero, ties counting half"),
    )


def _nulls(name: str, meaning: str) -> tuple[Column, ...]:
    return (
        *_spread(name, meaning),
        Column(f"{name}_prior", "points of disutility", "its mean under prior-only weights", signed=True),
        Column(f"{name}_permuted", "points of disutility", "its mean under permuted labels", signed=True),
        share(f"{name}_as_large", "permutations and the coding, with one at least as large"),
        count(f"{name}_permutations", "permutations of the labels"),
    )


def _null_cells(gain: Gained) -> Row:
    among = gain.permuted
    permuted: Row = (None, None, 0)
    if among is not None:
        permuted = (float(among.means.mean()), among.as_large, len(among.means))
    return (*gain.coded.main_cells, gain.prior.mean, *permuted)
