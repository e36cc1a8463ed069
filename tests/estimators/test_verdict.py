"""One rule says what is established of a loss, and every sentence, page and chart goes by it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

import patronage
from patronage.analysis.charts.sweep import heat_map
from patronage.analysis.estimators.by_draw import by_draw
from patronage.analysis.estimators.influence import Loss, loss_of
from patronage.analysis.estimators.placebo import Among, Layer
from patronage.analysis.estimators.spread import Spread, spread_of
from patronage.analysis.estimators.sweep import Losses, Varied
from patronage.analysis.estimators.verdict import (
    FEW,
    LossRow,
    Status,
    distinguishable,
    status_of,
)
from patronage.page.answers import Found
from patronage.page.losses import headline
from patronage.report.words import answer_parts
from patronage.sim.scenario.load import load_scenario
from patronage.studies.attribute import Attribution, Sentences
from patronage.studies.compare import Comparison, Member
from patronage.studies.ladder import Ladder
from patronage.studies.losses import Size
from patronage.studies.placebo import Placebo
from patronage.text.attribute import doubts_of_items, doubts_of_shares
from patronage.text.compare import doubts_of
from patronage.text.ladder import doubts_of_ladder
from patronage.text.placebo import doubts_of_placebo
from patronage.text.run import answer_text
from patronage.words.verdict import LOST, Beside, likelihood, open_question, verdict
from patronage.words.wording import actor_names

Floats = NDArray[np.float64]

TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"
SIZE = Size(4, 5)
NONE = Spread(0.0, 0.0, 0.0, 0.0, 0.5, 4)


def row(
    mean: float,
    low: float,
    high: float,
    draws: int = 200,
    percent: float | None = None,
    error: float = 0.0,
    smallest: float | None = None,
) -> LossRow:
    """A row whose interval's ends have Monte Carlo errors of half of ``error``."""
    around = ((low - error, low + error), (high - error, high + error))
    return LossRow(mean, low, high, draws, 0.9, percent, *around, smallest)


@pytest.mark.parametrize(
    ("numbers", "status"),
    [
        (row(0.0, 0.0, 0.0), Status.NOTHING_CAN_HAPPEN),
        (row(0.0, 0.0, 0.0, draws=1), Status.NOTHING_CAN_HAPPEN),
        (row(0.01, 0.002, 0.02, draws=FEW - 1), Status.TOO_FEW_DRAWS),
        (row(0.01, -0.002, 0.02, draws=1), Status.TOO_FEW_DRAWS),
        (row(0.01, 0.002, 0.02, draws=FEW), Status.LOSES),
        (row(-0.01, -0.02, -0.002), Status.GAINS),
        (row(0.01, -0.002, 0.02), Status.OPEN),
        (row(0.01, 0.0, 0.02), Status.OPEN),
        (row(-0.01, -0.02, 0.0), Status.OPEN),
        (row(0.0, -0.01, 0.01), Status.OPEN),
        (row(0.01, 0.002, 0.02, error=0.001), Status.LOSES),
        (row(0.01, 0.002, 0.02, error=0.003), Status.OPEN),
        (row(-0.01, -0.02, -0.002, error=0.003), Status.OPEN),
        (row(0.001, -0.002, 0.003, smallest=0.01), Status.NEGLIGIBLE),
        (row(0.003, 0.002, 0.004, smallest=0.01), Status.NEGLIGIBLE),
        (row(0.001, -0.002, 0.009, error=0.002, smallest=0.01), Status.OPEN),
        (row(0.001, -0.0105, 0.003, smallest=0.01), Status.OPEN),
        (row(0.02, 0.002, 0.04, smallest=0.01), Status.LOSES),
        (row(0.001, -0.002, 0.003, draws=FEW - 1, smallest=0.01), Status.TOO_FEW_DRAWS),
        (row(0.0, 0.0, 0.0, smallest=0.01), Status.NOTHING_CAN_HAPPEN),
    ],
)
def test_what_is_established(numbers: LossRow, status: Status) -> None:
    assert status_of(numbers) is status
    assert numbers.status is status


@pytest.mark.parametrize(
    ("numbers", "near"),
    [
        (row(0.01, 0.002, 0.02, error=0.003), True),  # would be settled, were it exact
        (row(0.01, -0.002, 0.02, error=0.003), True),  # might be settled by other runs
        (row(-0.01, -0.02, 0.002, error=0.003), True),
        (row(0.01, -0.005, 0.02, error=0.003), False),
        (row(0.01, 0.005, 0.02, error=0.003), False),  # settled
        (row(0.0, -0.001, 0.001, error=0.002, smallest=0.01), False),  # negligible
        (row(0.0, -0.0091, 0.0092, error=0.002, smallest=0.01), True),  # may be negligible
        (row(0.0, -0.0091, 0.0112, error=0.002, smallest=0.01), True),
        (row(0.0, -0.0091, 0.0125, error=0.002, smallest=0.01), False),
    ],
)
def test_at_the_line_is_what_more_runs_may_settle(numbers: LossRow, near: bool) -> None:
    assert numbers.borderline is near


@pytest.mark.parametrize(
    ("share", "word"),
    [
        (0.0, "remote"), (0.05, "remote"), (0.2, "very unlikely"), (0.45, "unlikely"),
        (0.5, "about as likely as not"), (0.8, "likely"), (0.95, "very likely"), (0.951, "almost certain"),
        (1.0, "almost certain"),
    ],
)  # fmt: skip
def test_the_words_of_likelihood(share: float, word: str) -> None:
    assert likelihood(share) == word


def test_a_word_goes_no_further_than_the_weaker_share() -> None:
    without_dated_capability = Beside("without dated capability", 0.63, bounds=True)
    prior = Beside("under prior-only weights", 0.2, bounds=False)
    said = verdict("Iran", "hold", row(0.01, 0.002, 0.02), (without_dated_capability, prior))
    assert said.text == (
        "Given this model and this coding, it is likely that Iran loses hold: 0.0100 on average."
    )
    assert said.doubt == (
        "90% of draws: +0.0020 to +0.0200; a loss in 90% of draws, in 63% without dated capability, in 20%"
        " under prior-only weights. “Likely” goes by the weaker share, 63% without dated capability."
    )
    gain = row(-0.01, -0.02, -0.002)._replace(losing=0.02)
    assert (
        "it is likely that Iran gains"
        in verdict("Iran", "hold", gain, (without_dated_capability._replace(losing=0.3),)).text
    )
    assert "with a gain, 70% without dated capability." in (
        verdict("Iran", "hold", gain, (without_dated_capability._replace(losing=0.3),)).doubt
    )
    torn = verdict("Iran", "hold", gain, (without_dated_capability,))
    assert "about as likely as not" in torn.text
    assert "because the shares disagree" in torn.doubt
    near = row(0.01, -0.002, 0.02)
    assert verdict("Iran", "hold", near, (without_dated_capability,)).text.endswith(
        "is open: a loss is likely."
    )
    assert verdict("Iran", "hold", near, (prior,)).text.endswith("is open: a loss is very likely.")
    assert "in every draw" in verdict("Iran", "hold", row(0.01, 0.002, 0.02)._replace(losing=1.0)).doubt


def test_a_mean_is_distinguishable_beyond_two_standard_errors() -> None:
    means, errors = np.array([2.0, 2.1, -2.1, 0.0, 5.0]), np.array([1.0, 1.0, 1.0, 0.0, np.nan])
    assert distinguishable(means, errors).tolist() == [False, True, True, False, False]
    assert not distinguishable(5.0, None)


@pytest.mark.parametrize(
    ("numbers", "text", "doubt"),
    [
        (row(0.0, 0.0, 0.0), "Iran's hold: the events change nothing.", ""),
        (
            row(0.01, 0.01, 0.01, draws=1),
            (
                "Iran's hold: the loss is +0.0100 over 1 draw of the weights, which is too few to say how"
                " sure it is; that takes 20 at least."
            ),
            "",
        ),
        (
            row(0.0008, -0.0025, 0.0046),
            (
                "Given this model and this coding, whether Iran loses or gains hold is open: a loss is very"
                " likely."
            ),
            "The mean loss is +0.0008, 90% of draws: -0.0025 to +0.0046; a loss in 90% of draws.",
        ),
        (
            row(0.0018, -0.0015, 0.0046, error=0.002),
            (
                "Given this model and this coding, a loss of hold is very likely; whether Iran loses any is"
                " not established (borderline)."
            ),
            (
                "The mean loss is +0.0018, 90% of draws: -0.0015 to +0.0046; a loss in 90% of draws. More"
                " runs may settle it."
            ),
        ),
        (
            row(0.0008, -0.0025, 0.0096, error=0.002, smallest=0.01),
            (
                "Given this model and this coding, whether what Iran loses or gains of hold is negligible is"
                " borderline: it may be below 0.01, the smallest change that matters here."
            ),
            (
                "The mean loss is +0.0008, 90% of draws: -0.0025 to +0.0096; a loss in 90% of draws. More"
                " runs may settle it."
            ),
        ),
        (
            row(0.0008, -0.0025, 0.0046, smallest=0.01),
            (
                "Given this model and this coding, what Iran loses or gains of hold is negligible: it is"
                " surely below 0.01, the smallest change that matters here."
            ),
            "The mean loss is +0.0008, 90% of draws: -0.0025 to +0.0046; a loss in 90% of draws.",
        ),
        (
            row(0.01, 0.002, 0.02, percent=10.04),
            (
                "Given this model and this coding, it is very likely that Iran loses hold: 0.0100 on average"
                " (10.0%)."
            ),
            "90% of draws: +0.0020 to +0.0200; a loss in 90% of draws.",
        ),
        (
            row(0.01, 0.002, 0.02, draws=20, smallest=0.015),
            "Given this model and this coding, it is very likely that Iran loses hold: 0.0100 on average.",
            (
                "90% of draws: +0.0020 to +0.0200; a loss in 90% of draws. Its sign is established, not its"
                " size: the mean is below 0.015, the smallest change that matters here. This rests on only 20"
                " draws, and below 76 the ends of the interval are poorly known."
            ),
        ),
    ],
)
def test_the_words_of_each_status(numbers: LossRow, text: str, doubt: str) -> None:
    found = verdict("Iran", "hold", numbers)
    assert (found.text, found.doubt, found.status) == (text, doubt, numbers.status)
    assert str(verdict("Iran", "hold", numbers)) == f"{text} {doubt}".strip()


def test_what_is_open_is_a_point_of_a_list() -> None:
    assert open_question(row(0.01, 0.002, 0.02)) == open_question(row(0.0, 0.0, 0.0)) == []
    assert open_question(row(0.01, -0.002, 0.02)) == [
        "whether anything is lost: the mean is +0.0100, and 90% of the weight draws give -0.0020 to +0.0200"
    ]
    assert open_question(row(0.01, 0.002, 0.02, draws=7), "how so") == [
        "how so: 7 draws of the weights are too few to say how sure it is"
    ]


# --- every surface, with the same loss


@pytest.fixture(scope="module")
def answer() -> patronage.Answer:
    return patronage.run(load_scenario(TINY, {"runs": "4", "replicates": "2"}))


def statements(answer: patronage.Answer, loss: Loss) -> list[str]:
    """What the command line, the report and the page say of a loss of hold, with plain minus signs."""
    changed = replace(answer, losses=answer.losses | {"hold": loss})
    shown = headline(answer.scenario, Found(changed, 0.1))
    names = actor_names(answer.scenario.case)
    report = answer_parts(changed.plain(), "The Duke", names)[0]
    return [
        answer_text(changed).split("\n\n")[-2].replace("\n", " "),
        report.replace("−", "-"),
        f"{shown['text']} {shown['doubt']}".replace("−", "-").rstrip(),
    ]


def points(spread: Spread) -> list[list[str]]:
    """What attributions, placebos and a comparison leave open of the same loss."""
    few = Among(("a",), np.zeros(1), np.zeros(1), NONE, NONE, NONE, 1, 1.0, 0.0, 0, (1.0, 1.0))
    about = {"window": ["2001-01", "2001-09"], "events": ["gift"]}
    member = Member("a", "a", about, np.zeros((2, 1, 1)))
    lists: list[list[str]] = [
        doubts_of_shares(Attribution("events", "hold", SIZE, 2, True, NONE, NONE, (), spread)),
        doubts_of_items(Sentences("hold", SIZE, NONE, NONE, (), (), spread)),
        doubts_of_placebo(placebo_of(spread, few)),
        doubts_of_ladder(Ladder(SIZE, ("hold",), (), (), (), (), spread)),
        doubts_of(Comparison("hold", {"a": spread}, {"a": 0.5}, (), (member,))),
    ]
    return [
        [point.replace("−", "-").replace(f"{LOST} in a", LOST) for point in points if point.startswith(LOST)]
        for points in lists
    ]


def placebo_of(spread: Spread, among: Among) -> Placebo:
    layers = (Layer("all", spread, None),)
    return Placebo("hold", SIZE, {"as it is": NONE}, {}, layers, among, None, None, {}, {}, SIZE, spread)


@given(
    rng=st.integers(0, 2**32 - 1),
    draws=st.sampled_from((1, 2, FEW - 1, FEW, 60)),
    shift=st.sampled_from((-3.0, -1.0, 0.0, 0.5, 3.0)),
    noise=st.sampled_from((0.0, 0.01)),
)
def test_the_same_loss_has_the_same_status_everywhere(
    answer: patronage.Answer, rng: int, draws: int, shift: float, noise: float
) -> None:
    values = np.random.default_rng(rng).normal(size=(2, draws, 3)) * noise + 0.3
    values[0] += shift * noise
    loss = loss_of(by_draw(values, np.ones((draws, 3), dtype=bool)))
    spread = spread_of(values[0] - values[1])
    assert loss.row.status is spread.row.status
    changed = replace(answer, losses=answer.losses | {"hold": loss})
    said = str(verdict("The Duke", "hold", loss.row, changed.beside))
    assert statements(answer, loss) == [said] * 3
    assert points(spread) == [open_question(loss.row)] * 5


@pytest.mark.parametrize("status", list(Status))
def test_no_surface_decides_by_itself(
    answer: patronage.Answer, monkeypatch: pytest.MonkeyPatch, status: Status
) -> None:
    """Whatever the rule says of it, each surface says the same of a loss that is plainly one."""
    runs = np.array([np.linspace(0.5, 0.6, 40)[:, None], np.full((40, 1), 0.3)])
    loss = loss_of(by_draw(runs, np.ones((40, 1), dtype=bool)), smallest_effect=0.01)
    spread = spread_of(runs[0] - runs[1])
    monkeypatch.setattr("patronage.analysis.estimators.verdict.status_of", lambda _: status)
    mark = {
        Status.NOTHING_CAN_HAPPEN: "change nothing",
        Status.TOO_FEW_DRAWS: "too few",
        Status.OPEN: "is open",
        Status.NEGLIGIBLE: "is negligible",
        Status.LOSES: "The Duke loses hold: 0.2500",
        Status.GAINS: "The Duke gains hold: 0.2500",
    }
    for said in statements(answer, loss):
        assert [each for each, words in mark.items() if words in said] == [status]
    open_ = status in {Status.OPEN, Status.TOO_FEW_DRAWS}
    assert [len(found) for found in points(spread)] == [int(open_)] * 5
    assert crosses(spread, 40)[0] == (4 if status is Status.OPEN else 0)


def crosses(spread: Spread, draws: int) -> tuple[int, str]:
    """How many points a heat map of four such losses crosses, and what it says of crosses."""
    numbers = (spread.mean, spread.low, spread.high, spread.standard_error)
    mean, low, high, error = (np.full(4, number, dtype=np.float64) for number in numbers)
    around_low, around_high = (np.tile(around, (4, 1)) for around in spread.around or ())
    losing = np.full(4, spread.above_zero)
    losses = Losses(mean, low, high, error, np.full(4, draws), losing, 4, around_low, around_high)
    x = Varied("settings.rationality", "number", "rationality", np.array([0.0, 1.0, 0.0, 1.0]), None)
    y = Varied("settings.noise", "number", "noise", np.array([0.0, 0.0, 1.0, 1.0]), None)
    manifest = {"actors": [{"id": "duke", "name": "The Duke"}], "focus": "duke", "question": "What?"}
    counts = {"points": 4, "draws": draws, "replicates": 1, "rng": 1, "inputs": "0" * 16}
    figure = heat_map(manifest | counts, x, y, losses, "hold")
    (line,) = (line for line in figure.axes[0].lines if line.get_marker() == "x")
    return len(line.get_xdata()), " ".join(text.get_text().replace("\n", " ") for text in figure.texts)  # type: ignore[arg-type]


def test_a_heat_map_crosses_what_is_open_and_with_few_draws_what_is_not_distinguishable() -> None:
    open_ = spread_of(np.linspace(-0.1, 0.2, 40))
    assert open_.distinguishable
    count, key = crosses(open_, 40)
    assert count == 4
    assert "crosses: it is open whether anything is lost" in key
    count, key = crosses(open_, 10)
    assert count == 0
    assert "crosses: a mean loss not distinguishable from zero" in key
    assert crosses(replace(open_, mean=0.001), 10)[0] == 4
