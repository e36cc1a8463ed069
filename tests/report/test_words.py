"""The answer of a report in a sentence: what it owes to the evidence (how sure it is: `test_verdict`)."""

from __future__ import annotations

import pytest

from patronage.report.words import answer_sentence


def loss(mean: float, low: float, high: float, prior: float | None = None) -> dict[str, object]:
    hold = {"loss": mean, "interval": [low, high], "loss_percent": 1000 * mean, "prior_only_loss": prior}
    return {"measures": {"hold": hold}, "verdict": {"words": "It loses."}}


@pytest.mark.parametrize(
    ("prior", "told"),
    [(0.012, True), (0.01, True), (0.009, False), (-0.02, False), (0.0, False), (None, False)],
)
def test_the_answer_says_where_the_prior_alone_gives_as_much(prior: float | None, told: bool) -> None:
    said = answer_sentence(loss(0.01, 0.002, 0.02, prior))
    assert ("so this is not what the article adds" in said) is told
    mirrored = answer_sentence(loss(-0.01, -0.02, -0.002, None if prior is None else -prior))
    assert ("so this is not what the article adds" in mirrored) is told
