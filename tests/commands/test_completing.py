"""What the shells get: scripts for bash, zsh and fish, and the names that a pressed tab key offers."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from patronage.cli import COMMANDS, cli
from patronage.sim.files.shipped import data_root
from patronage.sim.model.measures import MEASURES, TAKEN
from patronage.sim.scenario.load import load_scenario

ISSUES = ("tenure", "battlefield", "coordination", "airspace", "kurdish_territory", "us_foothold")
ACTORS = ("iran", "russia", "turkey", "us", "assad", "kurds")
NAMES = sorted(path.stem for path in (data_root() / "scenarios").glob("*.yaml"))
HEAVY = ("numpy", "numba", "pandas", "pydantic", "scipy", "mesa", "pyarrow", "matplotlib")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def offered(*words: str) -> list[tuple[str, str, str | None]]:
    """Kind, value and help of what is offered for the last word, as the shells get it."""
    from click.shell_completion import ShellComplete

    asked = ShellComplete(cli, {}, "patronage", "_PATRONAGE_COMPLETE")
    found = asked.get_completions(list(words[:-1]), words[-1])
    return [(each.type, each.value, each.help) for each in found]


def plain(*words: str) -> list[str]:
    return [value for kind, value, _ in offered(*words) if kind == "plain"]


def _asked(instruction: str, here: Path, **environment: str) -> str:
    """What the command says to a shell, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "patronage.cli"],
        cwd=here,
        env=os.environ | environment | {"_PATRONAGE_COMPLETE": instruction},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize(
    ("shell", "words"),
    [("bash", "complete -o nosort -F"), ("zsh", "#compdef patronage"), ("fish", "--command patronage")],
)
def test_a_shell_gets_its_script(shell: str, words: str, here: Path) -> None:
    script = _asked(f"{shell}_source", here)
    assert words in script
    assert f"_PATRONAGE_COMPLETE={shell}_complete" in script


def test_what_each_shell_asks_is_answered(here: Path) -> None:
    asked = {"COMP_WORDS": "patronage explain syria ", "COMP_CWORD": "3"}
    assert _asked("bash_complete", here, **asked).splitlines() == [f"plain,{actor}" for actor in ACTORS]
    assert _asked("zsh_complete", here, **asked).splitlines()[:3] == ["plain", "iran", "Iran"]
    asked = {"COMP_WORDS": "patronage explain syria i", "COMP_CWORD": "i"}
    assert _asked("fish_complete", here, **asked).splitlines()[0].startswith("plain")


def test_bash_really_completes(here: Path) -> None:
    script = (
        'eval "$(_PATRONAGE_COMPLETE=bash_source python -m patronage.cli)"\n'
        'patronage() { python -m patronage.cli "$@"; }\n'
        "COMP_WORDS=(patronage run losing) COMP_CWORD=2\n"
        "_patronage_completion patronage\n"
        'echo "${COMPREPLY[@]}"\n'
    )
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=here, env=os.environ | {"PATH": path}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["losing_ground"]


def test_fish_gets_descriptions_with_their_commas(here: Path) -> None:
    script = _asked("fish_source", here)
    assert script.count("string split") == script.count('string split --max 1 ","') == 1
    help_text = _asked("fish_complete", here, COMP_WORDS="patronage run x --no-c", COMP_CWORD="--no-c")
    assert help_text.rstrip("\n") == "plain,--no-charts\tDraw the charts, or leave them out."


@pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not installed")
def test_fish_really_completes(here: Path) -> None:
    script = (
        "_PATRONAGE_COMPLETE=fish_source patronage | source\n"
        "complete --do-complete 'patronage run losing_ground --no-'\n"
    )
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["fish", "--no-config", "--command", script],
        cwd=here, env=os.environ | {"PATH": path}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == "--no-charts\tDraw the charts, or leave them out.\n"


def test_completing_loads_nothing_heavy(here: Path) -> None:
    code = (
        "import os, sys\n"
        "from patronage.cli import main\n"
        "try:\n"
        "    main([])\n"
        "except SystemExit:\n"
        f"    print(*sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr, end='')\n"
    )
    for line in ("patronage ", "patronage run a", "patronage attribute a", "patronage explain syria iran "):
        asked = {"_PATRONAGE_COMPLETE": "bash_complete", "COMP_WORDS": line}
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=here,
            env=os.environ | asked | {"COMP_CWORD": str(line.count(" "))},
            capture_output=True,
            text=True,
            check=True,
        )
        assert (done.stdout == "", done.stderr) == (False, ""), line


def test_every_command_is_offered_with_what_it_does() -> None:
    assert offered("") == [("plain", name, help_text) for name, (_, help_text) in COMMANDS.items()]
    assert plain("ag") == ["agreement"]
    assert "--version" in plain("--")


@pytest.mark.parametrize(
    "command",
    ["run", "attribute", "sensitivity", "placebo", "multiverse", "ladder", "bargains", "discover",
     "hindcast", "calibrate", "blocs", "rivals", "bench", "compare", "check", "view"],
)  # fmt: skip
def test_scenarios_are_offered_by_name(command: str, here: Path) -> None:
    assert plain(command, "") == NAMES
    assert plain(command, "r") == [name for name in NAMES if name.startswith("r")]


def test_a_scenario_is_offered_with_its_question(here: Path) -> None:
    ((_, name, help_text),) = offered("run", "losing")
    scenario = load_scenario(data_root() / "scenarios" / f"{name}.yaml")
    assert help_text
    assert scenario.question.startswith(help_text)


def test_ones_own_files_are_offered_too(here: Path) -> None:
    (here / "mine.yaml").write_text("# What if?\ntitle: What if?\n", encoding="utf-8")
    (here / "scenarios").mkdir()
    (here / "scenarios" / "my_own.yaml").write_bytes(b"\xff\xfe")
    assert offered("run", "m") == [
        ("plain", "my_own", ""),
        ("plain", "moscow_does_not_insist", _question("moscow_does_not_insist")),
        ("plain", "mine.yaml", "What if?"),
    ]


def _question(name: str) -> str:
    return load_scenario(data_root() / "scenarios" / f"{name}.yaml").question


def test_where_no_name_fits_the_shell_completes_paths() -> None:
    assert offered("run", "./sce") == [("file", "./sce", None)]
    assert offered("plan", "zzz") == [("file", "zzz", None)]
    assert offered("explain", "seeds/") == [("dir", "seeds/", None)]


def test_sweeps_are_offered_by_name(here: Path) -> None:
    every = sorted(path.stem for path in (data_root() / "scenarios" / "sweeps").glob("*.yaml"))
    for command in ("sweep", "plan"):
        assert plain(command, "") == every


def test_cases_actors_and_issues_are_offered(here: Path) -> None:
    assert plain("explain", "") == ["syria", "vietnam"] == plain("agreement", "syria", "")
    assert offered("explain", "sy") == [("plain", "syria", "The Syrian war, 2015–2018")]
    assert plain("explain", "syria", "") == list(ACTORS)
    assert plain("explain", "syria", "t") == ["turkey"]
    assert plain("explain", "syria", "iran", "") == [*ISSUES, *(actor for actor in ACTORS if actor != "iran")]
    assert plain("explain", str(data_root() / "seeds" / "syria"), "ir") == ["iran"]


def test_commands_within_a_command_are_offered_and_their_cases(here: Path) -> None:
    assert plain("acts", "") == ["import"]
    assert plain("acts", "import", "--case", "") == ["syria", "vietnam"]
    assert plain("acts", "import", "--format", "") == ["icews", "gdelt", "polecat", "csv"]


def test_the_actors_to_mute_are_those_of_the_scenario(here: Path) -> None:
    assert plain("run", "afrin_airspace", "--mute", "") == list(ACTORS)
    assert plain("run", "afrin_airspace", "--mute", "us", "--mute", "k") == ["kurds"]
    assert plain("run", "--mute", "") == []


@pytest.mark.parametrize("text", ["", "[", "actors: 1", "actors: [{}, 2, {id: x}]", "a\tb: !!python/name:os"])
def test_whatever_is_in_a_file_completing_goes_on(text: str, here: Path) -> None:
    (here / "seeds" / "odd").mkdir(parents=True)
    (here / "seeds" / "odd" / "case.yaml").write_text(text, encoding="utf-8")
    assert "odd" in plain("explain", "")
    assert plain("explain", "odd", "") == (["x"] if "x" in text else [])
    (here / "scenario.yaml").write_text(text, encoding="utf-8")
    assert plain("run", "scenario.yaml", "--mute", "") == []


def test_where_nothing_is_named_nothing_is_offered(here: Path) -> None:
    for case in ("nowhere", "a\x00b", "x" * 5000):
        assert plain("explain", case, "") == []


def test_the_measures_that_help_names_are_those_there_are() -> None:
    for command, known in (
        ("attribute", TAKEN),
        ("plot", TAKEN),
        ("compare", MEASURES),
        ("multiverse", MEASURES),
    ):
        found = cli.get_command(click.Context(cli), command)
        assert found is not None
        (measure,) = [each for each in found.params if each.name in {"measure", "wanted"}]
        assert isinstance(measure, click.Option)
        named = re.findall(r"(?:: |; )(\w+) \(", str(measure.help))
        assert named == [each.name for each in known]


def test_measures_and_the_ties_of_others_are_offered_by_their_names(here: Path) -> None:
    of_russia = ("attribute", "afrin_airspace", "--measure")
    others = [actor for actor in ACTORS if actor != "iran"]
    ties = [f"{word}:{actor}" for word in ("hold", "ear") for actor in others]
    taken = [measure.name for measure in TAKEN]
    assert plain(*of_russia, "") == [*taken, "hold:clients", *ties]
    for words in (("compare", "afrin_airspace", "losing_ground"), ("multiverse", "afrin_airspace")):
        assert plain(*words, "--measure", "dec") == ["decisiveness"]
    assert offered(*of_russia, "hold:a") == [("plain", "hold:assad", "hold over Assad's government")]
    assert offered(*of_russia, "ear:r") == [("plain", "ear:russia", "access to the ear of Russia")]
    assert plain("attribute", "--measure", "") == taken
    assert plain("attribute", "nowhere", "--measure", "") == taken
    (here / "swept").mkdir()
    manifest = here / "swept" / "manifest.json"
    manifest.write_text('{"focus": "a", "actors": [{"id": "a"}, {"id": "b", "name": "B"}], "clients": ["b"]}')
    for command in ("plot", "discover"):
        assert plain(command, "swept", "--measure", "hold:") == ["hold:clients", "hold:b"]
    for odd in ("[]", '{"clients": 5, "actors": 7}', "\x00"):
        manifest.write_text(odd)
        assert plain("plot", "swept", "--measure", "") == taken
