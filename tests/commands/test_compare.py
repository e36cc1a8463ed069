"""`patronage compare`: results and scenarios side by side, and what cannot be."""

from __future__ import annotations

from pathlib import Path

from tests.support.calling import Call
from tests.support.sweeps import sweep_file

TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"
SMALL = ("--set", "runs=8", "--set", "replicates=2")


def test_compare_pairs_results_with_scenarios(call: Call) -> None:
    assert call("run", TINY, "--out", "stored", "--no-charts").code == 0
    said = call("compare", TINY, "stored", "--json")
    answer = said.json()
    assert said.code == 0
    assert [row["name"] for row in answer["scenarios"]] == [str(TINY), "stored"]
    (pair,) = answer["differences"]
    assert pair["difference"]["mean"] == 0.0
    assert pair["probability"] == 0.5
    text = call("compare", TINY, "stored", "--measure", "decisiveness", "--out", "c.svg")
    assert text.code == 0
    assert "costs more" in text.out
    assert Path("c.svg").is_file()


def test_compare_tells_two_settings_of_one_scenario_apart(call: Call) -> None:
    call("run", TINY, "--set", "settings.rationality=0", "--out", "random", "--no-charts")
    call("run", TINY, "--out", "choosing", "--no-charts")
    said = call("compare", "random", "choosing")
    assert said.code == 0
    assert "the scenarios' settings differ too" in said.out


def test_results_that_cannot_be_paired_are_refused_with_every_reason(call: Call) -> None:
    call("run", TINY, "--out", "one", "--no-charts")
    call("run", TINY, "--rng", 8, "--runs", 10, "--out", "other", "--no-charts")
    said = call("compare", "one", "other")
    assert (said.code, said.out) == (2, "")
    assert said.err.splitlines()[1:] == [
        "other: cannot be paired with one: its rng is 8, not 7; its number of weight draws is 2, not 4",
    ]


def test_the_same_result_twice_is_refused(call: Call) -> None:
    call("run", TINY, "--out", "one", "--no-charts")
    message = "is given more than once; allowed: each result once\n"
    assert call("compare", "one", "./one") == (2, "", f"./one: {message}")
    assert call("compare", TINY, TINY) == (2, "", f"{TINY}: {message}")
    assert call("report", "one", "one") == (2, "", f"one: {message}")
    assert not list(Path().glob("*.html"))


def test_without_events_nothing_is_lost_and_no_event_is_spoken_of(call: Call, tmp_path: Path) -> None:
    idle = sweep_file(tmp_path).with_name("idle.yaml")
    idle.write_text(
        TINY.read_text("utf-8").split("events:")[0] + "runs: 20\nreplicates: 5\nrng: 7\n", "utf-8"
    )
    said = call("compare", TINY, idle)
    assert said.code == 0
    row = next(line for line in said.out.splitlines() if line.startswith("idle"))
    assert row.endswith("  0%  nothing can happen")
    assert "own first event on, or over all months where there is none" in " ".join(said.out.split())
    answer = call("compare", TINY, idle, "--json").json()
    shares = {each["name"]: each["share_of_draws_with_loss"] for each in answer["scenarios"]}
    assert shares["idle"] == 0.0


def test_compare_needs_two_and_reads_only_runs(call: Call) -> None:
    assert call("compare", TINY).err == "compare: give at least two results or scenarios\n"
    Path("empty").mkdir()
    said = call("compare", TINY, "empty", "nowhere.yaml")
    assert said.code == 2
    assert "empty: holds no result: it has no manifest.json" in said.err
    assert "nowhere.yaml" in said.err
