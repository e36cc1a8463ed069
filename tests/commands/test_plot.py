"""`patronage plot` on the folders of runs and of sweeps."""

from __future__ import annotations

import pytest

from patronage.cli import main
from patronage.sim.sweeps.run import run_sweep
from tests.support.sweeps import SCENARIO, sweep_file, sweep_of


def called(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    return int(ended.value.code or 0)


def test_a_sweep_gets_its_chart_beside_its_tables(tmp_path, capsys):
    run_sweep(sweep_of(tmp_path), tmp_path / "r")
    assert called("plot", tmp_path / "r") == 0
    printed, said = capsys.readouterr()
    assert (printed, said) == (f"{tmp_path / 'r' / 'loss-of-hold.png'}\n", "")
    assert (tmp_path / "r" / "loss-of-hold.png").read_bytes().startswith(b"\x89PNG")
    words = ("--measure", "share", "--format", "svg", "--out", tmp_path / "charts")
    assert called("plot", tmp_path / "r", *words) == 0
    assert "<svg" in (tmp_path / "charts" / "loss-of-share.svg").read_text(encoding="utf-8")


def test_of_an_unfinished_sweep_it_says_how_much_is_there(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("patronage.sim.sweeps.chunks.CHUNK", 48)
    run_sweep(sweep_of(tmp_path), tmp_path / "r", shard=(1, 2))
    assert called("plot", tmp_path / "r") == 0
    assert f"{tmp_path / 'r'}: 120 of 216 runs are there so far" in capsys.readouterr().err


def test_a_run_gets_its_charts_again(tmp_path, capsys):
    sweep_file(tmp_path)
    assert called("run", SCENARIO, "--out", tmp_path / "r", "--no-charts", "--json") == 0
    capsys.readouterr()
    assert called("plot", tmp_path / "r", "--format", "pdf") == 0
    names = capsys.readouterr().out.split()
    assert [name.rpartition("/")[2] for name in names] == [
        f"{name}.pdf" for name in ("clients", "measures", "gainers", "holds")
    ]
    assert (tmp_path / "r" / "holds.pdf").exists()


def test_what_is_no_result_is_said_so(tmp_path, capsys):
    assert called("plot", tmp_path) == 2
    assert "holds no result" in capsys.readouterr().err
