from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import click
import pytest

from patronage.cli import COMMANDS, cli
from patronage.commands.shell import progress
from patronage.sim.model.ensemble.simulate import simulate
from patronage.sim.model.measures import MEASURES, NAMED
from patronage.sim.store.result import Result
from patronage.studies import arms as collecting
from tests.support.calling import Call

ROOT = Path(__file__).parents[2]
TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"
BAD = Path(__file__).parents[1] / "bad"
ROW = {
    "reference",
    "scenario",
    "loss",
    "loss_percent",
    "interval",
    "standard_error",
    "share_of_draws_with_loss",
    "prior_only_loss",
    "interval_with_monte_carlo_error",
    "monte_carlo_error_part",
    "prior_only_share",
    "status",
    "interval_ends",
    "borderline",
    "smallest_effect",
}


def content(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in {"manifest.json", "status.jsonl"}  # these tell the time
    }


def test_run_prints_one_json_object(call: Call) -> None:
    said = call("run", TINY, "--json")
    assert said.code == 0
    found = json.loads(said.out)
    assert {name: found[name] for name in ("focus", "runs", "draws", "replicates", "rng")} == {
        "focus": "duke",
        "runs": 20,
        "draws": 4,
        "replicates": 5,
        "rng": 7,
    }
    assert list(found["measures"]) == list(NAMED)
    assert list(found["dependence"]) == ["guild", "port"]
    for row in (*found["measures"].values(), *found["dependence"].values()):
        assert set(row) == ROW
        low, high = row["interval"]
        assert low <= high
        assert row["loss"] == pytest.approx(row["reference"] - row["scenario"], abs=1e-12)
        assert 0.0 <= row["share_of_draws_with_loss"] <= 1.0


def test_run_prints_both_tables_and_what_they_say(call: Call) -> None:
    said = call("run", TINY, "--no-charts")
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0] == "What does the Duke lose when the Guild feeds the port?"
    assert lines[2].endswith("20 runs in each arm (4 weight draws x 5 replicates), rng 7")
    heads = [line.split("  ")[0] for line in lines if line]
    for head in ("measure", *(measure.words for measure in MEASURES), "actor"):
        assert head in heads
    assert "hold" in said.out.split("\n\n")[-2]
    assert "\x1b" not in said.out + said.err


def test_the_same_command_twice_and_on_any_threads_gives_the_same_bytes(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("patronage.studies.run.WHOLE", 2000)  # so that what would settle it is there
    options = ("run", TINY, "--set", "runs=2000", "--json", "--charts")
    said = [
        call(*options, "--out", tmp_path / f"r{k}", "--threads", threads)
        for k, threads in enumerate((1, 2, 3, 1))
    ]
    assert len({each.out for each in said}) == 1
    contents = [content(tmp_path / f"r{k}") for k in range(4)]
    assert all(each == contents[0] for each in contents)
    tables = {name for name in contents[0] if name.startswith("tables/")}
    assert {"tables/losses.csv", "tables/dependence.csv", "tables/dictionary.csv"} <= tables
    assert set(contents[0]) - tables == {
        "answer.json",
        "clients.png",
        "gainers.png",
        "holds.png",
        "measures.png",
        "months/part-00000.parquet",
        "runs/part-00000.parquet",
        "runs/part-00001.parquet",
        "settle.png",
    }


def test_the_folder_holds_what_was_printed_and_every_run(call: Call) -> None:
    said = call("run", TINY, "--json")
    folder = Path("results") / "scenario"
    assert json.loads((folder / "answer.json").read_text(encoding="utf-8")) == json.loads(said.out)
    result = Result.open(folder)
    assert result.status == "done"
    assert result.damaged() == []
    runs = result.runs().to_pandas()
    assert len(runs) == 20 * 4 * 2
    coded = runs[runs["point"] == 0].pivot_table(index="draw", columns="arm", values="hold_duke")
    loss = (coded["reference"] - coded["scenario"]).mean()
    assert loss == pytest.approx(json.loads(said.out)["measures"]["hold"]["loss"], abs=1e-12)
    assert not list(folder.glob("*.png"))  # with --json charts are drawn only if asked for


def test_a_later_run_takes_the_place_of_the_same_and_leaves_others(call: Call) -> None:
    call("run", TINY, "--json")
    first = content(Path("results"))
    call("run", TINY, "--json")
    assert content(Path("results")) == first
    said = call("run", TINY, "--json", "--rng", "8")
    assert said.code == 0
    folders = sorted(path.name for path in Path("results").iterdir())
    assert folders == ["scenario", f"scenario-{json.loads(said.out)['digest'][:8]}"]
    assert content(Path("results/scenario")) == {
        name.removeprefix("scenario/"): digest for name, digest in first.items()
    }
    refused = call("run", TINY, "--rng", "8", "--out", "results/scenario")
    assert refused.code == 2
    message = "results/scenario: holds a result of other inputs, which is left alone; allowed: a new or empty"
    assert refused.err.splitlines()[-1].startswith(message)


def test_without_arguments_the_help_is_shown_as_it_is(call: Call) -> None:
    wanted = call("--help")
    said = call()
    assert said.code in {0, 2}  # click before 8.2, and since
    assert said.out + said.err == wanted.out
    assert len(wanted.out.splitlines()) > 20


@pytest.mark.parametrize("name", COMMANDS)
def test_an_argument_that_is_empty_is_said_to_be(call: Call, name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    named = [param for param in command.params if isinstance(param, click.Argument)]
    paths = [param for param in command.params if isinstance(param.type, click.Path) and param not in named]
    for number, param in enumerate(named):
        words = ["x" if k < number else " " * k for k in range(len(named))]
        said = call(name, *words)
        assert (said.code, said.out) == (2, "")
        what = param.human_readable_name.split()[0].strip("[].…")
        assert said.err.startswith(f"patronage {name}: nothing is given for {what}: the text is empty (")
    for option in paths:
        said = call(name, *("x" for _ in named), option.opts[0], "")
        assert (said.code, said.out) == (2, "")
        assert said.err.startswith(
            f"patronage {name}: nothing is given for {option.opts[0]}: the text is empty ("
        )
    assert not list(Path().iterdir())


def test_what_is_no_number_is_reported_with_the_bounds(call: Call) -> None:
    said = call("placebo", TINY, "--permutations", "nan")
    assert (said.code, said.out) == (2, "")
    assert "'--permutations': 'nan' is not a whole number; allowed: one from 1 to 5,039. (" in said.err
    said = call(
        "acts", "import", "x", "--surge", "x", "--format", "csv", "--case", "x", "--actors", "x", "-o", "x"
    )
    assert "'--surge': 'x' is not a number; allowed: one from 0.0 to 1,000.0. (" in said.err


def test_expectations_are_held_once_each(call: Call) -> None:
    said = call("check", "--expectations", "a.yaml", "./a.yaml")
    assert said == (2, "", "./a.yaml: is given more than once; allowed: each result once\n")
    said = call("check", "--expectations", "a.yaml", "--case", "syria")
    assert said.err.startswith("patronage check: --case would change nothing: ")


@pytest.mark.parametrize("name", COMMANDS)
def test_an_option_that_counts_once_is_refused_a_second_time(call: Call, name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    for param in command.params:
        if isinstance(param, click.Option) and not param.multiple:
            given = [param.opts[0], *("1" for _ in range(param.nargs if not param.is_flag else 0))]
            said = call(name, *given, *given)
            assert (said.code, said.out) == (2, "")
            assert max(param.opts, key=len) in said.err
            assert "is given more than once; allowed: once" in said.err
    assert not list(Path().iterdir())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--set", "rng=1", "--set", "rng=2"), "--set: 'rng' is set more than once; allowed: one value"),
        (
            ("--set", "settings.pace=1", "--set", "settings={gain: 0.1}"),
            "--set: 'settings.pace' would change nothing: 'settings' is set after it",
        ),
        (("--runs", 20, "--set", "runs=40"), "--set runs: would change nothing: --runs gives the value"),
        (("--charts", "--no-charts"), "patronage run: --charts/--no-charts is given more than once"),
    ],
)
def test_options_that_would_change_nothing_are_refused(
    call: Call, words: tuple[object, ...], message: str
) -> None:
    said = call("run", TINY, *words)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(message)
    assert len(said.err.splitlines()) == 1
    assert not list(Path().iterdir())


def test_options_change_the_scenario(call: Call) -> None:
    said = call("run", TINY, "--json", "--runs", 40, "--rng", 9, "--set", "settings.rationality=0")
    found = json.loads(said.out)
    assert (found["runs"], found["draws"], found["rng"]) == (40, 8, 9)
    manifest = Result.open(Path("results/scenario")).manifest
    assert manifest["settings"]["rationality"] == 0.0
    muted = json.loads(call("run", TINY, "--json", "--mute", "guild", "--out", "muted").out)
    assert muted["muted"] == ["guild"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--runs", "0"), "--runs: 0 is too small; allowed: at least 1"),
        (("--runs", "-1"), "--runs: -1 is too small; allowed: at least 1"),
        (("--runs", "lots"), "--runs: 'lots' should be a whole number"),
        (("--runs", "21"), "--runs: 21 is not a multiple of replicates, 5; allowed: 20, 25"),
        (("--runs", "9" * 20), f"--runs: {'9' * 20} is too large; allowed: at most 1000000"),
        (("--rng", "1" + "0" * 30), f"--rng: 1{'0' * 30} is too large; allowed: at most 9007199254740991"),
        (("--rng", "9223372036854775807"), "--rng: 9223372036854775807 is too large; allowed: at most"),
        (("--rng", "-1"), "--rng: -1 is too small; allowed: at least 0"),
        (("--set", "focus=dukee"), "--set focus: unknown actor 'dukee'; allowed: duke, guild, port;"),
        (("--set", "nothing"), "--set: 'nothing' is not KEY=VALUE, as in settings.rationality=2"),
        (("--set", "settings.rationalty=1"), "--set settings.rationalty: unknown setting 'rationalty';"),
        (("--mute", "gild"), "--mute: unknown actor 'gild'; allowed: duke, guild, port; did you mean"),
        (
            ("--threads", "0"),
            "patronage run: Invalid value for '--threads': 0 is not in the range 1<=x<=1024.",
        ),
        (("--faster",), "patronage run: No such option"),
    ],
)  # fmt: skip
def test_a_bad_option_is_refused_in_a_line_and_nothing_written(call: Call, options, message: str) -> None:
    said = call("run", TINY, *options)
    assert said.code == 2
    assert said.out == ""
    (line,) = said.err.splitlines()
    assert line.startswith(message)
    assert not list(Path().iterdir())


@pytest.mark.parametrize("path", sorted(BAD.glob("scenario_*.yaml")), ids=lambda path: path.stem)
def test_a_bad_scenario_is_refused_and_nothing_written(call: Call, path: Path) -> None:
    said = call("run", path)
    assert said.code == 2
    assert said.out == ""
    assert str(path) in said.err
    assert "Traceback" not in said.err
    assert not list(Path().iterdir())


def test_a_folder_that_is_no_result_is_left_alone(call: Call) -> None:
    Path("mine").mkdir()
    Path("mine/notes.txt").write_text("keep", encoding="utf-8")
    said = call("run", TINY, "--out", "mine")
    assert said.code == 2
    assert "mine: the folder is not empty and holds no result" in said.err
    assert sorted(Path().rglob("*")) == [Path("mine"), Path("mine/notes.txt")]


def test_a_scenario_that_comes_with_the_project_goes_by_its_name(call: Call) -> None:
    said = call("run", "moscow_does_not_insist", "--json", "--runs", "10")
    assert json.loads(said.out)["scenario"] == "moscow_does_not_insist"


def test_some_failed_runs_leave_with_1(call: Call, monkeypatch) -> None:
    def failing(table, record, threads):
        outcome = simulate(table, record, threads)
        outcome.failed[0] = True
        return outcome

    monkeypatch.setattr(collecting, "simulate", failing)
    said = call("run", TINY, "--no-charts")
    assert said.code == 1
    assert "1 run failed (a number was not finite) and is left out" in said.out
    assert Result.open(Path("results/scenario")).status == "failed"


def test_a_long_run_tells_on_stderr_how_far_it_is(call: Call, monkeypatch) -> None:
    monkeypatch.setattr(progress, "EVERY", 0.0)
    monkeypatch.setattr(collecting, "ROOM", 1)
    said = call("run", TINY, "--no-charts")
    lines = [line for line in said.err.splitlines() if "of 160 runs" in line]
    assert [line.partition(", ")[0] for line in lines] == [f"{done} of 160 runs" for done in range(4, 161, 4)]
    assert [line for line in lines if "runs/s" not in line] == lines[:1]  # until then it may have compiled
    assert "of 160 runs" not in said.out


def test_the_rate_of_runs_leaves_out_what_came_before_the_first(monkeypatch, capsys) -> None:
    at = iter([0.0, 60.0, 61.0, 62.0])  # a minute of compiling, then ten runs a second
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: next(at)))
    monkeypatch.setattr(progress, "EVERY", 0.0)
    shown = progress.Progress(total=40)
    for _ in range(3):
        shown.add(10)
    assert capsys.readouterr().err.splitlines() == [
        "10 of 40 runs",
        "20 of 40 runs, 10 runs/s, 2 s left",
        "30 of 40 runs, 10 runs/s, 1 s left",
    ]


def test_an_interrupted_run_leaves_no_folder(call: Call, monkeypatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(collecting, "simulate", interrupt)
    assert call("run", TINY, "--out", "deep/down/r").code == 130
    assert not list(Path().iterdir())


def test_matplotlib_does_not_tell_where_it_keeps_its_cache(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "patronage.cli", "run", str(TINY), "--out", str(tmp_path / "r")]
    environment = os.environ | {"MPLCONFIGDIR": "/dev/null/none"}
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert "cache" not in done.stderr
    assert "directory" not in done.stderr
