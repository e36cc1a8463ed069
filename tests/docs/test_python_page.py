"""The reference page of the Python interface says what each public name is."""

from __future__ import annotations

import re

import patronage
from patronage.generated.python_page import _members, _signature, python_page


def test_every_public_name_has_its_entry() -> None:
    page = python_page()
    entries = dict(re.findall(r"^### (\w+)\n\n(.*?)(?=^##|\Z)", page, re.MULTILINE | re.DOTALL))
    assert set(patronage.__all__) - {"__version__"} <= set(entries)
    assert [name for name, text in entries.items() if not text.strip() or text.startswith("None")] == []
    assert re.findall(r"^- .*: $", page, re.MULTILINE) == []  # a property or method without a docstring


def test_a_signature_is_shown_as_it_is_called() -> None:
    def example(self, count: int | None = None, *, word: str = "a") -> list[str]:
        """Do nothing."""
        return []

    assert (
        _signature("example", example) == "example(count: int | None = None, *, word: str = 'a') -> list[str]"
    )


def test_members_are_fields_properties_and_methods() -> None:
    members = list(_members(patronage.Answer))
    assert "- `losses: dict[str, Loss]`" in members
    assert any(line.startswith("- `failed`: Runs left out") for line in members)
    assert any(line.startswith("- `plain() -> dict[str, Any]`: ") for line in members)
