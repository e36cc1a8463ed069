"""The answer of a report: what it owes to the evidence (how sure it is: `test_verdict`), and for whom."""

from __future__ import annotations

import pytest

from patronage.report.words import answer_parts


def loss(mean: float, low: float, high: float, prior: float | None = None) -> dict[str, object]:
    hold = {"loss": mean, "interval": [low, high], "loss_percent": 1000 * mean, "prior_only_loss": prior}
    return {
        "measures": {"hold": hold},
        "verdict": {"words": "It loses."},
        "dependence": {},
        "draws_counted": 9,
    }


@pytest.mark.parametrize(
    ("prior", "sentence"),
    [
        (0.012, "give as much or more (+0.0120)"),
        (0.01, "give as much or more (+0.0100)"),
        (0.009, "give more than half of it (+0.0090)"),
        (0.005, ""),
        (-0.02, ""),
        (0.0, ""),
        (None, ""),
    ],
)
def test_the_answer_says_where_the_prior_alone_gives_as_much(prior: float | None, sentence: str) -> None:
    said = answer_parts(loss(0.01, 0.002, 0.02, prior), "Iran", {})
    assert said[0] == "It loses."
    assert [sentence in part for part in said[1:]] == [True] * bool(sentence)
    mirrored = answer_parts(loss(-0.01, -0.02, -0.002, None if prior is None else -prior), "Iran", {})
    assert [sentence.replace("+", "−") in part for part in mirrored[1:]] == [True] * bool(sentence)
