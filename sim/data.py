"""Where the data that come with the project are: seeds/ and scenarios/."""

from __future__ import annotations

from pathlib import Path


def data_root() -> Path:
    """The folder with `seeds/` and `scenarios/`: the checkout, or what an installed wheel carries."""
    root = Path(__file__).resolve().parents[1]
    return root if (root / "seeds").is_dir() else root / "patronage" / "_data"
