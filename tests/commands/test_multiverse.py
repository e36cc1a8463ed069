"""`patronage multiverse`: what it prints, writes and refuses."""

from __future__ import annotations

from pathlib import Path

from patronage.sim.model.settings import SETTINGS
from tests.support.calling import Call

TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"
SMALL = ("--set", "runs=8", "--set", "replicates=2")
FEW = tuple(  # leaves noise, gain and the evidence to choose
    word
    for name, one in SETTINGS.items()
    if name not in {"noise", "gain"}
    for word in ("--set", f"settings.{name}={one.default:g}")
)


def test_the_answer_is_a_sentence_that_comes_first(call: Call) -> None:
    said = call("multiverse", TINY, *SMALL)
    assert said.code == 0
    question, answer = said.out.splitlines()[:2]
    assert question == "What does the Duke lose when the Guild feeds the port?"
    assert "specification" in answer
    for words in (
        "sign depends?",
        "what moves the loss of hold",
        "specifications, each with one option",
        "Not settled:\n- ",
    ):
        assert words in said.out
    assert max(len(line) for line in said.out.splitlines() if not line.startswith("- ")) < 140
    assert Path("results/scenario-multiverse/multiverse.png").stat().st_size > 10_000


def test_in_json_every_cell_says_what_to_set(call: Call) -> None:
    few = call("multiverse", TINY, *SMALL, *FEW, "--json")
    answer = few.json()
    assert (few.code, answer["command"], answer["draws"], answer["replicates"]) == (0, "multiverse", 4, 2)
    assert not Path("results").exists()
    assert (answer["whole"], answer["possible"], answer["specifications"]) == (True, 27, 27)
    assert [one["name"] for one in answer["choices"]] == ["gain", "noise", "evidence"]
    assert answer == call("multiverse", TINY, *SMALL, *FEW, "--json").json()
    cell = max(answer["cells"], key=lambda one: len(one["set"]))
    changes = [
        word for key, value in cell["set"].items() for word in ("--set", f"{key}={str(value).lower()}")
    ]
    run = call("run", TINY, *SMALL, *FEW, *changes, "--json").json()["measures"]
    for name, loss in cell["losses"].items():
        assert (loss["mean"], loss["interval"]) == (run[name]["loss"], run[name]["interval"])


def test_what_is_set_is_no_choice_and_is_reported(call: Call) -> None:
    said = call("multiverse", TINY, *SMALL, *FEW, "--set", "weights.assumed=false")
    assert "all 9 combinations of 2 choices with 6 options." in said.out.replace("\n", " ")
    assert "Fixed by --set, so no choices: " in said.out.replace("\n", " ")
    whole = call("multiverse", TINY, *SMALL, *FEW, "--set", "weights={assumed: false}", "--json").json()
    assert [one["name"] for one in whole["choices"]] == ["gain", "noise"]


def test_measures_are_those_that_are_asked_for(call: Call) -> None:
    words = ("multiverse", TINY, *SMALL, *FEW, "--measure", "say", "--measure", "hold:port", "--json")
    assert call(*words).json()["measures"] == ["say", "hold:port"]
    said = call("multiverse", TINY, "--measure", "sya")
    assert (said.code, said.out) == (2, "")
    assert "did you mean 'say'?" in said.err


def test_a_scenario_without_events_has_no_loss_to_ask_about(call: Call) -> None:
    said = call("multiverse", TINY, "--set", "events=[]")
    assert (said.code, said.out) == (2, "")
    assert "has no events" in said.err
