from __future__ import annotations

import hashlib
import importlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from patronage import cli, collecting
from patronage.cli import COMMANDS, main
from patronage.errors import guarded
from sim.ensemble import simulate
from sim.store import Result

ROOT = Path(__file__).parents[1]
TINY = Path(__file__).parent / "cases" / "tiny" / "scenario.yaml"
BAD = Path(__file__).parent / "bad"
ROW = {
    "reference",
    "scenario",
    "loss",
    "loss_percent",
    "interval",
    "standard_error",
    "share_of_draws_with_loss",
    "prior_only_loss",
}


class Said(NamedTuple):
    """What a command left with and said."""

    code: int
    out: str
    err: str


Call = Callable[..., Said]


@pytest.fixture
def call(capsys, monkeypatch, tmp_path) -> Call:
    """Run a command in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> Said:
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        assert isinstance(left.value.code, int)
        return Said(left.value.code, *capsys.readouterr())

    return run


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
    assert list(found["measures"]) == ["hold", "share", "attainment", "decisiveness"]
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
    assert lines[2].endswith("20 runs (4 weight draws x 5), rng 7")
    heads = [line.split()[0] for line in lines if line]
    for head in ("measure", "hold", "share", "attainment", "decisiveness", "client"):
        assert head in heads
    assert any("hold" in line for line in lines[-1:])
    assert "\x1b" not in said.out + said.err


def test_the_same_command_twice_and_on_any_threads_gives_the_same_bytes(call: Call, tmp_path: Path) -> None:
    options = ("run", TINY, "--runs", "300", "--json", "--charts")
    said = [
        call(*options, "--out", tmp_path / f"r{k}", "--threads", threads)
        for k, threads in enumerate((1, 2, 3, 1))
    ]
    assert len({each.out for each in said}) == 1
    contents = [content(tmp_path / f"r{k}") for k in range(4)]
    assert all(each == contents[0] for each in contents)
    assert set(contents[0]) == {
        "answer.json",
        "holds.png",
        "measures.png",
        "months/part-00000.parquet",
        "runs/part-00000.parquet",
        "runs/part-00001.parquet",
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
    coded = runs[runs["point"] == 0].pivot_table(index="draw", columns="arm", values="hold:duke")
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
        (("--rng", "-1"), "--rng: -1 is too small; allowed: at least 0"),
        (("--set", "focus=dukee"), "--set focus: unknown actor 'dukee'; allowed: duke, guild, port;"),
        (("--set", "nothing"), "--set: 'nothing' sets nothing; write it as key=value; allowed: such as"),
        (("--set", "settings.rationalty=1"), "--set settings.rationalty: unknown setting 'rationalty';"),
        (("--mute", "gild"), "--mute: unknown actor 'gild'; allowed: duke, guild, port; did you mean"),
        (("--threads", "0"), "patronage run: Invalid value for '--threads': 0 is not in the range x>=1."),
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
    assert "mine: holds files that are no result" in said.err
    assert sorted(Path().rglob("*")) == [Path("mine"), Path("mine/notes.txt")]


def test_a_typing_error_in_a_name_finds_the_nearest(call: Call) -> None:
    assert "did you mean" in call("run", ROOT / "scenarios" / "afrin_airspce.yaml").err
    assert call("explain", "siria").err.startswith("siria: there is no such case; allowed: ")
    said = call("explain", "syria", "iran", "tenur")
    assert said.code == 2
    assert said.err.endswith("did you mean 'tenure'?\n")
    assert call("chekc").err.startswith("patronage: there is no command 'chekc'; did you mean 'check'?")


def test_a_scenario_that_comes_with_the_project_goes_by_its_name(call: Call) -> None:
    said = call("run", "moscow_does_not_insist", "--json", "--runs", "10")
    assert json.loads(said.out)["scenario"] == "moscow_does_not_insist"


def test_check_reports_every_fault_of_every_file(call: Call) -> None:
    one, other = BAD / "scenario_many_faults.yaml", BAD / "scenario_same_id.yaml"
    said = call("check", TINY, one, other)
    assert said.code == 2
    assert said.out == f"{TINY}: no fault in this scenario\n"
    lines = said.err.splitlines()
    assert sum(str(one) in line for line in lines) > 5
    assert sum(str(other) in line for line in lines) == 1


def test_check_knows_what_a_file_is(call: Call) -> None:
    files = {
        ROOT / "seeds" / "syria": "case",
        ROOT / "seeds" / "syria" / "case.yaml": "case",
        ROOT / "seeds" / "syria" / "evidence.yaml": "case",
        ROOT / "seeds" / "syria" / "chronicle.yaml": "chronicle of acts",
        ROOT / "seeds" / "codebook.yaml": "codebook",
        ROOT / "scenarios" / "afrin_airspace.yaml": "scenario",
    }
    said = call("check", *files)
    assert said.code == 0
    assert said.out.splitlines() == [f"{path}: no fault in this {what}" for path, what in files.items()]
    plain = Path("plain.yaml")
    plain.write_text(
        (ROOT / "seeds" / "syria" / "chronicle.yaml").read_text(encoding="utf-8").partition("\n")[2]
    )
    assert "no case.yaml" in call("check", plain).err
    assert call("check", "--case", "syria", plain).code == 0


def test_explain_gives_a_weight_its_band_and_the_sentences(call: Call) -> None:
    said = call("explain", "syria", "iran", "tenure")
    assert said.code == 0
    assert "Iran, position, Assad's tenure: 0.87, 90% band 0.63 to 0.99" in said.out
    assert (
        "article, paragraph 3, sentence 1 (2015-11): The Revolutionary Guards' commander pledges" in said.out
    )
    assert "no evidence bears on it: this is the prior" in said.out  # its capability
    weights = json.loads(call("explain", "syria", "iran", "tenure", "--json").out)["weights"]
    assert [weight["kind"] for weight in weights] == ["salience", "position", "capability"]
    assert weights[1]["rests_on"] == "article"
    assert weights[1]["reasons"][0]["locator"] == [3, 1]
    assert weights[2]["rests_on"] == "prior only"


def test_explain_says_what_the_article_leaves_unidentified(call: Call) -> None:
    said = call("explain", "syria")
    assert "The article states no wish of Assad's government and Kurds (YPG)." in said.out
    assert "What the article leaves unidentified: " in said.out
    towards = call("explain", "syria", "kurds", "us").out
    assert towards.startswith("Kurds (YPG), trust, United States: ")
    assert "it rests on outside facts" in towards


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_one_and_has_its_help(name: str, call: Call) -> None:
    module, _, attribute = COMMANDS[name][0].partition(":")
    assert isinstance(getattr(importlib.import_module(module), attribute), click.Command)
    said = call(name, "--help")
    assert said.code == 0
    assert said.out.startswith(f"Usage: patronage {name}")
    assert name in call("--help").out


def test_help_loads_nothing_heavy() -> None:
    code = "import sys, patronage.cli as c\ntry: c.main(['--help'])\nfinally: print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split("\n")[-2].split()}
    heavy = {
        "matplotlib",
        "mesa",
        "numba",
        "numpy",
        "pandas",
        "pyarrow",
        "pydantic",
        "SALib",
        "scipy",
        "yaml",
    }
    assert "click" in loaded
    assert loaded & heavy == set()


def fail(error: BaseException) -> Callable[[], object]:
    def command() -> object:
        raise error

    return command


BUG = "this is a bug in patronage:"


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (KeyboardInterrupt(), 130, "interrupted"),
        (
            ModuleNotFoundError("", name="solara.lab"), 2,
            "this command needs 'solara.lab', which is not installed: pip install 'patronage[page]'",
        ),
        (OSError(28, "No space left on device", "results/x"), 2, "results/x: No space left on device"),
        (MemoryError(), 2, "there is not enough memory; fewer runs need less"),
        (
            ZeroDivisionError("by zero\nor so"), 3,
            rf"{BUG} ZeroDivisionError: by zero\nor so (PATRONAGE_DEBUG=1 shows where it arose)",
        ),
        (
            ModuleNotFoundError("No module named 'sim.gone'", name="sim.gone"), 3,
            f"{BUG} ModuleNotFoundError: No module named 'sim.gone' (PATRONAGE_DEBUG=1 shows where it arose)",
        ),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_whatever_goes_wrong_is_one_line(error, code: int, line: str, capsys) -> None:
    assert guarded(fail(error)) == code
    assert capsys.readouterr() == ("", line + "\n")


def test_debugging_shows_where_a_bug_arose(capsys, monkeypatch) -> None:
    monkeypatch.setenv("PATRONAGE_DEBUG", "1")
    assert guarded(fail(ZeroDivisionError())) == 3
    assert "Traceback" in capsys.readouterr().err


def test_some_failed_runs_leave_with_1(call: Call, monkeypatch) -> None:
    def failing(table, record, threads):
        outcome = simulate(table, record, threads)
        outcome.failed[0] = True
        return outcome

    monkeypatch.setattr(collecting, "simulate", failing)
    said = call("run", TINY, "--no-charts")
    assert said.code == 1
    assert "1 runs failed (a number was not finite) and are left out" in said.out
    assert Result.open(Path("results/scenario")).status == "failed"


def test_output_that_is_closed_early_is_no_fault() -> None:
    code = "from patronage.cli import main; main(['explain', 'syria'])"
    command = f'{sys.executable} -c "{code}" | head -1'
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_an_interrupted_run_leaves_no_folder(call: Call, monkeypatch) -> None:
    monkeypatch.setattr(collecting, "simulate", lambda *_: fail(KeyboardInterrupt())())
    assert call("run", TINY).code == 130
    assert not list(Path("results").iterdir())


def test_the_group_lists_its_commands_in_the_order_one_needs_them() -> None:
    assert list(COMMANDS)[:3] == ["run", "check", "explain"]
    assert cli.cli.list_commands(click.Context(cli.cli)) == list(COMMANDS)
