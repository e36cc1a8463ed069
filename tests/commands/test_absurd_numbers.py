"""A number that no option can have is refused in one short line, however many digits it has."""

from __future__ import annotations

import pytest

from tests.support.bounded import answer, check_answer

SCENARIO, SWEEP = "afrin_airspace", "afrin_timing"
OPTIONS = (
    f"run {SCENARIO} --runs @",
    f"run {SCENARIO} --rng @",
    f"run {SCENARIO} --threads @",
    f"run {SCENARIO} --set replicates=@",
    f"run {SCENARIO} --set settings.step=@",
    f"run {SCENARIO} --set events=@",
    f"run {SCENARIO} --set period={{from:@}}",
    f"compare {SCENARIO} losing_ground --runs @",
    f"attribute {SCENARIO} --runs @",
    f"placebo {SCENARIO} --permutations @",
    f"ladder {SCENARIO} --rng @",
    f"bargains {SCENARIO} --permutations @",
    f"multiverse {SCENARIO} --runs @",
    f"sensitivity {SCENARIO} --size @",
    f"discover {SCENARIO} --points @",
    f"hindcast {SCENARIO} --draws @",
    f"calibrate {SCENARIO} --draws @",
    f"blocs {SCENARIO} --rng @",
    f"rivals {SCENARIO} --rng @",
    f"sweep {SWEEP} --out r --workers @",
    f"sweep {SWEEP} --out r --shard @",
    f"sweep {SWEEP} --out r --shard @/@",
    f"sweep {SWEEP} --out r --shard 1/@",
    f"sweep {SWEEP} --out r --scheduler tcp://host:@",
    f"plan {SWEEP} --workers @",
    f"plan {SWEEP} --set draws=@",
    f"plan {SWEEP} --set size=@",
    "agreement syria syria:B --rng @",
    "agreement syria syria:B --without @",
    "agreement syria syria:B --without @.1",
    "agreement syria syria:B --without 6.@",
    "bench --runs @",
    "bench --mesa-runs @",
    "check --expectations --replicates @",
    f"view {SCENARIO} --port @",
)
NUMBERS = {"many digits": "9" * 5000, "negative": "-1", "a power": "1e400", "not a number": ".nan"}


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("option", OPTIONS)
def test_it_is_refused_in_one_short_line(option: str, number: str, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = answer(*(word.replace("@", NUMBERS[number]) for word in option.split()))
    check_answer(said)
    assert (said.code, said.out) == (2, "")
    line = said.err.splitlines()[-1]  # after what it is about to do, where it says that
    assert len(line) < 800
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", ["9" * 5000, "-" + "9" * 400, "1e400", "nan", "-inf"])
def test_a_loss_must_be_a_finite_number(number: str) -> None:
    said = answer("discover", SCENARIO, "--above", number)
    assert (said.code, said.err) == (2, said.err.splitlines()[0] + "\n")
    assert "is not a loss" in said.err
