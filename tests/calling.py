"""How tests call the command line: in this process, in an empty folder."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from patronage.cli import main


class Said(NamedTuple):
    """What a command left with and said."""

    code: int
    out: str
    err: str


Call = Callable[..., Said]


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> Said:
    """Run a command with these arguments."""
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    assert isinstance(left.value.code, int)
    return Said(left.value.code, *capsys.readouterr())
