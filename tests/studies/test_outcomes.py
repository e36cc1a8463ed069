"""`patronage rivals --outcomes` on decisions made up so that the right answers are known."""

from __future__ import annotations

import json

import numpy as np
import pytest
from click.testing import CliRunner

from patronage.analysis.rivals.decisions import read_decisions
from patronage.commands.rivals import rivals as command
from patronage.studies.rivals.outcomes import SETTLEMENT, outcomes
from patronage.text.outcomes import outcomes_text, verdict

HEAD = "issue,proposal,actor,capability,position,salience,outcome,reference\n"


def made(path, rule, issues=40, rng=0):
    """A table of decisions by a rule of positions, capability, salience and the reference point."""
    g = np.random.default_rng(rng)
    rows = []
    for k in range(issues):
        n = int(g.integers(4, 8))
        x = g.choice([0.0, 10, 40, 50, 80, 100], n)
        c, s = g.integers(1, 9, n), g.integers(10, 100, n)
        reference = float(g.choice([0, 100]))
        out = rule(x, c, s, reference)
        rows += [f"i{k},P{k // 2},a{i},{c[i]},{x[i]:g},{s[i]},{out!r},{reference:g}" for i in range(n)]
    path.write_text(HEAD + "\n".join(rows).replace("np.float64(", "").replace(")", "") + "\n", "utf-8")
    return path


def mean(x, c, s, _):
    return float((c * s) @ x / (c * s).sum())


def beside(score):
    assert score.beside is not None
    return score.beside


RULES = {
    SETTLEMENT: mean,
    "settlement_status_quo": lambda x, c, s, r: 0.5 * (mean(x, c, s, r) + r),
    "plain_mean": lambda x, *_: float(x.mean()),
    "plain_median": lambda x, *_: float(np.median(x)),
    "capability_mean": lambda x, c, *_: float(c @ x / c.sum()),
    "salience_mean": lambda x, _c, s, _r: float(s @ x / s.sum()),
    "reference": lambda *given: given[-1],
    "middle": lambda *_: 50.0,
}


@pytest.mark.parametrize("name", RULES)
def test_whoever_made_the_decisions_has_no_error(tmp_path, name):
    found = outcomes(read_decisions(made(tmp_path / "d.csv", RULES[name]))).scores
    assert found[name].error.mean == pytest.approx(0, abs=1e-9)
    assert found[name].near.mean == 1
    for other in set(found) - {name, "another"}:
        assert found[other].error.mean > 1
    if name != SETTLEMENT:
        assert beside(found[name]).high < 0


def test_how_often_the_outcome_is_a_position_is_counted(tmp_path):
    def now_and_then(x, *_):
        return x[0] if next(turn) % 4 else 33.0  # 33 is nobody's position

    turn = iter(range(40))
    assert outcomes(read_decisions(made(tmp_path / "d.csv", now_and_then))).held == 0.75


def test_where_outcomes_have_nothing_to_do_with_positions_the_null_is_as_near(tmp_path):
    g = np.random.default_rng(7)
    found = outcomes(read_decisions(made(tmp_path / "d.csv", lambda *_: float(g.uniform(0, 100)), 100)))
    null = beside(found.scores["another"])
    assert null.low < 1.5
    assert abs(null.mean) < 3
    informed = outcomes(read_decisions(made(tmp_path / "d.csv", mean, 100)))
    assert beside(informed.scores["another"]).low > 5
    assert "E2 is nearer than its forecasts for other proposals" in verdict(informed)


def test_text_and_json_have_every_forecast(tmp_path):
    path = made(tmp_path / "d.csv", RULES["plain_median"], 12)
    found = outcomes(read_decisions(path))
    text = outcomes_text(found)
    assert "12 decisions in 6 proposals, positions from 0 to 100" in text
    (nearer,) = (line for line in text.splitlines() if line.startswith("Nearer than E2: "))
    assert "plain median" in nearer
    assert f"On {100 * found.held:.0f}% of issues the outcome is somebody's position" in text
    assert "Not settled:" in text
    run = CliRunner().invoke(command, ["--outcomes", str(path), "--json"])
    assert run.exit_code == 0
    plain = json.loads(run.stdout)
    assert plain["forecasts"]["plain_median"]["error"]["mean"] == pytest.approx(0, abs=1e-9)
    assert plain["decisions"][0]["forecasts"]["challenge_scholz"] is not None
    assert "another" in plain["forecasts"]
    assert run.stdout == CliRunner().invoke(command, ["--outcomes", str(path), "--json"]).stdout
