"""What names may hold: characters that a reader sees, in the order in which they are read."""

from __future__ import annotations

import re
import unicodedata

# Blank although they are no white space and no format character: fillers, joiners, selectors of a variant.
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")


def hidden(text: str) -> str:
    """The first invisible or direction-changing character of a text, by its number and name, or nothing."""
    for character in text:
        if unicodedata.category(character) in _UNSEEN or _BLANK.fullmatch(character):
            name = unicodedata.name(character, "a control character").lower()
            return f"U+{ord(character):04X} ({name})"
    return ""


def alike(name: str) -> str:
    """What two names share that a reader cannot distinguish: capitals, widths and spaces taken out."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def leaves_folder(path: str) -> bool:
    """Whether a path, by its letters alone, is no relative one within its folder, on any system."""
    absolute = path.startswith(("/", "~")) or bool(set(path) & set("\\:\0"))
    return not path or absolute or ".." in path.split("/")
