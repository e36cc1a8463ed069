"""How tests call the command line: in this process, in an empty folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from patronage.cli import main


class Said(NamedTuple):
    """What a command left with and said."""

    code: int
    out: str
    err: str

    def json(self) -> dict[str, Any]:
        """What it printed, as the one JSON object that it is."""
        return dict(json.loads(self.out))


Call = Callable[..., Said]


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> Said:
    """Run a command with these arguments."""
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    assert isinstance(left.value.code, int)
    return Said(left.value.code, *capsys.readouterr())
