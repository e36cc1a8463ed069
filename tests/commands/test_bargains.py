"""`patronage bargains`: what it prints, writes and refuses."""

from __future__ import annotations

from pathlib import Path

from tests.support.calling import Call

TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"
SMALL = ("--set", "runs=8", "--set", "replicates=2", "--permutations", "2")


def test_the_answer_comes_first_and_pairs_follow(call: Call) -> None:
    said = call("bargains", TINY, *SMALL)
    assert said.code == 0
    question, answer = said.out.splitlines()[:2]
    assert question == "What does the Duke lose when the Guild feeds the port?"
    assert "The pair that would gain most on average is " in answer
    for words in (
        "what each would most often concede",
        "gain of The Duke by",
        "others who lose most",
        "Not settled:\n- ",
    ):
        assert words in said.out
    assert max(len(line) for line in said.out.splitlines() if not line.startswith("- ")) < 140
    assert Path("results/scenario-bargains/bargains.png").stat().st_size > 10_000


def test_in_json_every_pair_has_every_gain_and_every_month(call: Call) -> None:
    said = call("bargains", TINY, *SMALL, "--json")
    answer = said.json()
    assert (said.code, answer["command"], len(answer["bargains"])) == (0, "bargains", 3)
    assert not Path("results").exists()
    for one in answer["bargains"]:
        assert set(one["gains"]) == {"duke", "guild", "port"}
        assert len(one["by_month"]) == 12
        assert one["surplus"]["permuted"]["share_as_large"] > 0.0
    assert answer == call("bargains", TINY, *SMALL, "--json").json()


def test_a_scenario_without_events_may_be_asked(call: Call) -> None:
    said = call("bargains", TINY, *SMALL, "--set", "events=[]", "--json")
    assert said.code == 0
    assert said.json()["window"] == ["2001-01", "2001-12"]


def test_where_nobody_agrees_it_says_what_to_set(call: Call) -> None:
    said = call("bargains", TINY, "--set", "settings.agreement=0")
    assert (said.code, said.out) == (2, "")
    assert said.err.splitlines()[-1].endswith("the setting agreement is 0; allowed: above 0, up to 1")
