"""What dated acts say of the weights of choice, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patronage.analysis.tables import Column, Table, count, table_of, text
from patronage.sim.model.settings import SETTINGS
from patronage.studies.tables.hindcast import SCORE_COLUMNS, score_cells

if TYPE_CHECKING:
    from patronage.studies.record.calibrate import Calibration


def _setting(name: str, meaning: str) -> Column:
    return Column(name, "of the setting", meaning)


def calibration_tables(found: Calibration, folds: dict[str, str]) -> tuple[Table, ...]:
    """The estimates; what each term adds; the scores; the estimates of all draws, and their covariance."""
    estimates = (
        text("setting", "name of the setting"),
        text("symbol", "as equations have it"),
        _setting("now", "its value in the scenario"),
        _setting("estimate", "what the acts have"),
        _setting("estimate_se", "standard error of the estimate"),
        _setting("se_by_acts", "the part of it that is due to how few the acts are"),
        _setting("se_by_weights", "the part that is due to how vague the weights are"),
        _setting("settled", "the value that a scenario can have: rounded, within what the equations allow"),
        Column("wrong_sign", "flag", "whether the term moves choice against what theory has it do"),
        Column("clear", "flag", "whether it is further than its standard error from nothing"),
        Column("clipped", "flag", "whether the acts would have it beyond what the equations allow"),
        _setting("scale", "a standard deviation of the term among the options of a choice; 1 for a cost"),
    )
    rows = (
        (
            *(one.name, SETTINGS[one.name].symbol, one.now, one.value, one.error, one.within, one.between),
            *(one.settled, one.wrong_sign, one.clear, one.clipped, one.scale),
        )
        for one in found.estimates
    )
    earned = (
        text("term", "name of the setting, or 'costs' for what verbs differ by"),
        Column("by_months", "bits", "bits an act that it adds, months left out in turn", signed=True),
        Column("by_months_se", "bits", "its standard error"),
        Column("by_quarters", "bits", "the same, blocks of three months left out", signed=True),
        Column("by_quarters_se", "bits", "its standard error"),
        text("verdict", "by months left out"),
    )
    adds = (
        (one.name, one.months, one.months_error, one.quarters, one.quarters_error, one.verdict)
        for one in found.earned
    )
    scored = (
        text("fold", "what was left out"),
        text("fold_meaning", "the same in words"),
        text("compared_with", "what the model is compared with"),
        *SCORE_COLUMNS,
    )
    scores = (
        (fold, meaning, null, *score_cells(score))
        for fold, meaning in folds.items()
        for null, score in found.scores[fold].items()
    )
    names = [one.name for one in found.estimates]
    by_draw = (
        Column("draw", "count", "number of the weight draw, as in a run"),
        text("setting", "name of the setting"),
        _setting("estimate", "by the fit on this draw alone"),
    )
    draws = (
        (w, name, float(found.by_draw[w, k]))
        for w in range(len(found.by_draw))
        for k, name in enumerate(names)
    )
    square = (
        text("setting", "name of the setting"),
        text("other_setting", "name of the other"),
        Column("covariance", "of both settings", "of the fit on a draw, the mean of the draws"),
    )
    pairs = (
        (name, other, float(found.covariance[k, m]))
        for k, name in enumerate(names)
        for m, other in enumerate(names)
    )
    made = (
        count("acts", "acts that the estimates are from"),
        count("acts_of_the_article", "of these, acts that the article reports"),
        count("acts_repeated", "acts left out that repeat another of the month"),
        count("draws", "weight draws"),
    )
    lived = found.lived
    record = (found.acts, lived.without_sentence, lived.repeated, found.draws)
    return (
        table_of("estimates", "The weights of choice that acts speak for", estimates, rows),
        table_of("adds", "What each term adds on acts left out", earned, adds),
        table_of("scores", "Bits an act over what knows less", scored, scores),
        table_of("record", "The acts, and how many there are", made, [record]),
        table_of("estimates_by_draw", "The estimates by weight draw", by_draw, draws, data=True),
        table_of("covariance", "Covariance of the estimates", square, pairs, data=True),
    )
