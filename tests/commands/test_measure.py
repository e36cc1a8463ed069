"""--measure with one other's tie: every command that takes a measure takes it, from runs and from folders."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from patronage.sim.store.result import Result
from tests.support.calling import Call
from tests.support.sweeps import CASES, sweep_file

SMALL = ("--set", "runs=8", "--set", "replicates=2")
CLIENTS = """
clients:
  - {patron: duke, client: port, reason: it feeds it}
  - {patron: duke, client: guild, reason: it arms it}
smallest_effect:
  - {measure: hold, points: 0.01, reason: less is nothing}
  - {measure: dependence, points: 0.03, reason: less is nothing}
"""


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    """The invented case's scenario, with everyone the Duke's client."""
    place = tmp_path / "cases"
    shutil.copytree(CASES, place)
    with (place / "tiny" / "case.yaml").open("a", encoding="utf-8") as case:
        case.write(CLIENTS)
    return place / "tiny" / "scenario.yaml"


def test_what_a_client_depends_is_the_same_wherever_it_is_asked_for(call: Call, scenario: Path) -> None:
    run = call("run", scenario, *SMALL, "--out", "stored", "--no-charts", "--json").json()
    own = run["dependence"]["port"]["loss"]
    assert own != 0.0
    there = call("attribute", scenario, *SMALL, "--measure", "hold:port", "--json").json()
    assert (there["measure"], there["total"]["mean"]) == ("hold:port", pytest.approx(own, abs=1e-12))
    ear = call("attribute", scenario, *SMALL, "--measure", "ear:guild", "--json").json()
    assert ear["total"]["mean"] == pytest.approx(run["ear"]["guild"]["loss"], abs=1e-12)
    placebo = call(
        "placebo", scenario, *SMALL, "--permutations", 1, "--measure", "hold:port", "--json"
    ).json()
    assert placebo["variants"][0]["loss"]["mean"] == pytest.approx(own, abs=1e-12)
    Path("other").mkdir()
    shutil.copytree("stored", "other/stored")
    said = call(
        "compare", "stored", "other/stored", "--measure", "hold:port", "--out", "c.svg", "--json"
    ).json()
    assert [row["loss"]["mean"] for row in said["scenarios"]] == [pytest.approx(own, abs=1e-12)] * 2
    text = call("compare", "stored", "other/stored", "--measure", "ear:guild", "--out", "c.png").out
    assert text.startswith("What costs The Duke more access to the ear of The Guild?\n")


def test_what_is_held_over_all_others_is_hold(call: Call, scenario: Path) -> None:
    said = call("run", scenario, *SMALL, "--out", "stored", "--no-charts", "--json").json()
    assert list(said["measures"])[:3] == ["hold", "hold:clients", "net_hold"]
    hold, over = said["measures"]["hold"], said["measures"]["hold:clients"]
    for field in ("reference", "scenario", "loss", "prior_only_loss"):
        assert over[field] == pytest.approx(hold[field], abs=1e-12)
    assert (hold["smallest_effect"], over["smallest_effect"]) == (0.01, 0.03)
    assert Result.open(Path("stored")).manifest["clients"] == ["guild", "port"]
    table = call("run", scenario, *SMALL, "--out", "stored", "--no-charts").out
    assert "\nhold over its clients  " in table
    there = call("attribute", scenario, *SMALL, "--measure", "hold:clients")
    assert "The Duke's hold over its clients, 2001-" in there.out


@pytest.mark.parametrize(
    ("command", "more"),
    [
        ("attribute", ("--over", "patrons", *SMALL)),
        ("attribute", ("--over", "sentences", *SMALL)),
        ("sensitivity", ("--size", 8, *SMALL)),
        ("sensitivity", ("--method", "morris", "--size", 8, *SMALL)),
        ("discover", ("--points", 40)),
        ("placebo", ("--permutations", 1, *SMALL)),
    ],
)
def test_every_command_calls_it_by_the_actors_names(
    call: Call, scenario: Path, command: str, more: tuple[object, ...]
) -> None:
    said = call(command, scenario, *more, "--measure", "hold:port", "--out", "c.svg")
    assert (said.code, Path("c.svg").is_file()) == (0, True), said.err
    assert "hold over Port Lind" in said.out


def test_sweeps_have_the_ties_too(call: Call, tmp_path: Path, scenario: Path) -> None:
    assert call("sweep", sweep_file(tmp_path), "--out", "swept").code == 0
    for measure, name in (("hold:port", "hold-port"), ("hold:clients", "hold-clients")):
        assert call("plot", "swept", "--measure", measure, "--format", "svg").code == 0
        assert "hold over" in Path(f"swept/loss-of-{name}.svg").read_text(encoding="utf-8")
    from patronage.studies.sweep import losses_of_sweep

    hold = losses_of_sweep(Path("swept"), "hold")[3]
    assert losses_of_sweep(Path("swept"), "hold:clients")[3] == pytest.approx(hold, abs=1e-12)
    said = call("plot", "swept", "--measure", "hold:prot")
    assert (said.code, said.out) == (2, "")
    assert said.err.count("\n") == 1
    assert "did you mean 'hold:port'?" in said.err


@pytest.mark.parametrize("command", ["attribute", "placebo", "sensitivity", "discover", "compare"])
def test_an_unknown_name_is_reported_in_one_line_before_any_run(
    call: Call, scenario: Path, command: str
) -> None:
    sources = [scenario, scenario.with_name("swapped.yaml")][: 1 + (command == "compare")]
    if command == "compare":
        shutil.copy(*sources)
    said = call(command, *sources, "--measure", "hold:prot")
    assert (said.code, said.out) == (2, "")
    lines = [line for line in said.err.splitlines() if line.startswith("--measure")]
    derived = ", decisiveness" * (command == "compare")
    expected = (
        "--measure: 'hold:prot': unknown actor 'prot'; allowed: hold, net_hold, say, share, attainment"
        f"{derived}, hold:clients, hold: or ear: with one of guild, port; did you mean 'hold:port'?"
    )
    assert lines == [expected]
