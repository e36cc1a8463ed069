from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from patronage import cli
from patronage.cli import COMMANDS
from patronage.commands.shell.errors import guarded
from patronage.sim.model.measures import TAKEN
from patronage.studies.run import WHOLE
from tests.support.calling import Call

ROOT = Path(__file__).parents[2]
TINY = Path(__file__).parents[1] / "cases" / "tiny" / "scenario.yaml"
BAD = Path(__file__).parents[1] / "bad"


def test_a_typing_error_in_a_name_finds_the_nearest(call: Call) -> None:
    assert "did you mean" in call("run", ROOT / "scenarios" / "afrin_airspce.yaml").err
    assert call("explain", "siria").err.startswith("siria: there is no such case; allowed: ")
    said = call("explain", "syria", "iran", "tenur")
    assert said.code == 2
    assert said.err.endswith("did you mean 'tenure'?\n")
    assert call("chekc").err.startswith("patronage: there is no command 'chekc'; did you mean 'check'?")


def test_check_reports_every_fault_of_every_file(call: Call) -> None:
    one, other = BAD / "scenario_many_faults.yaml", BAD / "scenario_same_id.yaml"
    said = call("check", TINY, one, other)
    assert said.code == 2
    assert said.out == f"{TINY}: no errors in this scenario\n"
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
        TINY.parent / "actors.yaml": "dictionary of actors",
        ROOT / "scenarios" / "afrin_airspace.yaml": "scenario",
    }
    said = call("check", *files)
    assert said.code == 0
    *found, note = said.out.splitlines()
    assert found == [f"{path}: no errors in this {what}" for path, what in files.items()]
    assert "article.text: article.txt is not in the case's folder" in note
    plain = Path("plain.yaml")
    plain.write_text(
        (ROOT / "seeds" / "syria" / "chronicle.yaml").read_text(encoding="utf-8").partition("\n")[2]
    )
    assert "no case.yaml" in call("check", plain).err
    assert call("check", "--case", "syria", plain).code == 0
    plain.write_text("# $schema: ../docs/schema/codebook.json\n" + plain.read_text(encoding="utf-8"))
    assert "plain.yaml:" in call("check", plain).err  # for a codebook it says too little


def test_explain_gives_a_weight_its_band_and_the_sentences(call: Call) -> None:
    said = call("explain", "syria", "iran", "tenure")
    assert said.code == 0
    assert "Iran, position, Assad's tenure: 0.87, 90% interval 0.63 to 0.99" in said.out
    assert (
        "article, paragraph 3, sentence 1 (2015-11): The Revolutionary Guards' commander pledges" in said.out
    )
    assert "no evidence bears on it: this is the prior" in said.out  # its capability
    assert said.out.endswith(f"a loss depends on most: patronage run SCENARIO with {WHOLE:,} runs or more.\n")
    weights = json.loads(call("explain", "syria", "iran", "tenure", "--json").out)["weights"]
    assert [weight["kind"] for weight in weights] == ["salience", "position", "capability"]
    assert weights[1]["rests_on"] == "article"
    assert weights[1]["reasons"][0]["locator"] == [3, 1]
    assert weights[2]["rests_on"] == "prior only"


def test_explain_says_what_the_article_leaves_unidentified(call: Call) -> None:
    said = call("explain", "syria")
    assert "The article states no wish of any of these: Assad's government and Kurds (YPG)." in said.out
    assert "Weights on which the article says nothing: " in said.out
    assert said.out.endswith(f"a loss depends on most: patronage run SCENARIO with {WHOLE:,} runs or more.\n")
    towards = call("explain", "syria", "kurds", "us").out
    assert towards.startswith("Kurds (YPG), trust, United States: ")
    assert "which rests on outside facts" in towards


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


def test_output_that_is_closed_early_is_no_fault() -> None:
    code = "from patronage.cli import main; main(['explain', 'syria'])"
    command = f'{sys.executable} -c "{code}" | head -1'
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_the_group_lists_its_commands_in_the_order_one_needs_them() -> None:
    assert list(COMMANDS)[:3] == ["run", "view", "report"]
    assert cli.cli.list_commands(click.Context(cli.cli)) == list(COMMANDS)


def test_what_is_set_by_another_name_is_explained_and_nothing_else_hinted_at(call: Call) -> None:
    assert "runs / replicates; set runs or replicates;" in call("run", TINY, "--set", "draws=50").err
    assert "unknown field 'colour'; allowed: " in call("run", TINY, "--set", "colour=red").err


def test_the_folder_of_a_new_case_leads_to_the_case(call: Call) -> None:
    said = call("new", "mine")
    assert "patronage check mine/seeds/mine" in said.out
    for command in ("check", "explain"):
        err = call(command, "mine").err
        assert err == "mine: holds no case.yaml, so it is not a case; allowed: mine/seeds/mine\n"


def test_a_number_where_a_word_of_the_codebook_is_wanted_lists_the_words(call: Call) -> None:
    call("new", "mine")
    file = Path("mine/seeds/mine/evidence.yaml")
    file.write_text(re.sub(r"level: [a-z]+", "level: 0.3", file.read_text(encoding="utf-8"), count=1))
    assert "level: unknown control level 0.3; allowed: none, slight," in call("check", file.parent).err


def test_help_says_what_each_measure_is_and_from_how_many_runs_it_says_what_settles(call: Call) -> None:
    said = " ".join(call("attribute", "--help").out.split())
    assert all(f"{measure.name} ({measure.head})" in said for measure in TAKEN)
    assert f"is added from {WHOLE:,} runs up" in " ".join(call("run", "--help").out.split())
