"""Twice as large a file takes twice the work, not four times, and of its faults fifty are shown.

Work is counted in Python's own steps, those of comprehensions too, so it is the same on every machine.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from patronage.analysis.rivals.actors import read_actors
from patronage.analysis.rivals.tables import read_blocs
from patronage.sim.case.chronicle import load_acts
from patronage.sim.case.load import load_case
from patronage.sim.case.sheet_case import read_coding
from patronage.sim.files.faults import FaultError
from patronage.sim.scenario.expectation import load_expectation
from patronage.sim.scenario.load import load_scenario
from patronage.sim.sweeps.file import load_sweep

CASES = Path(__file__).parents[1] / "cases"
TINY = CASES / "tiny"
HEAD = "title: t\ncase: .\nfocus: duke\n"
SWEEP = "title: t\nscenario: scenario.yaml\n"
CLAIM = "claim: c\nsource: s\nscenario: scenario.yaml\nnull: random_acts\nexpect:\n"
ITEM = "kind: article, paraphrase: p, coder: A, confidence: high"
ACT = "verb: aid, toward: port, cameo: '071', goldstein: 7, paraphrase: p, source: s, confidence: high"


def scenario(path: Path) -> object:
    return load_scenario(path)


def case(path: Path) -> object:
    return load_case(path.parent)


def codes(path: Path) -> object:
    return load_case(path.parent / "tiny")


def sweep(path: Path) -> object:
    return load_sweep(path)


def acts(path: Path) -> object:
    return load_acts(path, load_case(TINY))


def expectation(path: Path) -> object:
    return load_expectation(path, Path)


def sheet(path: Path) -> object:
    return read_coding(path, path.parent)


def actors(path: Path) -> object:
    return read_actors(path)


def propensity(path: Path) -> object:
    (path.parent / "sizes.csv").write_text("actor,size\na,1\nb,1\n", encoding="utf-8")
    return read_blocs(path.parent / "sizes.csv", path)


def sizes(path: Path) -> object:
    (path.parent / "square.csv").write_text(",a,b\na,0,1\nb,1,0\n", encoding="utf-8")
    return read_blocs(path, path.parent / "square.csv")


def lines(text: str) -> Callable[[int], str]:
    return lambda n: "".join(text.replace("@", str(k)) for k in range(n))


def wide(text: str) -> Callable[[int], str]:
    return lambda n: ",".join(text.replace("@", str(k)) for k in range(n))


MANY: dict[str, tuple[Callable[[Path], object], str, str, Callable[[int], str]]] = {
    "events that happen already": (
        scenario, "scenario.yaml", f"{HEAD}events:\n",
        lines("  - {id: e@, actor: duke, verb: aid, toward: port, months: [2001-05]}\n"),
    ),
    "events of one id": (
        scenario, "scenario.yaml", f"{HEAD}events:\n",
        lines("  - {id: e, actor: duke, verb: aid, toward: prt, months: [2001-05]}\n"),
    ),
    "unknown items of a history": (
        scenario, "scenario.yaml", f"{HEAD}history:\n", lines("  - grain_ship@\n")
    ),
    "unknown items to leave out": (
        scenario, "scenario.yaml", f"{HEAD}weights:\n  leave_out:\n", lines("    - grain_ship@\n")
    ),
    "unknown settings": (scenario, "scenario.yaml", f"{HEAD}settings:\n", lines("  rationalit@: 1\n")),
    "unknown weights": (
        scenario, "scenario.yaml", f"{HEAD}weights:\n  fix:\n", lines("    salience.duke.grai@: 0.1\n")
    ),
    "unknown fields": (scenario, "scenario.yaml", HEAD, lines("replicate@: 1\n")),
    "keys given again": (scenario, "scenario.yaml", HEAD, lines("runs: 10\n")),
    "paths of a sweep": (
        sweep, "sweep.yaml", f"{SWEEP}design: grid\nvary:\n", lines("  settings.nois@: [1]\n")
    ),
    "weights of a sweep": (
        sweep, "sweep.yaml", f"{SWEEP}design: grid\nvary:\n", lines("  salience.duke.grai@: [1]\n")
    ),
    "events of a sweep": (
        sweep, "sweep.yaml", f"{SWEEP}design: grid\nvary:\n", lines("  events.gif@.start: [1]\n")
    ),
    "levels of a sweep": (
        sweep, "sweep.yaml", f"{SWEEP}design: grid\nvary:\n  settings.noise:\n", lines("    - x@\n")
    ),
    "points of a sweep": (
        sweep, "sweep.yaml", f"{SWEEP}design: list\nlist:\n  - {{settings.noise: 1}}\n",
        lines("  - {settings.nois@: 1}\n"),
    ),
    "paths of points": (
        sweep, "sweep.yaml", f"{SWEEP}design: list\nlist:\n",
        lambda n: 2 * ("  - {" + ", ".join(f"settings.nois{k}: 1" for k in range(n)) + "}\n"),
    ),
    "acts": (acts, "acts.yaml", "acts:\n", lines(f"  - {{id: a, month: 2001-02, actor: duk@, {ACT}}}\n")),
    "evidence": (
        case, "evidence.yaml", "items:\n",
        lines(f"  - {{id: i, {ITEM}, mentions: [{{actor: duk@, issue: grai@, count: 0}}]}}\n"),
    ),
    "sentences still to be coded": (
        case, "evidence.yaml", "items:\n",
        lines(
            "  - {id: i@, kind: article, locator: {paragraph: 1, sentence: @}, paraphrase: , "
            "coder: A, confidence: high}\n"
        ),
    ),
    "silent sentences listed again": (
        case, "case.yaml", (TINY / "case.yaml").read_text(encoding="utf-8"),
        lines("  - {locator: {paragraph: 3, sentence: 1}, reason: again}\n"),
    ),
    "actors of one name": (
        case, "case.yaml", "actors:\n", lines("  - {id: a@, name: The Duke, kind: state}\n")
    ),
    "rows of a sheet": (
        sheet, "coding.csv", "id,kind,paragraph,sentence,paraphrase,what,count\n",
        lines("i@,article,1,@,Words.,mention,4.5\ni@,fact,,,,mention,1\n"),
    ),
    "commitments": (
        case, "evidence.yaml", "items:\n",
        lines(
            f"  - {{id: i@, {ITEM}, locator: {{paragraph: 1, sentence: 1}}, commitments: ["
            "{actor: duke, toward: port, level: heavy}, {actor: duke, toward: guild, level: heavy}]}\n"
        ),
    ),
    "actors": (
        case, "case.yaml", (TINY / "case.yaml").read_text("utf-8").partition("actors:")[0] + "actors:\n",
        lines("  - {id: a, name: n, kind: k}\n"),
    ),
    "codes": (
        codes, "../codebook.yaml", "cameo:\n", lines("  'x@': {name: n, goldstein: 30, verb: aidd}\n")
    ),
    "statements": (
        expectation, "claim.yaml", CLAIM,
        lines("  - {measure: hld, actor: duk, toward: [a], relation: {a: 1}, than: x, share_of_draws: 8}\n"),
    ),
    "settings of an expectation": (
        expectation, "claim.yaml", "claim: c\nsource: s\nnull: labels\nscenario: scenario.yaml\nsettings:\n",
        lines("  rationalit@: 1\n"),
    ),
    "rows of a table": (actors, "a.csv", "actor,capability,position:x,salience:x\n", lines("a@,x,-1,\n")),
    "columns of a table": (actors, "a.csv", "actor,capability,", wide("position:i@")),
    "unknown columns": (actors, "a.csv", "actor,capability,", wide("posision:i@")),
    "sizes": (sizes, "s.csv", "actor,size\n", lines("a,x\n")),
    "rows of a matrix": (propensity, "p.csv", ",a,b\n", lines("a@,x,y\n")),
    "columns of a matrix": (propensity, "p.csv", ",", lambda n: wide("a@")(n) + "\na" + ",1" * n),
}  # fmt: skip
"""What reads a file, its name, how it begins, and what it goes on with n times; every piece is a fault."""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    shutil.copytree(CASES, tmp_path / "cases")
    return tmp_path / "cases" / "tiny"


def work(load: Callable[[Path], object], path: Path) -> tuple[int, int]:
    """How many steps it takes to read a file, and how many of its faults are counted only."""
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        frame.f_trace_lines, frame.f_trace_opcodes = False, True
        count += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        load(path)
    except FaultError as error:
        faults = error.faults
    finally:
        sys.settrace(before)
    mine = [fault for fault in faults if fault.file.endswith(path.name)]
    assert len(mine) == 51
    return count, mine[-1].more


def grown(path: Path, head: str, more: Callable[[int], str]) -> Iterator[None]:
    for n in (70, 140, 280):
        path.write_text(head + more(n), encoding="utf-8")
        yield


@pytest.mark.parametrize("name", MANY)
def test_work_grows_with_the_file_and_fifty_faults_are_shown(place: Path, name: str) -> None:
    load, file, head, more = MANY[name]
    path = (place / file).resolve()
    (few, less), (some, _), (many, most) = (work(load, path) for _ in grown(path, head, more))
    assert most > 3 * less
    assert many - some < 2.5 * (some - few)
