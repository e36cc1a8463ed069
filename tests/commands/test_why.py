"""The commands that ask why: what they print, write and refuse."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from patronage.commands.places import Place, finished
from patronage.sim.model.measures import MEASURES, TAKEN
from patronage.sim.model.settings import SETTINGS
from patronage.studies.discover import Region
from tests.support.calling import Call
from tests.support.sweeps import sweep_file

TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"
SPREAD = {"mean", "interval", "standard_error", "share_of_draws_above_zero", "monte_carlo_error_part"}
SMALL = ("--set", "runs=8", "--set", "replicates=2")


@pytest.mark.parametrize("over", ["events", "patrons", "sentences"])
def test_attribute_prints_a_table_and_draws_a_chart(call: Call, over: str) -> None:
    said = call("attribute", TINY, *SMALL, "--over", over)
    assert said.code == 0
    assert said.out.startswith("What does the Duke lose when the Guild feeds the port?\nThe Duke's hold, ")
    assert "Not settled:\n- " in said.out
    assert Path(f"results/scenario-attribute-{over}/attribute-{over}.png").stat().st_size > 10_000
    assert f"chart:  results/scenario-attribute-{over}/attribute-{over}.png" in said.err
    assert max(len(line) for line in said.out.splitlines()) < 140


def test_attribute_in_json_adds_up_and_draws_nothing_unasked(call: Call) -> None:
    said = call("attribute", TINY, *SMALL, "--json")
    answer = said.json()
    assert said.code == 0
    assert not Path("results").exists()
    assert (answer["command"], answer["over"], answer["focus"]) == ("attribute", "events", "duke")
    assert set(answer["members"][0]["value"]) == SPREAD
    total = answer["total"]["mean"] - answer["nobody"]["mean"]
    assert sum(member["value"]["mean"] for member in answer["members"]) == pytest.approx(total, abs=1e-9)
    assert answer == call("attribute", TINY, *SMALL, "--json").json()


def test_attribute_over_sentences_ranks_by_how_much_they_change(call: Call) -> None:
    answer = call("attribute", TINY, *SMALL, "--over", "sentences", "--json").json()
    sizes = [abs(member["change"]["mean"]) for member in answer["members"]]
    assert sizes == sorted(sizes, reverse=True)
    assert {"id", "place", "paraphrase", "change", "loss_without"} == set(answer["members"][0])
    assert "blockade" in {member["id"] for member in answer["members"]}


def test_runs_asked_for_are_the_runs_made(call: Call) -> None:
    answer = call("attribute", TINY, "--runs", 10, "--json").json()
    assert (answer["draws"], answer["replicates"]) == (2, 5)
    said = call("attribute", TINY, "--runs", 11)
    assert said.code == 2
    assert said.err.startswith("--runs: ")


@pytest.mark.parametrize("ending", ["svg", "pdf", "png"])
def test_a_chart_goes_where_it_should(call: Call, ending: str) -> None:
    said = call("placebo", TINY, *SMALL, "--permutations", 2, "--out", f"deep/chart.{ending}", "--json")
    assert said.code == 0
    assert Path(f"deep/chart.{ending}").read_bytes()[:5] in {b"<?xml", b"%PDF-", b"\x89PNG\r"}


def test_placebo_says_where_the_loss_comes_from(call: Call) -> None:
    said = call("placebo", TINY, *SMALL, "--permutations", 3)
    assert said.code == 0
    for word in ("mechanism", "prior only", "coding", "article only", "3 of the 5 other permutations"):
        assert word in said.out
    assert "Mean loss over 3 of the 5 other permutations of the wishes: " in said.out
    assert "The loss under the coded wishes minus this mean: " in " ".join(said.out.split())
    assert "No p can be below 0.25." in " ".join(said.out.split())
    answer = call("placebo", TINY, *SMALL, "--permutations", 3, "--json").json()
    assert answer["layers"][0]["name"] == "mechanism"
    total = answer["variants"][0]["loss"]["mean"]
    assert sum(layer["adds"]["mean"] for layer in answer["layers"]) == pytest.approx(total, abs=1e-12)
    assert [len(answer["labels"]["placebos"]), answer["labels"]["smallest_p"]] == [3, 0.25]
    assert answer["pairs"]["own"] == ["guild", "port"]
    assert {one["without"] for one in answer["mechanism_off"]} >= {"gain", "answer", "agreement", "content"}


def test_sensitivity_by_sobol_says_whether_it_has_settled(call: Call) -> None:
    said = call("sensitivity", TINY, "--size", 8, "--out", "s.png")
    assert said.code == 0
    assert "Settled: no, so the order" in said.out
    assert "for which the design is too small" in said.out
    assert Path("s.png").is_file()


def test_sensitivity_by_morris_in_json(call: Call) -> None:
    answer = call("sensitivity", TINY, "--method", "morris", "--size", 8, "--json").json()
    assert answer["method"] == "morris"
    assert {factor["kind"] for factor in answer["factors"]} == {
        "setting",
        "weights",
        "replicate",
    }
    assert {"mean", "size", "size_confidence", "spread", "loss_at_ends"} <= set(answer["factors"][0])
    assert answer["runs"] > 0


def test_a_size_that_is_no_power_of_two_is_refused(call: Call) -> None:
    said = call("sensitivity", TINY, "--size", 100)
    assert (said.code, said.out) == (2, "")
    assert said.err == "--size: 100 is not a power of two; allowed: 8, 16, 32, …; did you mean '128'?\n"


def test_discover_finds_a_region_of_the_settings(call: Call) -> None:
    said = call("discover", TINY, "--points", 90, "--out", "d.png")
    assert said.code == 0
    assert "points kept aside" in said.out or "No region stands out" in said.out
    assert Path("d.png").is_file()
    answer = call("discover", TINY, "--points", 90, "--json").json()
    assert answer["points"] == 90
    assert 0.2 < answer["share_of_interest"] < 0.3
    assert len(answer["trajectory"]) > 1


def test_settings_that_are_set_are_not_varied(call: Call) -> None:
    fixed = ("--set", "settings={noise: 0.01}", "--set", "settings.rationality=0")
    said = call("discover", TINY, "--points", 40, *fixed, "--out", "d.png")
    assert "rng 7; fixed by --set: noise 0.01, rationality 0\n" in said.out
    plain = call("discover", TINY, "--points", 40, *fixed, "--json").json()
    assert plain["fixed"] == {"rationality": 0.0, "noise": 0.01}
    for method in ("sobol", "morris"):
        answer = call("sensitivity", TINY, "--method", method, "--size", 8, *fixed, "--json").json()
        assert answer["fixed"] == {"rationality": 0.0, "noise": 0.01}
        names = {factor["name"] for factor in answer["factors"]}
        assert not names & set(answer["fixed"])
        assert "gain" in names
    every = [f"settings.{name}={setting.default}" for name, setting in SETTINGS.items()]
    said = call("discover", TINY, *(word for each in every for word in ("--set", each)))
    assert said.err.splitlines()[-1].endswith("every setting is fixed; none is left to vary")


def test_options_that_would_change_nothing_are_refused(call: Call, tmp_path: Path) -> None:
    call("sweep", sweep_file(tmp_path, GRID), "--out", "swept")
    said = call("discover", "swept", "--rng", "abc", "--set", "foo=bar", "--points", 50)
    why = "would change nothing: the points of a stored sweep are as they are"
    assert (said.code, said.out) == (2, "")
    assert said.err.splitlines() == [f"--{name}: {why}" for name in ("points", "rng", "set")]
    for name in ("one", "two"):
        call("run", TINY, "--out", name, "--no-charts")
    said = call("compare", "one", "two", "--runs", 10, "--rng", 3)
    why = "would change nothing: every result is there already, and none is run"
    assert (said.code, said.out, said.err) == (2, "", f"--rng: {why}\n--runs: {why}\n")
    assert call("compare", "one", TINY, "--runs", 20).code == 0


def test_a_region_names_what_its_digest_is_of(call: Call, monkeypatch, tmp_path: Path) -> None:
    lines = []

    def chart(found: Region, title: str, provenance: str, names: dict[str, str]) -> Figure:
        lines.append(provenance)
        assert names["duke"] == "The Duke"
        return Figure()

    monkeypatch.setattr("patronage.text.discover.chart_of", chart)
    call("sweep", sweep_file(tmp_path, GRID), "--out", "swept")
    call("discover", TINY, "--points", 40, "--out", "d.png")
    call("discover", "swept", "--out", "d.png")
    assert [each.rpartition(", ")[2].split()[0] for each in lines] == ["scenario", "sweep"]


GRID = """
title: Rationality and trust
scenario: scenario.yaml
design: grid
vary:
  settings.rationality: {from: 0, to: 4, steps: 8}
  trust.duke.guild: {from: -1, to: 1, steps: 5}
draws: 2
replicates: 2
"""


def test_discover_reads_a_sweep(call: Call, tmp_path: Path) -> None:
    call("sweep", sweep_file(tmp_path, GRID), "--out", "swept")
    said = call("discover", "swept", "--json")
    answer = said.json()
    assert said.code == 0
    assert (answer["points"], answer["runs"]) == (40, 320)
    assert {row["name"] for row in answer["box"]} <= {"settings.rationality", "trust.duke.guild"}
    text = call("discover", "swept", "--above", 0.1, "--out", "region.pdf")
    assert text.code == 0
    assert "320 runs of the sweep 'sweep'" in text.out
    assert Path("region.pdf").is_file()


def test_a_sweep_of_few_points_has_no_region(call: Call, tmp_path: Path) -> None:
    call("sweep", sweep_file(tmp_path), "--out", "swept")
    said = call("discover", "swept")
    assert (said.code, said.out) == (2, "")
    assert "9 points are too few to find a region in; at least 30 are needed" in said.err


def test_the_result_of_a_run_is_no_sweep(call: Call) -> None:
    call("run", TINY, "--out", "stored", "--no-charts")
    said = call("discover", "stored")
    assert said.code == 2
    assert said.err.splitlines()[-1].startswith("stored: holds the result of a run; ")
    assert call("compare", TINY, "stored").code == 0


def test_a_threshold_that_no_loss_reaches_is_refused(call: Call) -> None:
    said = call("discover", TINY, "--points", 40, "--above", 9)
    assert said.code == 2
    assert said.err.splitlines()[-1].startswith(
        "--above: none of the 40 losses is above 9; they lie between "
    )


@pytest.mark.parametrize("above", ["nan", "inf"])
def test_a_threshold_that_is_no_number_is_refused_before_anything_runs(call: Call, above: str) -> None:
    said = call("discover", TINY, "--points", 40, "--above", above)
    assert said == (2, "", f"--above: {above} is not a loss; allowed: a finite number\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ("attribute", "--over", "events", *SMALL),
        ("attribute", "--over", "sentences", *SMALL),
        ("placebo", "--permutations", 2, *SMALL),
        ("sensitivity", "--size", 8),
        ("discover", "--points", 40),
        ("compare", "other.yaml"),
    ],
)
def test_an_answer_in_json_says_what_it_does_not_settle(
    call: Call, arguments: tuple[object, ...], tmp_path: Path
) -> None:
    other = sweep_file(tmp_path).with_name("other.yaml")
    other.write_text(TINY.read_text("utf-8"), "utf-8")
    command, *rest = (other if word == "other.yaml" else word for word in arguments)
    said = call(command, TINY, *rest).out.partition("Not settled:\n")[2]
    lines = said.replace("\n  ", " ").splitlines()
    assert lines
    assert [f"- {line}" for line in call(command, TINY, *rest, "--json").json()["not_settled"]] == lines


def test_long_names_leave_the_charts_room(call: Call, tmp_path: Path) -> None:
    case = sweep_file(tmp_path).with_name("case.yaml")
    text = case.read_text("utf-8").replace("name: The Guild", f"name: {'The Guild of Guilds ' * 9}")
    case.write_text(text.replace("name: Port Lind", f"name: {'Portlind' * 20}"), "utf-8")
    scenario = case.with_name("scenario.yaml")
    for arguments in (
        ("run", scenario),
        ("attribute", scenario, *SMALL),
        ("attribute", scenario, *SMALL, "--over", "patrons"),
        ("sensitivity", scenario, "--size", 8),
        ("blocs", scenario),
    ):
        assert call(*arguments).code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("attribute", TINY),
        ("placebo", TINY),
        ("sensitivity", TINY),
        ("discover", TINY),
        ("compare", TINY, "losing_ground"),
    ],
)
def test_a_chart_that_cannot_be_written_is_refused_before_anything_runs(
    call: Call, arguments: tuple[object, ...]
) -> None:
    Path("file").touch()
    said = call(*arguments, "--out", "file/chart.png")
    assert (said.code, said.out, said.err) == (2, "", "file/chart.png: Not a directory\n")


def test_a_chart_that_fails_loses_no_answer(call: Call, monkeypatch) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    said = call("attribute", TINY, *SMALL, "--out", "chart.png", "--json")
    assert said.code == 1
    assert said.json()["not_settled"]
    assert said.err.endswith("chart.png: this chart is missing: No space left on device\n")
    assert not list(Path().iterdir())


def test_a_reader_who_has_enough_still_gets_the_chart(tmp_path: Path, monkeypatch) -> None:
    def closed(*_: object, **options: object) -> None:
        if not options.get("err"):
            raise BrokenPipeError

    monkeypatch.setattr("patronage.commands.shell.streams.click.echo", closed)
    with pytest.raises(BrokenPipeError):
        finished({}, "An answer.", tuple, Figure, Place(tmp_path / "chart.png"), as_json=False)
    assert (tmp_path / "chart.png").is_file()


@pytest.mark.parametrize("command", ["attribute", "placebo", "sensitivity", "discover"])
def test_bad_input_is_reported_in_a_line(call: Call, command: str, tmp_path: Path) -> None:
    for arguments, words in (
        ((TINY, "--set", "settings.rationalty=1"), "did you mean 'rationality'?"),
        ((TINY, "--measure", "hol"), "--measure: unknown measure 'hol'; allowed: hold, net_hold, "),
        ((TINY, "--measure", "zeal"), f", {TAKEN[-1].name}, hold: or ear: with one of guild, port"),
        ((TINY, "--out", "chart.gif"), "--out: not an ending of charts; allowed: .png, .svg, .pdf"),
        ((TINY, "--rng", "often"), "--rng"),
        ((TINY, "--rng", "9" * 23), f"--rng: {'9' * 23} is too large; allowed: at most 9007199254740991"),
        ((TINY, "--rng", "-" + "9" * 23), f"--rng: -{'9' * 23} is too small; allowed: at least 0"),
        (("nowhere.yaml",), "nowhere.yaml"),
    ):
        said = call(command, *arguments)
        assert (said.code, said.out) == (2, "")
        assert words in said.err
        assert "Traceback" not in said.err
    assert not list(tmp_path.iterdir())


def test_a_scenario_without_events_has_no_loss_to_explain(call: Call) -> None:
    said = call("attribute", TINY, "--set", "events=[]")
    assert said.code == 2
    assert "events: the scenario has no events, so there is no loss to explain" in said.err


def test_ladder_has_a_table_for_every_measure_and_draws_a_chart(call: Call) -> None:
    said = call("ladder", TINY, *SMALL)
    assert said.code == 0
    assert said.out.startswith(
        "What does the Duke lose when the Guild feeds the port?\nHow much each part of "
    )
    for measure in MEASURES:
        assert said.out.count(f"\nloss of {measure.words} ") == 1
        assert said.out.count(f"\nloss of {measure.words}, under ") == 1
    assert "Not settled:\n- " in said.out
    assert "none names one (`on`)" in said.out
    assert Path("results/scenario-ladder/ladder.png").stat().st_size > 10_000
    assert max(len(line) for table in said.out.split("\n\n")[1:-2] for line in table.splitlines()) < 110


def test_ladder_in_json_has_every_rung_under_every_null(call: Call) -> None:
    answer = call("ladder", TINY, *SMALL, "--set", "settings.agreement=0", "--json").json()
    assert not Path("results").exists()
    assert (answer["command"], answer["draws"], answer["replicates"]) == ("ladder", 4, 2)
    assert answer["measures"] == [measure.name for measure in MEASURES]
    assert len(answer["rungs"]) == 2 + len(answer["parts"])
    assert len(answer["left_out"]) == len(answer["parts"])
    assert [part["name"] for part in answer["parts"] if part["off"]] == ["agreements"]
    for rung in answer["rungs"]:
        assert list(rung["under"]) == ["coded weights", "prior only", "random acts"]
        cell = rung["under"]["random acts"]["hold"]
        assert set(cell) == {"reference", "scenario", "effect", "adds"}
        assert set(cell["effect"]) == SPREAD
    assert answer["rungs"][0]["under"]["coded weights"]["hold"]["adds"] is None
