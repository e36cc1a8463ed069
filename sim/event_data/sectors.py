"""Sectors of society as event data name them: words in ICEWS, three letters in GDELT and POLECAT."""

from __future__ import annotations

STATE = ("Government", "Executive", "Military")
"""Who acts for a country, where a dictionary says nothing else."""

OUT = (
    "Legislature",
    "Judiciary",
    "Parties",
    "Opposition",
    "Rebels",
    "Insurgents",
    "Separatists",
    "Civilian",
    "Media",
)
"""Who does not, whatever else is said of them, where a dictionary says nothing else."""

_ALIKE = {
    "government": ("GOV",),
    "executive": ("EXE", "executive office", "cabinet"),
    "military": ("MIL", "army", "navy", "air force"),
    "police": ("COP",),
    "intelligence": ("SPY", "intelligence / espionage"),
    "judiciary": ("JUD", "judicial"),
    "legislature": ("LEG", "legislative", "legislative / parliamentary", "parliament"),
    "parties": ("PTY", "party", "political parties"),
    "opposition": ("OPP", "major opposition party", "minor opposition party"),
    "rebels": ("REB", "rebel", "organized violent", "unidentified violent"),
    "insurgents": ("INS", "insurgent"),
    "separatists": ("SEP", "separatist"),
    "unaligned forces": ("UAF", "unidentified armed forces"),
    "civilian": ("CVL", "civilians", "general population / civilian / social", "social"),
    "media": ("MED",),
    "business": ("BUS",),
    "refugees": ("REF", "refugees / displaced"),
    "international government organization": ("IGO",),
    "nongovernmental organization": ("NGO", "nongovernmental organization / activists"),
}  # fmt: skip
_SAME = {other.casefold(): one for one, others in _ALIKE.items() for other in (one, *others)}


def sector(word: str) -> str:
    """A sector by one word, however a file spells it: `GOV` and `Government` are `government`."""
    plain = " ".join(word.split()).casefold()
    return _SAME.get(plain, plain)
