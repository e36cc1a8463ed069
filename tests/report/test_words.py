"""The answer of a report in a sentence: how sure it is, and what it owes to the evidence."""

from __future__ import annotations

import pytest

from patronage.report.words import answer_sentence


def loss(mean: float, low: float, high: float, prior: float | None = None) -> dict[str, object]:
    hold = {"loss": mean, "interval": [low, high], "loss_percent": 1000 * mean, "prior_only_loss": prior}
    return {"measures": {"hold": hold | {"share_of_draws_with_loss": 0.9}}, "draws": 200}


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((0.01, 0.002, 0.02), "Iran loses 0.0100 points of hold (10.0%); over the middle 90%"),
        ((-0.01, -0.02, -0.002), "Iran gains 0.0100 points of hold (10.0%); over the middle 90%"),
        ((0.01, -0.002, 0.02), "The evidence does not settle it. On average Iran loses 0.0100 points"),
        ((0.0, 0.0, 0.0), "Nothing: in every run the events leave Iran's hold"),
    ],
)
def test_the_answer_says_how_sure_it_is(numbers: tuple[float, float, float], words: str) -> None:
    assert words in answer_sentence("Iran", loss(*numbers))


@pytest.mark.parametrize(
    ("prior", "told"),
    [(0.012, True), (0.01, True), (0.009, False), (-0.02, False), (0.0, False), (None, False)],
)
def test_the_answer_says_where_the_prior_alone_gives_as_much(prior: float | None, told: bool) -> None:
    said = answer_sentence("Iran", loss(0.01, 0.002, 0.02, prior))
    assert ("so this is not what the article adds" in said) is told
    mirrored = answer_sentence("Iran", loss(-0.01, -0.02, -0.002, None if prior is None else -prior))
    assert ("so this is not what the article adds" in mirrored) is told


def test_one_draw_says_little() -> None:
    for draws, told in ((1, "the one draw of"), (19, "the 19 draws of")):
        said = answer_sentence("Iran", loss(0.01, 0.01, 0.01) | {"draws": draws})
        assert told in said
        assert "so few do not say how sure" in said
    assert "one side of zero" in answer_sentence("Iran", loss(0.01, 0.002, 0.02) | {"draws": 20})
