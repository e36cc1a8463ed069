"""`patronage view`: what it says when it cannot show the page."""

from __future__ import annotations

import re
import socket
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import pytest

from patronage.cli import main
from patronage.page.serving import FIRST_PORT, HOST, free_port

PARTS = Path(__file__).parents[2] / "patronage" / "page"


def _said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["view", *arguments])
    printed = capsys.readouterr()
    return ended.value.code, printed.out, printed.err


def test_without_the_extra_it_says_what_to_install(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "solara", None)
    assert _said(capsys, "afrin_airspace", "--no-browser") == (
        2,
        "",
        "this command needs 'solara', which is not installed: pip install 'patronage[page]'\n",
    )


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend that the extra is installed: what is tested comes before it is used."""
    solara = ModuleType("solara")
    solara.__spec__ = ModuleSpec("solara", None)
    monkeypatch.setitem(sys.modules, "solara", solara)


def test_faults_of_the_scenario_are_said_in_the_terminal(
    installed: None, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = _said(capsys, "afrin_airspce", "--no-browser")
    assert (code, out) == (2, "")
    assert "afrin_airspace" in err
    assert "Traceback" not in err


def test_a_port_that_is_taken(installed: None, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        code, out, err = _said(capsys, "afrin_airspace", "--no-browser", "--port", str(port))
        assert (code, out) == (2, "")
        assert err == f"port {port} is taken on {HOST}; --port names another\n"


def test_a_free_port_is_looked_for() -> None:
    first = free_port(None)
    assert first >= FIRST_PORT
    with socket.create_server((HOST, first)):
        assert free_port(None) > first


def test_it_asks_nothing_of_any_other_machine() -> None:
    for file in PARTS.rglob("*"):
        if file.suffix in {".py", ".vue", ".html", ".css"}:
            text = file.read_text(encoding="utf-8")
            assert "https://" not in text.replace("require https", ""), file
            assert "http://" not in re.sub(r'f"http://\{(HOST|host)\}', "", text), file
