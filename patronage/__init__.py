"""The front door: how much influence a patron gains or loses over its allies."""

from __future__ import annotations

__version__ = "0.1.0"
