"""What is written where a CAMEO code should be -> a code that the case's codebook has."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from patronage.sim.case.codebook import Codebook

PLOVER = {
    "AGREE": "030",
    "CONSULT": "040",
    "CONSULT/visit": "042",
    "CONSULT/phone": "041",
    "SUPPORT": "050",
    "CONCEDE": "035",  # to concede is a word; what then happens is RETREAT
    "COOPERATE": "060",
    "AID": "070",
    "RETREAT": "087",
    "REQUEST": "100",
    "ACCUSE": "112",
    "REJECT": "120",
    "THREATEN": "130",
    "PROTEST": "140",  # a demand in public; PLOVER's manual files all protest under material conflict
    "PROTEST/obstruct": "144",
    "PROTEST/riot": "145",
    "SANCTION": "163",
    "MOBILIZE": "150",
    "COERCE": "170",
    "ASSAULT": "180",
}
"""The CAMEO code that stands for an event type of PLOVER, or for one of its modes where that says more."""

_CODE = re.compile("[0-9]{2,4}", re.ASCII)


@dataclass
class Codes:
    """Looks codes up in a codebook, and counts what it had to do to find them.

    repaired: those that had lost their leading zero. above: those read as the code above them.
    """

    book: Codebook
    repaired: Counter[str] = field(default_factory=Counter)
    above: Counter[str] = field(default_factory=Counter)
    _by_name: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_name = {_plain(row.name): code for code, row in self.book.cameo.items()}

    def find(self, written: str) -> str | None:
        """The codebook's code for what a row has; None where it has none for it.

        A code is three or four digits; two digits are a root if they start with zero or stand for no other
        code. Whatever starts with a letter is an event's name in CAMEO or a type of PLOVER.
        ValueError for what is no code.
        """
        if written[:1].isalpha():
            return self._named(written)
        if not _CODE.fullmatch(written):
            raise ValueError(f"'{written[:20]}' is not a CAMEO code: three or four digits")
        known = self.book.cameo
        if written in known:
            return written
        if len(written) == 2 and "10" <= written <= "20":
            raise ValueError(
                f"'{written}' may be 0{written} or root {written}; a code has three or four digits"
            )
        zero = f"0{written}"
        if written[0] != "0" and written > "2" and zero in known:
            self.repaired[written] += 1
            return zero
        for above in (written[:3], f"{written[:2]}0"):
            if above in known:
                self.above[written] += 1
                return above
        return None

    def _named(self, written: str) -> str | None:
        kind, _, mode = written.partition("/")
        meant = PLOVER.get(f"{kind.upper()}/{mode.lower()}") or PLOVER.get(kind.upper())
        found = self._by_name.get(_plain(written)) or meant
        return found if found in self.book.cameo else None


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
