"""The notebook of the documentation is kept without outputs, and what it says can be done."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
import pytest

import patronage
from tests.support.pages import DOCS

NOTEBOOK = DOCS / "tutorial" / "in-a-notebook.ipynb"


def _cells(kind: str) -> Iterator[dict[str, Any]]:
    for cell in json.loads(NOTEBOOK.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == kind:
            yield cell


def test_it_is_kept_without_outputs_and_numbers_of_execution() -> None:
    text = NOTEBOOK.read_text("utf-8")
    assert text == json.dumps(json.loads(text), indent=1, ensure_ascii=False) + "\n"
    assert [cell for cell in _cells("code") if cell["outputs"] or cell["execution_count"] is not None] == []
    assert all(len(line) <= 90 for cell in _cells("code") for line in "".join(cell["source"]).splitlines())


@pytest.mark.slow
def test_all_that_its_cells_say_can_be_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every cell is run in this process; `make site` runs them in a kernel and shows what comes of them."""
    monkeypatch.chdir(tmp_path)
    mpl.use("Agg")
    names: dict[str, Any] = {}
    shown = []
    for cell in _cells("code"):
        tree = ast.parse("".join(cell["source"]))
        last = tree.body[-1]
        if isinstance(last, ast.Expr):
            exec(compile(ast.Module(tree.body[:-1], []), str(NOTEBOOK), "exec"), names)  # noqa: S102
            value = eval(compile(ast.Expression(last.value), str(NOTEBOOK), "eval"), names)  # noqa: S307
            shown += [value] if value is not None else []
        else:
            exec(compile(tree, str(NOTEBOOK), "exec"), names)  # noqa: S102
    import matplotlib.pyplot as plt

    plt.close("all")
    assert any(isinstance(value, patronage.Answer) for value in shown)
    assert len(shown) > 8
    assert patronage.load_scenario(tmp_path / "no_air_force.yaml") == names["no_air_force"]
    assert len((tmp_path / "tables" / "dependence.csv").read_text("utf-8").splitlines()) == 6
    assert len(pd.read_stata(tmp_path / "dependence.dta")) == 5
