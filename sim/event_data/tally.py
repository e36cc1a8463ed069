"""Counts of names, of which there may be more than fit into memory."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

MOST = 40_000  # names that are kept at a time


@dataclass
class Tally:
    """Counts keys in bounded memory: when there are too many, the rarer half is forgotten.

    missed: by how much a count may be too low at the most (Manku and Motwani 2002, lossy counting).
    """

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    missed: int = 0

    def add(self, key: tuple[str, str]) -> None:
        """One more of a key."""
        self.counts[key] += 1
        if len(self.counts) > MOST:
            ranked = self.counts.most_common()
            self.missed += ranked[MOST // 2][1]
            self.counts = Counter(dict(ranked[: MOST // 2]))
